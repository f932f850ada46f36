"""Whole answers: names go out as stand-ins, come back in the stream, and each ending is right."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync

from accounts.models import User
from chat import services
from chat.models import Conversation, Message, Reply, RolePolicy
from chat.models.policy import USUAL
from chat.replies import states
from chat.replies.frames import Frame
from chat.replies.run import ReplyRun
from privacy.models import AccessEvent
from tests import factories
from tests.chat.answered import Desk, desk
from tests.chat.threads import again
from tests.vendors.stage import APIS

pytestmark = pytest.mark.django_db

ASKED = "Ana Torres here: what did Dr. Marta Ruiz say about my blood pressure?"


@pytest.fixture(params=APIS)
def vendor(
    request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch, ana: User
) -> Iterator[Desk]:
    """An assistant in front of each API."""
    with desk(request.param, settings, monkeypatch) as at:
        yield at


@pytest.fixture
def chat(settings: Any, monkeypatch: pytest.MonkeyPatch, ana: User) -> Iterator[Desk]:
    """An assistant in front of one API, where the API makes no difference."""
    with desk("chat", settings, monkeypatch) as at:
        yield at


def conversation_for(owner: User, text: str = ASKED) -> Conversation:
    """A conversation whose first question waits."""
    return services.start_with(owner=owner, text=text, client_id=uuid4())


def say(at: Desk, conversation: Conversation, text: str) -> None:
    """Let the vendor answer this, with {tag} for the conversation's."""
    at.vendor.text = text.replace("{tag}", conversation.tag[:4])


def told(at: Desk) -> str:
    """What an open tab has seen of the text."""
    return "".join(str(frame.get("t", "")) + str(frame.get("html", "")) for frame in at.frames)


def audited(owner: User) -> dict[str, Any]:
    """The detail of the last send."""
    event = AccessEvent.objects.filter(subject=owner, action="ai_send").latest("pk")
    return dict(event.detail)


def test_names_go_out_as_stand_ins_and_come_back_everywhere(vendor: Desk, ana: User) -> None:
    conversation = conversation_for(ana)
    say(vendor, conversation, "Hello [[person-1:{tag}]], ask [[Person-2:{tag}]] on [day +1] again.")
    reply = vendor.answer(ana, conversation)
    body = str(vendor.sent)
    assert "Torres" not in body
    assert "Ruiz" not in body
    assert "[[person-2:" in body
    # Whom the stand-ins stand for was settled in the order of the prompt.
    assert "Torres" in reply.text
    assert "Ruiz" in reply.text
    assert "[[" not in reply.text + told(vendor)
    assert reply.hidden_count == audited(ana)["hidden"] >= 2


def test_a_piece_held_back_is_told_when_the_stream_breaks(vendor: Desk, ana: User) -> None:
    conversation = conversation_for(ana)
    say(vendor, conversation, "All of it [[person-1 and more words follow here")
    vendor.vendor.scenario = "cut_midway"
    reply = vendor.answer(ana, conversation)
    assert reply.status == "failed"
    assert "All of it [[" in reply.text
    assert "[[" in told(vendor)


def test_a_piece_held_back_is_told_when_somebody_stops(vendor: Desk, ana: User) -> None:
    conversation = conversation_for(ana)
    say(vendor, conversation, "All of it [[person-1 and more words follow here")
    vendor.vendor.scenario = "hang_midway"
    waiting = Reply.objects.editable_by(ana).get(conversation=conversation)
    states.claim(waiting.pk, "w")
    frames: list[Frame] = []
    held = asyncio.Event()

    def see(frame: Frame) -> None:
        frames.append(frame)
        if run.growing.text == "All of it ":
            held.set()

    run = ReplyRun(waiting.pk, "w", see)

    async def stop_when_held() -> None:
        writing = asyncio.create_task(run.run())
        await asyncio.wait_for(held.wait(), 20)
        run.stop()
        await writing

    async_to_sync(stop_when_held)()
    reply = again(waiting)
    assert reply.status == "stopped"
    assert reply.text.startswith("All of it [[person")
    assert "".join(frame["t"] for frame in frames) == reply.text


def test_only_words_that_came_are_charged(vendor: Desk, ana: User) -> None:
    conversation = conversation_for(ana)
    vendor.vendor.scenario = "cut_midway"
    reply = vendor.answer(ana, conversation)
    assert reply.usage_estimated
    assert reply.input_tokens == 0
    assert 0 < reply.output_tokens < 40


@pytest.mark.parametrize("scenario", ["overloaded", "reset_first", "bad_key", "ends_at_once"])
def test_what_fails_before_its_first_word_costs_nothing(
    vendor: Desk, ana: User, scenario: str
) -> None:
    conversation = conversation_for(ana)
    vendor.vendor.scenario = scenario
    reply = vendor.answer(ana, conversation)
    assert reply.status == "failed"
    assert (reply.credits, reply.input_tokens, reply.output_tokens) == (0, 0, 0)


