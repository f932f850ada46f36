"""Which wall-clock times a plan or a reminder asks for, and the instants they mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from patients.models import Recurring
from patients.models.recurring import WEEKDAYS

_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)
LOOK_AHEAD = timedelta(days=800)  # longer than two of the longest intervals
DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Slot:
    """A wall-clock time on a day, wherever the person is that day."""

    day: date
    clock: time

    def __str__(self) -> str:
        return f"{self.day.isoformat()}T{self.clock:%H:%M}"

    def at(self, zone: ZoneInfo) -> datetime:
        """The instant in `zone`, in UTC.

        A time the clock skips is as much later as it was put forward; of a time it shows twice the
        first is meant. So a day has as many slots as times, whatever the clock does.
        """
        return datetime.combine(self.day, self.clock, tzinfo=zone).astimezone(UTC)


def slot_of(text: str) -> Slot:
    """The slot written as `text`. Raises: ValueError: it is none."""
    if not _SHAPE.fullmatch(text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return Slot(moment.date(), moment.time())


def falls_on(rule: Recurring, day: date) -> bool:
    """Whether `rule` asks for anything on `day`."""
    if day < rule.start_day or (rule.end_day is not None and day > rule.end_day):
        return False
    if rule.weekdays:
        return WEEKDAYS[day.weekday()] in rule.weekdays
    return (day - rule.start_day).days % rule.every_days == 0


def slots(rule: Recurring, first: date, last: date) -> Iterator[Slot]:
    """What `rule` asks for from `first` to `last`, both included, in order."""
    first = max(first, rule.start_day)
    last = min(last, rule.end_day) if rule.end_day else last
    for number in range((last - first).days + 1):
        day = first + number * DAY
        if falls_on(rule, day):
            yield from (Slot(day, time.fromisoformat(clock)) for clock in rule.times)


def asks_for(rule: Recurring, slot: Slot) -> bool:
    """Whether `slot` is one of `rule`."""
    return f"{slot.clock:%H:%M}" in rule.times and falls_on(rule, slot.day)


def next_slot(rule: Recurring, after: Slot) -> Slot | None:
    """The first slot later than `after`; None where there is none any more."""
    begin = max(after.day, rule.start_day)
    coming = (each for each in slots(rule, begin, begin + LOOK_AHEAD) if each > after)
    return next(coming, None)


def first_clash(one: Recurring, other: Recurring) -> Slot | None:
    """The first slot that both ask for; None where they never meet."""
    common = set(one.times) & set(other.times)
    begin = max(one.start_day, other.start_day)
    if not common:
        return None
    for day in (begin + number * DAY for number in range(LOOK_AHEAD.days)):
        if falls_on(one, day) and falls_on(other, day):
            return Slot(day, time.fromisoformat(min(common)))
    return None


def now_in(zone: ZoneInfo, now: datetime) -> Slot:
    """The wall-clock time that `now` is in `zone`, to the minute."""
    local = now.astimezone(zone)
    return Slot(local.date(), time(local.hour, local.minute))
