"""What the inspector shows is what leaves, to the byte; it sends and writes nothing itself."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from chat import services
from chat.context.history import HUSHED
from chat.inspecting import preview
from chat.models import Conversation, Message, RolePolicy
from chat.models.policy import USUAL
from tests import factories
from tests.chat.answered import Desk, desk
from tests.chat.context import stage
from tests.chat.context.bodies import said_in, texts_of
from tests.vendors.stage import APIS

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "dialog"}
QUESTION = "I am Ana Torres, ana@example.org. How has my blood pressure been this month?"


@pytest.fixture(params=APIS)
def vendor(
    request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """An assistant in front of each API."""
    with desk(request.param, settings, monkeypatch) as at:
        yield at


@pytest.fixture
def chat(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """An assistant in front of the vendor whose prompts are cached by marks."""
    with desk("messages", settings, monkeypatch) as at:
        yield at


def fill(owner: User) -> None:
    """A small record with a name in it."""
    factories.readings(owner, 12)
    factories.line(owner, "medications", reason="as Ana Torres asked")
    factories.line(owner, "contacts", name="Iker Torres")


def page_of(conversation: Conversation) -> str:
    """Where the inspector is."""
    return reverse("chat:sends", args=[conversation.pk])


def test_what_is_shown_is_what_leaves_to_the_byte(vendor: Desk, ana: User) -> None:
    fill(ana)
    conversation = stage.begun(ana)
    for question in (QUESTION, "And my weight, [[person-1:abcd]]?", "¿Y Iker Torres?"):
        shown = preview(stage.again(conversation), question)
        vendor.go_on(ana, stage.again(conversation), question)
        sent = "\n\n".join(texts_of(vendor.sent))
        assert "\n\n".join(text.text for text in shown.texts) == sent
        assert "Torres" not in sent
        assert shown.tokens > 100


def test_it_is_so_after_turns_were_folded_and_switches_closed(vendor: Desk, ana: User) -> None:
    fill(ana)
    conversation = stage.begun(ana)
    for number in range(40):
        stage.said(conversation, f"Was {number} high, I wonder?", "Yes, Ana. " * 30)
    services.configure(
        conversation=stage.again(conversation), sections=["profile", "life"], model_id=""
    )
    shown = preview(stage.again(conversation), QUESTION)
    assert (shown.folded, shown.hushed) > (0, 0)
    vendor.go_on(ana, stage.again(conversation), QUESTION)
    sent = "\n\n".join(texts_of(vendor.sent))
    assert "\n\n".join(text.text for text in shown.texts) == sent
    assert HUSHED in sent
    assert "mmHg" not in sent.split("End of data.")[0].split("V12]")[-1]


def test_looking_writes_nothing_and_calls_nobody(chat: Desk, ana: User) -> None:
    fill(ana)
    conversation = stage.begun(ana)
    with CaptureQueriesContext(connection) as spent:
        preview(stage.again(conversation), QUESTION)
    assert chat.vendor.journal == []
    assert {query["sql"].split()[0] for query in spent} <= {"SELECT", "WITH", "SAVEPOINT"}
    assert stage.again(conversation).deid_map is None
    assert Message.objects.visible_to(ana).count() == 0


def test_the_cached_part_is_the_same_to_the_byte_on_every_turn(vendor: Desk, ana: User) -> None:
    fill(ana)
    conversation = stage.begun(ana)
    bodies = []
    for question in ("How am I?", "My blood pressure last week?", "Any medicine?", "Ferritin?"):
        vendor.go_on(ana, stage.again(conversation), question)
        bodies.append(vendor.sent)
    assert len({texts_of(body)[0] for body in bodies}) == 1
    record = said_in(bodies[0])[0][1].split("End of data.")[0]
    assert "[V1]" in record
    assert all(said_in(body)[0][1].startswith(record) for body in bodies)
    for earlier, later in pairwise(bodies[1:]):
        settled = said_in(earlier)[:-1]
        assert said_in(later)[: len(settled)] == settled


def test_item_by_item_with_tokens_and_cost(client_for: SignIn, chat: Desk, ana: User) -> None:
    fill(ana)
    conversation = stage.begun(ana, sections=["profile", "readings"])
    shown = preview(conversation, QUESTION)
    assert [str(part.label) for part in shown.parts] == ["Profile", "Readings"]
    told = [line for part in shown.parts for line in part.lines]
    assert any(line.text.startswith("medication: Losartan") for line in told)
    assert all("Torres" not in line.text for line in told)
    assert sum(line.tokens for line in told) < shown.tokens
    assert shown.credits >= 1
    html = client_for(ana).post(page_of(conversation), {"text": QUESTION}).content.decode()
    assert "<html" in html
    assert "medication: Losartan" in html
    assert "Daily life: switched off" in html
    assert "credit" in html
    assert "replaced by" in html
    assert "Torres asked" not in html


def test_one_click_in_the_composer_opens_it_over_the_page(
    client_for: SignIn, chat: Desk, ana: User
) -> None:
    conversation = stage.begun(ana)
    client = client_for(ana)
    html = client.get(reverse("chat:conversation", args=[conversation.pk])).content.decode()
    assert 'form="composer-form"' in html
    assert 'id="composer-form"' in html
    assert f'formaction="{page_of(conversation)}"' in html
    html = client.post(page_of(conversation), {"text": QUESTION}, **HTMX).content.decode()
    assert "<html" not in html
    assert "The exact text" in html
    assert "(Today is" in html or "[day" in html


def test_the_record_reader_sends_nothing(client_for: SignIn, ana: User) -> None:
    conversation = stage.begun(ana)
    html = client_for(ana).get(page_of(conversation)).content.decode()
    assert "Nothing leaves it." in html
    assert preview(conversation, QUESTION).texts == ()


def test_a_kept_draft_is_what_a_plain_look_shows(client_for: SignIn, chat: Desk, ana: User) -> None:
    conversation = stage.begun(ana, draft="Is my draft shown?")
    assert "Is my draft shown?" in client_for(ana).get(page_of(conversation)).content.decode()


@pytest.mark.parametrize(("text", "words"), [("x" * 9_000, "longer than"), ("a\x00b", "cannot")])
def test_a_text_that_cannot_be_sent_is_named(
    client_for: SignIn, chat: Desk, ana: User, text: str, words: str
) -> None:
    html = client_for(ana).post(page_of(stage.begun(ana)), {"text": text}).content.decode()
    assert words in html


def test_a_local_model_says_so_and_is_shown_what_staff_let_it_see(
    client_for: SignIn, settings: Any, monkeypatch: pytest.MonkeyPatch, ana: User
) -> None:
    RolePolicy.objects.update_or_create(
        role="patient", defaults={**USUAL["patient"], "exempt_local": True}
    )
    with desk("chat", settings, monkeypatch) as at:
        conversation = stage.begun(ana)
        shown = preview(conversation, QUESTION)
        assert shown.hidden is None
        assert shown.free
        assert "Ana Torres" in shown.texts[-1].text
        html = client_for(ana).post(page_of(conversation), {"text": QUESTION}).content.decode()
        assert '<span class="tag">local</span>' in html
        at.go_on(ana, stage.again(conversation), QUESTION)
        assert "\n\n".join(text.text for text in shown.texts) == "\n\n".join(texts_of(at.sent))


def test_the_look_costs_the_same_however_long_the_record(
    chat: Desk, ana: User, bruno: User
) -> None:
    factories.readings(ana, 3)
    factories.readings(bruno, 60)
    spent = []
    for person in (ana, bruno):
        conversation = stage.again(stage.begun(person))
        preview(conversation, QUESTION)
        with CaptureQueriesContext(connection) as found:
            preview(stage.again(conversation), QUESTION)
        spent.append(len(found))
    assert spent[0] == spent[1] <= 35


def test_somebody_elses_conversation_shows_nothing(
    client_for: SignIn, chat: Desk, ana: User, bruno: User
) -> None:
    conversation = stage.begun(ana)
    assert client_for(bruno).get(page_of(conversation)).status_code == 404
    assert client_for(bruno).post(page_of(conversation), {"text": "x"}).status_code == 404


def test_asking_later_still_makes_one_message(client_for: SignIn, chat: Desk, ana: User) -> None:
    conversation = stage.begun(ana)
    client = client_for(ana)
    form = {"text": QUESTION, "client_id": str(uuid4())}
    client.post(page_of(conversation), form)
    client.post(reverse("chat:conversation", args=[conversation.pk]), form)
    assert Message.objects.visible_to(ana).count() == 1
