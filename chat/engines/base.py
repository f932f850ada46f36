"""What goes into an engine, what comes out of it, and the only way it may fail."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

Role = Literal["user", "assistant"]
Reason = Literal["stop", "length", "refused", "content_filter"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said in the conversation; the last turn of a prompt is the question."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """Everything one reply may be made from.

    system: our own instructions only; text that people or files wrote never goes here.
    context: the data block (may be ""). It travels as the first thing the user says, so keep
        it byte-identical between the turns of a conversation: that prefix is what vendors cache.
    max_output_tokens: visible tokens; a model's hidden reasoning gets its own allowance.
    cache_key: routes prompts with the same prefix to the same cache; opaque, no identifiers.
    """

    system: str
    context: str
    turns: tuple[Turn, ...]
    max_output_tokens: int
    cache_key: str = ""


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of the answer, as Markdown; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the vendor counted them: at most once per stream, just before `Finish`.

    input_tokens includes cached_tokens; servers that do not count send no `Usage` at all.
    """

    input_tokens: int
    output_tokens: int
    cached_tokens: int


@dataclass(frozen=True, slots=True)
class Finish:
    """The last event, yielded only when the vendor itself said that the answer is over."""

    reason: Reason


Event = Delta | Usage | Finish


class ErrorCode(StrEnum):
    """Why there is no (whole) answer; shown to people in plain words."""

    NO_KEY = "no_key"
    BAD_KEY = "bad_key"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CONTEXT_OVERFLOW = "context_overflow"
    REFUSED = "refused"
    CONTENT_FILTER = "content_filter"
    EMPTY = "empty"
    INTERRUPTED = "interrupted"
    QUOTA = "quota"
    NO_CREDITS = "no_credits"
    INTERNAL = "internal"


class EngineError(Exception):
    """The one exception a stream raises.

    retry_after: seconds the vendor asked to wait, if it did.
    detail: an exception class and a status for the log; never the vendor's own words, which
        may quote the prompt.
    """

    def __init__(self, code: ErrorCode, retry_after: float | None = None, detail: str = "") -> None:
        super().__init__(code.value)
        self.code = code
        self.retry_after = retry_after
        self.detail = detail


class Engine(Protocol):
    """Anything that answers: a vendor, a local model, or our own record reader."""

    def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        """Yield `Delta`s, at most one `Usage`, then exactly one `Finish`.

        Cancelling the consuming task, or closing the iterator, closes the upstream socket.
        Raises: EngineError: whenever no `Finish` can be yielded; deltas already yielded stand.
        """
        ...
