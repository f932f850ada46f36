"""Years of readings in a few lines per type, from the daily rollups: what they amount to when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import CharField, Max, Min
from django.db.models.functions import Cast, Substr

from patients import trends
from patients.models import DailyRollupQuerySet
from patients.observation_types import ObservationType

RECENT = timedelta(days=30)
MONTHS = 12
CHANGED = 0.1  # of the mean: more than that is told first
FEWEST_POINTS = 3  # that a slope is drawn through
LONGEST_YEARS = 400  # characters of the line that goes year by year
_LEAST = ("s_low", "s_low2", "first")
_MOST = ("s_high", "s_high2", "last")
_NEEDED = (
    *_LEAST, *_MOST, "s_n", "s_exact", "s_total", "s_exact2", "s_total2", "s_judged", "s_below",
    "s_above",
)  # fmt: skip

Sums = dict[str, Any]


@dataclass(frozen=True)
class Course:
    """Sums of one type by month, and by day of the last thirty, oldest first."""

    kind: ObservationType
    unit: str
    months: Sequence[Sums]
    days: Sequence[Sums]
    today: date

    @cached_property
    def whole(self) -> Sums:
        """All of it added up."""
        return _merged(self.months)

    @cached_property
    def urgent(self) -> bool:
        """Whether the last thirty days hold something outside its range, or a change."""
        if not self.days:
            return False
        recent, ever = _merged(self.days), self.whole
        if recent["s_below"] + recent["s_above"]:
            return True
        pairs = zip(_means(recent), _means(ever), strict=False)
        return any(abs(now - usual) > CHANGED * abs(usual) for now, usual in pairs)

    def lines(self) -> list[str]:
        """Everything, the last twelve months, the last thirty days, year by year; no two alike."""
        said = [self._line("all", self.months, "year")]
        since = _months_back(self.today, MONTHS - 1)
        year = [sums for sums in self.months if sums["first"] >= since]
        if year and len(year) < len(self.months):
            said.append(self._line(f"last {MONTHS} months", year, "month"))
        if self.days and sum(day["s_n"] for day in self.days) < self.whole["s_n"]:
            said.append(self._line("last 30 days", self.days, "week"))
        if years := self._years():
            said.append(years)
        return said

    def _line(self, name: str, points: Sequence[Sums], step: str) -> str:
        found = _merged(points)
        said = f"{self.kind.label}, {name}: n={found['s_n']} {found['first']}..{found['last']}"
        if not (spreads := trends.spreads(found)):
            return said
        low, high, mean = (
            self._number(getattr(spread, part) for spread in spreads)
            for part in ("low", "high", "mean")
        )
        unit = trends.unit_name(self.kind, self.unit)
        said = f"{said} min {low} max {high} mean {mean} {unit}".rstrip()
        exact = [point for point in points if _means(point)]
        if len(exact) > 1:
            ends = (self._mean(exact[0]), self._mean(exact[-1]))
            word = "day" if step == "week" else "month"
            said += f"; first {word} {ends[0]}, last {word} {ends[1]}"
        return said + self._slope(exact, step) + _outside(found)

    def _slope(self, points: Sequence[Sums], step: str) -> str:
        if len(points) < FEWEST_POINTS:
            return ""
        length = {"year": 365.25, "month": 365.25 / 12, "week": 7.0}[step]
        base = [trends.number(mean) for mean in _means(_merged(points))]
        ends = [
            trends.number(float(start) + slope * length)
            for start, slope in zip(base, _slopes(points), strict=False)
        ]
        moved = trends.change(self.kind, self.unit, base, ends).replace("\u2212", "-")
        return f"; slope {moved} a {step}" if moved else ""

    def _years(self) -> str:
        years: dict[int, list[Sums]] = {}
        for sums in self.months:
            if _means(sums):
                years.setdefault(sums["first"].year, []).append(sums)
        if len(years) < FEWEST_POINTS:
            return ""
        parts = []
        for year, months in sorted(years.items(), reverse=True):
            found = _merged(months)
            parts.append(f"{year} {self._mean(found)} n={found['s_n']}{_outside(found, ' out ')}")
        begin = f"{self.kind.label}, mean of each year: "
        while len(begin) + len(", ".join(parts)) > LONGEST_YEARS:
            parts.pop()
        return begin + ", ".join(parts)

    def _mean(self, sums: Sums) -> str:
        return self._number(spread.mean for spread in trends.spreads(sums))

    def _number(self, values: Iterable[Any]) -> str:
        return trends.in_unit(self.kind, self.unit, values)


def months_of(days: DailyRollupQuerySet) -> dict[str, list[Sums]]:
    """Type -> sums of each month with readings, oldest first; one query of sums alone."""
    # The text of a date begins with its month in both databases; truncating dates costs a call
    # into Python for each day on SQLite.
    month = Substr(Cast("local_day", CharField()), 1, 7)
    grouped = days.order_by().values("type", month=month)
    found = grouped.annotate(first=Min("local_day"), last=Max("local_day"), **_sums()).order_by(
        "type", "month"
    )
    return _by_type(found)


def days_of(days: DailyRollupQuerySet, today: date) -> dict[str, list[Sums]]:
    """Type -> sums of each of the last thirty days with readings, oldest first; one query."""
    grouped = days.between(today - RECENT, None).order_by().values("type", "local_day")
    found = grouped.annotate(first=Min("local_day"), last=Max("local_day"), **_sums()).order_by(
        "type", "local_day"
    )
    return _by_type(found)


def _sums() -> Sums:
    return {name: sums for name, sums in trends.aggregates().items() if name in _NEEDED}


def _by_type(rows: Iterable[Any]) -> dict[str, list[Sums]]:
    found: dict[str, list[Sums]] = {}
    for sums in rows:
        found.setdefault(sums["type"], []).append(sums)
    return found


def _merged(points: Sequence[Sums]) -> Sums:
    whole: Sums = {}
    for name in _NEEDED:
        values = [point[name] for point in points if point[name] is not None]
        how: Any = min if name in _LEAST else max if name in _MOST else sum
        whole[name] = how(values) if values else None
    return whole


def _means(sums: Sums) -> list[float]:
    parts = ((sums[f"s_total{part}"], sums[f"s_exact{part}"]) for part in ("", "2"))
    return [float(total) / count for total, count in parts if count and total is not None]


def _slopes(points: Sequence[Sums]) -> list[float]:
    """Least squares through the means of the points, a day, one per component."""
    at = [(point["first"].toordinal() + point["last"].toordinal()) / 2 for point in points]
    middle = sum(at) / len(at)
    spread = sum((x - middle) ** 2 for x in at) or 1.0
    # As many columns as the least point has parts: `zip` stops there.
    columns = zip(*map(_means, points), strict=False)
    return [
        sum((x - middle) * y for x, y in zip(at, column, strict=True)) / spread
        for column in columns
    ]


def _outside(sums: Mapping[str, Any], words: str = "; out of range ") -> str:
    below, above = sums["s_below"] or 0, sums["s_above"] or 0
    if not sums["s_judged"] or not (below or above or words.startswith(";")):
        return ""
    return f"{words}{below + above} of {sums['s_judged']}" + (
        f" ({above} high, {below} low)" if words.startswith(";") and below + above else ""
    )


def _months_back(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, 1)


def weight(course: Course, share: Mapping[str, int]) -> tuple[bool, int, int, str]:
    """Sorts: what is abnormal or has changed, then the weightier category, then the most logged."""
    key = course.kind.key
    return (not course.urgent, -share[course.kind.category], -course.whole["s_n"], key)
