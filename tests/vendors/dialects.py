"""How each vendor's API words its events and its failures."""

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

USAGE = {"input": 321, "cached": 200, "written": 50, "output": 21}


@dataclass(frozen=True)
class Frame:
    """One server-sent event."""

    data: str
    name: str = ""

    def encode(self, newline: str = "\n") -> bytes:
        """The bytes on the wire, with the blank line."""
        lines = [f"event: {self.name}"] if self.name else []
        return newline.join([*lines, f"data: {self.data}", "", ""]).encode()


def frame(payload: dict[str, Any], *, named: bool) -> Frame:
    """A frame around an object; named after its type where the vendor does so."""
    return Frame(json.dumps(payload, ensure_ascii=False), payload["type"] if named else "")


class Dialect(ABC):
    """One API."""

    overloaded = 503

    @abstractmethod
    def opening(self, model: str) -> list[Frame]:
        """What comes before the first text."""

    @abstractmethod
    def delta(self, text: str) -> Frame:
        """A piece of the answer."""

    @abstractmethod
    def refusal(self, text: str) -> Frame:
        """A piece of a refusal."""

    @abstractmethod
    def ending(self, reason: str, *, usage: bool = True) -> list[Frame]:
        """The vendor's way to say why it stopped: stop, length, refused or content_filter."""

    @abstractmethod
    def stream_error(self) -> Frame:
        """An error inside a stream that began well."""

    @abstractmethod
    def failure(self, name: str) -> tuple[int, dict[str, Any]]:
        """Status and body of a failure before the stream, by scenario name."""


OPENAI_FAILURES: dict[str, tuple[int, str, str | None]] = {
    "bad_key": (401, "invalid_request_error", "invalid_api_key"),
    "forbidden": (403, "invalid_request_error", "unsupported_country_region_territory"),
    "no_model": (404, "invalid_request_error", "model_not_found"),
    "rate_limited": (429, "requests", "rate_limit_exceeded"),
    "quota": (429, "insufficient_quota", "insufficient_quota"),
    "overloaded": (503, "server_error", None),
    "broken": (500, "server_error", None),
    "unavailable": (503, "server_error", None),
    "timed_out": (408, "timeout", None),
    "conflict": (409, "conflict", None),
    "too_large": (413, "invalid_request_error", None),
    "too_long": (400, "invalid_request_error", "context_length_exceeded"),
    "bad_request": (400, "invalid_request_error", None),
    "flagged": (400, "invalid_request_error", "invalid_prompt"),
}


class OpenAIDialect(Dialect):
    """What Responses and Chat Completions share: their failures before the stream."""

    def failure(self, name: str) -> tuple[int, dict[str, Any]]:
        """See `Dialect.failure`."""
        status, kind, code = OPENAI_FAILURES[name]
        error = {"message": "You sent: SECRET PROMPT", "type": kind, "param": None, "code": code}
        return status, {"error": error}


class Responses(OpenAIDialect):
    """POST /v1/responses."""

    def __init__(self) -> None:
        self._number = 0

    def opening(self, model: str) -> list[Frame]:
        """See `Dialect.opening`."""
        item = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
        part = {"type": "output_text", "text": "", "annotations": []}
        return [
            self._event("response.created", response=self._response("in_progress")),
            self._event("response.in_progress", response=self._response("in_progress")),
            self._event("response.output_item.added", output_index=0, item=item),
            self._event("response.content_part.added", **self._place(), part=part),
        ]

    def delta(self, text: str) -> Frame:
        """See `Dialect.delta`."""
        return self._event("response.output_text.delta", **self._place(), delta=text, logprobs=[])

    def refusal(self, text: str) -> Frame:
        """See `Dialect.refusal`."""
        return self._event("response.refusal.delta", **self._place(), delta=text)

    def ending(self, reason: str, *, usage: bool = True) -> list[Frame]:
        """See `Dialect.ending`."""
        why = {"length": "max_output_tokens", "content_filter": "content_filter"}.get(reason)
        status = "incomplete" if why else "completed"
        response = self._response(status)
        response["incomplete_details"] = {"reason": why} if why else None
        if usage:
            response["usage"] = {
                "input_tokens": USAGE["input"] + USAGE["cached"] + USAGE["written"],
                "input_tokens_details": {
                    "cached_tokens": USAGE["cached"],
                    "cache_write_tokens": USAGE["written"],
                },
                "output_tokens": USAGE["output"],
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": sum(USAGE.values()),
            }
        return [self._event(f"response.{status}", response=response)]

    def stream_error(self) -> Frame:
        """See `Dialect.stream_error`."""
        return self._event("error", code="server_error", message="SECRET PROMPT", param=None)

    def failed(self, code: str) -> Frame:
        """A `response.failed` event."""
        response = self._response("failed")
        response["error"] = {"code": code, "message": "SECRET PROMPT"}
        return self._event("response.failed", response=response)

    def _event(self, kind: str, **fields: Any) -> Frame:
        self._number += 1
        return frame({"type": kind, "sequence_number": self._number, **fields}, named=True)

    def _place(self) -> dict[str, Any]:
        return {"item_id": "msg_1", "output_index": 0, "content_index": 0}

    def _response(self, status: str) -> dict[str, Any]:
        return {
            "id": "resp_1",
            "object": "response",
            "created_at": 1,
            "model": "scripted",
            "status": status,
            "output": [],
            "error": None,
            "incomplete_details": None,
            "parallel_tool_calls": False,
            "tool_choice": "auto",
            "tools": [],
            "usage": None,
        }


