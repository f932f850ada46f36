"""Two ways to get payloads out of an open response: our own splitter, or the SDK's objects.

The SDK's per-event objects cost 6 to 10 times the reading itself, so they are the fallback.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Protocol

from chat.engines.base import EngineError, ErrorCode
from chat.engines.sse import Splitter

Payload = Mapping[str, Any]

END: Payload = {"type": "[DONE]"}  # stands for the bare `[DONE]` that ends Chat Completions
MOST_WAITING = 32  # network chunks that may wait for a slow reader
MOST_AT_ONCE = 65_536  # bytes of one batch
DRAIN = 0.1  # seconds for the end of the body to arrive, so that the connection can be reused


class Source(Protocol):
    """Payloads of one response, in the batches in which they arrive.

    pace: seconds to wait between two batches once words come.
    """

    pace: float

    async def pull(self) -> Iterable[Payload] | None:
        """Wait for more; None at the end of the body. Iterating may raise ValueError."""
        ...

    async def drain(self) -> None:
        """Read what little is left after the terminal event."""
        ...

    async def aclose(self) -> None:
        """Leave, whatever is left."""
        ...


class RawSource:
    """Bytes, split and parsed by us.

    A task of its own takes them from the connection as they come, so that a slow reader loses
    nothing when the connection breaks: what had arrived is given out before the failure is raised.
    Reading seldom makes a token cost half, and looks the same to people.
    """

    pace = 0.066

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._splitter = Splitter()
        self._came: asyncio.Queue[bytes | Exception | None] = asyncio.Queue(MOST_WAITING)
        self._end: Exception | None = None
        self._over = False
        self._taking = asyncio.create_task(self._take())

    async def pull(self) -> Iterator[Payload] | None:
        """What has come since the last time is one batch."""
        chunks: list[bytes] = []
        size = 0
        while not self._over and size < MOST_AT_ONCE and not (chunks and self._came.empty()):
            came = await self._came.get()
            if isinstance(came, bytes):
                chunks.append(came)
                size += len(came)
            else:
                self._over, self._end = True, came
        if not chunks and self._end is not None:
            raise self._end
        return self._payloads(b"".join(chunks)) if chunks else None

    async def drain(self) -> None:
        """Read to the end of the body, for at most `DRAIN` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN):
                while not self._over:
                    self._over = not isinstance(await self._came.get(), bytes)

    async def aclose(self) -> None:
        """Take nothing more."""
        self._taking.cancel()
        with suppress(asyncio.CancelledError):
            await self._taking

    async def _take(self) -> None:
        end: Exception | None = None
        try:
            async for chunk in self._chunks:
                await self._came.put(chunk)
        except Exception as error:
            end = error
        await self._came.put(end)

    def _payloads(self, chunk: bytes) -> Iterator[Payload]:
        for event in self._splitter.feed(chunk):
            payload = END if event.data == "[DONE]" else json.loads(event.data)
            if not isinstance(payload, dict):
                raise TypeError("an event that is not an object")
            yield payload


class TypedSource:
    """The SDK's typed events, turned back into the dictionaries they were made from."""

    pace = 0.0  # one event is one batch

    def __init__(self, events: AsyncIterator[Any]) -> None:
        self._events = events

    async def pull(self) -> list[Payload] | None:
        """One SDK event is one batch."""
        event = await anext(self._events, None)
        return None if event is None else [event.to_dict()]

    async def drain(self) -> None:
        """The SDK closes its own stream."""

    async def aclose(self) -> None:
        """So it does."""


async def source_of(response: Any, *, typed: bool) -> Source:
    """The source for an SDK's streaming response.

    Raises: EngineError: a page or a whole answer came instead of a stream of events, which means
        that the base URL points at something else.
    """
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type in {"text/html", "application/json"}:
        raise EngineError(ErrorCode.INTERNAL, detail=f"no event stream: {content_type}")
    if typed:
        return TypedSource(aiter(await response.parse()))
    if response.headers.get("content-encoding"):  # though we asked for none
        return RawSource(response.iter_bytes())
    return RawSource(response.http_response.aiter_raw())
