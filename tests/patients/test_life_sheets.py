"""Symptoms, plans, doses, notes and reminders as spreadsheets: nothing is lost on the way."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from patients.models import MedicationIntake, SymptomEpisode, seen_by
from patients.services import entries
from tests import factories_life as life
from tests.patients.importing import taken_in, taken_out

pytestmark = pytest.mark.django_db
SHEETS = ("medications", "symptoms", "plans", "doses", "notes", "reminders")
HOSTILE = ("=1+1", "'quoted", " two\nlines ", "🤕 dolor, «fuerte»", "\u202eabc", '"')


def fill(owner: User) -> None:
    """Some of everything, in two zones, with times on nights when the clock jumped."""
    for number, words in enumerate(HOSTILE):
        life.symptom(
            owner, words, onset=datetime(2026, 3, 29, 1, 30, 15, number, tzinfo=UTC),
            tz="Europe/Madrid", severity=number, notes=words, tags=[words.strip(), "a, b"],
            abatement=datetime(2026, 10, 25, 1, 15, tzinfo=UTC) if number % 2 else None,
        )  # fmt: skip
        life.note(owner, words, tz="America/New_York", tags=[words])
    plan = life.plan(owner, None, "02:30", "20:00")
    today = life.today_of(owner)
    life.answer(plan, f"{today - timedelta(days=1)}T02:30")
    life.answer(plan, f"{today - timedelta(days=2)}T20:00", life.SKIPPED)
    other = life.medicine(owner, "=Metformin")
    life.plan(owner, other, as_needed=True)
    life.took(owner, other)
    gone = life.plan(owner, life.medicine(owner, "Aspirin"))
    life.answer(gone, f"{today - timedelta(days=1)}T08:00")
    entries.delete_entry(actor=owner, row=gone)
    life.reminder(owner, "=Call", weekdays=["mon", "sun"])
    life.reminder(owner, times=["07:05", "19:05"], every_days=3)


def all_out(owner: User) -> dict[str, bytes]:
    return {key: taken_out(owner, key) for key in SHEETS}


def test_out_into_another_account_and_out_again_is_the_same_bytes(ana: User, bruno: User) -> None:
    fill(ana)
    sheets = all_out(ana)
    for key in SHEETS:
        assert taken_in(bruno, sheets[key], key).rejected == 0, key
    assert all_out(bruno) == sheets


def test_reading_ones_own_file_again_changes_nothing(ana: User) -> None:
    fill(ana)
    sheets = all_out(ana)
    for key in SHEETS:
        found = taken_in(ana, sheets[key], key)
        assert (found.new, found.updated, found.rejected) == (0, 0, 0), key
    assert all_out(ana) == sheets


def test_doses_of_a_medicine_that_is_not_there_are_refused(ana: User, bruno: User) -> None:
    fill(ana)
    outcome = taken_in(bruno, taken_out(ana, "doses"), "doses")
    assert outcome.new == 0
    assert outcome.rejected == 4
    assert not seen_by(bruno, bruno, MedicationIntake).exists()


def test_a_file_of_somebody_else_never_reaches_their_medicine(ana: User, bruno: User) -> None:
    medicine = life.medicine(ana)
    row = f"medication,times,start_day\r\n{medicine.entry_id},08:00,2026-01-01\r\n"
    assert taken_in(bruno, row.encode(), "plans").rejected == 1


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("symptoms", "name,onset\r\nCough,yesterday\r\n"),
        ("symptoms", "name,onset,severity\r\nCough,2026-01-02,11\r\n"),
        ("symptoms", "name,onset,tz\r\nCough,2026-01-02,Mars\r\n"),
        ("reminders", "type,words,times,start_day\r\n,,08:00,2026-01-02\r\n"),
        ("reminders", "type,words,times,start_day\r\nmood,,25:00,2026-01-02\r\n"),
        ("reminders", "type,words,times,start_day\r\nmood,,08:00,2026-13-02\r\n"),
        ("notes", "at,text\r\n2999-01-01T00:00:00+00:00,Hello\r\n"),
    ],
)
def test_a_wrong_row_is_refused_and_nothing_is_written(ana: User, key: str, line: str) -> None:
    assert taken_in(ana, line.encode(), key).rejected == 1
    assert all(b"\r\n" not in data.strip() for data in all_out(ana).values())


def test_a_symptom_written_by_hand_is_meant_in_ones_own_zone(ana: User) -> None:
    ana.time_zone = "Europe/Madrid"
    ana.save()
    taken_in(ana, b"name,onset\r\nCough,2026-07-01 08:00\r\n", "symptoms")
    (row,) = seen_by(ana, ana, SymptomEpisode)
    assert (row.onset, row.tz) == (datetime(2026, 7, 1, 6, 0, tzinfo=UTC), "Europe/Madrid")
