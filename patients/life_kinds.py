"""The kinds of entries of the daily life, as pages, staff site and spreadsheets name them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from patients.kinds import kind_named
from patients.models import (
    JournalNote,
    MedicationIntake,
    MedicationSchedule,
    RecordEntry,
    Reminder,
    SymptomEpisode,
)

Label = str | Promise


@dataclass(frozen=True)
class LifeKind:
    """One kind of entry.

    Attributes: key: in URLs and file names. title: what an entry is called. question: before one
    is deleted. home: route of the page that lists them. fields: what a person typed, noted by the
    change log. shown: what staff see of an entry without a reason.
    """

    key: str
    model: type[RecordEntry]
    label: Label
    icon: str
    question: Label
    home: str
    title: Callable[[Any], Label]
    fields: tuple[str, ...]
    shown: tuple[str, ...]


def _reminder_title(row: Reminder) -> Label:
    kind = kind_named(row.type, row.owner_id) if row.type else None
    return kind.label if kind else row.words or row.type


RECURRING = ("times", "weekdays", "every_days", "start_day", "end_day")
SYMPTOMS = LifeKind(
    key="symptoms",
    model=SymptomEpisode,
    label=_("Symptoms"),
    icon="warning",
    question=_("Delete this symptom?"),
    home="patients:symptoms",
    title=lambda row: row.name,
    fields=(
        "name", "onset", "abatement", "tz", "precision", "severity", "trigger", "relief", "notes",
        "tags",
    ),
    shown=("onset", "abatement", "tz", "severity"),
)  # fmt: skip
PLANS = LifeKind(
    key="plans",
    model=MedicationSchedule,
    label=_("Plans of medicines"),
    icon="calendar",
    question=_("Delete this plan? Doses you have noted stay."),
    home="patients:medicines",
    title=lambda row: row.medication.name,
    fields=("medication", *RECURRING, "as_needed", "dose", "dose_unit"),
    shown=("start_day", "end_day", "as_needed"),
)
DOSES = LifeKind(
    key="doses",
    model=MedicationIntake,
    label=_("Doses taken and skipped"),
    icon="pill",
    question=_("Delete this dose from your log?"),
    home="patients:medicines",
    title=lambda row: row.medication.name,
    fields=(
        "medication", "schedule", "slot", "scheduled_at", "taken_at", "tz", "status", "dose",
        "dose_unit", "reason",
    ),
    shown=("at", "tz", "status"),
)  # fmt: skip
NOTES = LifeKind(
    key="notes",
    model=JournalNote,
    label=_("Notes"),
    icon="edit",
    question=_("Delete this note?"),
    home="patients:notes",
    title=lambda row: Truncator(row.text).chars(80),
    fields=("at", "tz", "text", "tags"),
    shown=("at", "tz"),
)
REMINDERS = LifeKind(
    key="reminders",
    model=Reminder,
    label=_("Reminders"),
    icon="bell",
    question=_("Delete this reminder?"),
    home="patients:reminders",
    title=_reminder_title,
    fields=("type", "words", *RECURRING, "is_active"),
    shown=("type", "start_day", "end_day", "is_active"),
)

# In the order in which spreadsheets are read: doses name their plans.
KINDS = (SYMPTOMS, PLANS, DOSES, NOTES, REMINDERS)
_BY_KEY = {kind.key: kind for kind in KINDS}


def life_kind(key: str) -> LifeKind:
    """The kind in a URL. Raises: Http404."""
    try:
        return _BY_KEY[key]
    except KeyError:
        raise Http404 from None
