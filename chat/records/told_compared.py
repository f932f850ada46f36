"""Answers that set two times side by side."""

from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext as _

from chat.records.metrics import ADDED_UP, PER_DAY
from chat.records.periods import Period, calendar, said
from chat.records.tallies import Tally, Values
from chat.records.telling import Telling
from chat.records.wording import bullets, count_said, kind_said, opened, step_said, worked_out
from patients import units
from patients.observation_types import ObservationType


def compared(telling: Telling) -> list[str]:
    """Each kind named in two times, and the difference; this month and last when none is named."""
    question, record = telling.question, telling.record
    earlier, later = _two(telling)
    before = record.tallies(earlier, question.metrics)
    after = record.tallies(later, question.metrics)
    keys = [*before, *(key for key in after if key not in before)]
    if not keys:
        return [telling.nothing(key, later) for key in question.metrics]
    return [
        _comparison(telling, (earlier, before.get(key)), (later, after.get(key))) for key in keys
    ]


Side = tuple[Period, Tally | None]


def _comparison(telling: Telling, before: Side, after: Side) -> str:
    kind = next(tally.kind for _period, tally in (before, after) if tally)
    lines = [_side(telling, kind, *side) for side in (before, after)]
    one, other = before[1], after[1]
    if one and other and one.mean and other.mean:
        old = _in_unit(one, _figure(telling, before[0], one), other.unit)
        step = step_said(kind, old, _figure(telling, after[0], other), _named(other.unit))
        marks = " ".join(_mark(telling, kind, period) for period, _tally in (before, after))
        lines.append(_("Difference: %(step)s") % {"step": step} + f" {marks}")
    narrowed = telling.record.narrowing.said(kind)
    title = f"**{kind.label}**{f' · {narrowed}' if narrowed else ''}"
    return f"{title}\n\n{bullets(lines)}"


def _in_unit(tally: Tally, values: Values, unit: str) -> Values:
    pairs = zip(tally.kind.components, values, strict=False)
    return tuple(
        units.convert(value, part, tally.unit, unit)
        if units.converts(part, tally.unit, unit)
        else value
        for part, value in pairs
    )


def _figure(telling: Telling, period: Period, tally: Tally) -> Values:
    """The mean of the readings; of what adds up within a day, the mean of the days."""
    if tally.kind.key not in ADDED_UP:
        return tally.mean
    days = telling.record.days(period, tally.kind.key)
    return tuple(part / days for part in tally.total)


def _named(unit: str) -> str:
    return PER_DAY.get(unit, unit)


def _mark(telling: Telling, kind: ObservationType, period: Period) -> str:
    return telling.marks.readings(kind, period, telling.record.clock)


def _side(telling: Telling, kind: ObservationType, period: Period, tally: Tally | None) -> str:
    when = opened(said(period, telling.today))
    mark = _mark(telling, kind, period)
    if tally is None:
        names = {"when": when, "kind": kind_said(kind)}
        return _("%(when)s: no readings of %(kind)s") % names + f" {mark}"
    names = {"when": when, "readings": count_said(tally.count)}
    if not tally.mean:
        return _("%(when)s: %(readings)s") % names + f" {mark}"
    names["figure"] = worked_out(kind, _figure(telling, period, tally), _named(tally.unit))
    if kind.key in ADDED_UP:
        return _("%(when)s: %(figure)s a day on average, %(readings)s") % names + f" {mark}"
    return _("%(when)s: %(figure)s on average, %(readings)s") % names + f" {mark}"


def _two(telling: Telling) -> tuple[Period, Period]:
    """The two times to compare, the earlier first."""
    question, clock = telling.question, telling.record.clock
    one = question.period or calendar("months", 0, clock, "this_month")
    other = question.other or _counterpart(telling, one)
    first, second = (period.first or telling.today for period in (one, other))
    return (one, other) if first <= second else (other, one)


def _counterpart(telling: Telling, period: Period) -> Period:
    """What a single time is compared with: the present one, or as long a time just before."""
    clock = telling.record.clock
    for unit in ("week", "month", "year"):
        if period.name == f"last_{unit}":
            return calendar(f"{unit}s", 0, clock, f"this_{unit}")
        if period.name == f"this_{unit}":
            return calendar(f"{unit}s", 1, clock, f"last_{unit}")
    if period.name in ("month", "ago"):
        return calendar("months", 0, clock, "this_month")
    if period.name == "yesterday":
        return calendar("days", 0, clock, "today")
    last = (period.first or telling.today) - timedelta(days=1)
    days = ((period.last or telling.today) - (period.first or telling.today)).days
    return replace(period, name="span", first=last - timedelta(days=days), last=last, since=None)
