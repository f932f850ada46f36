"""The columns of the daily life: symptoms, plans, doses, notes and reminders."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from patients import moments
from patients.models import Medication, MedicationIntake, MedicationSchedule
from patients.models.observation import DECIMAL_TEXT
from patients.recurrence import slot_of
from patients.spreadsheets.columns import (
    Cells,
    Column,
    Values,
    as_text,
    as_uuid,
    aware,
    constant,
    identity,
    instant,
    own_text,
    text,
    whole_number,
)
from patients.spreadsheets.guard import guarded
from patients.spreadsheets.observation_columns import known_zone, read_tags, write_tags

REASON = "spreadsheet"


def local_moment(name: str, **more: Any) -> Column:
    """A moment on the clock of the row's zone; without an offset it is meant in that zone."""

    def write(row: Any) -> str:
        moment: datetime | None = getattr(row, name)
        zone = ZoneInfo(getattr(row, "tz", "UTC"))
        return "" if moment is None else as_text(moment.astimezone(zone))

    def read(cell: str, row: Cells) -> Values:
        cell = cell.strip()
        if not cell:
            return {name: None}
        try:
            if datetime.fromisoformat(cell).utcoffset() is not None:
                return {name: aware(cell)}
        except ValueError:
            return {name: aware(cell)}  # says what is wrong
        zone = ZoneInfo(known_zone(row.get("tz", "") or "UTC"))
        return {name: moments.meant(moments.read(cell), zone).at}

    return Column(name, write, read, **more)


def day(name: str, **more: Any) -> Column:
    """A day, or nothing."""

    def read(cell: str, row: Cells) -> Values:
        try:
            return {name: date.fromisoformat(cell.strip()) if cell.strip() else None}
        except ValueError as error:
            raise ValidationError(_("Write the day as 2026-10-02.")) from error

    def write(row: Any) -> str:
        value = getattr(row, name)
        return value.isoformat() if value else ""

    return Column(name, write, read, **more)


def words(name: str) -> Column:
    """Short words of our own with spaces between them: times, weekdays."""
    return Column(
        name,
        write=lambda row: " ".join(getattr(row, name)),
        read=lambda cell, row: {name: cell.split()},
    )


def yes_or_no(name: str, *, default: bool) -> Column:
    """ "yes" or "no"."""

    def read(cell: str, row: Cells) -> Values:
        said = cell.strip().lower()
        if said not in {"", "yes", "no"}:
            raise ValidationError(_("Write yes or no."))
        return {name: (said == "yes") if said else default}

    return Column(name, write=lambda row: "yes" if getattr(row, name) else "no", read=read)


def number(name: str) -> Column:
    """A decimal number as typed, or nothing."""

    def read(cell: str, row: Cells) -> Values:
        if cell.strip():
            DECIMAL_TEXT(cell.strip())
        return {name: cell.strip()}

    return Column(name, write=lambda row: str(getattr(row, name)), read=read)


def choice(name: str, default: str) -> Column:
    """One of the model's own words."""
    return Column(
        name,
        write=lambda row: getattr(row, name),
        read=lambda cell, row: {name: cell.strip() or default},
    )


def medication() -> Column:
    """The medicine, by its entry id; it must be in the record already."""

    def read(cell: str, row: Cells) -> Values:
        rows: Any = Medication.objects.unscoped(REASON)
        found = rows.filter(owner_id=row.owner_id, entry_id=as_uuid(cell), deleted_at=None).first()
        if found is None:
            raise ValidationError(
                _("Your record has no such medicine. Import the medicines first.")
            )
        return {"medication": found}

    return Column("medication", lambda row: str(row.medication.entry_id), read, required=True)


def schedule() -> Column:
    """The plan of a dose, by its entry id, while there is one."""

    def write(row: MedicationIntake) -> str:
        plan = row.schedule
        return str(plan.entry_id) if plan is not None and plan.deleted_at is None else ""

    def read(cell: str, row: Cells) -> Values:
        if not cell.strip():
            return {"schedule": None}
        rows: Any = MedicationSchedule.objects.unscoped(REASON)
        found = rows.filter(owner_id=row.owner_id, entry_id=as_uuid(cell), deleted_at=None)
        plan = found.first()
        if plan is None:
            raise ValidationError(_("Your record has no such plan. Import the plans first."))
        return {"schedule": plan}

    return Column("schedule", write, read)


