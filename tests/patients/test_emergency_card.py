"""Ana's emergency card: what a stranger reads, and what stays hers."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from healthtracker.web import qr
from patients import emergency_card
from patients.models import Document
from privacy.models import AccessEvent
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def shown(client: Client) -> str:
    """The page's words."""
    return unescape(client.get("/profile/card/").content.decode())


def on_card(client: Client) -> str:
    """The card alone, without the choices below it."""
    (card,) = re.findall(r'<section class="section" id="card".*?<h2>', shown(client), re.DOTALL)
    return str(card)


def card_of(owner: User, choice: emergency_card.Choice | None = None) -> dict[str, Any]:
    """The card's context."""
    return emergency_card.context_of(owner, choice or emergency_card.Choice(language="en"))


def listed(card: dict[str, Any], key: str) -> list[str]:
    """One list of the card."""
    (found,) = [one.lines.shown for one in card["lists"] if one.key == key]
    return list(found)


def dark(picture: str) -> set[tuple[int, int]]:
    """The dark modules of a drawn code."""
    (path,) = re.findall(r'<path d="([^"]+)"', picture)
    cells: set[tuple[int, int]] = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        cells |= {(int(x) + step, int(y)) for step in range(int(width))}
    return cells


def test_the_card_says_what_helps_the_dangerous_first(client_for: SignIn, ana: User) -> None:
    factories.facts(ana, birth_date=date(1981, 3, 9), blood_type="O-")
    factories.line(ana, "allergies", substance="Pollen", severity="mild")
    factories.line(ana, "allergies", substance="Penicillin", severity="severe", reaction="choking")
    factories.line(ana, "allergies", substance="Nuts", criticality="high")
    factories.line(ana, "medications", name="Losartan", dose="50", dose_unit="mg")
    factories.line(ana, "conditions", name="Epilepsy")
    factories.line(ana, "conditions", name="Flu", clinical_status="resolved")
    factories.line(ana, "contacts", relation="brother")
    card = card_of(ana)
    allergies = listed(card, "allergies")
    assert allergies == ["Nuts", "Penicillin (choking, severe)", "Pollen (mild)"]
    words = shown(client_for(ana))
    for text in ("Epilepsy", "Losartan", "+34 600 000 000 Iker Torres (brother)", "O−", "1981"):
        assert text in words, text
    assert "Flu" not in card["code"].text
    assert "Whoever finds the card can read it" in words
    assert AccessEvent.objects.filter(object_type="emergency_card", subject=ana).exists()


def test_the_code_holds_the_same_words_and_no_link(ana: User) -> None:
    factories.facts(ana, birth_date=date(1981, 3, 9), blood_type="O-")
    factories.line(ana, "allergies", substance="Penicillin", severity="severe")
    factories.line(ana, "contacts")
    code = card_of(ana)["code"]
    assert code.text.splitlines() == [
        "Ana Torres", "Born: March 9, 1981", "Blood type: O−", "Allergies: Penicillin (severe)",
        "Call: +34 600 000 000 Iker Torres",
    ]  # fmt: skip
    assert "http" not in code.text
    expected = {
        (x + qr.QUIET, y + qr.QUIET)
        for y, row in enumerate(qr.modules(code.text))
        for x, is_dark in enumerate(row)
        if is_dark
    }
    assert dark(code.picture) == expected


def test_what_does_not_fit_into_the_code_is_said(client_for: SignIn, ana: User) -> None:
    for number in range(20):
        factories.line(ana, "conditions", name=f"Condition number {number} with a long name")
    factories.line(ana, "allergies", substance="Penicillin", severity="severe")
    code = card_of(ana)["code"]
    assert "Penicillin" in code.text
    assert code.left_out > 0
    assert len(code.text.encode()) <= qr.ROOM
    assert "did not fit into the code" in shown(client_for(ana))


def test_a_code_never_becomes_too_fine_to_read() -> None:
    fullest = "x" * qr.ROOM
    assert len(qr.modules(fullest)) <= 4 * qr.LARGEST + 17
    with pytest.raises(ValueError, match="holds"):
        qr.modules(fullest + "x")


@pytest.mark.parametrize("line", ["a", "ñ", "\N{GRINNING FACE}", "字"])
def test_lines_fill_a_code_to_the_brim_and_not_beyond(line: str) -> None:
    kept = qr.fitting([line] * 1000)
    size = len("\n".join(kept).encode())
    assert qr.ROOM - len(line.encode()) <= size <= qr.ROOM
    qr.modules("\n".join(kept))


def test_what_is_unticked_is_nowhere_on_the_card(client_for: SignIn, ana: User) -> None:
    kept = factories.line(ana, "conditions", name="Epilepsy")
    factories.line(ana, "conditions", name="Secret")
    client = client_for(ana)
    data = {"facts": ["blood"], "language": "en", "conditions": [str(kept.entry_id)]}
    looked = client.post(
        "/profile/card/", data, headers={"HX-Request": "true", "HX-Target": "card"}
    ).content.decode()
    assert "Epilepsy" in looked
    assert "Secret" not in looked
    answer = client.post("/profile/card/", {**data, "make": "1"})
    document = Document.objects.editable_by(ana).get()
    assert answer["Location"] == f"/documents/{document.uuid}/"
    card = card_of(ana, emergency_card.Choice.of(document.options))
    assert listed(card, "conditions") == ["Epilepsy"]
    assert "Secret" not in card["code"].text
    assert "Secret" not in on_card(client)  # the choice is remembered


def test_hiding_everything_never_reads_as_having_nothing(ana: User) -> None:
    row = factories.line(ana, "allergies", substance="Latex")
    card = card_of(ana, emergency_card.Choice(hidden=(str(row.entry_id),), language="en"))
    assert "allergies" not in [one.key for one in card["lists"]]
    assert listed(card, "conditions") == []


def test_a_long_name_never_costs_the_number_to_call(ana: User) -> None:
    factories.line(ana, "contacts", name="I" * 200, phone="+34 600 000 000")
    card = emergency_card.context_of(ana, emergency_card.Choice(), emergency_card.LIMITS[-1])
    (contacts,) = [one for one in card["lists"] if one.key == "contacts"]
    for text in (contacts.lines.shown[0], contacts.small.shown[0], card["code"].text):
        assert "+34 600 000 000" in text


def test_a_new_allergy_is_on_the_card_without_being_asked(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    client.post("/profile/card/", {"facts": [], "language": "en", "make": "1"})
    factories.line(ana, "allergies", substance="Latex")
    assert "Latex" in on_card(client)


def test_someone_who_speaks_another_language_can_read_the_headings(ana: User) -> None:
    factories.line(ana, "allergies", severity="severe")
    both = card_of(ana, emergency_card.Choice(language="both"))
    assert both["lists"][0].heading == "Allergies / Alergias"
    spanish = card_of(ana, emergency_card.Choice(language="es"))
    assert spanish["lists"][0].heading == "Alergias"


def test_a_card_that_cannot_be_made_is_told_why(client_for: SignIn, ana: User) -> None:
    answer = client_for(ana).post("/profile/card/", {"language": "klingon", "make": "1"})
    assert answer.status_code == 422
    assert "The card cannot be made like this." in answer.content.decode()
    assert not Document.objects.editable_by(ana).exists()


def test_an_empty_record_makes_a_card_that_says_so(client_for: SignIn, ana: User) -> None:
    words = shown(client_for(ana))
    assert "none in the record" in words
    assert "Add it to your profile" in words
