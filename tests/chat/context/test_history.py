"""Earlier turns: whole while they fit, a stored summary when not, nothing that was taken back."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from chat import context, services
from chat.context.history import CUT_OFF, HUSHED, Exchange, Past, past, realigned
from chat.context.room import Room
from chat.context.summary import MOST_TOKENS, Summary, extract, folded, summary_of
from chat.models import Conversation, Message
from privacy.registry import BriefingItem
from privacy.tokens import tokens
from tests.chat.context import stage

pytestmark = pytest.mark.django_db
ROOM = Room(record=2_000, asked=500, history=1300, turns=30, output=500)


def long_thread(owner: User, turns: int = 8) -> Conversation:
    """A thread of a good hundred tokens a turn."""
    conversation = stage.begun(owner)
    for number in range(1, turns + 1):
        words = (
            f"Answer {number} says 12{number}/80 mmHg [V{number}]. " + "Words follow here. " * 20
        )
        stage.said(conversation, f"Question {number} about my blood pressure?", words)
    return stage.again(conversation)


def told(conversation: Conversation, room: Room = ROOM) -> Past:
    """The past of the next message."""
    return past(conversation, 10_000, room, ())


def questions(found: Past) -> list[str]:
    """What was asked, of the turns that go along whole."""
    return [turn.text for turn in found.turns if turn.role == "user"]


def test_what_fits_goes_along_whole_and_nothing_is_summed_up(ana: User) -> None:
    found = told(long_thread(ana, 3))
    assert len(questions(found)) == 3
    assert found.summary == Summary()


def test_what_does_not_fit_is_summed_up_oldest_first(ana: User) -> None:
    found = told(long_thread(ana, 9), replace(ROOM, history=1_200))
    kept = len(questions(found))
    assert 0 < kept < 9
    assert found.summary.through == 9 - kept
    number = found.summary.dropped + 1
    assert found.summary.lines[0].startswith(
        f"- Question {number} about my blood pressure? -> Answer {number} says 12{number}/80 mmHg."
    )
    assert questions(found)[0].startswith(f"Question {10 - kept} ")
    assert found.turns[1].text.count("Words follow here.") == 20
    whole = sum(tokens(turn.text) for turn in found.turns)
    assert whole + found.summary.tokens <= 1_200


def test_so_many_turns_as_the_role_may_and_no_more(ana: User) -> None:
    found = told(long_thread(ana, 6), replace(ROOM, history=50_000, turns=5))
    assert len(questions(found)) == 3
    assert found.summary.through == 3


def test_composing_writes_nothing_and_remembering_keeps_it_sealed(
    ana: User, django_assert_num_queries: Any
) -> None:
    conversation = long_thread(ana, 40)
    made = context.compose(conversation, "And now?", before=41)
    assert stage.again(conversation).summary is None
    context.remember(conversation, made)
    kept = summary_of(stage.again(conversation))
    assert kept == made.past.summary != Summary()
    with connection.cursor() as cursor:
        cursor.execute("SELECT summary FROM chat_conversation")
        assert b"Question" not in bytes(str(cursor.fetchone()[0]), "utf-8")
    with django_assert_num_queries(0):
        context.remember(conversation, made)


def test_the_summary_is_made_once_then_extended_and_turns_stay_put(ana: User) -> None:
    conversation = long_thread(ana, 40)
    first = context.compose(conversation, "And now?", before=41)
    context.remember(conversation, first)
    stage.said(conversation, "And now?", "As before.")
    second = context.compose(stage.again(conversation), "And then?", before=42)
    assert second.past.summary == first.past.summary
    sent = first.prompt.turns[: 1 + len(first.past.turns)]
    assert second.prompt.turns[: len(sent)] == sent
    for number in range(40):
        stage.said(conversation, f"Later {number}?", "Word " * 60)
    later = context.compose(stage.again(conversation), "Well?", before=99).past.summary
    assert later.through > first.past.summary.through
    assert later.lines[0] in {*first.past.summary.lines, later.lines[0]}


def test_the_same_thread_is_always_summed_up_alike(ana: User) -> None:
    conversation = long_thread(ana)
    assert told(conversation) == told(stage.again(conversation))


def test_a_summary_has_a_greatest_size_and_counts_what_it_lost() -> None:
    summary = Summary()
    for number in range(1, 60):
        words = f"Question {number} " + "word " * 60
        said = Exchange(number, words, "Answer. " * 60)
        summary = folded(summary, said)
    assert summary.through == 59
    assert tokens(summary.text) <= MOST_TOKENS
    assert summary.dropped + len(summary.lines) == 59


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mean 128/82 mmHg [V12]. It fell. " + "x" * 300, "Mean 128/82 mmHg. It fell."),
        ("## Title\n\n- **One** [V1, V2]\n- Two", "Title One Two"),
        ("word " * 100, "word " * 10 + "word…"),
        ("", ""),
    ],
)  # fmt: skip
def test_an_extract_is_the_first_sentences_without_marks(text: str, kept: str) -> None:
    assert extract(text, 60) == kept


def test_edited_turned_away_and_unanswered_questions_stay_out(ana: User) -> None:
    conversation = stage.begun(ana)
    old = stage.said(conversation, "Before the edit", "Old answer")
    Message.objects.editable_by(ana).filter(pk=old.pk).update(superseded_at=timezone.now())
    stage.said(conversation, "After the edit", "New answer")
    Message(
        owner=ana, conversation=conversation, seq=3, text="Write me a poem", verdict="redirect"
    ).save()
    services.ask(conversation=conversation, text="Waiting", client_id=uuid4())
    assert questions(told(conversation)) == ["After the edit"]


def test_an_answer_that_was_cut_off_says_so(ana: User) -> None:
    conversation = stage.begun(ana)
    stage.said(conversation, "One", "Half an ans", status="stopped")
    stage.said(conversation, "Two", "All of it")
    answers = [turn.text for turn in told(conversation).turns if turn.role == "assistant"]
    assert answers == [f"Half an ans{CUT_OFF}", "All of it"]


def test_marks_in_earlier_answers_follow_their_entries() -> None:
    was = [{"cite": "V1", "url": "/a/"}, {"cite": "V2", "url": "/b/"}, {"cite": "V3", "url": "/c/"}]
    now = [BriefingItem("V1", "v", "", "/new/"), BriefingItem("V2", "v", "", "/a/"),
           BriefingItem("V3", "v", "", "/c/")]  # fmt: skip
    text = "First [V1], gone [V2], both [V1, V3], same [V3], never [V9], kept [see below]."
    assert realigned(text, was, now) == (
        "First [V2], gone, both [V2, V3], same [V3], never, kept [see below]."
    )


def test_the_record_readers_answers_stay_home_unless_all_it_reads_is_on(ana: User) -> None:
    conversation = stage.begun(ana)
    stage.said(conversation, "My pulse?", "70 per minute", engine="records")
    assert "70" in told(conversation).turns[1].text
    conversation.sections = ["profile"]
    found = told(conversation)
    assert found.turns[1].text == HUSHED
    assert found.hushed == 1
