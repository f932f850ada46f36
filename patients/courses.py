"""The course of one type over a period: each reading while they are few, else what days amount to.

However many readings there are, at most `MOST_DRAWN` of them (`MOST_READINGS` of a coded type) or
about as many sums come from the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db.models import Count, F, Max, Min, Q, Sum
from django.db.models.functions import TruncMonth, TruncWeek, TruncYear
from django.utils import timezone

from patients import trends
from patients.models import DailyRollupQuerySet, Observation, ObservationQuerySet
from patients.observation_types import ObservationType

Step = Literal["hours", "day", "week", "month", "year"]
MOST_READINGS = 2_000  # fetched one by one
MOST_DRAWN = 400  # drawn one by one; more of them are summed up
# The longest period, in days, that is told day by day, week by week, month by month.
LONGEST: tuple[tuple[Step, int], ...] = (("day", 120), ("week", 800), ("month", 12_000))
BY_HOURS = 14  # so many days are told hour by hour
NOON = 12  # where on its day a reading stands of which only the day is known


@dataclass(frozen=True)
class Span:
    """Whole days, as counted where it was measured. `open` where they begin with the first one."""

    first: date
    last: date
    open: bool = False

    @property
    def days(self) -> int:
        """How many, both ends included."""
        return (self.last - self.first).days + 1

    def before(self) -> "Span":
        """The period of the same length before it."""
        return Span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


@dataclass(frozen=True)
class Bucket:
    """What the readings of some hours or days amount to; `at` is where it stands on the axis."""

    first: datetime
    last: datetime
    statistics: trends.Statistics

    @property
    def at(self) -> datetime:
        """The middle."""
        return self.first + (self.last - self.first) / 2


@dataclass(frozen=True)
class Course:
    """Either `readings` or `buckets` in steps of `step`, oldest first."""

    kind: ObservationType
    span: Span
    readings: Sequence[Observation] = ()
    buckets: Sequence[Bucket] = ()
    step: Step | None = None
    count: int = 0


def span_of(days: int | None, daily: DailyRollupQuerySet) -> Span:
    """The last `days` days, or from the first reading in `daily` (of one or more types) on."""
    today = timezone.localdate()
    if days is not None:
        return Span(today - timedelta(days=days - 1), today)
    ends = daily.order_by().aggregate(first=Min("local_day"), last=Max("local_day"))
    return Span(ends["first"] or today, max(today, ends["last"] or today), open=True)


def course_of(
    kind: ObservationType, rows: ObservationQuerySet, daily: DailyRollupQuerySet, span: Span
) -> Course:
    """The course of `kind` in `span`. Args: rows, daily: scoped, of that type, of any period."""
    daily = daily.between(span.first, None if span.open else span.last)
    count = daily.order_by().aggregate(n=Sum("n"))["n"] or 0
    last = None if span.open else span.last
    if count <= MOST_DRAWN or not kind.first.units:
        # The newest of too many coded ones: they have no mean to stand for them.
        newest = rows.between(span.first, last).newest_first()[:MOST_READINGS]
        return Course(kind, span, readings=list(newest)[::-1], count=count)
    if span.days <= BY_HOURS:
        found = _by_hours(kind, rows.between(span.first, last))
        return Course(kind, span, buckets=found, step="hours", count=count)
    step = step_for(span.days)
    return Course(kind, span, buckets=buckets(daily, step), step=step, count=count)


def step_for(days: int) -> Step:
    """How wide a bucket is, so that a period has a readable number of them."""
    return next((step for step, longest in LONGEST if days <= longest), "year")


def buckets(daily: DailyRollupQuerySet, step: Step) -> list[Bucket]:
    """Days, weeks, months or years, oldest first, added up in the database."""
    starts: dict[str, Any] = {
        "day": F("local_day"),
        "week": TruncWeek("local_day"),
        "month": TruncMonth("local_day"),
        "year": TruncYear("local_day"),
    }
    grouped = daily.order_by().values("type", start=starts[step])
    found = grouped.annotate(
        first=Min("local_day"), last=Max("local_day"), **trends.aggregates()
    ).order_by("start")
    zone = timezone.get_current_timezone()
    return [
        Bucket(
            datetime.combine(sums["start"], time.min, zone),
            datetime.combine(_after(sums["start"], step), time.min, zone),
            trends.statistics_of(sums),
        )
        for sums in found
    ]


def _after(start: date, step: Step) -> date:
    """The first day of the next bucket."""
    if step == "month":
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    if step == "year":
        return date(start.year + 1, 1, 1)
    return start + timedelta(days=7 if step == "week" else 1)


def _by_hours(kind: ObservationType, rows: ObservationQuerySet) -> list[Bucket]:
    """A few days hour by hour, which rollups do not know, added up in the database."""
    exact = Q(comparator="")
    sums: dict[str, Any] = {"s_n": Count("id")}
    for part, column in (("", "canonical"), ("2", "canonical2")):
        sums[f"s_exact{part}"] = Count(column, filter=exact)
        sums[f"s_total{part}"] = Sum(column, filter=exact)
        sums[f"s_low{part}"] = Min(column, filter=exact)
        sums[f"s_high{part}"] = Max(column, filter=exact)
    zone = timezone.get_current_timezone()
    grouped = rows.order_by().values("local_day", "local_hour").annotate(**sums)
    found = []
    sums_of_hours: Any = grouped.order_by("local_day", "local_hour")
    for each in sums_of_hours:
        day, hour = each["local_day"], each["local_hour"]
        start = datetime.combine(day, time(NOON if hour is None else hour), zone)
        told = trends.Statistics(
            kind.key, each["s_n"], day, day, trends.spreads(each), exact=each["s_exact"]
        )
        found.append(Bucket(start, start + timedelta(hours=1), told))
    return found
