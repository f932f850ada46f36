"""Background part of chat: write replies no open page is writing, end those of dead workers."""

import asyncio
from uuid import UUID

from chat.replies import states
from chat.replies.hub import Hub
from healthtracker.web.jobs import periodic, retrying

WAITING_SECONDS = 2
REAP_SECONDS = 5


@retrying(attempts=1)
def write_reply(reply_id: str) -> None:
    """Write the reply in this process unless somebody has begun."""
    asyncio.run(_write(UUID(reply_id)))


async def _write(reply_id: UUID) -> None:
    hub = Hub()
    if await hub.start(reply_id):
        await hub.finished(reply_id)


@periodic(WAITING_SECONDS)
def write_waiting_replies() -> None:
    """Have the worker write what no page has begun to: a browser without script, or gone."""
    for reply_id in states.take_waiting():
        write_reply.enqueue(str(reply_id))


@periodic(REAP_SECONDS)
def end_abandoned_replies() -> None:
    """Fail replies whose writer died."""
    states.reap()