def test_the_vendors_count_is_charged_where_there_is_one(vendor: Desk, ana: User) -> None:
    reply = vendor.answer(ana, conversation_for(ana))
    assert reply.status == "complete"
    assert not reply.usage_estimated
    assert reply.output_tokens == 21
    assert (reply.credits > 0) == (vendor.api != "chat")  # an own server sends no bill


def test_the_record_reader_charges_and_hides_nothing(chat: Desk, ana: User) -> None:
    factories.reading(ana)
    conversation = conversation_for(ana, "How is my blood pressure?")
    Conversation.objects.editable_by(ana).update(model_id="records")
    conversation.model_id = "records"
    reply = chat.answer(ana, conversation)
    assert (reply.engine, reply.credits, reply.hidden_count) == ("records", 0, 0)
    assert chat.vendor.journal == []


def test_a_prompt_too_long_is_sent_once_more_with_less(vendor: Desk, ana: User) -> None:
    factories.readings(ana, 40)
    conversation = conversation_for(ana)
    vendor.vendor.script = ["too_long", "normal"]
    reply = vendor.answer(ana, conversation)
    assert reply.status == "complete"
    first, second = vendor.vendor.journal
    assert len(second.body) <= len(first.body)
    assert audited(ana)["trimmed"] is True


def test_a_prompt_still_too_long_fails_as_such(vendor: Desk, ana: User) -> None:
    vendor.vendor.script = ["too_long", "too_long", "normal"]
    reply = vendor.answer(ana, conversation_for(ana))
    assert (reply.status, reply.error_code) == ("failed", "context_overflow")
    assert len(vendor.vendor.journal) == 2


def test_an_answer_cut_short_goes_on_where_it_stopped(vendor: Desk, ana: User) -> None:
    conversation = conversation_for(ana)
    say(vendor, conversation, "Dear [[person-1:{tag}]], your val")
    vendor.vendor.scenario = "length"
    cut = vendor.answer(ana, conversation)
    assert cut.stop_reason == "length"
    services.go_on(reply=cut)
    say(vendor, conversation, "ues are fine, [[person-1:{tag}]].")
    vendor.vendor.scenario = "normal"
    whole = vendor.answer(ana, conversation)
    assert whole.text == cut.text + whole.text[len(cut.text) :]
    assert whole.text.endswith("ues are fine, Ana Torres.")
    assert told(vendor).startswith(("<p>Dear", "Dear"))
    assert "your val" in str(vendor.sent)
    assert "Torres" not in str(vendor.sent)
    assert audited(ana)["continued"] is True


def doubtful(owner: User) -> Conversation:
    """A conversation whose question the gate was unsure of."""
    conversation = conversation_for(owner)
    rows = Message.objects.editable_by(owner).filter(conversation=conversation)
    rows.update(verdict=Message.Verdict.JUDGE)
    return conversation


def message_of(reply: Reply) -> Message:
    """The question as it is stored now."""
    found: Message = Message.objects.editable_by(reply.owner).get(pk=reply.message_id)
    return found


def test_what_the_judge_takes_for_something_else_is_redirected(vendor: Desk, ana: User) -> None:
    conversation = doubtful(ana)
    vendor.vendor.text = "N"
    reply = vendor.answer(ana, conversation)
    assert (reply.status, reply.stop_reason, reply.text) == ("complete", "redirected", "")
    assert message_of(reply).verdict == "redirect"
    assert reply.credits == 0
    assert len(vendor.vendor.journal) == 1
    assert "Torres" not in str(vendor.sent)
    assert audited(ana)["judge"] is True


def test_what_the_judge_takes_for_health_is_answered(vendor: Desk, ana: User) -> None:
    conversation = doubtful(ana)
    vendor.vendor.text = "Y"
    reply = vendor.answer(ana, conversation)
    assert (reply.status, reply.text) == ("complete", "Y")
    assert message_of(reply).verdict == "allow"
    assert len(vendor.vendor.journal) == 2
    assert "may not be about health" not in str(vendor.sent)


def test_without_a_verdict_the_answer_keeps_to_health(vendor: Desk, ana: User) -> None:
    conversation = doubtful(ana)
    vendor.vendor.script = ["broken", "normal"]
    vendor.vendor.text = "I would rather not say."
    reply = vendor.answer(ana, conversation)
    assert reply.status == "complete"
    assert message_of(reply).verdict == "judge"
    assert "may not be about health" in str(vendor.sent)


def test_no_judge_is_asked_where_staff_switched_it_off(vendor: Desk, ana: User) -> None:
    RolePolicy.objects.update_or_create(
        role="patient", defaults={**USUAL["patient"], "use_judge": False}
    )
    reply = vendor.answer(ana, doubtful(ana))
    assert reply.status == "complete"
    assert len(vendor.vendor.journal) == 1
    assert "may not be about health" in str(vendor.sent)


def test_an_exempted_local_server_gets_names(chat: Desk, ana: User) -> None:
    RolePolicy.objects.update_or_create(
        role="patient", defaults={**USUAL["patient"], "exempt_local": True}
    )
    reply = chat.answer(ana, conversation_for(ana))
    assert "Ana Torres" in str(chat.sent)
    assert reply.hidden_count == 0
    assert audited(ana)["local"] is True
