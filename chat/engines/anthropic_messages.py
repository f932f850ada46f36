"""Anthropic's Messages API, for the vendor and for servers that speak it."""

import logging
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from chat.engines.base import EngineError, ErrorCode, Prompt, Reason, Usage
from chat.engines.failures import from_stream
from chat.engines.sources import Payload
from chat.engines.turns import messages
from chat.engines.vendor import Reader, VendorEngine

URL = "https://api.anthropic.com"  # without /v1: the SDK adds it
CACHED = {"cache_control": {"type": "ephemeral"}}
REASONS: dict[str, Reason] = {
    "max_tokens": "length",
    "refusal": "refused",
    "model_context_window_exceeded": "length",
}


class AnthropicMessages(VendorEngine):
    """Streams a reply from `/v1/messages`, with cache breakpoints after what does not change."""

    def build(self) -> Any:
        """An `anthropic.AsyncAnthropic` over aiohttp, cut off from the environment."""
        from anthropic import AsyncAnthropic, DefaultAioHttpClient, Timeout  # noqa: PLC0415

        # At DEBUG the SDK logs whole request bodies; ANTHROPIC_LOG would switch that on.
        logging.getLogger("anthropic").setLevel(logging.WARNING)
        connect = self.deadlines.connect
        client = AsyncAnthropic(
            api_key=self.endpoint.api_key,
            base_url=self.endpoint.base_url,
            max_retries=0,
            open_telemetry=False,
            http_client=DefaultAioHttpClient(
                timeout=Timeout(None, connect=connect, pool=connect),
                follow_redirects=False,
                trust_env=not self.endpoint.local,
                event_hooks={"request": [self.endpoint.door()]},
            ),
        )
        _ = client.messages  # imported now, off the event loop
        return client

    def request(self, client: Any, prompt: Prompt) -> AbstractAsyncContextManager[Any]:
        """POST /v1/messages."""
        options: dict[str, Any] = {}
        if self.model.effort:
            options["output_config"] = {"effort": self.model.effort}
        call: AbstractAsyncContextManager[Any] = client.messages.with_streaming_response.create(
            model=self.model.name,
            system=[{"type": "text", "text": prompt.system, **CACHED}],
            messages=with_breakpoints(prompt),
            max_tokens=prompt.max_output_tokens + self.model.reasoning_tokens,
            stream=True,
            **options,
        )
        return call

    def reader(self) -> Reader:
        """For `message_*` and `content_block_*` events."""
        return MessagesReader()


def with_breakpoints(prompt: Prompt) -> list[dict[str, Any]]:
    """The messages with cache breakpoints after the context and after the last settled message.

    Together with the one after the system text that makes three; the vendor allows four.
    """
    said: list[dict[str, Any]] = [
        {
            "role": message.role,
            "content": [{"type": "text", "text": text} for text in message.texts],
        }
        for message in messages(prompt)
    ]
    if prompt.context:
        said[0]["content"][0].update(CACHED)
    if len(said) > 1:
        said[-2]["content"][-1].update(CACHED)
    return said


class MessagesReader(Reader):
    """`message_stop` ends an answer; its reason and the counts came in `message_delta`."""

    def __init__(self) -> None:
        super().__init__()
        self._why = ""
        self._counts: dict[str, int] = {}
        self._spoken = False

    def read(self, payload: Payload) -> str:
        """See `Reader.read`."""
        kind = payload.get("type")
        if kind == "content_block_delta":
            text = str(payload["delta"].get("text") or "")
            self._spoken = self._spoken or bool(text)
            return text
        if kind == "message_start":
            self._count(payload["message"].get("usage"))
        elif kind == "message_delta":
            self._why = payload["delta"].get("stop_reason") or self._why
            self._count(payload.get("usage"))
        elif kind == "message_stop":
            self._end()
        elif kind == "error":
            raise from_stream(payload)
        return ""

    def _count(self, usage: Mapping[str, Any] | None) -> None:
        # Cumulative, and repeated in part: a later number replaces an earlier one.
        counts = {name: value for name, value in (usage or {}).items() if isinstance(value, int)}
        self._counts.update(counts)

    def _end(self) -> None:
        if self._why == "model_context_window_exceeded" and not self._spoken:
            raise EngineError(ErrorCode.CONTEXT_OVERFLOW, detail=self._why)
        self.closed = True
        self.reason = REASONS.get(self._why, "stop")
        if self._counts:
            cached = self._counts.get("cache_read_input_tokens", 0)
            written = self._counts.get("cache_creation_input_tokens", 0)
            self.usage = Usage(
                input_tokens=self._counts.get("input_tokens", 0) + cached + written,
                output_tokens=self._counts.get("output_tokens", 0),
                cached_tokens=cached,
            )
