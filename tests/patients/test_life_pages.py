"""Forms and pages of the daily life, as somebody with a phone and no script meets them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from patients.models import (
    JournalNote,
    MedicationIntake,
    MedicationSchedule,
    Observation,
    Reminder,
    seen_by,
)
from patients.tags import carrying, tags_of
from tests import factories
from tests import factories_life as life

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def signed_in(ana: User, client: Client) -> Client:
    client.force_login(ana)
    return client


def own(owner: User, model: Any) -> list[Any]:
    return list(seen_by(owner, owner, model))


def new(**said: object) -> dict[str, object]:
    return {"entry_id": str(uuid4()), **said}


PAGES = (
    "", "symptoms/", "medicines/", "medicines/log/", "cycle/", "mood/", "notes/", "tags/",
    "reminders/",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_page_teaches_the_next_step(signed_in: Client, page: str) -> None:
    answer = signed_in.get(f"/life/{page}")
    assert answer.status_code == 200
    assert "<form" in answer.content.decode() or "button primary" in answer.content.decode()


def test_the_first_page_costs_the_same_however_much_there_is(
    ana: User, signed_in: Client, django_assert_max_num_queries: Any
) -> None:
    def fill(number: int) -> None:
        plan = life.plan(ana, life.medicine(ana, f"Medicine {number}"), "08:00", "20:00")
        for back in range(1, 4):
            life.answer(plan, f"{life.today_of(ana) - timedelta(days=back)}T08:00")
        life.symptom(ana, f"Symptom {number}")
        life.note(ana)
        life.reminder(ana)
        life.period(ana, life.today_of(ana) - timedelta(days=28 * number + 1), start=True)

    fill(0)
    with django_assert_max_num_queries(30) as few:
        signed_in.get("/life/")
    for number in range(1, 6):
        fill(number)
    with django_assert_max_num_queries(len(few)):
        signed_in.get("/life/")


PLAN = {"repeat": "daily", "times": "8, 20:30", "start_day": "2026-11-10", "dose": "0,5"}


@time_machine.travel(NOON, tick=False)
def test_times_are_read_as_people_write_them(ana: User, signed_in: Client) -> None:
    medicine = life.medicine(ana)
    said = new(**PLAN, dose_unit="{tablet}")
    answer = signed_in.post(f"/life/medicines/{medicine.entry_id}/plan/", said)
    assert answer.status_code == 302
    (plan,) = own(ana, MedicationSchedule)
    assert (plan.times, plan.dose, plan.dose_unit) == (["08:00", "20:30"], "0.5", "{tablet}")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"times": "25:00"}, "Write times as"),
        ({"times": ""}, "Add at least one time"),
        ({"dose_unit": ""}, "Choose the unit"),
        ({"repeat": "weekdays"}, "Choose at least one day"),
        ({"repeat": "interval", "every_days": ""}, "Write a number of days"),
        ({"end_day": "2026-11-01"}, "end lies before the start"),
        ({"dose": "-1"}, "below zero"),
        ({"start_day": "soon"}, "valid date"),
    ],
)
def test_a_plan_that_cannot_be_is_told_why_and_kept(
    ana: User, signed_in: Client, changes: dict[str, str], words: str
) -> None:
    medicine = life.medicine(ana)
    said = new(**{**PLAN, "dose_unit": "mg", **changes})
    answer = signed_in.post(f"/life/medicines/{medicine.entry_id}/plan/", said)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert own(ana, MedicationSchedule) == []


def test_only_when_needed_forgets_the_times(ana: User, signed_in: Client) -> None:
    medicine = life.medicine(ana)
    said = new(**{**PLAN, "repeat": "needed", "dose_unit": "mg"})
    signed_in.post(f"/life/medicines/{medicine.entry_id}/plan/", said)
    (plan,) = own(ana, MedicationSchedule)
    assert (plan.as_needed, plan.times) == (True, [])


@time_machine.travel(NOON, tick=False)
def test_a_change_of_plan_is_offered_from_the_first_day_nothing_was_due(
    ana: User, signed_in: Client
) -> None:
    begun, later = life.plan(ana), life.plan(ana, life.medicine(ana, "Evening"), "21:00")
    for plan, day in ((begun, "2026-11-11"), (later, "2026-11-10")):
        form = signed_in.get(f"/life/plans/{plan.entry_id}/edit/").context["form"]
        assert f"{form.initial['start_day']}" == day
    said = {**PLAN, "dose_unit": "mg", "times": "09:00", "start_day": "2026-11-11"}
    signed_in.post(f"/life/plans/{begun.entry_id}/edit/", said)
    begun.refresh_from_db()
    assert f"{begun.end_day}" == "2026-11-10"
    assert len(own(ana, MedicationSchedule)) == 3


@time_machine.travel(NOON, tick=False)
def test_an_ended_plan_asks_for_nothing_tomorrow(ana: User, signed_in: Client) -> None:
    plan = life.plan(ana)
    assert (
        "Every day at 08:00" in signed_in.get(f"/life/plans/{plan.entry_id}/stop/").content.decode()
    )
    signed_in.post(f"/life/plans/{plan.entry_id}/stop/")
    plan.refresh_from_db()
    assert f"{plan.end_day}" == "2026-11-10"


def test_more_than_double_the_usual_dose_is_asked_about(ana: User, signed_in: Client) -> None:
    medicine = life.medicine(ana, dose="50", dose_unit="mg")
    where = f"/life/medicines/{medicine.entry_id}/take/"
    said = new(taken_at="2026-01-02T08:00", dose="0,11", dose_unit="g")
    answer = signed_in.post(where, said)
    assert answer.status_code == 422
    assert "more than double your usual dose" in answer.content.decode()
    assert own(ana, MedicationIntake) == []
    token = answer.context["form"].token
    assert signed_in.post(where, {**said, "confirmed": token}).status_code == 302
    assert own(ana, MedicationIntake)[0].dose == "0.11"


@pytest.mark.parametrize("dose", ["100", "50", ""])
def test_double_or_less_is_not_asked_about(ana: User, signed_in: Client, dose: str) -> None:
    medicine = life.medicine(ana, dose="50", dose_unit="mg")
    said = new(taken_at="2026-01-02T08:00", dose=dose, dose_unit="mg")
    answer = signed_in.post(f"/life/medicines/{medicine.entry_id}/take/", said)
    assert answer.status_code == 302


@time_machine.travel(NOON, tick=False)
def test_a_planned_dose_may_be_corrected_to_skipped_with_a_reason(
    ana: User, signed_in: Client
) -> None:
    row = life.answer(life.plan(ana), "2026-11-10T08:00")
    said = {"status": "not-done", "taken_at": "", "reason": "Felt sick"}
    answer = signed_in.post(f"/life/doses/{row.entry_id}/edit/", said)
    assert answer.status_code == 302
    row = own(ana, MedicationIntake)[0]
    assert (row.status, row.taken_at, row.reason) == ("not-done", None, "Felt sick")
    assert row.at == row.scheduled_at


def test_a_reminder_is_one_of_two_things(ana: User, signed_in: Client) -> None:
    said = {**PLAN, "type": "mood", "words": "Stretch"}
    assert signed_in.post("/life/reminders/add/", new(**said)).status_code == 422
    assert signed_in.post("/life/reminders/add/", new(**{**said, "words": ""})).status_code == 302
    (row,) = own(ana, Reminder)
    signed_in.post(f"/life/reminders/{row.entry_id}/pause/")
    assert "paused" in signed_in.get("/life/reminders/").content.decode()
    said = {**PLAN, "type": "", "words": "Stretch", "repeat": "weekdays", "weekdays": ["sat"]}
    signed_in.post(f"/life/reminders/{row.entry_id}/edit/", said)
    (row,) = own(ana, Reminder)
    assert (row.words, row.weekdays, row.is_active) == ("Stretch", ["sat"], False)


def test_how_one_feels_is_one_tap_and_another_to_undo(ana: User, signed_in: Client) -> None:
    signed_in.post("/life/mood/log/", {"mood": "4", "back": "life"})
    (row,) = own(ana, Observation)
    assert (row.type, row.value_text) == ("mood", "4")
    page = signed_in.get("/life/").content.decode()
    assert f"undo:/readings/entry/{row.entry_id}" not in page
    assert f"/readings/entry/{row.entry_id}/delete/" in page
    for wrong in ("6", "", "x"):
        assert signed_in.post("/life/mood/log/", {"mood": wrong}).status_code == 302
    assert len(own(ana, Observation)) == 1


def test_a_night_counts_for_the_day_of_waking_and_knows_the_clock(
    ana: User, signed_in: Client
) -> None:
    ana.time_zone = "Europe/Madrid"
    ana.save()
    said = new(asleep="2026-03-28T23:00", woke="2026-03-29T07:00")  # the clock took an hour
    assert signed_in.post("/life/sleep/add/", said).status_code == 302
    (row,) = own(ana, Observation)
    assert (row.value_text, str(row.local_day)) == ("7.00", "2026-03-29")
    assert row.canonical == Decimal(7)


@pytest.mark.parametrize(
    ("asleep", "woke", "words"),
    [
        ("2026-01-02T08:00", "2026-01-02T07:00", "before falling asleep"),
        ("2026-01-01T08:00", "2026-01-02T09:00", "between"),
        ("2026-01-02", "2026-01-02T07:00", "with their time"),
        ("2026-01-01T12:00", "2026-01-02T09:00", "Check it"),
        ("2999-01-01T22:00", "2999-01-02T07:00", "future"),
    ],
)
def test_a_night_that_cannot_be_is_refused_or_asked_about(
    ana: User, signed_in: Client, asleep: str, woke: str, words: str
) -> None:
    answer = signed_in.post("/life/sleep/add/", new(asleep=asleep, woke=woke))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert own(ana, Observation) == []


def test_mood_and_sleep_stand_over_the_same_days(ana: User, signed_in: Client) -> None:
    factories.reading(ana, "mood", "4", unit="{score}")
    factories.reading(ana, "mood", "2", unit="{score}")
    page = signed_in.get("/life/mood/?days=7")
    (row,) = page.context["weeks"].table
    assert row[1:] == ("3.0", "")
    assert signed_in.get("/life/mood/?days=31337").context["weeks"].days == 30


def test_notes_are_found_by_their_tag_and_by_nothing_like_it(ana: User, signed_in: Client) -> None:
    life.note(ana, "Flight to Lima", tags=["travel", 'a "quoted", tag'])
    life.note(ana, "At home", tags=["travelling"])
    assert b"Flight" in signed_in.get("/life/notes/?tag=travel").content
    assert b"At home" not in signed_in.get("/life/notes/?tag=travel").content
    rows = seen_by(ana, ana, JournalNote)
    assert [row.text for row in carrying(rows, 'a "quoted", tag')] == ["Flight to Lima"]
    assert not carrying(rows, "quoted").exists()
    assert not carrying(rows, "%").exists()


def test_tags_are_counted_over_readings_notes_and_symptoms(ana: User, bruno: User) -> None:
    life.note(ana, tags=["flu", "travel"])
    life.symptom(ana, tags=["flu"])
    factories.reading(ana, tags=("flu",))
    life.note(bruno, tags=["secret"])
    assert tags_of(ana) == [("flu", 3), ("travel", 1)]


def test_a_note_is_written_changed_and_brought_back(ana: User, signed_in: Client) -> None:
    signed_in.post("/life/notes/add/", new(text="Slept well", at="2026-01-02T08:00", tags="a, b"))
    (row,) = own(ana, JournalNote)
    assert (row.text, row.tags) == ("Slept well", ["a", "b"])
    said = {"text": "Slept badly", "at": "2026-01-02T08:00", "tags": ""}
    signed_in.post(f"/life/notes/{row.entry_id}/edit/", said)
    page = signed_in.post(f"/life/notes/{row.entry_id}/delete/", follow=True).content.decode()
    assert own(ana, JournalNote) == []
    assert f"/life/notes/{row.entry_id}/restore/" in page
    signed_in.post(f"/life/notes/{row.entry_id}/restore/")
    assert own(ana, JournalNote)[0].text == "Slept badly"


@pytest.mark.parametrize("key", ["symptom_episode", "symptom_severity", "medication_intake"])
def test_what_has_a_page_of_its_own_is_no_longer_logged_as_a_reading(
    signed_in: Client, ana: User, key: str
) -> None:
    page = signed_in.get("/readings/add/")
    assert all(kind.key != key for group in page.context["groups"] for kind in group["kinds"])
    assert signed_in.get(f"/readings/add/{key}/")["Location"].startswith("/life/")
    unit = "mg" if key == "medication_intake" else "{score}"
    row = factories.reading(ana, key, "3", unit=unit)
    assert signed_in.get(f"/readings/entry/{row.entry_id}/").status_code == 200
    assert signed_in.get(f"/readings/{key}/").status_code == 200


def test_unknown_kinds_are_missing(signed_in: Client) -> None:
    assert signed_in.get(f"/life/dreams/{uuid4()}/delete/").status_code == 404
