"""Symptoms: begun in a tap, ended in a tap, told by name."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from patients.models import SymptomEpisode, seen_by
from patients.services import entries
from patients.symptoms import Symptom, by_name, duration, episodes_of
from tests import factories_life as life

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def symptoms(owner: User) -> list[Symptom]:
    return by_name(episodes_of(owner, owner))


def test_episodes_of_one_name_belong_together_however_it_is_typed(ana: User) -> None:
    for name in ("Headache", " headache", "HEADACHE"):
        life.symptom(ana, name, onset=timezone.now() - 5 * HOUR)
    life.symptom(ana, "Cough")
    assert [len(each.episodes) for each in symptoms(ana)] == [1, 3]


def test_what_is_going_on_comes_first(ana: User) -> None:
    life.symptom(ana, "Running", onset=timezone.now() - 100 * HOUR)
    life.symptom(ana, "Over", abatement=timezone.now())
    assert [each.name for each in symptoms(ana)] == ["Running", "Over"]


def test_begun_again_in_one_tap_and_two_taps_are_one(ana: User, client: Client) -> None:
    row = life.symptom(ana, abatement=timezone.now())
    client.force_login(ana)
    for _tap in range(2):
        assert client.post(f"/life/symptoms/{row.entry_id}/again/").status_code == 302
    assert [each.abatement for each in seen_by(ana, ana, SymptomEpisode)].count(None) == 1


def test_over_in_one_tap_and_not_over_after_all(ana: User, client: Client) -> None:
    row = life.symptom(ana)
    client.force_login(ana)
    client.post(f"/life/symptoms/{row.entry_id}/end/")
    row.refresh_from_db()
    assert row.abatement is not None
    client.post(f"/life/symptoms/{row.entry_id}/end/?again=1")
    row.refresh_from_db()
    assert row.abatement is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"onset": timezone.now() + 3 * HOUR}, "onset"),
        ({"abatement": timezone.now() - 900 * HOUR}, "abatement"),
        ({"severity": 11}, "severity"),
        ({"tz": "Mars/Olympus"}, "tz"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    ana: User, values: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        life.symptom(ana, **values)
    assert field in refused.value.message_dict
    assert symptoms(ana) == []


def test_a_wrong_form_comes_back_with_what_was_typed(ana: User, client: Client) -> None:
    client.force_login(ana)
    said = {"entry_id": str(uuid4()), "name": "Cough <b>", "onset": "2026-02-30T08:00"}
    answer = client.post("/life/symptoms/add/", said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Cough &lt;b&gt;" in page
    assert "Write plain text" in page
    assert symptoms(ana) == []


def test_the_form_reads_the_clock_of_where_it_was(ana: User, client: Client) -> None:
    row = life.symptom(
        ana, onset=datetime(2026, 1, 2, 7, 30, 15, tzinfo=UTC), tz="America/New_York"
    )
    client.force_login(ana)
    form = client.get(f"/life/symptoms/{row.entry_id}/edit/").context["form"]
    assert form.initial["onset"] == "2026-01-02T02:30"
    said = {"name": "Cough", "onset": "2026-01-02T02:30"}
    client.post(f"/life/symptoms/{row.entry_id}/edit/", said)
    before, row.name = row.onset, ""
    row.refresh_from_db()
    assert (row.name, row.onset, row.tz) == ("Cough", before, "America/New_York")


def test_only_a_day_stays_only_a_day(ana: User, client: Client) -> None:
    client.force_login(ana)
    said = {"entry_id": str(uuid4()), "name": "Cough", "onset": "2026-01-02"}
    client.post("/life/symptoms/add/", said)
    (row,) = seen_by(ana, ana, SymptomEpisode)
    assert row.precision == "day"
    page = client.get(f"/life/symptoms/{row.entry_id}/").content.decode()
    assert "00:00" not in page


def test_a_deleted_symptom_comes_back_by_undo(ana: User, client: Client) -> None:
    row = life.symptom(ana)
    client.force_login(ana)
    client.post(f"/life/symptoms/{row.entry_id}/delete/")
    assert symptoms(ana) == []
    client.post(f"/life/symptoms/{row.entry_id}/restore/")
    assert len(symptoms(ana)) == 1


def test_severity_is_drawn_once_it_was_rated_twice(ana: User) -> None:
    life.symptom(ana, severity=3, onset=timezone.now() - 50 * HOUR, abatement=timezone.now())
    assert symptoms(ana)[0].chart == ""
    row = life.symptom(ana, severity=7)
    chart = symptoms(ana)[0].chart
    assert "7 of 10" in chart
    assert str(row.entry_id) in chart


@pytest.mark.parametrize(
    ("length", "words"),
    [(40, "40 minutes"), (95, "2 hours"), (60 * 30, "30 hours"), (60 * 72, "3 days")],
)
def test_how_long_is_said_in_one_unit(length: int, words: str) -> None:
    assert duration(timedelta(minutes=length)) == words


def test_words_lie_sealed_in_the_database(ana: User) -> None:
    row = life.symptom(ana, "Palpitations", trigger="coffee", notes="after lunch")
    stored = SymptomEpisode.objects.editable_by(ana).values_list("name", "trigger", "notes").get()
    assert all(word not in bytes(value.data) for value in stored for word in (b"Palp", b"coffee"))
    entries.change_entry(actor=ana, row=row, values={"name": "Racing heart"})
    assert SymptomEpisode.objects.editable_by(ana).get().name == "Racing heart"
