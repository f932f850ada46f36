"""What all vendor engines share: deadlines, retries, reading, and the one way to end."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from chat.engines.base import Delta, EngineError, ErrorCode, Event, Finish, Prompt, Reason, Usage
from chat.engines.clients import Clients
from chat.engines.endpoints import Clock, Deadlines, Endpoint
from chat.engines.failures import translate
from chat.engines.retries import pause_before_retry
from chat.engines.sources import Payload, Source, source_of
from chat.engines.surrogates import Mender

GRACE = 2.0  # seconds for the usage count that Chat Completions sends after its last word


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """What a request says about the model.

    name: as the vendor knows it. effort: how hard to think before answering, "" to not say.
    reasoning_tokens: allowance for hidden reasoning, which vendors count as output.
    """

    name: str
    effort: str = ""
    reasoning_tokens: int = 0


class Reader(ABC):
    """Understands one vendor's events; a new one for each attempt.

    reason: set once the vendor has said that the answer is over. usage: set if it counted.
    closed: nothing more will come, so reading may stop.
    """

    def __init__(self) -> None:
        self.reason: Reason | None = None
        self.usage: Usage | None = None
        self.closed = False

    @abstractmethod
    def read(self, payload: Payload) -> str:
        """The visible text of one event, often "". Raises: EngineError: for an error event."""


class VendorEngine(ABC):
    """A vendor's API as an `Engine`; safe to share between conversations and event loops."""

    def __init__(
        self,
        endpoint: Endpoint,
        model: ModelOptions,
        *,
        deadlines: Deadlines | None = None,
        typed: bool = False,
    ) -> None:
        self.endpoint = endpoint
        self.model = model
        self.deadlines = deadlines or Deadlines.for_endpoint(endpoint)
        self.typed = typed
        self._clients = Clients(self.build)

    @abstractmethod
    def build(self) -> Any:
        """The vendor's SDK client, imported here and not earlier; runs in a thread."""

    @abstractmethod
    def request(self, client: Any, prompt: Prompt) -> AbstractAsyncContextManager[Any]:
        """The SDK's `with_streaming_response` call for this prompt, not yet entered."""

    @abstractmethod
    def reader(self) -> Reader:
        """A fresh reader of this API's events."""

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Event, None]:
        """See `Engine.stream`."""
        if not self.endpoint.api_key:
            raise EngineError(ErrorCode.NO_KEY)
        clock = Clock(self.deadlines.total)
        for attempt in count():
            spoken = False
            try:
                async with aclosing(self._attempt(prompt, clock)) as events:
                    async for event in events:
                        spoken = True
                        yield event
                return
            except EngineError as error:
                pause = None if spoken else pause_before_retry(error, attempt)
                if pause is None or pause > clock.left():
                    raise
            await asyncio.sleep(pause)

    async def warm(self) -> None:
        """Import the SDK and make the client now, so that the first reply need not wait."""
        await self._clients.get()

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        await self._clients.aclose()

    async def _attempt(self, prompt: Prompt, clock: Clock) -> AsyncGenerator[Event, None]:
        reader, mender = self.reader(), Mender()
        patience = self.deadlines.first_byte
        async with AsyncExitStack() as stack:
            source = await self._open(stack, prompt, clock)
            while not reader.closed:
                limit = patience if reader.reason is None else GRACE
                batch = await _pull(source, reader, clock.after(limit))
                if batch is None:
                    break
                spoken = False
                for said in _texts(batch, reader):
                    spoken, patience = True, self.deadlines.idle
                    if text := mender.feed(said):
                        yield Delta(text)
                if spoken and not reader.closed:
                    await asyncio.sleep(source.pace)
            if reader.closed:
                await source.drain()
        if text := mender.flush():
            yield Delta(text)
        for event in _ending(reader):
            yield event

    async def _open(self, stack: AsyncExitStack, prompt: Prompt, clock: Clock) -> Source:
        try:
            client = await self._clients.get()
            async with asyncio.timeout_at(clock.after(self.deadlines.first_byte)):
                response = await self.request(client, prompt).__aenter__()
            stack.push_async_callback(_close, response)
            source = await source_of(response, typed=self.typed)
            stack.push_async_callback(source.aclose)
            return source
        except Exception as error:
            # The vendor's error text may quote the prompt: neither log nor chain it.
            raise translate(error, opened=False) from None


async def _pull(source: Source, reader: Reader, when: float) -> Iterable[Payload] | None:
    try:
        if asyncio.get_running_loop().time() >= when:
            raise TimeoutError  # what never has to wait would never be interrupted
        async with asyncio.timeout_at(when):
            return await source.pull()
    except Exception as error:
        if reader.reason is not None:  # the answer was over; only its epilogue is lost
            return None
        raise translate(error, opened=True) from None


def _texts(batch: Iterable[Payload], reader: Reader) -> Iterator[str]:
    try:
        for payload in batch:
            if text := reader.read(payload):
                yield text
    except Exception as error:
        raise translate(error, opened=True) from None


def _ending(reader: Reader) -> Iterator[Event]:
    if reader.reason is None:
        # Neither SDK raises when a stream just ends: see the vendor's terminal event or fail.
        raise EngineError(ErrorCode.INTERRUPTED, detail="no terminal event")
    if reader.usage is not None:
        yield reader.usage
    yield Finish(reader.reason)


async def _close(response: Any) -> None:
    with suppress(Exception):  # nothing that closing says changes what was received
        await response.close()
