"""OpenAI's Responses API, for the vendor itself."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from chat.engines.base import Prompt, Reason, Usage
from chat.engines.failures import from_stream
from chat.engines.openai_client import build_client
from chat.engines.sources import Payload
from chat.engines.turns import messages
from chat.engines.vendor import Reader, VendorEngine

URL = "https://api.openai.com/v1"


class OpenAIResponses(VendorEngine):
    """Streams a reply from `/responses`; nothing is stored at the vendor."""

    def build(self) -> Any:
        """An `openai.AsyncOpenAI`."""
        return build_client(self.endpoint, self.deadlines)

    def request(self, client: Any, prompt: Prompt) -> AbstractAsyncContextManager[Any]:
        """POST /responses."""
        options: dict[str, Any] = {}
        if self.model.effort:
            options["reasoning"] = {"effort": self.model.effort}
        if prompt.cache_key:
            options["prompt_cache_key"] = prompt.cache_key
        call: AbstractAsyncContextManager[Any] = client.responses.with_streaming_response.create(
            model=self.model.name,
            instructions=prompt.system,
            input=[{"role": said.role, "content": said.text} for said in messages(prompt)],
            max_output_tokens=prompt.max_output_tokens + self.model.reasoning_tokens,
            store=False,
            stream=True,
            **options,
        )
        return call

    def reader(self) -> Reader:
        """For `response.*` events."""
        return ResponsesReader()


class ResponsesReader(Reader):
    """`response.completed` or `response.incomplete` ends an answer; `error` is data, not raised."""

    def __init__(self) -> None:
        super().__init__()
        self._refused = False

    def read(self, payload: Payload) -> str:
        """See `Reader.read`."""
        kind = payload.get("type")
        if kind == "response.output_text.delta":
            return str(payload["delta"])
        if kind == "response.refusal.delta":
            self._refused = True
            return str(payload["delta"])
        if kind in {"response.completed", "response.incomplete"}:
            self._end(payload["response"])
        elif kind == "response.failed":
            raise from_stream(payload["response"])
        elif kind == "error":
            raise from_stream(payload)
        return ""

    def _end(self, response: Mapping[str, Any]) -> None:
        self.closed = True
        self.reason = self._reason(response)
        if usage := response.get("usage"):
            details = usage.get("input_tokens_details") or {}
            self.usage = Usage(
                input_tokens=usage["input_tokens"],
                output_tokens=usage["output_tokens"],
                cached_tokens=details.get("cached_tokens") or 0,
            )

    def _reason(self, response: Mapping[str, Any]) -> Reason:
        if self._refused:
            return "refused"
        why = (response.get("incomplete_details") or {}).get("reason")
        if why == "content_filter":
            return "content_filter"
        return "length" if why else "stop"
