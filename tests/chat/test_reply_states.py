"""States only go forward, and each transition happens once whoever races."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from chat import services
from chat.engines.base import Usage
from chat.models import Message, Reply
from chat.replies import states
from tests.chat.threads import again, talk

pytestmark = pytest.mark.django_db


def test_only_the_first_worker_gets_a_reply(ana: User) -> None:
    reply = talk(ana)[2]
    assert states.claim(reply.pk, "one")
    assert not states.claim(reply.pk, "two")
    assert again(reply).worker == "one"


def test_a_reply_is_finished_by_its_worker_and_once(ana: User) -> None:
    reply = talk(ana)[2]
    states.claim(reply.pk, "one")
    assert not states.finish(reply, "two", "complete", text="not mine")
    assert states.finish(reply, "one", "complete", text="whole", usage=Usage(9, 3, 1))
    assert not states.finish(reply, "one", "failed", text="")
    ended = again(reply)
    assert (ended.status, ended.text, ended.output_tokens) == ("complete", "whole", 3)


def test_what_was_saved_survives_a_dead_worker(ana: User) -> None:
    reply = talk(ana)[2]
    states.claim(reply.pk, "one")
    assert states.save_progress(reply, "one", "half an ans") is states.Held.ON
    Reply.objects.editable_by(ana).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert states.reap() == 1
    ended = again(reply)
    assert (ended.status, ended.error_code, ended.text) == ("failed", "interrupted", "half an ans")
    assert states.save_progress(reply, "one", "a ghost writes on") is states.Held.LOST


def test_a_renewed_lease_keeps_a_slow_reply_alive(ana: User) -> None:
    reply = talk(ana)[2]
    states.claim(reply.pk, "one")
    states.save_progress(reply, "one", "")
    assert states.reap() == 0
    assert again(reply).status == "streaming"


def test_a_waiting_reply_stops_at_once_and_a_written_one_is_asked_to(ana: User) -> None:
    waiting = talk(ana)[2]
    states.request_stop(waiting.pk)
    assert again(waiting).status == "stopped"
    assert not states.claim(waiting.pk, "late")
    written = talk(ana)[2]
    states.claim(written.pk, "one")
    states.request_stop(written.pk)
    assert states.save_progress(written, "one", "some") is states.Held.STOP
    assert again(written).status == "streaming"


def test_nobody_waits_for_ever(ana: User) -> None:
    reply = talk(ana)[2]
    Reply.objects.editable_by(ana).update(created_at=timezone.now() - timedelta(minutes=3))
    states.reap()
    assert again(reply).error_code == "interrupted"


def test_the_worker_takes_only_what_no_page_has_begun(ana: User) -> None:
    young, old = talk(ana)[2], talk(ana)[2]
    Reply.objects.editable_by(ana).filter(pk=old.pk).update(
        created_at=timezone.now() - timedelta(seconds=10)
    )
    assert states.take_waiting() == [old.pk]
    assert states.take_waiting() == []
    assert states.claim(old.pk, "page")
    assert again(young).status == "pending"


def test_the_same_question_sent_twice_is_asked_once(ana: User) -> None:
    key = uuid4()
    first = services.start_with(owner=ana, text="Hello", client_id=key)
    assert services.start_with(owner=ana, text="Hello", client_id=key) == first
    assert Message.objects.editable_by(ana).count() == 1


def test_one_answer_at_a_time_in_a_conversation(ana: User) -> None:
    conversation, _message, reply = talk(ana)
    with pytest.raises(ValidationError):
        services.ask(conversation=conversation, text="And?", client_id=uuid4())
    states.request_stop(reply.pk)
    services.ask(conversation=conversation, text="And?", client_id=uuid4())
    assert Message.objects.editable_by(ana).count() == 2


def test_a_retry_is_a_new_attempt_and_keeps_the_old_one(ana: User) -> None:
    _conversation, message, reply = talk(ana)
    states.claim(reply.pk, "one")
    states.finish(reply, "one", "failed", text="half", error_code="timeout")
    second = services.retry(reply=again(reply))
    assert (second.attempt, second.status, second.message_id) == (2, "pending", message.pk)
    assert again(reply).text == "half"


def test_only_the_last_answer_is_written_again(ana: User) -> None:
    conversation, _message, reply = talk(ana)
    states.request_stop(reply.pk)
    services.ask(conversation=conversation, text="Next", client_id=uuid4())
    with pytest.raises(ValidationError):
        services.retry(reply=again(reply))


@pytest.mark.parametrize("text", ["", "   ", "x" * 8001, "a\x00b"])
def test_a_message_that_cannot_be_sent_says_why(ana: User, text: str) -> None:
    with pytest.raises(ValidationError):
        services.start_with(owner=ana, text=text, client_id=uuid4())
    assert Message.objects.editable_by(ana).count() == 0


def test_two_answers_at_a_time_and_no_third(ana: User, bruno: User) -> None:
    first = talk(ana)[2]
    talk(ana)
    with pytest.raises(ValidationError, match="Two answers"):
        talk(ana)
    talk(bruno)
    states.request_stop(first.pk)
    talk(ana)


def test_twenty_questions_a_minute_are_enough_for_a_patient(ana: User) -> None:
    for _ in range(20):
        states.request_stop(talk(ana)[2].pk)
    with pytest.raises(ValidationError, match="20 questions a minute"):
        talk(ana)
    Reply.objects.editable_by(ana).update(created_at=timezone.now() - timedelta(minutes=2))
    talk(ana)
