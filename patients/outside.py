"""Which readings lay outside their limits lately, summed up per type from the daily rollups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from patients import trends
from patients.figures import Figure, figure
from patients.kinds import kind_named, standing
from patients.latest import newest_rows
from patients.models import DailyRollup, Observation, seen_by
from patients.observation_types import ObservationType
from patients.patient_facts import Facts

DAYS = 90


@dataclass(frozen=True)
class Outside:
    """One type: how often it lay outside, how far, and what it is now.

    Attributes: days: how many days had such a reading. extremes: "highest 241 mg/dL (3 Nov)".
    """

    kind: ObservationType
    count: int
    total: int
    days: int
    extremes: str
    row: Observation
    latest: Figure

    @property
    def short_day(self) -> str:
        """The day of the latest reading."""
        return short(self.row.local_day)


def outside(viewer: User, patient: User, facts: Facts) -> list[Outside]:
    """The types with readings outside their limits in the last ninety days, most often first."""
    first = timezone.localdate() - timedelta(days=DAYS - 1)
    lately = seen_by(viewer, patient, DailyRollup).between(first, None)
    bad = list(lately.filter(below__gt=0) | lately.filter(above__gt=0))
    by_type: dict[str, list[DailyRollup]] = {}
    for day in bad:
        by_type.setdefault(day.type, []).append(day)
    if not by_type:
        return []
    totals = lately.filter(type__in=sorted(by_type)).order_by().values("type")
    counts = {each["type"]: each["all"] for each in totals.annotate(all=Sum(F("n")))}
    newest = {row.type: row for row in newest_rows(viewer, patient, sorted(by_type))}
    found = [
        _summed(kind, days, counts[key], newest[key], facts)
        for key, days in by_type.items()
        if (kind := kind_named(key, patient.pk)) and key in newest
    ]
    return sorted(found, key=lambda each: (-each.count, standing(each.kind)))


def _summed(
    kind: ObservationType, days: list[DailyRollup], total: int, row: Observation, facts: Facts
) -> Outside:
    return Outside(
        kind=kind,
        count=sum(day.below + day.above for day in days),
        total=total,
        days=len({day.local_day for day in days}),
        extremes=_extremes(kind, days, row.unit),
        row=row,
        latest=figure(row, facts),
    )


def _extremes(kind: ObservationType, days: list[DailyRollup], unit: str) -> str:
    high = _furthest((day for day in days if day.above), "high", max)
    low = _furthest((day for day in days if day.below), "low", min)
    return ", ".join(
        phrase % {"value": _shown(kind, unit, day, name), "day": short(day.local_day)}
        for day, name, phrase in (
            (high, "high", _("highest %(value)s (%(day)s)")),
            (low, "low", _("lowest %(value)s (%(day)s)")),
        )
        if day is not None
    )


def _furthest(days: Iterable[DailyRollup], name: str, most: Any) -> DailyRollup | None:
    known = [day for day in days if getattr(day, name) is not None]
    return most(known, key=lambda day: getattr(day, name)) if known else None


def _shown(kind: ObservationType, unit: str, day: DailyRollup, name: str) -> str:
    parts = [getattr(day, name), getattr(day, f"{name}2")]
    values = [Decimal(repr(round(part, 6))) for part in parts if part is not None]
    unit = unit or kind.first.canonical_unit
    return f"{trends.in_unit(kind, unit, values)} {trends.unit_name(kind, unit)}".rstrip()


def short(day: date) -> str:
    """ "3 Nov", with the year where it is not this one."""
    # Translators: a day of this year, in the letters of Django's date filter, as "3 Mar"
    form = pgettext("date format", "j M")
    return date_format(day, form if day.year == timezone.localdate().year else f"{form} Y")
