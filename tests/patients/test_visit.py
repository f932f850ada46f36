"""Ana prepares an appointment: her questions, and what goes into the pack."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from patients.models import Document, VisitQuestion
from patients.outside import outside
from patients.patient_facts import facts_of
from privacy.models import AccessEvent
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ALL_PARTS = ["problems", "medicines", "allergies", "outside", "charts", "questions", "notes"]


def shown(client: Client) -> str:
    """The page's words."""
    return unescape(client.get("/visit/").content.decode())


def ask(client: Client, text: str) -> Any:
    """Put a question on the list as the form does."""
    return client.post("/visit/questions/", {"entry_id": str(uuid4()), "text": text}, follow=True)


def form(**changes: Any) -> dict[str, Any]:
    """The pack's form as the browser sends it."""
    return {"parts": ALL_PARTS, "paper": "a4", "who": "", "day": "", "notes": "", **changes}


def test_a_question_stays_until_it_is_ticked_off(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    assert "May I drink coffee?" in ask(client, "May I drink coffee?").content.decode()
    row = VisitQuestion.objects.editable_by(ana).get()
    answer = client.post(f"/visit/questions/{row.entry_id}/tick/", follow=True)
    assert "Ticked off." in answer.content.decode()
    assert f'action="/visit/questions/{row.entry_id}/tick/"' in answer.content.decode()  # undo
    assert "coffee" not in shown(client)
    client.post(f"/visit/questions/{row.entry_id}/tick/")
    assert "coffee" in shown(client)


def test_a_deleted_question_comes_back_by_undo(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    row = factories.question(ana)
    answer = client.post(f"/visit/questions/{row.entry_id}/delete/", follow=True)
    assert f'action="/visit/questions/{row.entry_id}/restore/"' in answer.content.decode()
    assert "coffee" not in shown(client)
    client.post(f"/visit/questions/{row.entry_id}/restore/")
    assert "coffee" in shown(client)


def test_the_same_question_sent_twice_is_one(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    data = {"entry_id": str(uuid4()), "text": "Coffee?"}
    for _ in range(2):
        client.post("/visit/questions/", data)
    assert VisitQuestion.objects.editable_by(ana).count() == 1


@pytest.mark.parametrize("text", ["", "x" * 501, "<b>bold</b>"])
def test_a_question_that_cannot_be_kept_is_told_why(
    client_for: SignIn, ana: User, text: str
) -> None:
    answer = client_for(ana).post("/visit/questions/", {"entry_id": str(uuid4()), "text": text})
    assert answer.status_code == 422
    assert "error" in answer.content.decode()
    assert not VisitQuestion.objects.editable_by(ana).exists()


def test_the_preview_shows_what_was_chosen(client_for: SignIn, ana: User) -> None:
    factories.line(ana, "conditions")
    factories.line(ana, "medications")
    client = client_for(ana)
    assert "Asthma" in shown(client)
    answer = client.post(
        "/visit/", form(parts=["medicines", "notes"], notes="Dizzy", look="1"),
        headers={"HX-Request": "true", "HX-Target": "preview"},
    )  # fmt: skip
    words = answer.content.decode()
    assert "<html" not in words
    assert "Losartan" in words
    assert "Dizzy" in words
    assert "Asthma" not in words
    assert not Document.objects.editable_by(ana).exists()


def test_making_it_keeps_the_choices_sealed_and_offers_them_next_time(
    client_for: SignIn, ana: User
) -> None:
    client = client_for(ana)
    answer = client.post("/visit/", form(who="Dr Soto", day="2026-12-01", paper="letter", make="1"))
    document = Document.objects.editable_by(ana).get()
    assert answer["Location"] == f"/documents/{document.uuid}/"
    assert (document.kind, document.options["who"]) == ("visit_pack", "Dr Soto")
    with connection.cursor() as cursor:
        cursor.execute("SELECT options FROM patients_document")
        assert b"Soto" not in bytes(cursor.fetchone()[0])
    words = shown(client)
    assert "Dr Soto" not in words  # the appointment is another one next time
    assert '<input type="radio" name="paper" value="letter"' in words
    assert AccessEvent.objects.filter(action="create", object_id=str(document.uuid)).exists()


@pytest.mark.parametrize(
    "wrong", [{"parts": []}, {"day": "never"}, {"charts": ["nonsense"]}, {"paper": "papyrus"}]
)
def test_a_pack_that_cannot_be_made_is_told_why(
    client_for: SignIn, ana: User, wrong: dict[str, Any]
) -> None:
    factories.reading(ana)
    answer = client_for(ana).post("/visit/", form(**wrong, make="1"))
    assert answer.status_code == 422
    assert "The pack cannot be made like this" in answer.content.decode()
    assert not Document.objects.editable_by(ana).exists()


def test_values_outside_the_range_are_summed_up_by_type(ana: User) -> None:
    now = timezone.now() - timedelta(hours=1)
    for days, value in enumerate(("200", "301", "100", "54")):
        factories.reading(ana, "glucose", value, at=now - timedelta(days=days))
    factories.reading(ana, "heart_rate", "60", at=now)
    factories.reading(ana, "body_temperature", "39.5", unit="Cel", at=now - timedelta(days=120))
    (found,) = outside(ana, ana, facts_of(ana))
    assert (found.kind.key, found.total) == ("glucose", 4)
    assert found.count == found.days >= 2
    assert "highest 301 mg/dL" in found.extremes
    assert "lowest 54 mg/dL" in found.extremes
    assert found.latest.number == "200"


def test_too_little_sleep_is_called_lowest(ana: User) -> None:
    factories.facts(ana, birth_date=datetime(1981, 3, 9, tzinfo=UTC).date())
    factories.reading(ana, "sleep_duration", "5", unit="h")
    (found,) = outside(ana, ana, facts_of(ana))
    assert found.extremes.startswith("lowest 5")


def test_the_number_of_queries_does_not_grow_with_the_record(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    counts = []
    for more in (3, 60):
        factories.readings(ana, more)
        for number in range(more // 3):
            factories.line(ana, "conditions", name=f"{more} {number}")
            factories.question(ana, f"{more} {number}?")
        shown(client)
        with CaptureQueriesContext(connection) as queries:
            shown(client)
        counts.append(len(queries))
    assert counts[1] <= counts[0]
