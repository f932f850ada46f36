"""One vendor client per event loop: connections are reused, and nothing is left open behind."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any


class Kept:
    """A client and the suspended generator that will close it."""

    client: Any = None
    keeper: AsyncGenerator[None, None]


# Owned here and not by the engines: an engine may be dropped while its loop lives on, and a client
# that is only garbage-collected leaves sockets open.
OPEN: set[Kept] = set()


class Clients:
    """Builds a client on first use in a loop and closes it when that loop shuts down.

    build: makes the client; it runs in a thread, because importing an SDK costs 1 to 4 CPU
        seconds and would freeze every other stream of the loop.
    """

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._kept: dict[asyncio.AbstractEventLoop, asyncio.Task[Kept]] = {}

    async def get(self) -> Any:
        """The running loop's client. Raises whatever building it raises; the next call retries."""
        loop = asyncio.get_running_loop()
        if (task := self._kept.get(loop)) is None:
            self._forget_closed_loops()
            task = self._kept[loop] = loop.create_task(self._open())
        try:
            # Shielded: the first caller may be stopped while others wait for the same client.
            return (await asyncio.shield(task)).client
        except Exception:
            self._kept.pop(loop, None)
            raise

    async def aclose(self) -> None:
        """Close the running loop's client, if it has one."""
        if task := self._kept.pop(asyncio.get_running_loop(), None):
            await (await task).keeper.aclose()

    async def _open(self) -> Kept:
        kept = Kept()
        kept.keeper = self._keep(kept)
        await anext(kept.keeper)
        return kept

    async def _keep(self, kept: Kept) -> AsyncGenerator[None, None]:
        # A suspended generator is the one thing that a loop closes by itself before it ends
        # (`shutdown_asyncgens`, called by asyncio.run and async_to_sync).
        kept.client = await asyncio.to_thread(self._build)
        OPEN.add(kept)
        try:
            yield
        finally:
            OPEN.discard(kept)
            self._kept.pop(asyncio.get_running_loop(), None)
            await kept.client.close()

    def _forget_closed_loops(self) -> None:
        for loop in [loop for loop in self._kept if loop.is_closed()]:
            del self._kept[loop]
