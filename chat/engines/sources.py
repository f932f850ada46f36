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
DRAIN = 0.1  # seconds for the end of the body to arrive, so that the connection can be reused


class Source(Protocol):
    """Payloads of one response, in the batches in which they arrive."""

    async def pull(self) -> Iterable[Payload] | None:
        """Wait for more; None at the end of the body. Iterating may raise ValueError."""
        ...

    async def drain(self) -> None:
        """Read what little is left after the terminal event."""
        ...


class RawSource:
    """Bytes, split and parsed by us."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._splitter = Splitter()

    async def pull(self) -> Iterator[Payload] | None:
        """One network chunk is one batch."""
        chunk = await anext(self._chunks, None)
        return None if chunk is None else self._payloads(chunk)

    async def drain(self) -> None:
        """Read to the end of the body, for at most `DRAIN` seconds."""
        with suppress(Exception):
            async with asyncio.timeout(DRAIN):
                while await anext(self._chunks, None) is not None:
                    pass

    def _payloads(self, chunk: bytes) -> Iterator[Payload]:
        for event in self._splitter.feed(chunk):
            payload = END if event.data == "[DONE]" else json.loads(event.data)
            if not isinstance(payload, dict):
                raise TypeError("an event that is not an object")
            yield payload


class TypedSource:
    """The SDK's typed events, turned back into the dictionaries they were made from."""

    def __init__(self, events: AsyncIterator[Any]) -> None:
        self._events = events

    async def pull(self) -> list[Payload] | None:
        """One SDK event is one batch."""
        event = await anext(self._events, None)
        return None if event is None else [event.to_dict()]

    async def drain(self) -> None:
        """The SDK closes its own stream."""


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