class Chat(OpenAIDialect):
    """POST /v1/chat/completions."""

    def opening(self, model: str) -> list[Frame]:
        """See `Dialect.opening`."""
        return [self._chunk({"role": "assistant", "content": ""})]

    def delta(self, text: str) -> Frame:
        """See `Dialect.delta`."""
        return self._chunk({"content": text})

    def refusal(self, text: str) -> Frame:
        """See `Dialect.refusal`."""
        return self._chunk({"refusal": text})

    def ending(self, reason: str, *, usage: bool = True) -> list[Frame]:
        """See `Dialect.ending`."""
        finish = "stop" if reason == "refused" else reason
        frames = [self._chunk({}, finish)]
        if usage:
            counts = {
                "prompt_tokens": USAGE["input"] + USAGE["cached"] + USAGE["written"],
                "completion_tokens": USAGE["output"],
                "total_tokens": sum(USAGE.values()),
                "prompt_tokens_details": {"cached_tokens": USAGE["cached"]},
            }
            frames.append(self._frame({"choices": [], "usage": counts}))
        return [*frames, Frame("[DONE]")]

    def stream_error(self) -> Frame:
        """See `Dialect.stream_error`."""
        error = {"message": "SECRET PROMPT", "type": "server_error", "code": None, "param": None}
        return Frame(json.dumps({"error": error}))

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> Frame:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return self._frame({"choices": [choice]})

    def _frame(self, fields: dict[str, Any]) -> Frame:
        # As OpenAI sends them in 2026, with the padding that hides the length of a token.
        base = {
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1,
            "model": "scripted", "service_tier": "default", "system_fingerprint": "fp_5c7a9d",
        }  # fmt: skip
        tail = {"usage": None, "obfuscation": "ak3Xq"}
        return Frame(json.dumps(base | tail | fields, ensure_ascii=False))


ANTHROPIC_FAILURES: dict[str, tuple[int, str, str]] = {
    "bad_key": (401, "authentication_error", "invalid x-api-key"),
    "forbidden": (403, "permission_error", "not allowed"),
    "no_model": (404, "not_found_error", "model: none"),
    "rate_limited": (429, "rate_limit_error", "slow down"),
    "quota": (400, "invalid_request_error", "Your credit balance is too low to use the API."),
    "overloaded": (529, "overloaded_error", "Overloaded"),
    "broken": (500, "api_error", "Internal server error"),
    "unavailable": (503, "api_error", "Service unavailable"),
    "timed_out": (408, "timeout_error", "Request timed out"),
    "conflict": (409, "conflict_error", "Conflict"),
    "too_large": (413, "request_too_large", "Request exceeds the maximum size"),
    "too_long": (400, "invalid_request_error", "prompt is too long: 9 tokens > 8 maximum"),
    "bad_request": (400, "invalid_request_error", "messages: SECRET PROMPT"),
    "flagged": (400, "invalid_request_error", "content_policy"),
}
STOPS = {"stop": "end_turn", "length": "max_tokens", "refused": "refusal"}


class Messages(Dialect):
    """POST /v1/messages."""

    overloaded = 529

    def opening(self, model: str) -> list[Frame]:
        """See `Dialect.opening`."""
        usage = {
            "input_tokens": USAGE["input"],
            "cache_read_input_tokens": USAGE["cached"],
            "cache_creation_input_tokens": USAGE["written"],
            "output_tokens": 1,
        }
        message = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage,
        }
        block = {"type": "text", "text": ""}
        return [
            frame({"type": "message_start", "message": message}, named=True),
            frame({"type": "content_block_start", "index": 0, "content_block": block}, named=True),
            frame({"type": "ping"}, named=True),
        ]

    def delta(self, text: str) -> Frame:
        """See `Dialect.delta`."""
        delta = {"type": "text_delta", "text": text}
        return frame({"type": "content_block_delta", "index": 0, "delta": delta}, named=True)

    def refusal(self, text: str) -> Frame:
        """See `Dialect.refusal`."""
        return self.delta(text)

    def ending(self, reason: str, *, usage: bool = True) -> list[Frame]:
        """See `Dialect.ending`."""
        delta = {"stop_reason": STOPS.get(reason, reason), "stop_sequence": None}
        counts = {"output_tokens": USAGE["output"]} if usage else {"output_tokens": 0}
        return [
            frame({"type": "content_block_stop", "index": 0}, named=True),
            frame({"type": "message_delta", "delta": delta, "usage": counts}, named=True),
            frame({"type": "message_stop"}, named=True),
        ]

    def stream_error(self) -> Frame:
        """See `Dialect.stream_error`."""
        error = {"type": "overloaded_error", "message": "SECRET PROMPT"}
        return frame({"type": "error", "error": error}, named=True)

    def failure(self, name: str) -> tuple[int, dict[str, Any]]:
        """See `Dialect.failure`."""
        status, kind, message = ANTHROPIC_FAILURES[name]
        return status, {"type": "error", "error": {"type": kind, "message": message}}
