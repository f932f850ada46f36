"""The list of conversations: searched, archived, with a draft and a meter."""

from collections.abc import Callable
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from chat import erasing, searching, services
from chat.models import Conversation, Feedback, Message, Reply
from chat.replies import states
from chat.searching import search, snippet_of
from patients.models import Document
from patients.services import documents
from tests.chat.threads import talk

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = "/assistant/"


def ended(owner: User, question: str, answer: str = "An answer.") -> Conversation:
    """A conversation with one question and its answer."""
    conversation, _message, reply = talk(owner, question)
    states.claim(reply.pk, "w")
    states.finish(reply, "w", "complete", text=answer, stop_reason="stop")
    return conversation


def test_words_are_found_in_titles_questions_and_answers(
    client_for: SignIn, ana: User, bruno: User
) -> None:
    mine = ended(ana, "Is my tensión high?", "Yes:\nthe METFORMIN helps, ¿no?")
    other = ended(ana, "What medicines am I taking?")
    ended(bruno, "Is my tension high?")
    services.rename(conversation=other, title="My pills")
    for words, found in (
        ("TENSION", mine), ("metformin", mine), ("helps metf", mine), ("medicines", other),
        ("pills", other),
    ):  # fmt: skip
        assert [hit.conversation for hit in search(ana, words).hits] == [found], words
    for nothing in ("zzz", "tension pills", "   ", "%"):
        assert search(ana, nothing).hits == []
    html = client_for(ana).get(LIST, {"q": "metformin"}).content.decode()
    assert "<mark>METFORMIN</mark>" in html
    services.delete(conversation=mine)
    assert search(ana, "metformin").hits == []


def test_a_snippet_shows_the_word_as_it_was_written() -> None:
    found = snippet_of("a" * 60 + " el corazón late " + "b" * 200, ["corazon"])
    assert found is not None
    assert found.word == "corazón"
    assert found.before.startswith("…")
    assert found.after.endswith("…")
    ligature = snippet_of("an ﬁne straße", ["strasse"])
    assert ligature is not None
    assert ligature.word == "straße"


def test_a_search_that_did_not_look_at_everything_says_so(
    client_for: SignIn, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "TEXTS", 2)
    for _some in range(3):
        ended(ana, "How is my weight?")
    assert search(ana, "weight").capped
    html = client_for(ana).get(LIST, {"q": "weight"}).content.decode()
    assert "questions and answers were searched" in html


def test_an_archived_conversation_is_on_its_shelf_until_somebody_asks_in_it(
    client_for: SignIn, ana: User
) -> None:
    conversation = ended(ana, "How is my weight?")
    client, address = client_for(ana), reverse("chat:conversation", args=[conversation.pk])
    client.post(reverse("chat:archive", args=[conversation.pk]))
    assert address not in client.get(LIST).content.decode().replace(f"{address}unarchive", "")
    assert address in client.get(LIST, {"shelf": "archived"}).content.decode()
    client.post(address, {"text": "And my blood pressure?", "client_id": str(uuid4())})
    assert address in client.get(LIST).content.decode()
    client.post(reverse("chat:archive", args=[conversation.pk]))
    client.post(reverse("chat:unarchive", args=[conversation.pk]))
    assert address in client.get(LIST).content.decode()


def test_the_draft_of_a_first_question_becomes_the_conversation(
    client_for: SignIn, ana: User
) -> None:
    client, address = client_for(ana), reverse("chat:new_draft")
    sent = {"text": "How has my bl", "client_id": str(uuid4())}
    for _often in range(2):
        assert client.post(address, sent).status_code == 204
    html = client.get(LIST).content.decode()
    assert "How has my bl</textarea>" in html
    assert sent["client_id"] in html
    assert "No conversations yet" in html
    assert "Your last conversation" not in client.get("/today/").content.decode()
    client.post(LIST, sent | {"text": "How has my blood pressure been?"})
    assert str(Conversation.objects.visible_to(ana).get().pk) == sent["client_id"]
    client.post(address, sent)  # was under way when the message was sent
    assert "How has my bl</textarea>" not in client.get(LIST).content.decode()
    other = {"text": "What else?", "client_id": str(uuid4())}
    client.post(address, other)
    client.post(address, other | {"text": " "})
    assert Conversation.objects.visible_to(ana).count() == 1


def test_nobody_drafts_into_the_conversation_of_another(
    client_for: SignIn, ana: User, bruno: User
) -> None:
    conversation = ended(ana, "How is my weight?")
    sent = {"text": "Mine now", "client_id": str(conversation.pk)}
    assert client_for(bruno).post(reverse("chat:new_draft"), sent).status_code == 204
    client_for(bruno).post(LIST, sent | {"text": "How is my pulse?"})
    assert Conversation.objects.visible_to(ana).get().draft is None
    assert Message.objects.visible_to(ana).count() == 1


def test_the_meter_counts_this_month(client_for: SignIn, ana: User) -> None:
    ended(ana, "How is my weight?")
    Reply.objects.editable_by(ana).update(input_tokens=1200, output_tokens=300, credits=2)
    html = client_for(ana).get(LIST).content.decode()
    for words in ("This month: 1 question", "1,500 tokens", "2 credits", "1 of 200 answers"):
        assert words in html


def test_a_conversation_is_printed_by_the_worker(client_for: SignIn, ana: User) -> None:
    conversation = ended(ana, "How is my weight?", "It is **stable**.")
    answer = client_for(ana).post(reverse("chat:pdf", args=[conversation.pk]))
    document = Document.objects.editable_by(ana).get()
    assert answer["Location"] == reverse("patients:document", args=[document.uuid])
    documents.make_document(document_id=document.pk)
    document.refresh_from_db()
    pdf = PdfReader(BytesIO(b"".join(documents.pieces_of(actor=ana, document=document))))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "How is my weight?" in text
    assert "It is stable." in text


def test_what_was_printed_of_another_is_never_made(ana: User, bruno: User) -> None:
    conversation = ended(ana, "How is my weight?")
    document = documents.order_document(
        actor=bruno,
        language="en",
        kind="conversation",
        options={"conversation": str(conversation.pk)},
    )
    with pytest.raises(Conversation.DoesNotExist):
        documents.make_document(document_id=document.pk)


def test_erasing_leaves_nothing_of_opinions_and_second_halves(ana: User) -> None:
    reply = talk(ana)[2]
    states.claim(reply.pk, "w")
    states.finish(reply, "w", "complete", text="Half", stop_reason="length")
    more = services.go_on(reply=Reply.objects.editable_by(ana).get(pk=reply.pk))
    services.give_feedback(reply=more, value=1)
    assert erasing.conversations(ana) == 5
    assert not Conversation.objects.visible_to(ana).exists()
    assert not Feedback.objects.visible_to(ana).exists()
