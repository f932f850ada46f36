"""One reply being written: pulls from the engine, tells the tabs, saves, and ends exactly once."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing, suppress
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async

from chat.engines.base import Delta, EngineError, ErrorCode, Finish, Usage
from chat.models import Reply
from chat.replies import states
from chat.replies.frames import Frame, Growing
from chat.replies.prepare import Prepared, prepare
from healthtracker.web.log import event

FRAME_SECONDS = 0.033
SAVE_SECONDS = 0.5
in_database = database_sync_to_async


class ReplyRun:
    """A server task, independent of any socket. `told` receives each frame as it is made."""

    def __init__(self, reply_id: UUID, worker: str, told: Callable[[Frame], None]) -> None:
        self.reply_id = reply_id
        self.worker = worker
        self.growing = Growing()
        self._told = told
        self._pump: asyncio.Task[None] | None = None
        self._prepared: Prepared | None = None
        self._usage: Usage | None = None
        self._finish: Finish | None = None
        self._stopping = False
        self._lost = False
        self._flush: asyncio.TimerHandle | None = None

    def stop(self) -> None:
        """End now; cancelling the pump closes the upstream socket at once."""
        self._stopping = True
        if self._pump is not None:
            self._pump.cancel()

    async def run(self) -> None:
        """Write the (already claimed) reply to its end."""
        saver = asyncio.create_task(self._save_while_running())
        try:
            error = await self._pumped()
        finally:
            saver.cancel()
            with suppress(asyncio.CancelledError):
                await saver
        self._tell()
        if not self._lost:
            await self._end(error)

    async def _pumped(self) -> EngineError | None:
        try:
            self._prepared = await in_database(prepare)(self.reply_id, self.worker)
            self.growing.links = self._prepared.links
            self._pump = asyncio.create_task(self._pull())
            if self._stopping:
                self._pump.cancel()
            await self._pump
        except EngineError as error:
            return error
        except asyncio.CancelledError:
            if not (self._stopping or self._lost):
                raise
        except Exception as error:
            event("reply_broke", reply=str(self.reply_id), error=type(error).__name__)
            return EngineError(ErrorCode.INTERNAL, detail=type(error).__name__)
        return None

    async def _pull(self) -> None:
        assert self._prepared is not None  # noqa: S101 - set just before
        stream: Any = self._prepared.engine.stream(self._prepared.prompt)
        async with aclosing(stream) as events:
            async for item in events:
                if isinstance(item, Delta):
                    self._received(item.text)
                elif isinstance(item, Usage):
                    self._usage = item
                else:
                    self._finish = item

    def _received(self, text: str) -> None:
        first = not self.growing.text
        self.growing.text += text
        if first:
            self._tell()
        elif self._flush is None:
            self._flush = asyncio.get_running_loop().call_later(FRAME_SECONDS, self._tell)

    def _tell(self) -> None:
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        for frame in self.growing.advance():
            self._told(frame)

    async def _save_while_running(self) -> None:
        noted = False
        while not self._lost:
            await asyncio.sleep(SAVE_SECONDS)
            if self._prepared is None:
                continue
            if self.growing.text and not noted:
                await in_database(states.first_token)(self._prepared.reply, self.worker)
                noted = True
            await self._keep(self._prepared.reply)

    async def _keep(self, reply: Reply) -> None:
        # Saved even when nothing came: saving renews the lease.
        if not await in_database(states.save_progress)(reply, self.worker, self.growing.text):
            self._lost = True  # the reaper or another worker ended it
            self.stop()
        elif await in_database(states.stop_was_requested)(reply.pk):
            self.stop()

    async def _end(self, error: EngineError | None) -> None:
        status, reason, code = self._outcome(error)
        reply = self._prepared.reply if self._prepared else await in_database(_bare)(self.reply_id)
        await in_database(states.finish)(
            reply,
            self.worker,
            status,
            text=self.growing.text,
            usage=self._usage,
            stop_reason=reason,
            error_code=code,
            retry_after=error.retry_after if error else None,
        )

    def _outcome(self, error: EngineError | None) -> tuple[str, str, str]:
        if error is not None:
            return Reply.Status.FAILED, "", error.code.value
        if self._finish is not None:
            refused = self._finish.reason in {"refused", "content_filter"}
            if refused and not self.growing.text:
                return Reply.Status.FAILED, self._finish.reason, self._finish.reason
            return Reply.Status.COMPLETE, self._finish.reason, ""
        if self._stopping:
            return Reply.Status.STOPPED, "stopped", ""
        return Reply.Status.FAILED, "", ErrorCode.INTERRUPTED.value


def _bare(reply_id: UUID) -> Reply:
    return Reply.objects.unscoped("reply runner").get(pk=reply_id)
