"""Conversations on their pages: asked, refused, renamed, put away and brought back."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from chat.models import Conversation, Message, Reply
from chat.replies import states
from privacy.models import AccessEvent
from tests.chat.threads import again, talk

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "thread"}


def page_of(conversation: Conversation) -> str:
    """The address of a conversation."""
    return reverse("chat:conversation", args=[conversation.pk])


def test_ana_starts_a_conversation_by_asking(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    sent = {"text": "How has my blood pressure been?", "client_id": str(uuid4())}
    answer = client.post(reverse("chat:list"), sent)
    conversation = Conversation.objects.visible_to(ana).get()
    assert answer["Location"] == page_of(conversation)
    assert client.post(reverse("chat:list"), sent)["Location"] == page_of(conversation)
    html = client.get(page_of(conversation)).content.decode()
    assert html.count("How has my blood pressure been?") >= 2  # title and message
    assert "data-active" in html


@pytest.mark.parametrize(
    "text", ["", "   ", "x" * 8001, "null\x00byte"], ids=["empty", "blank", "long", "null"]
)
def test_a_message_that_cannot_be_sent_comes_back_with_its_text(
    client_for: SignIn, ana: User, text: str
) -> None:
    conversation, _message, reply = talk(ana)
    states.request_stop(reply.pk)
    sent = {"text": text, "client_id": str(uuid4())}
    for headers in ({}, HTMX):
        answer = client_for(ana).post(page_of(conversation), sent, **headers)
        assert answer.status_code == 422
        assert text.strip().replace("\x00", "")[:50] in answer.content.decode().replace("\x00", "")
    assert answer["HX-Retarget"] == "#composer"
    assert Message.objects.visible_to(ana).count() == 1


def test_a_made_up_client_id_is_refused_not_crashed_on(client_for: SignIn, ana: User) -> None:
    answer = client_for(ana).post(reverse("chat:list"), {"text": "Hi", "client_id": "<script>"})
    assert answer.status_code == 422


def test_a_second_question_waits_for_the_first_answer(client_for: SignIn, ana: User) -> None:
    conversation = talk(ana)[0]
    sent = {"text": "And now?", "client_id": str(uuid4())}
    answer = client_for(ana).post(page_of(conversation), sent, **HTMX)
    assert answer.status_code == 422
    assert "And now?" in answer.content.decode()


def test_htmx_gets_the_thread_and_an_empty_composer(client_for: SignIn, ana: User) -> None:
    conversation, _message, reply = talk(ana)
    states.request_stop(reply.pk)
    sent = {"text": "And my weight?", "client_id": str(uuid4())}
    html = client_for(ana).post(page_of(conversation), sent, **HTMX).content.decode()
    assert html.lstrip().startswith('<div class="thread" id="thread"')
    assert "<html" not in html
    assert 'hx-swap-oob="outerHTML"' in html


def test_what_people_and_models_write_is_never_markup(client_for: SignIn, ana: User) -> None:
    conversation, _message, reply = talk(ana, "<img src=x onerror=alert(1)>")
    states.claim(reply.pk, "w")
    states.finish(
        reply, "w", "complete", text="<script>alert(1)</script> ![x](https://evil.example)"
    )
    html = client_for(ana).get(page_of(conversation)).content.decode()
    assert "<img" not in html.replace('<img src="/static', "")
    assert "<script>alert" not in html


def test_a_failed_reply_says_why_and_offers_another_try(client_for: SignIn, ana: User) -> None:
    conversation, _message, reply = talk(ana)
    states.claim(reply.pk, "w")
    states.finish(reply, "w", "failed", text="Half", error_code="rate_limited", retry_after=7.0)
    client = client_for(ana)
    html = client.get(page_of(conversation)).content.decode()
    assert "receiving too many requests" in html
    assert "Try again in 7 seconds." in html
    assert "What had arrived is kept." in html
    client.post(reverse("chat:retry", args=[reply.pk]))
    assert Reply.objects.visible_to(ana).filter(status="pending").count() == 1


def test_stop_without_a_script_ends_the_reply(client_for: SignIn, ana: User) -> None:
    reply = talk(ana)[2]
    client_for(ana).post(reverse("chat:stop", args=[reply.pk]))
    assert again(reply).status == "stopped"


def test_a_deleted_conversation_is_gone_until_it_is_brought_back(
    client_for: SignIn, ana: User
) -> None:
    conversation = talk(ana)[0]
    client = client_for(ana)
    client.post(reverse("chat:delete", args=[conversation.pk]))
    assert client.get(page_of(conversation)).status_code == 404
    client.post(reverse("chat:restore", args=[conversation.pk]))
    assert client.get(page_of(conversation)).status_code == 200


@pytest.mark.parametrize("title", ["", "t" * 121, "a\x00b"])
def test_a_title_that_cannot_be_comes_back(client_for: SignIn, ana: User, title: str) -> None:
    conversation = talk(ana)[0]
    answer = client_for(ana).post(reverse("chat:rename", args=[conversation.pk]), {"title": title})
    assert answer.status_code == 422


def test_a_model_that_is_not_offered_is_refused(client_for: SignIn, ana: User) -> None:
    conversation = talk(ana)[0]
    address = reverse("chat:settings", args=[conversation.pk])
    answer = client_for(ana).post(address, {"model_id": "gpt-made-up"}, **HTMX)
    assert answer.status_code in {200, 422}
    assert Conversation.objects.visible_to(ana).get().model_id == ""


def test_the_list_costs_the_same_however_long(
    client_for: SignIn, ana: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _ in range(12):
        states.request_stop(talk(ana)[2].pk)
    client = client_for(ana)
    client.get(reverse("chat:list"))
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        client.get(reverse("chat:list"))


def test_reading_a_conversation_is_on_the_record(client_for: SignIn, ana: User) -> None:
    conversation = talk(ana)[0]
    client_for(ana).get(page_of(conversation))
    assert AccessEvent.objects.filter(action="view", object_id=str(conversation.pk)).count() == 1


def test_the_first_page_leads_back_to_the_last_conversation(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    assert "Your last conversation" not in client.get(reverse("patients:today")).content.decode()
    conversation = talk(ana, "How am I doing?")[0]
    html = client.get(reverse("patients:today")).content.decode()
    assert page_of(conversation) in html
    assert "Your last conversation" in html
