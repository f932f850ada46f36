"""What can be done in a thread: turned away and answered, edited, gone on with, leafed through."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from chat import services
from chat.models import Conversation, Feedback, Message, Reply, RolePolicy
from chat.models.policy import USUAL
from chat.replies import states
from privacy.models import AccessEvent
from tests.chat.threads import again, talk

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "thread"}


def page_of(conversation: Conversation) -> str:
    """The address of a conversation."""
    return reverse("chat:conversation", args=[conversation.pk])


def shown(client: Client, conversation: Conversation, query: str = "") -> str:
    """The thread as it is seen."""
    return client.get(page_of(conversation) + query).content.decode()


def written(reply: Reply, text: str = "An answer.", **more: object) -> Reply:
    """The reply, ended."""
    states.claim(reply.pk, "w")
    states.finish(reply, "w", "complete", text=text, **{"stop_reason": "stop", **more})  # type: ignore[arg-type]
    return again(reply)


def turned_away(owner: User) -> tuple[Conversation, Message]:
    """A conversation whose only question was redirected."""
    conversation = services.start_conversation(owner=owner)
    message = Message.objects.create(
        owner=owner, conversation=conversation, seq=1, text="Who won the match?",
        verdict="redirect", topic_score=0.02, topic_reason="model",
    )  # fmt: skip
    return conversation, message


def replies_to(message: Message) -> list[Reply]:
    """All attempts, oldest first."""
    rows = Reply.objects.visible_to(message.owner).filter(message=message)
    return list(rows.order_by("attempt"))


def test_a_question_turned_away_is_answered_after_one_click(client_for: SignIn, ana: User) -> None:
    conversation, message = turned_away(ana)
    client = client_for(ana)
    html = shown(client, conversation)
    assert "I keep to health and your record" in html
    assert html.count('name="text" value="') == 3  # questions to ask instead
    answer = client.post(reverse("chat:answer", args=[conversation.pk, 1]), **HTMX)
    assert answer.status_code == 200
    assert "I keep to health" not in answer.content.decode()
    assert [reply.status for reply in replies_to(message)] == ["pending"]
    event = AccessEvent.objects.filter(action="update", object_id=str(conversation.pk)).last()
    assert event is not None
    assert event.detail == {"fields": ["overridden_at"], "reason": "model"}
    assert client.post(reverse("chat:answer", args=[conversation.pk, 1])).status_code == 422


def test_a_question_that_the_judge_turned_away_is_answered_too(
    client_for: SignIn, ana: User
) -> None:
    conversation, message, reply = talk(ana)
    written(reply, "", stop_reason="redirected")
    client = client_for(ana)
    assert "I keep to health and your record" in shown(client, conversation)
    client.post(reverse("chat:answer", args=[conversation.pk, 1]))
    assert [row.attempt for row in replies_to(message)] == [1, 2]
    assert "I keep to health" not in shown(client, conversation)


def test_an_edited_question_takes_the_place_of_the_last(client_for: SignIn, ana: User) -> None:
    conversation, _message, reply = talk(ana, "How is my blood presure?")
    written(reply)
    address = reverse("chat:edit", args=[conversation.pk, 1])
    sent = {"text": "How is my blood pressure?", "client_id": str(uuid4())}
    client = client_for(ana)
    for _twice in range(2):
        assert client.post(address, sent, **HTMX).status_code == 200
    rows = list(Message.objects.visible_to(ana).order_by("seq"))
    assert [(row.text, row.superseded_at is not None) for row in rows] == [
        ("How is my blood presure?", True), ("How is my blood pressure?", False),
    ]  # fmt: skip
    html = shown(client, conversation)
    assert "Earlier version of the next question" in html
    late = client.post(address, sent | {"client_id": str(uuid4())})
    assert late.status_code == 422  # only the last question can be edited


@pytest.mark.parametrize("text", ["", "x" * 8001])
def test_an_edit_that_cannot_be_sent_keeps_question_and_words(
    client_for: SignIn, ana: User, text: str
) -> None:
    conversation, _message, reply = talk(ana)
    written(reply)
    address = reverse("chat:edit", args=[conversation.pk, 1])
    sent = {"text": text, "client_id": str(uuid4())}
    answer = client_for(ana).post(address, sent, **HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#edit")
    assert text in answer.content.decode()
    assert not Message.objects.visible_to(ana).exclude(superseded_at=None).exists()


def test_nothing_is_edited_while_its_answer_is_written(client_for: SignIn, ana: User) -> None:
    conversation = talk(ana)[0]
    client = client_for(ana)
    sent = {"text": "Something else?", "client_id": str(uuid4())}
    address = reverse("chat:edit", args=[conversation.pk, 1])
    assert client.post(address, sent, **HTMX).status_code == 422
    assert Message.objects.visible_to(ana).count() == 1


def test_an_answer_cut_by_its_length_is_gone_on_with(client_for: SignIn, ana: User) -> None:
    conversation, message, reply = talk(ana)
    written(reply, "The first half", stop_reason="length")
    client = client_for(ana)
    assert "Continue" in shown(client, conversation)
    address = reverse("chat:go_on", args=[reply.pk])
    assert client.post(address, **HTMX).status_code == 200
    more = replies_to(message)[1]
    assert (more.continued_from_id, more.text) == (reply.pk, "The first half")
    written(more, "The first half and the second.")
    html = shown(client, conversation)
    assert "and the second." in html
    assert "Answer 1 of" not in html  # one answer in two pieces is one
    assert client.post(address).status_code == 422


def test_a_whole_answer_has_nothing_to_go_on_with(client_for: SignIn, ana: User) -> None:
    conversation, _message, reply = talk(ana)
    written(reply)
    client = client_for(ana)
    assert "Continue" not in shown(client, conversation)
    assert client.post(reverse("chat:go_on", args=[reply.pk])).status_code == 422


def test_earlier_answers_stay_within_reach(client_for: SignIn, ana: User) -> None:
    conversation, message, reply = talk(ana)
    first = written(reply, "The first answer.")
    client = client_for(ana)
    client.post(reverse("chat:retry", args=[first.pk]))
    written(replies_to(message)[1], "The second answer.")
    html = shown(client, conversation)
    assert "Answer 2 of 2" in html
    assert "The first answer." not in html
    earlier = reverse("chat:attempt", args=[first.pk])
    assert earlier in html
    fragment = client.get(earlier, **HTMX).content.decode()
    assert "The first answer." in fragment
    assert "Answer 1 of 2" in fragment
    assert "<html" not in fragment
    without_script = client.get(earlier)
    assert without_script["Location"] == f"{page_of(conversation)}?attempt={first.pk}#message-1"
    assert "The first answer." in shown(client, conversation, f"?attempt={first.pk}")


def test_an_opinion_can_be_given_changed_and_taken_back(client_for: SignIn, ana: User) -> None:
    conversation, _message, reply = talk(ana)
    written(reply)
    client, address = client_for(ana), reverse("chat:feedback", args=[reply.pk])
    for sent, kept in (
        ({"value": "1"}, (1, "")),
        ({"value": "-1", "note": "Too long"}, (-1, "Too long")),
        ({"value": "-1", "note": "x" * 1001}, (-1, "Too long")),
        ({"value": "7"}, (-1, "Too long")),
    ):
        client.post(address, sent, **HTMX)
        opinion = Feedback.objects.visible_to(ana).get()
        assert (opinion.value, opinion.note) == kept
    assert "Too long" in shown(client, conversation)
    assert client.post(address, {"value": "0"})["Location"].endswith(f"#reply-{reply.pk}")
    assert not Feedback.objects.visible_to(ana).exists()


def test_what_is_typed_is_there_on_another_device(client_for: SignIn, ana: User) -> None:
    conversation, _message, reply = talk(ana)
    written(reply)
    client, address = client_for(ana), reverse("chat:draft", args=[conversation.pk])
    sent = {"text": "And in the eve", "client_id": str(uuid4())}
    assert client.post(address, sent).status_code == 204
    assert "And in the eve</textarea>" in shown(client, conversation)
    client.post(page_of(conversation), sent | {"text": "And in the evening?"})
    assert "And in the eve</textarea>" not in shown(client, conversation)
    client.post(address, sent)  # was under way when the message was sent
    assert "And in the eve</textarea>" not in shown(client, conversation)
    for senseless in ({}, {"text": "x" * 99_999, "client_id": str(uuid4())}, {"client_id": "?"}):
        assert client.post(address, senseless).status_code == 204


def test_earlier_messages_come_on_demand(client_for: SignIn, ana: User) -> None:
    conversation = services.start_conversation(owner=ana)
    for seq in range(1, 71):
        Message.objects.create(owner=ana, conversation=conversation, seq=seq, text=f"Number {seq}.")
    client = client_for(ana)
    html = shown(client, conversation)
    assert "Number 41." in html
    assert "Number 40." not in html
    assert "?before=41" in html
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "earlier"}
    fragment = client.get(page_of(conversation) + "?before=41", **headers).content.decode()
    assert "Number 11." in fragment
    assert "Number 41." not in fragment
    assert "?before=11" in fragment
    assert "Newest messages" in shown(client, conversation, "?before=11")
    assert "Number 5." in shown(client, conversation, "?at=5")
    for odd in ("?before=x", "?before=99999999999", "?attempt=nothing", "?at=%C2%B2"):
        assert "Number 70." in shown(client, conversation, odd)


def test_a_thread_costs_the_same_however_long(
    client_for: SignIn, ana: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    conversation, _message, reply = talk(ana)
    written(reply)
    for _more in range(5):
        message = services.ask(conversation=conversation, text="And my weight?", client_id=uuid4())
        for answer in replies_to(message):
            written(answer)
    client = client_for(ana)
    shown(client, conversation)
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        shown(client, conversation)


def test_who_answered_and_what_it_took_is_always_said(client_for: SignIn, ana: User) -> None:
    conversation, _message, reply = talk(ana)
    written(reply)
    mine = Reply.objects.editable_by(ana).filter(pk=reply.pk)
    mine.update(
        engine="openai", model_id="gpt-x", model_label="GPT X", input_tokens=4210,
        output_tokens=312, credits=3, usage_estimated=True, hidden_count=2,
    )  # fmt: skip
    html = shown(client_for(ana), conversation)
    for words in ("GPT X", "4,210 tokens read, 312 written", "3 credits", "estimated",
                  "2 identifiers hidden"):  # fmt: skip
        assert words in html


def test_a_day_full_of_questions_refuses_in_words_and_keeps_the_text(
    client_for: SignIn, ana: User
) -> None:
    conversation, _message, reply = talk(ana)
    written(reply)
    RolePolicy.objects.update_or_create(role="patient", defaults=USUAL["patient"] | {"per_day": 1})
    sent = {"text": "And my weight?", "client_id": str(uuid4())}
    answer = client_for(ana).post(page_of(conversation), sent, **HTMX)
    assert answer.status_code == 422
    assert "At most 1 questions a day. Your text is kept." in answer.content.decode()
    assert "And my weight?" in answer.content.decode()


def test_one_conversation_leaves_as_markdown_and_as_json(client_for: SignIn, ana: User) -> None:
    conversation, _message, reply = talk(ana, "How is my pulse?")
    written(reply, "It was 72 [V12], and made up [V99]. See [P, V12].")
    row = Reply.objects.editable_by(ana).get(pk=reply.pk)
    row.engine, row.model_label = "openai", "GPT\nX"
    row.manifest = [{"cite": "V12", "url": "/readings/entry/12/", "label": "Pulse\n72"}]
    row.save()
    client = client_for(ana)
    answer = client.get(reverse("chat:markdown", args=[conversation.pk]))
    name = answer["Content-Disposition"]
    assert str(conversation.pk)[:8] in name
    assert "pulse" not in name.lower()
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "# How is my pulse?" in text
    assert "## GPT X (AI), 20" in text
    assert "It was 72[^1-1-V12], and made up. See[^1-1-V12]." in text
    assert "[^1-1-V12]: Pulse 72 <http://testserver/readings/entry/12/>" in text
    answer = client.get(reverse("chat:json", args=[conversation.pk]))
    told = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert told["questions"][0]["answers"][0]["citations"] == [
        {"mark": "V12", "label": "Pulse\n72", "url": "http://testserver/readings/entry/12/"}
    ]
    exports = AccessEvent.objects.filter(action="export", object_id=str(conversation.pk))
    assert [event.detail["format"] for event in exports.order_by("pk")] == ["md", "json"]
