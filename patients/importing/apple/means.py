"""Heart rate hour by hour: a watch measures thousands of times a day, an hour says enough."""

from array import array
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from patients.importing.apple.cells import (
    Zones,
    entry_id,
    iso_of,
    offset_minutes,
    row,
    seconds,
    short,
)
from patients.importing.apple.mapping import RATE
from patients.importing.apple.reader import Attributes
from patients.importing.sources import SourceRow

KIND = "heart_rate"
LOWEST, HIGHEST = 10, 350  # what the type accepts; anything else is passed on to be refused
DAY, HOUR, QUARTER = 86_400, 3600, 900
MILLI = 1000
MOST_HOURS = 300_000  # every hour of 34 years
MOST_NAMES = 500


class HourMeans:
    """One entry for each hour with readings: their mean, with count, lowest and highest beside it.

    The mean is over all readings of the hour, of whatever device; the note says how many they were
    and how far they spread. It stands at the full hour and
    ends with the last reading, so that a later export of an unfinished hour updates it.
    """

    def __init__(self) -> None:
        self._days: dict[int, array[int]] = {}  # for each hour of a day, its place below
        self._begins = array("q")
        self._counts, self._firsts = array("I"), array("Q")
        self._sums = array("q")
        self._lows, self._highs = array("i"), array("i")
        self._lasts, self._devices = array("H"), array("H")
        self._offsets = array("h")  # minutes
        self._names: dict[str, int] = {}
        self._now = ""
        self._at = 0

    def take(self, record: Attributes, number: int) -> bool:
        """Add a reading; False where it is none that can be averaged."""
        try:
            start = record["startDate"]
            value = round(float(record["value"]) * MILLI)
            if record["unit"] != "count/min":
                value = int(value * (RATE[record["unit"]][1] or 1))
            if not LOWEST * MILLI <= value <= HIGHEST * MILLI:
                return False
            if start[:13] + start[20:] != self._now:
                self._turn_to(start, record.get("sourceName", ""), number)
            last = int(start[14:16]) * 60 + int(start[17:19])
        except (KeyError, ValueError, OverflowError):
            return False
        at = self._at
        self._counts[at] += 1
        self._sums[at] += value
        if value < self._lows[at]:
            self._lows[at] = value
        if value > self._highs[at]:
            self._highs[at] = value
        if self._lasts[at] < last < HOUR:
            self._lasts[at] = last
        return True

    def rows(self, zones: Zones) -> Iterator[SourceRow]:
        """A row an hour, oldest first."""
        names = list(self._names)
        for at in sorted(range(len(self._begins)), key=self._begins.__getitem__):
            begins = self._begins[at]
            offset = self._offsets[at]
            mean = Decimal(self._sums[at]) / self._counts[at] / MILLI
            yield row(
                self._firsts[at], entry_id=entry_id(KIND, "hour", begins), type=KIND,
                effective_at=iso_of(begins, offset),
                effective_end=iso_of(begins + self._lasts[at], offset),
                tz=zones.of(begins, offset), value=str(mean.quantize(Decimal(1), ROUND_HALF_UP)),
                unit="/min", method="hourly mean", notes=self._spread(at),
                device=names[self._devices[at]],
            )  # fmt: skip

    def _spread(self, at: int) -> str:
        count = self._counts[at]
        low, high = (f"{limits[at] / MILLI:.0f}" for limits in (self._lows, self._highs))
        return "1 reading" if count == 1 else f"{count} readings, {low}–{high}"

    def _turn_to(self, start: str, source: str, number: int) -> None:
        """Make the hour of a reading the current one. Raises ValueError: no time."""
        begins = seconds(f"{start[:13]}:00:00{start[19:]}")
        day, hour = begins // DAY * 4 + begins % HOUR // QUARTER, begins % DAY // HOUR
        places = self._days.get(day)
        if places is None:
            places = self._days[day] = array("i", [-1] * 24)
        if places[hour] < 0:
            places[hour] = len(self._counts)
            self._open(begins, offset_minutes(start[20:]), source, number)
        at = places[hour]
        if self._begins[at] != begins:  # offsets that no clock of today has
            raise ValueError(start)
        self._now, self._at = start[:13] + start[20:], at

    def _open(self, begins: int, offset: int, source: str, number: int) -> None:
        device = self._names.setdefault(short(source), len(self._names))
        if len(self._counts) >= MOST_HOURS or device >= MOST_NAMES:
            raise ValidationError(_("The export spans more hours or devices than there can be."))
        self._begins.append(begins)
        self._counts.append(0)
        self._firsts.append(number)
        self._sums.append(0)
        self._lows.append(HIGHEST * MILLI + 1)
        self._highs.append(0)
        self._lasts.append(0)
        self._offsets.append(offset)
        self._devices.append(device)
