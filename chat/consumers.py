"""The socket of a conversation: tells every open tab of the reply that is being written."""

import asyncio
from typing import Any
from uuid import UUID

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from accounts.audience import Audience, audience
from accounts.sockets import CLOSE_NOT_FOUND, WatchedSocket
from chat import slots
from chat.limits import policy_of
from chat.live import group_of, request_stop
from chat.models import Conversation, Reply
from chat.presenting import reply_html, saved_snapshot
from chat.replies.frames import Frame, Growing
from chat.replies.hub import END, hub
from healthtracker.web.database import in_database

ELSEWHERE_SECONDS = 0.5
MAX_FRAME = 4096
CLOSE_BAD_FRAME = 4400
CLOSE_TOO_MANY = 4429


@audience(Audience.MEMBER)
class ConversationConsumer(WatchedSocket, AsyncJsonWebsocketConsumer):
    """Takes `{"type": "watch", "reply", "after"}` and `{"type": "stop", "reply"}`."""

    watched_group = ""
    slot = ""

    async def connect(self) -> None:
        self.watching: dict[UUID, asyncio.Task[None]] = {}
        self.user: Any = self.scope["user"]
        self.conversation_id: UUID = self.scope["url_route"]["kwargs"]["conversation"]
        if not await in_database(self.still_allowed)():
            await self.close(code=CLOSE_NOT_FOUND)
            return
        self.slot = await in_database(self._take_slot)()
        if not self.slot:
            await self.accept()  # or the browser would not be told why
            await self.close(code=CLOSE_TOO_MANY)
            return
        self.watched_group = group_of(self.conversation_id)
        await self.channel_layer.group_add(self.watched_group, self.channel_name)
        await self.accept()

    async def release(self) -> None:
        """Stop following replies; the replies themselves go on."""
        for task in getattr(self, "watching", {}).values():
            task.cancel()
        if self.watched_group:
            await self.channel_layer.group_discard(self.watched_group, self.channel_name)
        if self.slot:
            await in_database(slots.give_back)(self.slot)
        await super().release()

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        if text_data is None or len(text_data) > MAX_FRAME:
            await self.close(code=CLOSE_BAD_FRAME)
            return
        try:
            content = await self.decode_json(text_data)
            reply_id = UUID(str(content["reply"]))
            kind, after = content["type"], int(content.get("after", 0))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            await self.close(code=CLOSE_BAD_FRAME)
            return
        if not await in_database(self._owns)(reply_id):
            return
        if kind == "watch":
            self._begin(reply_id, max(0, after))
        elif kind == "stop":
            await request_stop(self.conversation_id, reply_id)

    async def thread_changed(self, message: dict[str, Any]) -> None:
        """Another tab asked something: this one reloads the thread."""
        await self.send_json({"k": "thread", "newest": message["newest"]})

    async def reply_stop(self, message: dict[str, Any]) -> None:
        """Someone pressed stop, perhaps in another process."""
        hub.stop(UUID(message["reply"]))

    def _begin(self, reply_id: UUID, after: int) -> None:
        if (task := self.watching.pop(reply_id, None)) is not None:
            task.cancel()
        self.watching[reply_id] = asyncio.create_task(self._follow(reply_id, after))

    async def _follow(self, reply_id: UUID, after: int) -> None:
        async with hub.listen(reply_id) as frames:
            here = await hub.start(reply_id)
            if here and (run := hub.run_of(reply_id)) is not None:
                seen = await self._catch_up(reply_id, run.growing, after)
                while (frame := await frames.get()) is not END:
                    if frame["n"] > seen:
                        await self._frame(reply_id, frame)
            else:
                await self._follow_elsewhere(reply_id)
        await self._frame(reply_id, {"k": "end", "html": await self._html(reply_id)})

    async def _catch_up(self, reply_id: UUID, growing: Growing, after: int) -> int:
        """Send what the tab has not seen; returns the number of the last frame sent."""
        missed = growing.after(after) if 0 < after <= len(growing.frames) else None
        frames = [growing.snapshot()] if missed is None else missed
        for frame in frames:
            await self._frame(reply_id, frame)
        last: int = frames[-1]["n"] if frames else after
        return last

    async def _follow_elsewhere(self, reply_id: UUID) -> None:
        shown = ""
        while True:
            active, text, frame = await in_database(saved_snapshot)(reply_id)
            if not active:
                return
            if text != shown:
                shown = text
                await self._frame(reply_id, frame)
            await asyncio.sleep(ELSEWHERE_SECONDS)

    async def _frame(self, reply_id: UUID, frame: Frame) -> None:
        await self.send_json({**frame, "reply": str(reply_id)})

    async def _html(self, reply_id: UUID) -> str:
        return await in_database(reply_html)(reply_id, self.user)

    def still_allowed(self) -> bool:
        """Whether the conversation is still there and theirs."""
        if self.slot:
            slots.renew(self.slot)
        mine = Conversation.objects.visible_to(self.user)
        return bool(mine.filter(pk=self.conversation_id, deleted_at=None).exists())

    def _take_slot(self) -> str:
        return slots.take(self.user, policy_of(self.user).sockets) or ""

    def _owns(self, reply_id: UUID) -> bool:
        mine = Reply.objects.visible_to(self.user)
        return bool(mine.filter(pk=reply_id, conversation=self.conversation_id).exists())
