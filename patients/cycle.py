"""The menstrual cycle, read from the period's days: starts, lengths, and careful expectations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean
from typing import NamedTuple

from accounts.models import User
from patients.models import Observation, seen_by

TYPE = "menstruation"
START = "cycle_start"
SHORTEST, LONGEST = 15, 90  # days; other lengths are asked about and not counted
BREAK = 4  # so many days without bleeding end a period
FEWEST, RECENT = 3, 6  # cycles needed for an expectation, and looked back on
MOST_DAYS = 5_000
DAY = timedelta(days=1)
STRONG = frozenset({"medium", "heavy"})


class PeriodDay(NamedTuple):
    """What was logged for one day."""

    day: date
    flow: str
    is_start: bool
    entry_id: object = None


class Length(NamedTuple):
    """One cycle: from one start to the next."""

    start: date
    next_start: date

    @property
    def days(self) -> int:
        """How long it was."""
        return (self.next_start - self.start).days

    @property
    def is_usual(self) -> bool:
        """Whether it can be a cycle; others are probably a missing or a wrong entry."""
        return SHORTEST <= self.days <= LONGEST


@dataclass(frozen=True)
class Cycle:
    """What the logged days say as of `today`."""

    days: list[PeriodDay]
    starts: list[date]
    today: date

    @property
    def lengths(self) -> list[Length]:
        """Every cycle between two starts, oldest first."""
        return [Length(one, following) for one, following in pairwise(self.starts)]

    @property
    def counted(self) -> list[Length]:
        """The latest cycles that statistics use."""
        return [each for each in self.lengths if each.is_usual][-RECENT:]

    @property
    def odd(self) -> list[Length]:
        """Cycles that look like a wrong or missing entry, newest first."""
        return [each for each in self.lengths if not each.is_usual][::-1]

    @property
    def shortest(self) -> int | None:
        """Days of the shortest counted cycle; None for fewer than three."""
        return min((each.days for each in self.counted), default=None) if self._enough else None

    @property
    def longest(self) -> int | None:
        """As `shortest`."""
        return max((each.days for each in self.counted), default=None) if self._enough else None

    @property
    def average(self) -> int | None:
        """Mean of the counted cycles in whole days; None for fewer than three."""
        return round(mean(each.days for each in self.counted)) if self._enough else None

    @property
    def current_day(self) -> int | None:
        """The day of the cycle that is going on, counted from 1; None where that is not known."""
        if not self.starts:
            return None
        number = (self.today - self.starts[-1]).days + 1
        return number if 1 <= number <= LONGEST else None

    @property
    def expected(self) -> tuple[date, date] | None:
        """Between which days the next period would begin if it came as the last ones did."""
        if self.shortest is None or self.longest is None or self.current_day is None:
            return None
        last = self.starts[-1]
        return last + self.shortest * DAY, last + self.longest * DAY

    @property
    def _enough(self) -> bool:
        return len(self.counted) >= FEWEST

    def strip(self, length: int = 42) -> list["StripDay"]:
        """The last `length` days up to today, oldest first."""
        known = {each.day: each for each in self.days}
        starts = set(self.starts)
        first = self.today - (length - 1) * DAY
        return [
            StripDay(day, known[day].flow if day in known else "", day in starts, day == self.today)
            for day in (first + number * DAY for number in range(length))
        ]


class StripDay(NamedTuple):
    """One day of the calendar strip; `flow` is "" where nothing was logged."""

    day: date
    flow: str
    is_start: bool
    is_today: bool


def cycle_of(viewer: User, patient: User, today: date) -> Cycle:
    """The cycle as far as `viewer` may read the patient's readings: one query."""
    rows = seen_by(viewer, patient, Observation).of_type(TYPE).newest_first()
    found = rows.values_list("local_day", "code", "context", "entry_id")[:MOST_DAYS]
    days = [PeriodDay(day, flow, context == START, public_id)
            for day, flow, context, public_id in found]  # fmt: skip
    return cycle_from(days, today)


def cycle_from(days: Iterable[PeriodDay], today: date) -> Cycle:
    """The cycle that `days`, in any order, tell of."""
    ordered = sorted(days, key=lambda each: (each.day, each.is_start))
    return Cycle(ordered, list(_starts(ordered)), today)


def _starts(days: list[PeriodDay]) -> Iterator[date]:
    """First days of periods: those marked so, else of bleeding that is more than spotting."""
    for run in _runs([each for each in days if each.flow != "none"]):
        marked = [each.day for each in run if each.is_start]
        if marked:
            yield from dict.fromkeys(marked)
        elif any(each.flow in STRONG for each in run):
            yield run[0].day


def _runs(bleeding: list[PeriodDay]) -> Iterator[list[PeriodDay]]:
    run: list[PeriodDay] = []
    for each in bleeding:
        if run and (each.day - run[-1].day).days > BREAK:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def odd_with(cycle: Cycle, start: date) -> Length | None:
    """The cycle that a start on `start` would make or cut, if it could not be one."""
    starts = sorted({*cycle.starts, start})
    lengths = (Length(one, following) for one, following in pairwise(starts))
    return next((x for x in lengths if start in x and not x.is_usual), None)
