"""Charts of readings: which points, in which unit, with which range and words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from healthtracker.web.charts import Point, Series, Window, legend, sparkline, trend_chart
from patients import units
from patients.figures import figure_text
from patients.models import Observation, ObservationQuerySet
from patients.observation_types import Component, Limits, ObservationType, usual_limits
from patients.patient_facts import Facts

MOST_POINTS = 20_000
SPARK_POINTS = 24
Course = Sequence[tuple[datetime, Decimal]]


@dataclass(frozen=True)
class Picture:
    """A chart and its legend; the legend is empty where one line needs none."""

    chart: SafeString
    legend: SafeString | str


def trend(
    kind: ObservationType,
    unit: str,
    rows: ObservationQuerySet,
    facts: Facts,
    *,
    days: int | None,
    linked: bool = True,
    height: int = 260,
) -> Picture | None:
    """The readings of one type over time in `unit`; None where there is nothing to draw.

    Args: rows: scoped, of that type. days: how far back; None from the first reading. linked:
    whether points lead to their readings.
    """
    if not kind.first.units:
        return None
    unit = unit if kind.first.unit(unit) else kind.first.canonical_unit
    found = list(rows.filter(canonical__isnull=False).oldest_first()[:MOST_POINTS])
    lines = [_series(kind, part, unit, found, facts, linked=linked) for part in _parts(kind)]
    chart = trend_chart(
        lines,
        title=kind.label,
        description=_description(found, days),
        window=_window(found, days),
        unit_label=units.label(unit),
        pairs=len(lines) == 2,
        height=height,
    )
    return Picture(chart, legend(lines) if len(lines) > 1 else "")


def spark(kind: ObservationType, course: Course, facts: Facts) -> SafeString | str:
    """The recent course of the first component; empty for fewer than two readings."""
    if len(course) < 2:
        return ""
    values = [float(value) for _at, value in course][-SPARK_POINTS:]
    return sparkline(
        values,
        title=_("%(label)s, last 30 days") % {"label": kind.label},
        band=_band(usual_limits(kind, age_years=facts.age_years, sex=facts.sex)),
    )


def _parts(kind: ObservationType) -> Iterator[tuple[int, Component]]:
    yield from enumerate(kind.components[:2])


def _series(
    kind: ObservationType,
    part: tuple[int, Component],
    unit: str,
    found: Sequence[Observation],
    facts: Facts,
    *,
    linked: bool,
) -> Series:
    index, component = part
    limits = usual_limits(kind, component.key, unit=unit, age_years=facts.age_years, sex=facts.sex)
    points = [
        Point(
            at=row.effective_at,
            value=_value(component, value, unit),
            label=figure_text(row),
            open=bool(row.comparator),
            url=reverse("patients:reading", args=[row.entry_id]) if linked else "",
        )
        for row in found
        if (value := row.canonical2 if index else row.canonical) is not None
    ]
    return Series(component.label, points, _band(limits))


def _value(component: Component, value: Decimal, unit: str) -> float:
    if not units.converts(component, component.canonical_unit, unit):
        return float(value)
    return float(units.convert(value, component, component.canonical_unit, unit))


def _band(limits: Limits | None) -> tuple[Decimal | None, Decimal | None] | None:
    return None if limits is None else (limits.low, limits.high)


def _window(found: Sequence[Observation], days: int | None) -> Window:
    now = timezone.now()
    zone = ZoneInfo(timezone.get_current_timezone_name())
    if days is not None:
        return Window(now - timedelta(days=days), now, zone)
    first = found[0].effective_at if found else now - timedelta(days=1)
    return Window(min(first, now - timedelta(days=1)), now, zone)


def _description(found: Sequence[Observation], days: int | None) -> str:
    if not found:
        return _("No readings in this period.")
    period = (
        _("since the first reading") if days is None else _("last %(days)d days") % {"days": days}
    )
    return _("%(count)d readings, %(period)s; the latest is %(latest)s.") % {
        "count": len(found), "period": period, "latest": figure_text(found[-1]),
    }  # fmt: skip
