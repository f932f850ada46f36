"""Routes of the daily life: symptoms, medicines, cycle, mood, notes and reminders."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.access.rules import DEED, FORM, Kind, Rule
from tests.access.stage import Stage


def _entry(row: str, /, **more: str) -> Any:
    def ids(stage: Stage) -> Mapping[str, Any]:
        return {"entry_id": stage.rows[row].entry_id, **more}

    return ids


def a_dose(stage: Stage) -> Mapping[str, Any]:
    """Today's dose, as the due list sends it."""
    return {"slot": stage.rows["intake"].slot, "status": "not-done"}


def a_reminder(stage: Stage) -> Mapping[str, Any]:
    """An answer to a reminder."""
    return {"answer": "snooze"}


def a_symptom(stage: Stage) -> Mapping[str, Any]:
    """A symptom as its form sends it."""
    return {"entry_id": str(uuid4()), "name": "Cough", "onset": "2026-01-02T08:00"}


SYMPTOM, NOTE, REMINDER = _entry("symptom"), _entry("note"), _entry("reminder")
MEDICINE, PLAN, DOSE = _entry("medicine"), _entry("plan"), _entry("intake")
ID = "<uuid:entry_id>"

LIFE = {
    "life/": Rule(Kind.MEMBER, shows=True),
    "life/symptoms/": Rule(Kind.MEMBER, shows=True),
    "life/symptoms/add/": Rule(Kind.MEMBER, methods=FORM, form=a_symptom, shows=True),
    f"life/symptoms/{ID}/": Rule(Kind.OWNED, SYMPTOM, shows=True),
    f"life/symptoms/{ID}/edit/": Rule(Kind.OWNED, SYMPTOM, FORM, a_symptom, shows=True),
    f"life/symptoms/{ID}/end/": Rule(Kind.OWNED, SYMPTOM, DEED),
    f"life/symptoms/{ID}/again/": Rule(Kind.OWNED, SYMPTOM, DEED),
    "life/medicines/": Rule(Kind.MEMBER, shows=True),
    "life/medicines/log/": Rule(Kind.MEMBER, shows=True),
    f"life/medicines/{ID}/": Rule(Kind.OWNED, MEDICINE, shows=True),
    f"life/medicines/{ID}/plan/": Rule(Kind.OWNED, MEDICINE, FORM, shows=True),
    f"life/medicines/{ID}/take/": Rule(Kind.OWNED, MEDICINE, FORM, shows=True),
    f"life/plans/{ID}/edit/": Rule(Kind.OWNED, PLAN, FORM, shows=True),
    f"life/plans/{ID}/stop/": Rule(Kind.OWNED, PLAN, FORM, shows=True),
    f"life/plans/{ID}/answer/": Rule(Kind.OWNED, PLAN, DEED, a_dose),
    f"life/doses/{ID}/edit/": Rule(Kind.OWNED, DOSE, FORM, shows=True),
    "life/cycle/": Rule(Kind.MEMBER, methods=FORM),
    "life/mood/": Rule(Kind.MEMBER),
    "life/mood/log/": Rule(Kind.MEMBER, methods=DEED, form=lambda stage: {"mood": "4"}),
    "life/sleep/add/": Rule(Kind.MEMBER, methods=FORM),
    "life/notes/": Rule(Kind.MEMBER, shows=True),
    "life/notes/add/": Rule(Kind.MEMBER, methods=FORM),
    f"life/notes/{ID}/": Rule(Kind.OWNED, NOTE, shows=True),
    f"life/notes/{ID}/edit/": Rule(Kind.OWNED, NOTE, FORM, shows=True),
    "life/tags/": Rule(Kind.MEMBER, shows=True),
    "life/reminders/": Rule(Kind.MEMBER, shows=True),
    "life/reminders/add/": Rule(Kind.MEMBER, methods=FORM),
    f"life/reminders/{ID}/edit/": Rule(Kind.OWNED, REMINDER, FORM, shows=True),
    f"life/reminders/{ID}/answer/": Rule(Kind.OWNED, REMINDER, DEED, a_reminder),
    f"life/reminders/{ID}/pause/": Rule(Kind.OWNED, REMINDER, DEED),
    f"life/<slug:kind>/{ID}/delete/": Rule(
        Kind.OWNED, _entry("symptom", kind="symptoms"), FORM, shows=True
    ),
    f"life/<slug:kind>/{ID}/restore/": Rule(
        Kind.OWNED, _entry("gone_symptom", kind="symptoms"), DEED
    ),
}
