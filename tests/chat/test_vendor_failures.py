"""Whatever a vendor does, the reply ends in the right state, says why, and the next one works."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from chat.catalogue import listed
from chat.choices import model_of
from chat.costs import credits_of
from chat.engines import retries
from chat.engines.base import ErrorCode, Usage
from chat.engines.endpoints import Deadlines
from chat.failures import WORDS
from chat.models import Reply
from privacy.tokens import tokens
from tests.chat.answered import Desk, desk
from tests.vendors.dialects import USAGE
from tests.vendors.replies import tokens as pieces
from tests.vendors.stage import APIS, CALM

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HASTY = Deadlines(connect=5.0, first_byte=0.5, idle=0.5, total=2.0)
TEXT = "Your mean was steady this month. Nothing **new** here, so go on as you do.\n\nThe end."
SOME = "".join(pieces(TEXT)[:5])
REFUSAL = "I cannot help with that."
COUNTED = Usage(USAGE["input"] + USAGE["cached"] + USAGE["written"], USAGE["output"], 200)


@dataclass(frozen=True)
class End:
    """How a reply ends. asked: requests made, 0 for any number."""

    status: str
    code: str = ""
    text: str = ""
    reason: str = ""
    asked: int = 1


def failed(code: str, text: str = "", asked: int = 1) -> End:
    """A failed reply."""
    return End("failed", code, text, asked=asked)


def complete(text: str = TEXT, reason: str = "stop") -> End:
    """A complete one."""
    return End("complete", "", text, reason)


ENDS = {
    # before a word
    "bad_key": failed("bad_key"),
    "forbidden": failed("bad_key"),
    "no_model": failed("internal"),
    "bad_request": failed("internal"),
    "too_long": failed("context_overflow", asked=2),  # once more with less of the record
    "too_large": failed("context_overflow", asked=2),
    "timed_out": failed("timeout"),
    "conflict": failed("overloaded", asked=3),
    "rate_limited": failed("rate_limited", asked=3),
    "quota": failed("quota"),
    "broken": failed("overloaded", asked=3),
    "unavailable": failed("overloaded", asked=3),
    "overloaded": failed("overloaded", asked=3),
    "hang": failed("timeout"),
    "hang_in_headers": failed("timeout"),
    "hang_after_headers": failed("timeout"),
    "pings_forever": failed("timeout"),
    "no_answer": failed("unreachable", asked=3),
    "reset_first": failed("unreachable", asked=3),
    "cut_in_headers": failed("unreachable", asked=3),
    "nonsense": failed("unreachable", asked=3),
    "ends_at_once": failed("interrupted", asked=3),
    "not_an_object": failed("interrupted", asked=3),
    "error_at_once": failed("overloaded", asked=3),
    "web_page": failed("internal"),
    "gateway_page": failed("overloaded", asked=3),
    "whole_error": failed("internal"),
    "redirect": failed("internal"),
    "empty": End("failed", "empty", reason="stop"),
    # midway: what had arrived stays
    "ends_early": failed("interrupted", SOME),
    "cut_midway": failed("interrupted", SOME),
    "reset_midway": failed("interrupted", SOME),
    "hang_midway": failed("timeout", SOME),
    "stream_error": failed("overloaded", SOME),
    "answer_failed": failed("overloaded", SOME),
    "bad_json": failed("interrupted", SOME),
    "bad_utf8": failed("interrupted", SOME),
    "endless_event": failed("interrupted", SOME),
    "refusal": End("failed", "refused", REFUSAL, "refused"),
    "content_filter": End("failed", "content_filter", SOME, "content_filter"),
    # odd, but whole
    "length": complete(reason="length"),
    "no_usage": complete(SOME),
    "huge_event": complete("x" * 600_000),
    "split_utf8": complete("Pulsación 72 ❤️ 日本"),
    "split_surrogates": complete("Calm 😀 and \ufffd done"),
    "one_chunk": complete(),
    "crlf": complete(SOME),
    "odd_events": complete(),
    "reset_after_end": complete(),
}
BY_API = {
    ("chat", "content_filter"): ENDS["content_filter"],
    ("messages", "content_filter"): complete(SOME),  # not a stop reason of theirs
    ("messages", "window_full"): complete(SOME, "length"),
    ("messages", "context_full"): failed("context_overflow", asked=2),
    ("messages", "flagged"): failed("internal"),
    ("responses", "flagged"): failed("refused"),
    ("chat", "flagged"): failed("refused"),
    ("chat", "no_done"): complete(),
    ("chat", "hang_after_end"): complete(),
    ("responses", "no_done"): failed("interrupted", TEXT),
    ("messages", "no_done"): failed("interrupted", TEXT),
}
CASES = [
    (api, scenario, BY_API.get((api, scenario), end))
    for api in APIS
    for scenario, end in ENDS.items()
] + [(api, name, end) for (api, name), end in BY_API.items() if name not in ENDS]


@pytest.fixture
def assistant(request: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.01)
    with desk(request.param, settings, monkeypatch) as found:
        found.vendor.text = TEXT
        yield found


@pytest.mark.parametrize(
    ("assistant", "scenario", "end"),
    CASES,
    ids=[f"{api}-{scenario}" for api, scenario, _end in CASES],
    indirect=["assistant"],
)
def test_a_reply_ends_as_it_must_and_the_next_one_works(
    assistant: Desk, scenario: str, end: End, ana: User, client_for: SignIn
) -> None:
    assistant.vendor.scenario = scenario
    if hasty := scenario.startswith(("hang", "pings")):
        assistant.hurry(HASTY)
    reply = assistant.ask(ana)
    assert (reply.status, reply.error_code, reply.text) == (end.status, end.code, end.text)
    assert reply.stop_reason == end.reason
    assert len(assistant.vendor.journal) == end.asked
    only_what_came_is_charged(reply)

    page = client_for(ana).get(reverse("chat:conversation", args=[reply.conversation_id]))
    html = page.content.decode()
    assert 'name="text"' in html
    assert "SECRET" not in html
    assert "data-active" not in html
    for code, words in WORDS.items():
        shown = str(words).replace("'", "&#x27;") in html
        assert shown == (code == end.code), code
    if end.text:
        assert re.sub(r"\d.*|[*].*", "", end.text, flags=re.DOTALL)[:40].strip() in html

    assistant.vendor.scenario = "normal"
    if hasty:
        assistant.hurry(CALM)
    second = assistant.go_on(ana, reply.conversation, "And my sleep?")
    assert (second.status, second.text) == ("complete", TEXT)
    said = [str(turn) for turn in assistant.sent.get("messages") or assistant.sent["input"]]
    if end.text and len(end.text) < 1000:
        assert end.text.split("\n")[0][:20] in " ".join(said)


def only_what_came_is_charged(reply: Reply) -> None:
    """No more than the vendor's own count, or, without one, than the words that came."""
    model = model_of(reply.conversation)
    if model.local:
        assert reply.credits == 0
        return
    counted = reply.input_tokens == COUNTED.input_tokens
    usual = next(m for m in listed() if m.engine == model.engine and m.default)
    most = COUNTED if counted else Usage(0, tokens(reply.text), 0)
    if not reply.text:
        assert reply.credits == 0
    assert reply.credits <= credits_of(usual, most)
    assert reply.usage_estimated == (bool(reply.text) and not counted)


