"""The judge: one letter from a cheap model, three seconds at most, and nobody's name."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from accounts.models import User
from chat import catalogue, judging
from chat.catalogue import judge_for
from chat.judging import judge
from chat.models import Conversation
from tests.chat.answered import Desk, desk
from tests.vendors.stage import APIS

pytestmark = pytest.mark.django_db


@pytest.fixture(params=APIS)
def assistant(request: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(request.param, settings, monkeypatch) as found:
        yield found


def ruled(ana: User, text: str = "And what of the big one?", *previous: str) -> bool | None:
    """What the judge says to Ana's message."""
    conversation = Conversation.objects.create(owner=ana)
    model = catalogue.default_model()
    return async_to_sync(judge)(conversation, text, previous, model=model)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        *(("Y", True), ("N", False), ("yes", True), (" **No**.", False), ("Sí", True)),
        *(("no, it is about cars", False), ("Y\nN", True), ("YES!", True), ('"n"', False)),
        *(("Maybe", None), ("I cannot say", None), ("{}", None), ("Nobody knows", None)),
        *(("x" * 5000, None), ("\n\n\n", None)),
    ],
)
def test_a_letter_is_a_verdict_and_anything_else_is_none(
    assistant: Desk, ana: User, said: str, verdict: bool | None
) -> None:
    assistant.vendor.text = said
    assert ruled(ana) is verdict


@pytest.mark.parametrize(
    "scenario",
    [
        *("hang", "hang_after_headers", "pings_forever", "rate_limited", "overloaded", "bad_key"),
        *("no_answer", "ends_at_once", "empty", "web_page", "stream_error", "bad_json", "redirect"),
    ],
)
def test_a_judge_that_is_ill_keeps_nobody_waiting(
    assistant: Desk, ana: User, scenario: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "SECONDS", 0.8)
    assistant.vendor.text = "Hm Y"
    assistant.vendor.scenario, assistant.vendor.wait_header = scenario, "9"
    started = time.monotonic()
    assert ruled(ana) is None
    assert time.monotonic() - started < 5


def test_it_is_the_vendors_cheap_model_and_it_may_say_one_word(assistant: Desk, ana: User) -> None:
    assistant.vendor.text = "Y"
    ruled(ana)
    sent = assistant.sent
    cheap = {"responses": "gpt-6-luna", "messages": "claude-haiku-5-5", "chat": "scripted"}
    assert sent["model"] == cheap[assistant.api]
    most = sent.get("max_tokens") or sent.get("max_output_tokens")
    assert most == judging.WORD_TOKENS
    if assistant.api == "responses":
        assert sent["reasoning"] == {"effort": "none"}
        assert sent["store"] is False


def test_it_hears_what_was_asked_before_and_nobodys_name(assistant: Desk, ana: User) -> None:
    assistant.vendor.text = "Y"
    ruled(ana, f"I am Ana Torres, {ana.email}", "x" * 5000, "What of my knee?\u202e")
    body = json.dumps(assistant.sent, ensure_ascii=False)
    assert "What of my knee?" in body
    assert "Torres" not in body
    assert ana.email not in body
    assert "\u202e" not in body
    assert len(body) < 5000


def test_without_an_ai_there_is_no_judge(ana: User, settings: Any) -> None:
    empty = {"api_key": "", "base_url": "", "model": ""}
    settings.LLM = {**settings.LLM, "openai": empty, "anthropic": empty}
    assert ruled(ana) is None
    with pytest.raises(LookupError):
        judge_for(catalogue.record_reader())
