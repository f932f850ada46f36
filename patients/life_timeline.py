"""What the daily life tells the timeline: symptoms, notes, and each day's doses in one line."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from patients.models import (
    JournalNote,
    Medication,
    MedicationIntake,
    SymptomEpisode,
    seen_by,
)
from patients.symptoms import Episode
from patients.tags import carrying
from patients.timeline import day_start, fits, last_day, newest
from privacy.registry import Label, TimelineItem, TimelineQuery

KINDS: tuple[tuple[str, Label], ...] = (
    ("symptom", gettext_lazy("Symptom")),
    ("intake", gettext_lazy("Medicines taken")),
    ("note", gettext_lazy("Note")),
)
MOST_WORDS = 280
DOSES_A_DAY = 12  # doses read for each line asked for
TAKEN = MedicationIntake.Status.TAKEN


def life(viewer: User, patient: User, query: TimelineQuery) -> list[TimelineItem]:
    """The newest matching items."""
    tellers: dict[str, Callable[[User, User, TimelineQuery], Iterator[TimelineItem]]] = {
        "symptom": _symptoms, "intake": _doses, "note": _notes,
    }  # fmt: skip
    wanted = [tell for kind, tell in tellers.items() if not query.kinds or kind in query.kinds]
    items = (item for tell in wanted for item in tell(viewer, patient, query))
    return newest((item for item in items if fits(item, query)), query.limit)


def life_kinds(viewer: User, patient: User) -> list[tuple[str, Label]]:
    """Symptoms, doses and notes."""
    return list(KINDS)


def _within(rows: Any, query: TimelineQuery, name: str) -> Any:
    last = last_day(query)
    if last is not None and last < date.max - timedelta(days=1):
        rows = rows.filter(**{f"{name}__lt": day_start(last + timedelta(days=1))})
    if query.before is not None:
        rows = rows.filter(**{f"{name}__lt": query.before})
    if query.first is not None:
        rows = rows.filter(**{f"{name}__gte": day_start(query.first)})
    return carrying(rows, query.tag) if query.tag else rows


def _symptoms(viewer: User, patient: User, query: TimelineQuery) -> Iterator[TimelineItem]:
    rows = _within(seen_by(viewer, patient, SymptomEpisode), query, "onset")
    for row in rows.order_by("-onset", "-id")[: query.limit]:
        episode = Episode(row)
        lasted = _("still going on") if episode.is_running else episode.lasted
        yield TimelineItem(
            at=row.onset,
            key=f"symptom-{row.pk}",
            kind="symptom",
            kind_label=gettext_lazy("Symptom"),
            icon="warning",
            title=row.name,
            text=" · ".join(part for part in (episode.severity, lasted) if part),
            url=_own(viewer, patient, "patients:symptom", row.entry_id),
            tags=tuple(row.tags),
            day_only=row.precision == "day",
        )


def _notes(viewer: User, patient: User, query: TimelineQuery) -> Iterator[TimelineItem]:
    rows = _within(seen_by(viewer, patient, JournalNote), query, "at")
    for row in rows.order_by("-at", "-id")[: query.limit]:
        yield TimelineItem(
            at=row.at,
            key=f"note-{row.pk}",
            kind="note",
            kind_label=gettext_lazy("Note"),
            icon="edit",
            title=_("Note"),
            text=row.text[:MOST_WORDS],
            url=_own(viewer, patient, "patients:note", row.entry_id),
            tags=tuple(row.tags),
        )


def _doses(viewer: User, patient: User, query: TimelineQuery) -> Iterator[TimelineItem]:
    """One line a day; a day that was not read to its end is left for the next page."""
    if query.tag:
        return
    most = query.limit * DOSES_A_DAY
    rows = _within(seen_by(viewer, patient, MedicationIntake), query, "at").order_by("-at", "-id")
    found = list(rows[:most])
    names = _names(viewer, patient, {row.medication_id for row in found})
    days = [(day, list(each)) for day, each in groupby(found, key=_day)]
    whole = days[:-1] if len(found) == most and len(days) > 1 else days
    for day, doses in whole:
        taken = sum(dose.status == TAKEN for dose in doses)
        yield TimelineItem(
            at=day_start(day),
            key="intake",
            kind="intake",
            kind_label=gettext_lazy("Medicines taken"),
            icon="pill",
            title=_("Medicines"),
            text=_told(taken, len(doses) - taken, {names.get(d.medication_id, "") for d in doses}),
            url=reverse("patients:intakes") if viewer.pk == patient.pk else "",
            day_only=True,
        )


def _told(taken: int, skipped: int, names: set[str]) -> str:
    said = [ngettext("%(n)d dose taken", "%(n)d doses taken", taken) % {"n": taken}] * bool(taken)
    if skipped:
        said.append(_("%(n)d skipped") % {"n": skipped})
    named = ", ".join(sorted(name for name in names if name))
    return f"{', '.join(said)}: {named}" if named else ", ".join(said)


def _names(viewer: User, patient: User, wanted: set[int]) -> dict[int, str]:
    """Medicines belong to the profile: who may not read that learns no name here."""
    rows = seen_by(viewer, patient, Medication).filter(pk__in=wanted)
    return {row.pk: row.name for row in rows}


def _day(row: MedicationIntake) -> date:
    moment: datetime = row.at
    return timezone.localdate(moment)


def _own(viewer: User, patient: User, route: str, entry_id: object) -> str:
    return reverse(route, args=[entry_id]) if viewer.pk == patient.pk else ""