@pytest.mark.parametrize("assistant", APIS, indirect=True)
def test_a_vendor_that_asks_to_wait_is_quoted(
    assistant: Desk, ana: User, client_for: SignIn
) -> None:
    assistant.vendor.scenario, assistant.vendor.wait_header = "rate_limited", "77"
    reply = assistant.ask(ana)
    assert (reply.error_code, reply.retry_after) == ("rate_limited", 77)
    page = client_for(ana).get(reverse("chat:conversation", args=[reply.conversation_id]))
    assert "77 seconds" in page.content.decode()
    assistant.vendor.wait_header = ""
    reply = assistant.go_on(ana, reply.conversation, "And now?")
    assert (reply.error_code, reply.retry_after) == ("rate_limited", None)


@pytest.mark.parametrize("assistant", APIS, indirect=True)
def test_a_key_that_was_taken_away_is_said(assistant: Desk, ana: User, settings: Any) -> None:
    first = assistant.ask(ana)
    none = {"api_key": "", "base_url": "", "model": ""}
    settings.LLM = {**settings.LLM, "openai": none, "anthropic": none}
    second = assistant.go_on(ana, first.conversation, "And my blood pressure in May?")
    assert (second.engine, second.status) == ("records", "complete")


def test_every_code_has_its_words() -> None:
    assert set(WORDS) == set(ErrorCode)
