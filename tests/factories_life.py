"""Rows of the daily life, made through the same deeds as the pages use."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from patients.models import (
    JournalNote,
    Medication,
    MedicationIntake,
    MedicationSchedule,
    Observation,
    Reminder,
    SymptomEpisode,
)
from patients.moments import start_of
from patients.recurrence import Slot, slot_of
from patients.services import dosing, entries
from tests import factories

TAKEN, SKIPPED = MedicationIntake.Status.TAKEN, MedicationIntake.Status.SKIPPED


def _add(owner: User, model: Any, **values: Any) -> Any:
    return entries.add_entry(
        actor=owner, patient=owner, model=model, entry_id=uuid4(), values=values
    )


def symptom(owner: User, name: str = "Headache", **values: Any) -> SymptomEpisode:
    """An episode that began an hour ago and goes on."""
    values.setdefault("onset", timezone.now() - timedelta(hours=1))
    values.setdefault("tz", owner.time_zone)
    return _add(owner, SymptomEpisode, name=name, **values)  # type: ignore[no-any-return]


def note(owner: User, text: str = "Slept badly.", **values: Any) -> JournalNote:
    """A note of an hour ago."""
    values.setdefault("at", timezone.now() - timedelta(hours=1))
    values.setdefault("tz", owner.time_zone)
    return _add(owner, JournalNote, text=text, **values)  # type: ignore[no-any-return]


def reminder(owner: User, words: str = "", **values: Any) -> Reminder:
    """Every day at 08:00, for ten days already; of measuring blood pressure, or of `words`."""
    values.setdefault("times", ["08:00"])
    values.setdefault("start_day", today_of(owner) - timedelta(days=10))
    if not words:
        values.setdefault("type", "blood_pressure")
    return _add(owner, Reminder, words=words, **values)  # type: ignore[no-any-return]


def medicine(owner: User, name: str = "Losartan", **values: Any) -> Medication:
    """A medicine of the profile."""
    row: Medication = factories.line(owner, "medications", name=name, **values)
    return row


def plan(
    owner: User, medication: Medication | None = None, *times: str, **values: Any
) -> MedicationSchedule:
    """Every day at 08:00 for ten days already, 50 mg."""
    said = {
        "times": list(times or ("08:00",)) if not values.get("as_needed") else [],
        "start_day": today_of(owner) - timedelta(days=10),
        "dose": "50",
        "dose_unit": "mg",
        **values,
    }
    return dosing.add_plan(
        actor=owner, medication=medication or medicine(owner), entry_id=uuid4(), values=said
    )


def answer(schedule: MedicationSchedule, slot: Slot | str, status: str = TAKEN) -> MedicationIntake:
    """A dose taken or skipped."""
    slot = slot_of(slot) if isinstance(slot, str) else slot
    return dosing.answer_dose(actor=schedule.owner, schedule=schedule, slot=slot, status=status)


def took(owner: User, medication: Medication, at: datetime | None = None) -> MedicationIntake:
    """A dose that no plan asked for."""
    values = {"taken_at": at or timezone.now(), "dose": "50", "dose_unit": "mg"}
    return dosing.log_intake(actor=owner, medication=medication, entry_id=uuid4(), values=values)


def period(owner: User, day: date, flow: str = "medium", *, start: bool = False) -> Observation:
    """One day of a period."""
    return factories.reading(
        owner, "menstruation", "", at=start_of(day, owner.zone), code=flow,
        context="cycle_start" if start else "", precision="day",
    )  # fmt: skip


def today_of(owner: User) -> date:
    """Today where the person is."""
    return timezone.now().astimezone(owner.zone).date()
