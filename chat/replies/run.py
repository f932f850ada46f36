"""One reply being written: pulls from the engine, tells the tabs, saves, and ends exactly once."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing, suppress
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone

from chat.deid import Restorer
from chat.engines.base import Delta, EngineError, ErrorCode, Finish, Usage
from chat.judging import judge
from chat.models import Reply
from chat.replies import states
from chat.replies.charging import NOTHING, charge_for
from chat.replies.doubts import REDIRECTED, Doubt, settle
from chat.replies.frames import Frame, Growing
from chat.replies.prepare import Prepared, begin, prepare
from healthtracker.web.database import in_database
from healthtracker.web.log import event

FRAME_SECONDS = 0.033
SAVE_SECONDS = 0.8
TRIMMED = 0.5
Result = TypeVar("Result")


class ReplyRun:
    """A server task, independent of any socket. `told` receives each frame as it is made."""

    def __init__(self, reply_id: UUID, worker: str, told: Callable[[Frame], None]) -> None:
        self.reply_id = reply_id
        self.worker = worker
        self.growing = Growing()
        self._told = told
        self._pump: asyncio.Task[Any] | None = None
        self._prepared: Prepared | None = None
        self._usage: Usage | None = None
        self._finish: Finish | None = None
        self._restorer = Restorer()
        self._redirected = False
        self._came_at: datetime | None = None  # the first of the vendor's answer
        self._stopping = False
        self._lost = False
        self._flush: asyncio.TimerHandle | None = None
        self._next_frame = 0.0  # on the loop's clock

    def stop(self) -> None:
        """End now; cancelling the pump closes the upstream socket at once."""
        if self._stopping:
            return  # asked twice: a second cancelling would cut the closing of the socket short
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
            await self._written()
        except EngineError as error:
            return error
        except asyncio.CancelledError:
            if not (self._stopping or self._lost):
                raise
        except Exception as error:
            event("reply_broke", reply=str(self.reply_id), error=type(error).__name__)
            return EngineError(ErrorCode.INTERNAL, detail=type(error).__name__)
        finally:
            # Held back as the beginning of a stand-in, and now known to be none.
            self.growing.text += self._restorer.flush()
        return None

    async def _written(self) -> None:
        made = await in_database(begin)(self.reply_id, self.worker)
        if isinstance(made, Doubt):
            said = await self._stoppable(
                judge(made.conversation, made.message.text, made.previous, model=made.model)
            )
            await in_database(settle)(made, about_health=said)
            if said is False:
                self._redirected = True
                return
            made = await in_database(prepare)(self.reply_id, self.worker)
        self._begin(made)
        try:
            await self._stoppable(self._pull())
        except EngineError as error:
            if error.code is not ErrorCode.CONTEXT_OVERFLOW or self._came_at:
                raise
            # The vendor counts otherwise than we do: once more, with half of everything.
            less = await in_database(prepare)(self.reply_id, self.worker, share=TRIMMED)
            self._begin(less)
            await self._stoppable(self._pull())

    def _begin(self, made: Prepared) -> None:
        self.growing.sources = made.sources
        self._restorer = made.restorer
        if self._prepared is None and made.begun:
            self.growing.text = made.begun
            self._tell()
        self._prepared = made

    async def _stoppable(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do what `stop` may cancel."""
        self._pump = task = asyncio.create_task(work)
        if self._stopping:
            task.cancel()
        return await task

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
        self.growing.text += self._restorer.feed(text)
        if self._came_at is None:
            self._came_at = timezone.now()
            self._tell()
        elif self._flush is None:
            loop = asyncio.get_running_loop()
            self._flush = loop.call_at(max(loop.time(), self._next_frame), self._tell)

    def _tell(self) -> None:
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        self._next_frame = asyncio.get_running_loop().time() + FRAME_SECONDS
        for frame in self.growing.advance():
            self._told(frame)

    async def _save_while_running(self) -> None:
        while not self._lost:
            await asyncio.sleep(SAVE_SECONDS)
            if self._prepared is None:
                continue
            try:
                await self._keep(self._prepared.reply)
            except Exception as error:  # the next time may succeed; the answer goes on
                event("reply_not_saved", reply=str(self.reply_id), error=type(error).__name__)

    async def _keep(self, reply: Reply) -> None:
        # Saved even when nothing came: saving renews the lease.
        held = await in_database(states.save_progress)(
            reply, self.worker, self.growing.text, first_token_at=self._came_at
        )
        if held is not states.Held.ON:
            self._lost = held is states.Held.LOST  # the reaper or another worker ended it
            self.stop()

    async def _end(self, error: EngineError | None) -> None:
        status, reason, code = self._outcome(error)
        made = self._prepared
        reply = made.reply if made else await in_database(_bare)(self.reply_id)
        charge = NOTHING
        if made is not None:
            received = self.growing.text[len(made.begun) :]
            charge = charge_for(made.model, self._usage, received)
        await in_database(states.finish)(
            reply,
            self.worker,
            status,
            text=self.growing.text,
            usage=charge.usage,
            usage_estimated=charge.estimated,
            credits=charge.credits,
            stop_reason=reason,
            error_code=code,
            retry_after=error.retry_after if error else None,
            first_token_at=self._came_at,
        )

    def _outcome(self, error: EngineError | None) -> tuple[str, str, str]:
        if self._redirected:
            return Reply.Status.COMPLETE, REDIRECTED, ""
        if error is not None:
            return Reply.Status.FAILED, "", error.code.value
        if self._finish is not None:
            reason = self._finish.reason
            if reason in {"refused", "content_filter"}:
                return Reply.Status.FAILED, reason, reason
            if self._came_at is None:
                return Reply.Status.FAILED, reason, ErrorCode.EMPTY.value
            return Reply.Status.COMPLETE, reason, ""
        if self._stopping:
            return Reply.Status.STOPPED, "stopped", ""
        return Reply.Status.FAILED, "", ErrorCode.INTERRUPTED.value


def _bare(reply_id: UUID) -> Reply:
    reply: Reply = Reply.objects.unscoped("reply runner").get(pk=reply_id)
    return reply
