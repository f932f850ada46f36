"""The replies this process is writing, and the tabs that listen to them."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

from chat.replies import states
from chat.replies.frames import Frame
from chat.replies.run import ReplyRun
from healthtracker.web.database import in_database

WORKER = f"{socket.gethostname()[:16]}:{os.getpid()}:{uuid4().hex[:8]}"
END: Frame = {"k": "over"}

Listener = asyncio.Queue[Frame]


class Hub:
    """Starts each reply once and hands its frames to every listener of this process."""

    def __init__(self) -> None:
        self._runs: dict[UUID, ReplyRun] = {}
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._claims: dict[UUID, asyncio.Task[bool]] = {}
        self._listeners: dict[UUID, set[Listener]] = {}

    async def start(self, reply_id: UUID) -> bool:
        """Claim and write the reply here; False when somebody else has it or it is over."""
        if reply_id in self._runs:
            return True
        # Two tabs may ask at once: both wait for the one claim, or one would find it taken.
        claim = self._claims.get(reply_id)
        if claim is None:
            claim = self._claims[reply_id] = asyncio.create_task(self._claim(reply_id))
            claim.add_done_callback(lambda _done: self._claims.pop(reply_id, None))
        return await asyncio.shield(claim)

    async def _claim(self, reply_id: UUID) -> bool:
        if not await in_database(states.claim)(reply_id, WORKER):
            return False
        run = ReplyRun(reply_id, WORKER, lambda frame: self._tell(reply_id, frame))
        self._runs[reply_id] = run
        self._tasks[reply_id] = asyncio.create_task(self._write(run))
        return True

    def run_of(self, reply_id: UUID) -> ReplyRun | None:
        """The run of a reply that this process writes, or None."""
        return self._runs.get(reply_id)

    def stop(self, reply_id: UUID) -> bool:
        """Stop a reply that this process writes."""
        run = self._runs.get(reply_id)
        if run is not None:
            run.stop()
        return run is not None

    async def finished(self, reply_id: UUID) -> None:
        """Wait until this process has ended the reply."""
        task = self._tasks.get(reply_id)
        if task is not None:
            await asyncio.shield(task)

    @asynccontextmanager
    async def listen(self, reply_id: UUID) -> AsyncIterator[Listener]:
        """A queue of the frames made from now on; `END` follows the last."""
        queue: Listener = asyncio.Queue()
        self._listeners.setdefault(reply_id, set()).add(queue)
        try:
            yield queue
        finally:
            listeners = self._listeners.get(reply_id, set())
            listeners.discard(queue)
            if not listeners:
                self._listeners.pop(reply_id, None)

    async def _write(self, run: ReplyRun) -> None:
        try:
            await run.run()
        finally:
            self._runs.pop(run.reply_id, None)
            self._tasks.pop(run.reply_id, None)
            self._tell(run.reply_id, END)

    def _tell(self, reply_id: UUID, frame: Frame) -> None:
        for queue in self._listeners.get(reply_id, ()):
            queue.put_nowait(frame)


hub = Hub()
