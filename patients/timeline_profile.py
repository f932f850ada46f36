"""What the profile tells the timeline: what began, what ended, which vaccines were given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.partial_dates import bounds, spoken
from patients.profile_sections import ALLERGIES, CONDITIONS, IMMUNIZATIONS, MEDICATIONS
from patients.timeline import day_start, fits, newest
from privacy.registry import Label, TimelineItem, TimelineQuery


@dataclass(frozen=True)
class _Told:
    """How the lines of a section are told: labels of their beginning, end, and mere entry."""

    section: Any
    label: Label
    began: Label
    ended: Label = ""
    noted: Label = ""


TOLD = (
    _Told(CONDITIONS, _("Condition"), _("Began"), _("Ended"), _("Noted in the profile")),
    _Told(MEDICATIONS, _("Medicine"), _("Started"), _("Stopped"), _("Noted in the profile")),
    _Told(ALLERGIES, _("Allergy"), _("Began"), _("Ended"), _("Noted in the profile")),
    _Told(IMMUNIZATIONS, _("Vaccine"), _("Given")),
)


def profile(viewer: User, patient: User, query: TimelineQuery) -> list[TimelineItem]:
    """The newest matching items; a profile is short enough to be read whole."""
    if query.outside or query.tag:
        return []  # nothing of it has values or tags
    wanted = [told for told in TOLD if not query.kinds or told.section.kind in query.kinds]
    items = (
        item
        for told in wanted
        for row in told.section.rows_of(viewer, patient)
        for item in _items(told, row)
    )
    return newest((item for item in items if _fits(item, query)), query.limit)


def profile_kinds(viewer: User, patient: User) -> list[tuple[str, Label]]:
    """The kinds of entries that have a place in time."""
    return [(told.section.kind, told.label) for told in TOLD]


def _items(told: _Told, row: Any) -> Iterator[TimelineItem]:
    start = getattr(row, row.start_field)
    end = getattr(row, row.end_field) if row.end_field else ""
    if start:
        yield _item(told, row, told.began, start)
    elif not end:
        yield _item(told, row, told.noted, f"{timezone.localdate(row.created_at):%Y-%m-%d}")
    if end:
        yield _item(told, row, told.ended, end)


def _item(told: _Told, row: Any, deed: str | Promise, day: str) -> TimelineItem:
    section = told.section
    return TimelineItem(
        at=day_start(bounds(day)[0]),
        key=f"{section.key}-{row.pk}-{deed == told.ended}",
        kind=section.kind,
        kind_label=told.label,
        icon=section.icon,
        title=section.title_of(row),
        text=deed,
        url=reverse("patients:profile_entry", args=[section.key, row.entry_id]),
        day_only=True,
        day_text="" if len(day) == 10 else spoken(day),
    )


def _fits(item: TimelineItem, query: TimelineQuery) -> bool:
    """As `fits`; something of "2019" is found by any day of that year."""
    if not item.day_text or query.first is None:
        return fits(item, query)
    day = timezone.localdate(item.at)
    length = 365 if len(item.day_text) == 4 else 30
    if day < query.first <= day + timedelta(days=length) and (query.last or date.max) >= day:
        return query.before is None or item.at < query.before
    return fits(item, query)
