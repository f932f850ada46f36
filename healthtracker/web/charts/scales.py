"""Where values and times fall on a drawing, and the round numbers and dates that mark it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from django.utils.formats import date_format, number_format
from django.utils.translation import pgettext

from healthtracker.web.charts.series import Window

DAY = 86_400.0
_HOURS = (1, 2, 3, 6, 12)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6)
_YEARS = (1, 2, 5, 10, 20, 50)
_MONTH_DAYS = 30.4


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight map from a domain of numbers to a range of pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and its words."""

    place: float
    label: str


def value_domain(values: list[float], *, zero: bool) -> tuple[float, float]:
    """Lowest and highest value with a little air; never below zero when nothing is below it."""
    low, high = min(values), max(values)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    air = (high - low) * 0.08 or max(abs(high) * 0.1, 1.0)
    bottom = low - (0.0 if zero and low == 0 else air)
    return (max(bottom, 0.0) if low >= 0 else bottom), high + air


def value_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Round numbers (1, 2 or 5 times a power of ten) in the domain, at most `most` of them."""
    rough = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [
        Tick(n * step, number_format(round(n * step, decimals), decimals, force_grouping=True))
        for n in range(first, last + 1)
    ]


def time_ticks(window: Window, most: int) -> list[Tick]:
    """Round local times, days, Mondays, months or years in the window, at most about `most`.

    `place` is a POSIX timestamp. Days follow the reader's zone, so a change of clocks
    moves no tick.
    """
    zone = window.zone
    start, end = window.start.astimezone(zone), window.end.astimezone(zone)
    days = (end - start).total_seconds() / DAY / max(most, 1)
    hours = next((n for n in _HOURS if n / 24 >= days), None)
    if hours:
        times = _hour_times(start, end, hours, zone)
        return _inside(window, ((at, _clock(at)) for at in times))
    if step := next((n for n in _DAYS if n >= days), None):
        style = pgettext("date format", "j M")
        return _inside(window, ((at, date_format(at, style)) for at in _days(start, end, step)))
    months = next((n for n in _MONTHS if n * _MONTH_DAYS >= days), None)
    if months:
        return _month_ticks(window, list(_months(start, end, months)))
    years = next((n for n in _YEARS if n * 365 >= days), _YEARS[-1])
    return _inside(window, ((at, f"{at:%Y}") for at in _months(start, end, 12 * years)))


def _inside(window: Window, marks: Iterator[tuple[datetime, str]]) -> list[Tick]:
    return [Tick(at.timestamp(), label) for at, label in marks if window.start <= at <= window.end]


def _clock(at: datetime) -> str:
    if at.hour == 0:
        return date_format(at, pgettext("date format", "j M"))
    return date_format(at, "H:i")


def _hour_times(start: datetime, end: datetime, step: int, zone: tzinfo) -> Iterator[datetime]:
    for day in _each_day(start.date(), end.date()):
        for hour in range(0, 24, step):
            yield datetime(day.year, day.month, day.day, hour, tzinfo=zone)


def _days(start: datetime, end: datetime, step: int) -> Iterator[datetime]:
    for day in _each_day(start.date(), end.date()):
        # The ordinal of a Monday is 1 modulo 7; every second one keeps two-week ticks still.
        if (day.toordinal() - 1) % step == 0:
            yield datetime(day.year, day.month, day.day, tzinfo=start.tzinfo)


def _each_day(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def _months(start: datetime, end: datetime, step: int) -> Iterator[datetime]:
    month = start.year * 12 + start.month - 1
    month -= month % step
    while month <= end.year * 12 + end.month - 1:
        if month >= 12:
            yield datetime(month // 12, month % 12 + 1, 1, tzinfo=start.tzinfo)
        month += step


def _month_ticks(window: Window, times: list[datetime]) -> list[Tick]:
    """Month names; January reads as its year, and without a January the first month names it."""
    shown = [at for at in times if window.start <= at <= window.end]
    named = any(at.month == 1 for at in shown)
    return [
        Tick(at.timestamp(), _month_label(at, with_year=index == 0 and not named))
        for index, at in enumerate(shown)
    ]


def _month_label(at: datetime, *, with_year: bool) -> str:
    if at.month == 1:
        return f"{at:%Y}"
    return date_format(at, "M Y" if with_year else "M")
