"""Plan a medicine, and say of a dose that it was taken or skipped."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from patients.models import Medication, MedicationIntake, MedicationSchedule
from patients.recurrence import Slot, asks_for, first_clash
from patients.services.entries import add_entry, change_entry
from patients.services.ownership import bring_back, mark_deleted, require_own

Status = MedicationIntake.Status
# Noted later than this after its time, a dose is taken to have been swallowed at its time.
LATE = timedelta(hours=6)
DAY = timedelta(days=1)


@transaction.atomic
def add_plan(
    *, actor: User, medication: Medication, entry_id: UUID, values: Mapping[str, Any]
) -> MedicationSchedule:
    """Say when a medicine is to be taken.

    Raises: ValidationError: by field; or another plan of the medicine asks for the same time.
    """
    require_own(actor, medication)
    said = {**values, "medication": medication}
    check_clash(MedicationSchedule(owner=actor, **said))
    return add_entry(
        actor=actor, patient=actor, model=MedicationSchedule, entry_id=entry_id, values=said
    )


@transaction.atomic
def change_plan(
    *, actor: User, row: MedicationSchedule, values: Mapping[str, Any]
) -> MedicationSchedule:
    """Change a plan from `values["start_day"]` on; what was due before that day stays.

    Returns the plan that holds from then on: the same row where it had not begun.
    Raises: ValidationError: as `add_plan`.
    """
    require_own(actor, row)
    begins: date = values["start_day"]
    replaced = MedicationSchedule(owner=actor, medication=row.medication, **values)
    check_clash(replaced, but=row)
    if _same_plan(row, values):
        change_entry(actor=actor, row=row, values={"end_day": values["end_day"]})
        return row
    today = timezone.now().astimezone(actor.zone).date()
    if row.start_day < today and begins < today:
        raise ValidationError({"start_day": _("The past stays as it was: choose today or later.")})
    if begins <= row.start_day:
        change_entry(actor=actor, row=row, values=values)
        return row
    change_entry(actor=actor, row=row, values={"end_day": begins - DAY}, deed="end")
    said = {**values, "medication": row.medication}
    return add_entry(
        actor=actor, patient=actor, model=MedicationSchedule, entry_id=uuid4(), values=said
    )


@transaction.atomic
def stop_plan(*, actor: User, row: MedicationSchedule, last_day: date) -> None:
    """End a plan after `last_day`, or take it back where it has not begun by then."""
    require_own(actor, row)
    if last_day < row.start_day:
        mark_deleted(actor, row)
        return
    change_entry(actor=actor, row=row, values={"end_day": last_day}, deed="end")


def check_clash(plan: MedicationSchedule, but: MedicationSchedule | None = None) -> None:
    """Raises ValidationError: the same dose would be due by another plan of this medicine too."""
    if not plan.start_day:
        return
    rows: Any = MedicationSchedule.objects.editable_by(plan.owner).present()
    for other in rows.filter(medication=plan.medication).exclude(pk=but.pk if but else None):
        if clash := first_clash(plan, other):
            raise ValidationError(
                {
                    "times": _("Another plan of this medicine asks for %(time)s on %(day)s too.")
                    % {"time": f"{clash.clock:%H:%M}", "day": clash.day.isoformat()}
                }
            )


@transaction.atomic
def answer_dose(
    *, actor: User, schedule: MedicationSchedule, slot: Slot, status: str, reason: str = ""
) -> MedicationIntake:
    """Say of one planned dose that it was taken or skipped; saying it twice changes nothing.

    Raises: ValidationError: the plan asks for no such dose, or not before tomorrow.
    """
    require_own(actor, schedule)
    now, at = timezone.now(), slot.at(actor.zone)
    if not asks_for(schedule, slot) or slot.day > now.astimezone(actor.zone).date():
        raise ValidationError(_("Your plan has no such dose today or before. Nothing was saved."))
    values = {
        "status": status,
        "taken_at": _swallowed(at, now) if status == Status.TAKEN else None,
        "scheduled_at": at,
        "tz": actor.zone.key,
        "reason": reason,
    }
    known = _answered(actor, schedule, slot)
    if known is None:
        said = {
            **values, "medication": schedule.medication, "schedule": schedule, "slot": str(slot),
            "dose": schedule.dose, "dose_unit": schedule.dose_unit,
            "at": values["taken_at"] or at,
        }  # fmt: skip
        entry_id = uuid5(schedule.entry_id, str(slot))
        return add_entry(
            actor=actor, patient=actor, model=MedicationIntake, entry_id=entry_id, values=said
        )
    if known.deleted_at is not None:
        bring_back(actor, known)
    elif known.status == status:
        return known
    change_intake(actor=actor, row=known, values=values)
    return known


@transaction.atomic
def log_intake(
    *, actor: User, medication: Medication, entry_id: UUID, values: Mapping[str, Any]
) -> MedicationIntake:
    """Record a dose that no plan asked for. Raises: ValidationError by field."""
    require_own(actor, medication)
    said = {**values, "medication": medication, "tz": actor.zone.key, "at": values["taken_at"]}
    return add_entry(
        actor=actor, patient=actor, model=MedicationIntake, entry_id=entry_id, values=said
    )


@transaction.atomic
def change_intake(*, actor: User, row: MedicationIntake, values: Mapping[str, Any]) -> None:
    """Change a dose that was noted. Raises: ValidationError by field."""
    said = dict(values)
    taken = said.get("taken_at", row.taken_at)
    said["at"] = taken or said.get("scheduled_at", row.scheduled_at)
    change_entry(actor=actor, row=row, values=said)


def _swallowed(at: datetime, now: datetime) -> datetime:
    return now if now - at < LATE else at


def _answered(actor: User, schedule: MedicationSchedule, slot: Slot) -> MedicationIntake | None:
    rows = MedicationIntake.objects.editable_by(actor).select_for_update()
    known: MedicationIntake | None = rows.filter(schedule=schedule, slot=str(slot)).first()
    return known


def _same_plan(row: MedicationSchedule, values: Mapping[str, Any]) -> bool:
    """Whether only the end differs."""
    names = set(values) - {"start_day", "end_day"}
    return all(getattr(row, name) == values[name] for name in names)
