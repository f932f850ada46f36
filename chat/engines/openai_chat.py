"""Chat Completions, the one API that every OpenAI-compatible server speaks."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from chat.engines.base import Prompt, Reason, Usage
from chat.engines.failures import from_stream
from chat.engines.openai_client import build_client
from chat.engines.sources import END, Payload
from chat.engines.turns import messages
from chat.engines.vendor import Reader, VendorEngine

REASONS: dict[str, Reason] = {"length": "length", "content_filter": "content_filter"}


class OpenAIChat(VendorEngine):
    """Streams a reply from `/chat/completions` of any base URL."""

    def build(self) -> Any:
        """An `openai.AsyncOpenAI`."""
        return build_client(self.endpoint, self.deadlines)

    def request(self, client: Any, prompt: Prompt) -> AbstractAsyncContextManager[Any]:
        """POST /chat/completions, with only the fields that every server knows or ignores."""
        turns = [{"role": said.role, "content": said.text} for said in messages(prompt)]
        completions = client.chat.completions.with_streaming_response
        call: AbstractAsyncContextManager[Any] = completions.create(
            model=self.model.name,
            messages=[{"role": "system", "content": prompt.system}, *turns],
            # The vendor's newest models want max_completion_tokens; other servers know only this.
            max_tokens=prompt.max_output_tokens + self.model.reasoning_tokens,
            stream=True,
            stream_options={"include_usage": True},
        )
        return call

    def reader(self) -> Reader:
        """For `chat.completion.chunk` objects."""
        return ChatReader()


class ChatReader(Reader):
    """A `finish_reason` ends an answer; the usage, if any, comes after it, then `[DONE]`."""

    def __init__(self) -> None:
        super().__init__()
        self._refused = False

    def read(self, payload: Payload) -> str:
        """See `Reader.read`."""
        if payload is END:
            self.closed = True
            return ""
        if payload.get("error"):
            raise from_stream(payload)
        if usage := payload.get("usage"):
            details = usage.get("prompt_tokens_details") or {}
            self.usage = Usage(
                input_tokens=usage.get("prompt_tokens") or 0,
                output_tokens=usage.get("completion_tokens") or 0,
                cached_tokens=details.get("cached_tokens") or 0,
            )
        choices = payload.get("choices")
        return self._choice(choices[0]) if choices else ""

    def _choice(self, choice: Payload) -> str:
        delta = choice.get("delta") or {}
        refusal = delta.get("refusal")
        self._refused = self._refused or bool(refusal)
        if finish := choice.get("finish_reason"):
            self.reason = "refused" if self._refused else REASONS.get(finish, "stop")
        return str(delta.get("content") or refusal or "")
