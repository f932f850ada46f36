"""Ana's daily life: her tablets, migraines, notes and reminders."""

from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from accounts.models import User
from healthtracker.demo.ana_readings import TREATED
from healthtracker.demo.calendar import Diary
from patients.models import (
    JournalNote,
    Medication,
    MedicationIntake,
    Reminder,
    SymptomEpisode,
    seen_by,
)
from patients.recurrence import slots
from patients.services import dosing, entries

Status = MedicationIntake.Status
KEPT = 100  # days of tablets she has ticked off
FORGOTTEN, SKIPPED = {9, 23, 24, 51, 77}, {41, 40}
# (days ago, hour, hours it lasted, severity, trigger, relief)
MIGRAINES = (
    (83, 15, 7, 7, "skipped lunch", "sumatriptan, dark room"),
    (47, 10, 9, 8, "bright screen all morning", "sumatriptan"),
    (12, 17, 5, 6, "bad night", "sumatriptan, sleep"),
)
HEADACHES = ((70, 18, 3, 4), (33, 20, 2, 3), (20, 19, 4, 4), (6, 16, 3, 3))
NOTES = (
    (62, 20, "First week of walking to work. Knees fine, sleeping better.", ("walking", "sleep")),
    (40, 11, "Flu. No losartan for two days, Dr Soto agreed by phone.", ("flu", "losartan")),
    (18, 9, "Neighbours' party until four. Pressure up this morning.", ("sleep",)),
    (3, 21, "Ask at the next visit: can I take losartan in the evening instead?", ("losartan",)),
)


def write(owner: User, diary: Diary) -> None:
    """Everything, each once."""
    _tablets(owner, diary)
    _symptoms(owner, diary)
    for ago, hour, text, tags in NOTES:
        _add(owner, JournalNote, f"note-{ago}", at=diary.at(ago, hour), tz=diary.zone.key,
             text=text, tags=list(tags))  # fmt: skip
    start = diary.day(60)
    _add(owner, Reminder, "pressure", type="blood_pressure", times=["08:00"], start_day=start)
    _add(owner, Reminder, "shop", words="Fetch losartan from the pharmacy", times=["18:00"],
         weekdays=["fri"], start_day=start)  # fmt: skip


def _tablets(owner: User, diary: Diary) -> None:
    medicines = {row.name: row for row in seen_by(owner, owner, Medication)}
    losartan, sumatriptan = medicines["Losartan"], medicines["Sumatriptan"]
    plan = dosing.add_plan(
        actor=owner, medication=losartan, entry_id=_id(owner, "losartan"),
        values={"times": ["08:00"], "start_day": diary.day(TREATED), "dose": "50",
                "dose_unit": "mg"},
    )  # fmt: skip
    dosing.add_plan(
        actor=owner, medication=sumatriptan, entry_id=_id(owner, "sumatriptan"),
        values={"times": [], "as_needed": True, "start_day": diary.day(300), "dose": "50",
                "dose_unit": "mg"},
    )  # fmt: skip
    for slot in slots(plan, diary.day(KEPT), diary.day(1)):
        ago = (diary.day(0) - slot.day).days
        if ago not in FORGOTTEN:
            status = Status.SKIPPED if ago in SKIPPED else Status.TAKEN
            reason = "flu, by agreement with Dr Soto" if ago in SKIPPED else ""
            dosing.answer_dose(actor=owner, schedule=plan, slot=slot, status=status, reason=reason)
    for ago, hour, *_rest in MIGRAINES:
        values = {"taken_at": diary.at(ago, hour, 30), "dose": "50", "dose_unit": "mg",
                  "reason": "migraine"}  # fmt: skip
        dosing.log_intake(
            actor=owner, medication=sumatriptan, entry_id=_id(owner, f"triptan-{ago}"),
            values=values,
        )  # fmt: skip


def _symptoms(owner: User, diary: Diary) -> None:
    for ago, hour, hours, severity, trigger, relief in MIGRAINES:
        onset = diary.at(ago, hour)
        _add(owner, SymptomEpisode, f"migraine-{ago}", name="Migraine", onset=onset,
             abatement=onset + timedelta(hours=hours), tz=diary.zone.key, severity=severity,
             trigger=trigger, relief=relief, tags=["migraine"])  # fmt: skip
    for ago, hour, hours, severity in HEADACHES:
        onset = diary.at(ago, hour)
        _add(owner, SymptomEpisode, f"headache-{ago}", name="Headache", onset=onset,
             abatement=onset + timedelta(hours=hours), tz=diary.zone.key,
             severity=severity)  # fmt: skip
    _add(owner, SymptomEpisode, "throat", name="Sore throat", onset=diary.at(1, 19),
         tz=diary.zone.key, severity=3)  # fmt: skip


def _add(owner: User, model: type[Any], entry: str, /, **values: Any) -> None:
    entries.add_entry(
        actor=owner, patient=owner, model=model, entry_id=_id(owner, entry), values=values
    )


def _id(owner: User, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo:{owner.email}:life:{name}")
