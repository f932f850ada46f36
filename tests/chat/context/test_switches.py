"""Switches: what is off stays home, also in what was answered while it was on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from chat import context, services
from chat.context.history import HUSHED
from chat.context.switches import covers
from chat.models import Conversation
from privacy.models import AccessEvent
from privacy.registry import BriefingItem, RecordSection
from tests import factories
from tests.chat.context import stage

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "settings"}


@pytest.fixture
def papers() -> Iterator[RecordSection]:
    """A section with three documents and a sensitive part."""
    with stage.section() as made:
        yield made


def sent(conversation: Conversation, question: str = "Hello?") -> str:
    """All that would leave before names are hidden."""
    prompt = context.compose(conversation, question, before=1_000).prompt
    return "\n".join([prompt.system, prompt.context, *(turn.text for turn in prompt.turns)])


def configure(conversation: Conversation, *keys: str, **changes: Any) -> Conversation:
    """Switch exactly these sections on."""
    services.configure(conversation=conversation, sections=keys, model_id="", **changes)
    return stage.again(conversation)


def test_a_new_section_is_off_until_it_is_switched_on(ana: User, papers: RecordSection) -> None:
    conversation = stage.begun(ana)
    assert "canary" not in sent(conversation)
    assert "canary-1" in sent(configure(conversation, "papers"))


def test_only_the_documents_that_are_picked_are_read(ana: User, papers: RecordSection) -> None:
    conversation = configure(stage.begun(ana), "papers", picks={"papers": ["1", "3"]})
    assert "canary-1" in sent(conversation)
    assert "canary-3" in sent(conversation)
    assert "canary-2" not in sent(conversation)
    assert "canary" not in sent(configure(conversation, "papers", picks={"papers": []}))


def test_the_sensitive_part_needs_its_own_switch(ana: User, papers: RecordSection) -> None:
    conversation = configure(stage.begun(ana), "papers")
    assert "canary-9" not in sent(conversation)
    conversation = configure(conversation, "papers", sensitive=["papers"])
    assert "canary-9" in sent(conversation)
    assert "canary-9" not in sent(configure(conversation, "profile", sensitive=["papers"]))


@pytest.mark.parametrize(
    "changes",
    [
        {"picks": {"papers": ["4"]}}, {"picks": {"profile": ["1"]}}, {"picks": {"none": []}},
        {"sensitive": ["profile"]}, {"sensitive": ["none"]},
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_is_refused(
    ana: User, papers: RecordSection, changes: dict[str, Any]
) -> None:
    conversation = stage.begun(ana)
    with pytest.raises(ValidationError):
        configure(conversation, "papers", **changes)
    with pytest.raises(ValidationError):
        configure(conversation, "no such part")
    assert stage.again(conversation).picks == {}


def test_a_change_is_on_the_record_without_what_was_picked(
    ana: User, papers: RecordSection
) -> None:
    configure(stage.begun(ana), "papers", picks={"papers": ["1"]}, sensitive=["papers"])
    event = AccessEvent.objects.filter(subject=ana, action="update").latest("pk")
    assert event.detail["sections"] == ["papers"]
    assert event.detail["picked"] == {"papers": 1}
    assert event.detail["sensitive"] == ["papers"]


def test_what_is_switched_off_goes_out_of_earlier_answers_too(ana: User) -> None:
    factories.reading(ana, "heart_rate", "77")
    conversation = stage.begun(ana)
    stage.said(conversation, "My pulse?", "It was 77 per minute [V1].", engine="openai")
    assert "It was 77 per minute" in sent(conversation)
    closed = configure(conversation, "profile")
    assert "77" not in sent(closed)
    assert HUSHED in sent(closed)
    assert "My pulse?" in sent(closed)
    stage.said(closed, "And?", "Nothing more, 78 kilos.", engine="openai")
    assert "78 kilos" in sent(configure(closed, "profile"))
    reopened = configure(closed, "profile", "readings")
    assert "77 per minute" not in sent(reopened).split("End of data.")[-1]  # life is still off
    reopened = configure(closed, "profile", "readings", "life")
    assert "It was 77 per minute" in sent(reopened)
    assert reopened.summary is None


def test_a_summary_forgets_what_is_switched_off(ana: User) -> None:
    conversation = stage.begun(ana)
    for number in range(40):
        stage.said(conversation, f"Question {number}?", "It was 77 per minute. " * 9)
    made = context.compose(conversation, "And?", before=1_000)
    context.remember(conversation, made)
    assert "77" in stage.again(conversation).summary["text"]
    closed = configure(stage.again(conversation), "profile")
    assert "77" not in sent(closed)
    assert "Question 39?" in sent(closed)


def test_before_anything_was_asked_there_is_nothing_to_take_back(ana: User) -> None:
    assert configure(stage.begun(ana), "profile").summary is None


@pytest.mark.parametrize(
    ("wide", "narrow", "covered"),
    [
        ({"sections": ["a", "b"]}, {"sections": ["a"]}, True),
        ({"sections": ["a"]}, {"sections": ["a", "b"]}, False),
        ({"sections": ["a"]}, {"sections": ["a"], "picks": {"a": ["1"]}}, True),
        ({"sections": ["a"], "picks": {"a": ["1"]}}, {"sections": ["a"]}, False),
        (
            {"sections": ["a"], "picks": {"a": ["1", "2"]}},
            {"sections": ["a"], "picks": {"a": ["2"]}},
            True,
        ),
        ({"sections": ["a"]}, {"sections": ["a"], "sensitive": ["a"]}, False),
        ({"sections": ["a"]}, {"sections": ["a"], "sensitive": ["b"]}, True),
    ],
)
def test_one_state_of_the_switches_covers_another(
    wide: dict[str, Any], narrow: dict[str, Any], covered: bool
) -> None:
    closed: dict[str, Any] = {"sections": [], "picks": {}, "sensitive": []}
    assert covers({**closed, **wide}, {**closed, **narrow}) is covered


def test_a_hungry_section_cannot_starve_the_others(ana: User) -> None:
    def hungry(patient: User, query: Any) -> list[BriefingItem]:
        items = [BriefingItem(f"H{n}", "row", "many words " * 9, "/") for n in range(400)]
        kept = items[: max(0, query.budget // items[0].tokens)]
        query.left_out.extend(["more"] if len(kept) < len(items) else [])
        return kept

    with stage.section(), stage.section("hungry", hungry, picks=None):
        conversation = stage.begun(ana, sections=["hungry", "papers"])
        found = context.gather(conversation, 1_000)
        by_key = {part.section.key: part for part in found.parts}
        assert len(by_key["papers"].items) == 3
        assert by_key["hungry"].tokens > 500  # what the others leave is its
        assert sum(part.tokens for part in found.parts) <= 1_000
        assert found.left_out == ("more",)
        assert "(Not in this block: more.)" in context.record_block(conversation, found)


def test_the_switches_show_what_is_on_and_change_it(
    client_for: SignIn, ana: User, papers: RecordSection
) -> None:
    conversation = stage.begun(ana)
    client = client_for(ana)
    html = client.get(reverse("chat:conversation", args=[conversation.pk])).content.decode()
    assert "Papers off" in html
    assert "Paper 1" not in html
    address = reverse("chat:settings", args=[conversation.pk])
    form = {"sections": ["papers"], "picks": ["papers:1", "papers:2"], "sensitive": ["papers"]}
    html = client.post(address, form, **HTMX).content.decode()
    assert html.lstrip().startswith('<div class="context-bar" id="settings">')
    assert 'Papers <span class="badge">2</span> + Secret papers' in " ".join(html.split())
    assert "Profile off" in html
    now = stage.again(conversation)
    assert (now.sections, now.picks, now.sensitive) == (
        ["papers"], {"papers": ["1", "2"]}, ["papers"],
    )  # fmt: skip


def test_a_document_of_nobodys_list_cannot_be_picked(
    client_for: SignIn, ana: User, papers: RecordSection
) -> None:
    conversation = stage.begun(ana)
    address = reverse("chat:settings", args=[conversation.pk])
    answer = client_for(ana).post(address, {"picks": ["papers:7"]}, **HTMX)
    assert answer.status_code == 422
    assert stage.again(conversation).picks == {}
