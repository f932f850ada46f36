"""Charts of readings: which points, in which unit, with which range, target and words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from healthtracker.web.charts import Point, Series, Window, legend, sparkline, trend_chart
from healthtracker.web.charts.series import Band
from patients import units
from patients.bucket_words import bucket_label, bucket_time
from patients.courses import Bucket, Course, course_of, span_of
from patients.figures import figure_text
from patients.lines import full_time
from patients.models import DailyRollupQuerySet, Observation, ObservationQuerySet
from patients.observation_types import Component, Limits, ObservationType, usual_limits
from patients.patient_facts import Facts
from patients.shown_units import shown_unit
from patients.targets import goal_of, limits_of

HEIGHT = 260
NARROW, TALL = 360, 300  # for a phone, where a wide drawing would be flat
ALIGNED = 56.0  # where the axes of charts below each other stand


@dataclass(frozen=True)
class Picture:
    """A chart, the same for narrow screens, and its legend ("" where one line needs none)."""

    chart: SafeString
    legend: SafeString | str
    narrow: SafeString | str = ""


def trend(
    kind: ObservationType,
    unit: str,
    rows: ObservationQuerySet,
    facts: Facts,
    *,
    daily: DailyRollupQuerySet,
    owner: User,
    days: int | None,
    linked: bool = True,
    height: int = HEIGHT,
) -> Picture | None:
    """One type over the last `days` days (None: since the first reading), in the reader's unit.

    None for types that have nothing to draw. Args: rows, daily: scoped, of that type, of any
    period. unit: where the reader has chosen none. linked: whether points lead to their readings.
    """
    course = course_of(kind, rows, daily, span_of(days, daily))
    return draw(course, unit, facts, owner, linked=linked, height=height)


def draw(
    course: Course,
    unit: str,
    facts: Facts,
    owner: User,
    *,
    linked: bool = True,
    height: int = HEIGHT,
    narrow: bool = False,
    aligned: bool = False,
) -> Picture | None:
    """As `trend`, of a course that is known. Args: narrow: also draw it for phones. aligned: put
    the value axis where that of other charts on the same time stands."""
    kind, steps = course.kind, _steps(course.kind)
    if not kind.first.units and not steps:
        return None
    unit = shown_unit(kind, unit if kind.first.unit(unit) else kind.first.canonical_unit)
    series = list(_series(course, unit, facts, owner, linked=linked))
    window = _window(course)
    drawn = partial(
        trend_chart,
        series,
        title=kind.label,
        description=_description(course),
        window=window,
        unit_label=units.label(unit) if unit else "",
        pairs=len(series) == 2,
        steps=steps,
    )
    wide = drawn(height=height, left=ALIGNED if aligned else None)
    small: SafeString | str = ""
    if narrow:
        small = drawn(width=NARROW, height=TALL, css="chart chart-narrow")
    plain = len(series) == 1 and not (course.buckets or series[0].band or series[0].target)
    return Picture(wide, "" if plain else legend(series, spread=bool(course.buckets)), small)


def spark(
    kind: ObservationType, means: Sequence[float], facts: Facts, context: str = ""
) -> SafeString | str:
    """The recent course of the first component, day by day; empty for fewer than two days."""
    if len(means) < 2:
        return ""
    limits = usual_limits(kind, context=context, age_years=facts.age_years, sex=facts.sex)
    title = _("%(label)s, last 30 days") % {"label": kind.label}
    return sparkline(means, title=title, band=_band(limits))


def _steps(kind: ObservationType) -> list[str | Promise]:
    """The values of a coded type, which has an order and no numbers."""
    return [] if kind.first.units else [choice.label for choice in kind.first.choices]


def _series(
    course: Course, unit: str, facts: Facts, owner: User, *, linked: bool
) -> Iterator[Series]:
    kind = course.kind
    context = course.readings[-1].context if course.readings else _usual_context(kind)
    for index, part in enumerate(kind.components[:2]):
        if course.buckets:
            points = list(_of_buckets(course, index, part, unit, linked=linked))
        else:
            points = list(_of_readings(course.readings, index, part, unit, linked=linked))
        limits = None
        if part.units:
            limits = usual_limits(
                kind, part.key, unit=unit, context=context,
                age_years=facts.age_years, sex=facts.sex,
            )  # fmt: skip
        goal = goal_of(owner.pk, kind, part)
        target = limits_of(goal, part, unit) if goal else None
        yield Series(part.label, points, _band(limits), _band(target))


def _usual_context(kind: ObservationType) -> str:
    """The situation that many readings are taken in: for glucose, by a sensor."""
    return "sensor" if any(choice.key == "sensor" for choice in kind.contexts) else ""


def _of_readings(
    readings: Sequence[Observation], index: int, part: Component, unit: str, *, linked: bool
) -> Iterator[Point]:
    codes = {choice.key: place for place, choice in enumerate(part.choices)}
    for row in readings:
        value = row.canonical2 if index else row.canonical
        known: float | None = codes.get(row.code) if codes and not part.units else None
        if value is not None:
            known = _value(part, value, unit)
        if known is not None:
            url = reverse("patients:reading", args=[row.entry_id]) if linked else ""
            at, label = row.effective_at, figure_text(row)
            # The picture has the reader's zone; what was measured elsewhere says its own time.
            away = row.tz != timezone.get_current_timezone_name()
            when = full_time(row) if away else ""
            yield Point(at, known, label, open=bool(row.comparator), url=url, when=when)


def _of_buckets(
    course: Course, index: int, part: Component, unit: str, *, linked: bool
) -> Iterator[Point]:
    for bucket in course.buckets:
        spreads = bucket.statistics.spreads
        if index >= len(spreads):
            continue  # only readings known as below or above
        low, high, mean = (
            _value(part, value, unit)
            for value in (spreads[index].low, spreads[index].high, spreads[index].mean)
        )
        yield Point(
            bucket.at,
            mean,
            bucket_label(course.kind, unit, bucket.statistics),
            url=_page_of(course, bucket) if linked else "",
            low=low,
            high=high,
            when=bucket_time(bucket, course.step),
        )


def _page_of(course: Course, bucket: Bucket) -> str:
    """The readings behind a bucket."""
    last = max(bucket.last - timedelta(days=1), bucket.first)
    url = reverse("patients:readings")
    return f"{url}?type={course.kind.key}&first={bucket.first:%Y-%m-%d}&last={last:%Y-%m-%d}"


def _value(component: Component, value: Decimal, unit: str) -> float:
    if not units.converts(component, component.canonical_unit, unit):
        return float(value)
    return float(units.convert(value, component, component.canonical_unit, unit))


def _band(limits: Limits | None) -> Band | None:
    return None if limits is None else (limits.low, limits.high)


def _window(course: Course) -> Window:
    """From the first day to now; wider where a night or another zone reaches over the edge."""
    zone = ZoneInfo(timezone.get_current_timezone_name())
    start = datetime.combine(course.span.first, time.min, zone)
    end = timezone.now()
    times = [row.effective_at for row in course.readings] or [each.at for each in course.buckets]
    if times:
        start, end = min(start, times[0]), max(end, times[-1])
    if course.span.open and times:
        start = times[0]
    return Window(min(start, end - timedelta(days=1)), end, zone)


def _description(course: Course) -> str:
    if not course.count:
        return _("No readings in this period.")
    days = course.span.days
    period = (
        _("since the first reading") if course.span.open
        else _("last %(days)d days") % {"days": days}
    )  # fmt: skip
    if not course.readings:
        return _("%(count)d readings, %(period)s, as means with their lowest and highest.") % {
            "count": course.count, "period": period,
        }  # fmt: skip
    return _("%(count)d readings, %(period)s; the latest is %(latest)s.") % {
        "count": course.count, "period": period, "latest": figure_text(course.readings[-1]),
    }  # fmt: skip
