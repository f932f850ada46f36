"""Background part of chat: write replies no open page is writing, end those of dead workers."""

import asyncio
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chat.replies import states
from chat.replies.hub import Hub
from healthtracker.web.jobs import periodic, retrying

# Time for the page that asked to open its socket and start the reply itself.
GRACE = timedelta(seconds=3)
REAP_SECONDS = 5


@retrying(attempts=1)
def write_reply(reply_id: str) -> None:
    """Write the reply in this process unless somebody has begun."""
    asyncio.run(_write(UUID(reply_id)))


async def _write(reply_id: UUID) -> None:
    hub = Hub()
    if await hub.start(reply_id):
        await hub.finished(reply_id)


def write_unless_begun(reply_id: UUID) -> None:
    """Once committed, let a worker write the reply if no page has begun to after `GRACE`."""
    job = write_reply.using(run_after=timezone.now() + GRACE)
    transaction.on_commit(partial(job.enqueue, str(reply_id)))


@periodic(REAP_SECONDS)
def end_abandoned_replies() -> None:
    """Fail replies whose writer died."""
    states.reap()
