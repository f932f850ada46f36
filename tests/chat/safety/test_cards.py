"""Each emergency has its card: what to do, what not, whom to call."""

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import User
from chat.models import Message
from chat.safety.advice import ADVICE
from chat.safety.cards import card_for
from chat.safety.rules import ORDER
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_every_kind_has_advice() -> None:
    assert set(ADVICE) == set(ORDER)
    assert all(advice.steps for advice in ADVICE.values())


def test_the_most_urgent_leads_and_the_lines_are_those_needed(ana: User) -> None:
    factories.facts(ana, country="ES")
    card = card_for(["self_harm", "overdose", "abuse"], ana)
    assert card is not None
    assert card.parts == (ADVICE["overdose"], ADVICE["self_harm"], ADVICE["abuse"])
    assert [line.dial for line in card.lines][:2] == ["112", "024"]
    assert {"915620420", "016"} <= {line.dial for line in card.lines}


def test_no_kind_no_card_and_an_unknown_kind_is_passed_over(ana: User) -> None:
    assert card_for([], ana) is None
    assert card_for(["no longer known"], ana) is None


def test_the_card_can_be_dialled_and_focused(ana: User) -> None:
    factories.facts(ana, country="US")
    html = render_to_string("parts/crisis_card.html", {"card": card_for(["self_harm"], ana)})
    for part in ('role="alert"', 'tabindex="-1"', 'href="tel:988"', "Numbers for United States"):
        assert part in html


def test_without_a_country_it_says_local_number(ana: User) -> None:
    html = render_to_string("parts/crisis_card.html", {"card": card_for(["heart"], ana)})
    assert "Call your local emergency number." in html


@pytest.mark.parametrize(
    ("language", "text"), [("en", "i want to kill myself"), ("es", "quiero matarme")]
)
def test_the_card_stands_in_the_thread(
    client_for: SignIn, ana: User, language: str, text: str
) -> None:
    factories.facts(ana, country="ES")
    ana.language = language
    ana.save()
    client = client_for(ana)
    fields = {"text": text, "client_id": "6f2f0a52-0ef3-4a43-a7ad-5bd8a4f8ae01"}
    response = client.post("/assistant/", fields, follow=True)
    assert Message.objects.visible_to(ana).get().crisis == ["self_harm"]
    page = response.content.decode()
    assert 'class="crisis"' in page
    assert "tel:024" in page


def test_a_message_refused_by_its_length_still_shows_the_card(
    client_for: SignIn, ana: User
) -> None:
    text = "i want to kill myself. " + "x" * 40_000
    fields = {"text": text, "client_id": "6f2f0a52-0ef3-4a43-a7ad-5bd8a4f8ae02"}
    page = client_for(ana).post("/assistant/", fields).content.decode()
    assert not Message.objects.visible_to(ana).exists()
    assert 'class="crisis"' in page