def slot(name: str) -> Column:
    """A wall-clock time of a plan: 2026-10-02T08:00."""

    def read(cell: str, row: Cells) -> Values:
        cell = cell.strip()
        try:
            return {name: str(slot_of(cell)) if cell else ""}
        except ValueError as error:
            raise ValidationError(_("Write the planned time as 2026-10-02T08:00.")) from error

    return Column(name, lambda row: getattr(row, name), read)


def _zone() -> Column:
    return Column("tz", lambda row: row.tz, lambda cell, row: {"tz": known_zone(row["tz"])})


def _tags() -> Column:
    return Column("tags", write=write_tags, read=read_tags, sealed=True)


def _type() -> Column:
    return Column(
        "type",
        write=lambda row: guarded(row.type),
        read=lambda cell, row: {"type": own_text(cell, row).strip()},
    )


def _read_interval(cell: str, row: Cells) -> Values:
    said = whole_number("every_days").read
    found = said(cell, row) if said else {}
    return {"every_days": found.get("every_days") or 1}


TIMES = (instant("created_at"), instant("updated_at"))
RECURRING = (
    words("times"),
    words("weekdays"),
    Column("every_days", lambda row: str(row.every_days), _read_interval),
    day("start_day", required=True),
    day("end_day"),
)
SYMPTOM_COLUMNS = (
    constant("schema", "symptoms/1"),
    identity(),
    text("name", required=True, sealed=True),
    local_moment("onset", required=True),
    local_moment("abatement"),
    _zone(),
    choice("precision", "minute"),
    whole_number("severity"),
    text("trigger", sealed=True),
    text("relief", sealed=True),
    text("notes", sealed=True),
    _tags(),
    *TIMES,
)
PLAN_COLUMNS = (
    constant("schema", "plans/1"),
    identity(),
    medication(),
    yes_or_no("as_needed", default=False),
    number("dose"),
    text("dose_unit"),
    *RECURRING,
    *TIMES,
)
DOSE_COLUMNS = (
    constant("schema", "doses/1"),
    identity(),
    medication(),
    schedule(),
    slot("slot"),
    local_moment("scheduled_at"),
    local_moment("taken_at"),
    _zone(),
    choice("status", MedicationIntake.Status.TAKEN),
    number("dose"),
    text("dose_unit"),
    text("reason", sealed=True),
    *TIMES,
)
NOTE_COLUMNS = (
    constant("schema", "notes/1"),
    identity(),
    local_moment("at", required=True),
    _zone(),
    text("text", required=True, sealed=True),
    _tags(),
    *TIMES,
)
REMINDER_COLUMNS = (
    constant("schema", "reminders/1"),
    identity(),
    _type(),
    text("words", sealed=True),
    *RECURRING,
    yes_or_no("is_active", default=True),
    slot("done_slot"),
    local_moment("done_at"),
    local_moment("snoozed_until"),
    *TIMES,
)


def judge_dose(row: MedicationIntake) -> None:
    """Derives when it was. Raises ValidationError: neither taken nor planned at any time."""
    moment = row.taken_at or row.scheduled_at
    if moment is None:
        raise ValidationError({"taken_at": _("Say when it was taken.")})
    row.at = moment


def day_of(row: Any) -> date | None:
    """The day an entry counts for, where it was; the first one of what comes round."""
    if hasattr(row, "start_day"):
        first: date | None = row.start_day
        return first
    moment: datetime = row.onset if hasattr(row, "onset") else row.at
    return moment.astimezone(ZoneInfo(row.tz)).date()


LIFE_COLUMNS = {
    "symptoms": SYMPTOM_COLUMNS,
    "plans": PLAN_COLUMNS,
    "doses": DOSE_COLUMNS,
    "notes": NOTE_COLUMNS,
    "reminders": REMINDER_COLUMNS,
}
