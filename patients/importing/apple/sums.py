"""Steps and energy of each day, when phone and watch have both counted the same walk."""

from array import array
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from patients import units
from patients.importing.apple.cells import Zones, entry_id, offset_minutes, row, seconds, short
from patients.importing.apple.mapping import Amount
from patients.importing.apple.reader import Attributes
from patients.importing.sources import SourceRow
from patients.observation_types import get

HOURS = 24
COARSE, FIRST = HOURS, HOURS + 1  # places behind the hours
HOUR = 3600
MILLI = 1000
MOST_DAYS = 60_000
MOST_SOURCES = 500
MOST_VALUE = 1_000_000


class DaySums:
    """One total for each day, never adding what two devices counted of the same thing.

    The rule: each hour counts what the one device said that counted most in it, and a day is the
    sum of its hours. A record longer than an hour (a day's total from a band) cannot be laid beside
    hours, so it counts only for the total of its own device: the day is the sum of the hours, or
    the total of the one device that counted more than that. A record across a full hour is shared
    out between both by time. Days are those of the offsets in the file. `stated` totals, which
    Apple has merged itself, take the place of ours.
    """

    def __init__(self, kind: str, amounts: Mapping[str, Amount]) -> None:
        self.kind = kind
        self._component = get(kind).first
        self.amounts = amounts
        self._unit = ""
        self._factors: dict[str, float] = {}
        self._sources: dict[str, int] = {}
        self._days: dict[tuple[str, int], array[int]] = {}
        self._offsets: dict[str, int] = {}
        self._stated: dict[str, tuple[int, str, str]] = {}
        self._now: tuple[str, str] = ("", "")
        self._hours = array("q")

    def take(self, record: Attributes, number: int) -> bool:
        """Add a record; False where it says nothing that can be added."""
        try:
            start, end, source = record["startDate"], record["endDate"], record["sourceName"]
            factor = self._factors.get(record["unit"]) or self._factor(record["unit"])
            value = round(float(record["value"]) * factor)
            if not 0 <= value <= MOST_VALUE * MILLI:
                return False
            if (start[:10], source) != self._now:
                self._turn_to(start, source, number)
            if end[:13] == start[:13]:
                self._hours[int(start[11:13])] += value
            else:
                self._share_out(value, start, end, source, number)
        except (KeyError, ValueError, OverflowError, IndexError):
            return False
        return True

    def state(self, day: str, amount: str, unit: str, place: int) -> None:
        """Take Apple's own total of a day."""
        if len(self._stated) < MOST_DAYS:
            self._stated[day[:10]] = (place, amount, unit)

    def rows(self, zones: Zones) -> Iterator[SourceRow]:
        """A row a day, oldest first."""
        by_day: dict[str, list[int]] = {}
        for day, source in self._days:
            by_day.setdefault(day, []).append(source)
        names = list(self._sources)
        for day in sorted(by_day.keys() | self._stated.keys()):
            sources = sorted(by_day.get(day, []))
            counted = [self._days[day, source] for source in sources]
            devices = short(", ".join(names[source] for source in sources))
            number, value, unit, method = self._total(day, counted)
            yield row(
                number, entry_id=entry_id(self.kind, day), type=self.kind, effective_at=day,
                tz=self._zone(day, zones), value=value, unit=unit, method=method, device=devices,
            )  # fmt: skip

    def _zone(self, day: str, zones: Zones) -> str:
        offset = self._offsets.get(day)
        if offset is None:
            return zones.home
        return zones.of(seconds(f"{day} 12:00:00 +0000") - offset * 60, offset)

    def _total(self, day: str, counted: list["array[int]"]) -> tuple[int, str, str, str]:
        if day in self._stated:
            number, value, unit = self._stated[day]
            return number, value, unit, "daily total by Apple"
        totals = [sum(hours[:FIRST]) for hours in counted]
        merged = sum(max(hours[hour] for hours in counted) for hour in range(HOURS))
        method = "daily total" if len(counted) == 1 else "daily total, one device for each hour"
        amount = Decimal(max(merged, *totals)) / MILLI
        whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
        return min(hours[FIRST] for hours in counted), str(whole), self._unit, method

    def _factor(self, unit: str) -> float:
        """Thousandths of our unit in one of theirs; the file's first unit is kept."""
        ours, times = self.amounts[unit]
        self._unit = self._unit or ours
        one = units.convert(Decimal(times or 1), self._component, ours, self._unit)
        self._factors[unit] = float(one * MILLI)
        return self._factors[unit]

    def _turn_to(self, start: str, source: str, number: int) -> None:
        """Make the day and device of a record the current ones. Raises ValueError: no time."""
        seconds(start)
        self._hours = self._bucket(start[:10], source, start[20:], number)
        self._now = (start[:10], source)

    def _bucket(self, day: str, source: str, offset: str, number: int) -> "array[int]":
        place = self._sources.setdefault(short(source), len(self._sources))
        key = (day, place)
        if key not in self._days:
            if len(self._days) >= MOST_DAYS or place >= MOST_SOURCES:
                raise ValidationError(_("The export spans more days or devices than there can be."))
            self._days[key] = array("q", bytes(8 * (FIRST + 1)))
            self._days[key][FIRST] = number
            self._offsets.setdefault(day, offset_minutes(offset))
        return self._days[key]

    def _share_out(self, value: int, start: str, end: str, source: str, number: int) -> None:
        """Share a record between two hours, or keep a long one apart."""
        begins, ends = seconds(start), seconds(end)
        if ends < begins:
            raise ValueError(end)
        if ends - begins > HOUR:
            self._hours[COARSE] += value
            return
        local = begins + offset_minutes(start[20:]) * 60
        rest = HOUR - local % HOUR
        before = value if ends == begins else min(value, value * rest // (ends - begins))
        hour = int(start[11:13])
        self._hours[hour] += before
        day, hour = (start[:10], hour + 1) if hour + 1 < HOURS else (_day_after(start[:10]), 0)
        self._bucket(day, source, start[20:], number)[hour] += value - before


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
