"""An engine in front of a fake vendor, and an ear for what comes out."""

from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from chat.engines.anthropic_messages import AnthropicMessages
from chat.engines.base import Delta, EngineError, Event, Finish, Prompt, Turn, Usage
from chat.engines.endpoints import Deadlines, Endpoint
from chat.engines.openai_chat import OpenAIChat
from chat.engines.openai_responses import OpenAIResponses
from chat.engines.vendor import ModelOptions, VendorEngine
from tests.vendors.anthropic import fake_anthropic
from tests.vendors.openai import fake_openai

APIS = ("responses", "chat", "messages")
KINDS: dict[str, type[VendorEngine]] = {
    "responses": OpenAIResponses,
    "chat": OpenAIChat,
    "messages": AnthropicMessages,
}
CALM = Deadlines(connect=5.0, first_byte=10.0, idle=10.0, total=60.0)
HASTY = Deadlines(connect=5.0, first_byte=0.6, idle=0.4, total=60.0)
CONTEXT = (
    "[V12] 2026-10-02 Blood pressure 128/82 mm[Hg]\n"
    "[V13] 2026-10-09 Blood pressure 131/84 mm[Hg]\n"
    "[V14] 2026-10-09 Weight 70.1 kg"
)
PROMPT = Prompt(
    system="You explain a person's own record.",
    context=CONTEXT,
    turns=(
        Turn("user", "Hello"),
        Turn("assistant", "Good morning."),
        Turn("user", "How has my blood pressure been this month?"),
    ),
    max_output_tokens=500,
    cache_key="conversation-7",
)


@dataclass
class Heard:
    """One stream, as far as it went."""

    events: list[Event] = field(default_factory=list)
    error: EngineError | None = None

    @property
    def text(self) -> str:
        """All deltas joined."""
        return "".join(event.text for event in self.events if isinstance(event, Delta))

    @property
    def usage(self) -> Usage | None:
        """The usage event, if there was one."""
        return next((event for event in self.events if isinstance(event, Usage)), None)

    @property
    def finish(self) -> str | None:
        """The reason of the finish, if there was one."""
        last = self.events[-1] if self.events else None
        return last.reason if isinstance(last, Finish) else None

    @property
    def code(self) -> str | None:
        """The error code, if it failed."""
        return self.error.code.value if self.error else None


class Stage:
    """`with Stage("chat") as stage`: a fake vendor that speaks that API."""

    def __init__(self, api: str) -> None:
        self.api = api
        self.vendor = fake_anthropic() if api == "messages" else fake_openai()

    def __enter__(self) -> Self:
        self.vendor.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.vendor.__exit__(kind, error, trace)

    def engine(
        self,
        *,
        options: ModelOptions = ModelOptions("scripted"),  # noqa: B008 - immutable
        deadlines: Deadlines = CALM,
        typed: bool = False,
        key: str = "a key",
    ) -> VendorEngine:
        """A fresh engine for the fake."""
        path = "" if self.api == "messages" else "/v1"
        endpoint = Endpoint.checked(f"{self.vendor.address}{path}", key)
        return KINDS[self.api](endpoint, options, deadlines=deadlines, typed=typed)

    @property
    def sent(self) -> dict[str, Any]:
        """The body of the last request."""
        return self.vendor.journal[-1].json


async def hear(engine: VendorEngine, prompt: Prompt = PROMPT) -> Heard:
    """Listen to the end or the failure."""
    heard = Heard()
    try:
        async for event in engine.stream(prompt):
            heard.events.append(event)
    except EngineError as error:
        heard.error = error
    return heard
