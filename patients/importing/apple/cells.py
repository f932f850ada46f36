"""What every kind of record has in common: cells, times, zones, ids and numbers."""

import re
import struct
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from uuid import uuid5
from zoneinfo import ZoneInfo

from patients.importing.sources import NAMESPACE, SourceRow

SOURCE = "apple_health"
COLUMNS = (
    "entry_id", "group_id", "type", "effective_at", "effective_end", "tz", "value", "value2",
    "unit", "context", "body_site", "method", "device", "source", "notes",
)  # fmt: skip
LONGEST_TEXT = 120
MOST_DIGITS, MOST_DECIMALS = 12, 6
MOST_ZONES = 1000
_PLAIN = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)
_BLANK = dict.fromkeys(COLUMNS, "") | {"source": SOURCE}
_HOURS = {0: "UTC", **{hour * 60: f"Etc/GMT{-hour:+d}" for hour in range(-12, 15) if hour}}
# Places without summer time, for offsets that no Etc zone has.
_BETWEEN = {
    -570: "Pacific/Marquesas", 210: "Asia/Tehran", 270: "Asia/Kabul", 330: "Asia/Kolkata",
    345: "Asia/Kathmandu", 390: "Asia/Yangon", 525: "Australia/Eucla", 570: "Australia/Darwin",
}  # fmt: skip


def row(number: int, **cells: str) -> SourceRow:
    """A row of `COLUMNS`; what is not named stays empty."""
    return SourceRow(number, tuple((_BLANK | cells).values()))


def entry_id(*parts: object) -> str:
    """The id of the record that these parts identify: the same in every export of it."""
    return str(uuid5(NAMESPACE, "\0".join(("apple", *map(str, parts)))))


def short(text: str) -> str:
    """A name that fits into its column."""
    return text.strip()[:LONGEST_TEXT]


def number(text: str, factor: Decimal | None = None) -> str:
    """A number as it stands there, times `factor`; what is none is left for the engine to refuse.

    Past six decimals it is rounded; see `_meant` for what apps make of a plain 71.7.
    """
    if factor is None and _PLAIN.fullmatch(text):
        return text
    try:
        value = Decimal(text)
        if not value.is_finite() or value.adjusted() > MOST_DIGITS:
            return text[:32]
        value = _meant(value) * (factor or 1)
        if _decimals(value) > MOST_DECIMALS:
            value = value.quantize(Decimal(1).scaleb(-MOST_DECIMALS))
    except InvalidOperation:
        return text[:32]
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _decimals(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)


def _meant(value: Decimal) -> Decimal:
    """The shortest number that some app kept in 32 bits: 71.69999694824219 was entered as 71.7."""
    if _decimals(value) <= MOST_DECIMALS or abs(value) > 1_000_000:
        return value
    kept = struct.pack("f", value)
    if struct.unpack("f", kept)[0] != float(value):
        return value
    shorter = (Decimal(f"{value:.{digits}g}") for digits in range(1, 10))
    return next((each for each in shorter if struct.pack("f", each) == kept), value)


@lru_cache(maxsize=256)
def _midnight(day: str, offset: str) -> int:
    """The second at which a day begins at an offset such as -0700."""
    begins = datetime.combine(date.fromisoformat(day), time.min, UTC)
    return int(begins.timestamp()) - offset_minutes(offset) * 60


def offset_minutes(offset: str) -> int:
    """Minutes east of Greenwich of +0530. Raises ValueError: it is none."""
    sign = {"+": 1, "-": -1}[offset[0]] if offset[:1] in ("+", "-") else None
    if sign is None or len(offset) != 5:
        raise ValueError(offset)
    return sign * (int(offset[1:3]) * 60 + int(offset[3:5]))


def seconds(text: str) -> int:
    """The instant of "2021-12-11 18:04:48 -0700". Raises ValueError: written otherwise."""
    if len(text) != 25 or text[13] != ":" or text[16] != ":":
        raise ValueError(text)
    clock = int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])
    return _midnight(text[:10], text[20:]) + clock


def instant(text: str) -> int | str:
    """The second, for ids; what is no time stands for itself."""
    try:
        return seconds(text)
    except ValueError:
        return text


def iso(text: str) -> str:
    """The same time in ISO 8601, its offset kept; another shape is left for the engine."""
    if len(text) != 25:
        return text[:40]
    return f"{text[:10]}T{text[11:19]}{text[20:23]}:{text[23:]}"


def iso_of(at: int, offset: int) -> str:
    """An instant in ISO 8601, as clocks show it that are `offset` minutes ahead of UTC."""
    place = timezone(timedelta(minutes=offset))
    return datetime.fromtimestamp(at, place).isoformat()


class Zones:
    """Chooses the zone of a record.

    Apple writes all times with the offsets of where the phone is at the export. A record that
    names its zone keeps it; otherwise the person's own zone stands if it had that offset at that
    time, else a zone that has it the whole year round.
    """

    def __init__(self, home: str) -> None:
        self.home = home
        self._known: dict[str, bool] = {}
        self._place = ZoneInfo(home)

    def of(self, at: int, offset: int, named: str = "") -> str:
        """The zone of a record at `at`, written `offset` minutes ahead of UTC."""
        if named and self._knows(named):
            return named
        if self._fits(self._place, at, offset):
            return self.home
        fixed = _HOURS.get(offset) or _BETWEEN.get(offset)
        if fixed and self._fits(ZoneInfo(fixed), at, offset):
            return fixed
        return self.home

    @staticmethod
    def _fits(place: ZoneInfo, at: int, minutes: int) -> bool:
        return datetime.fromtimestamp(at, place).utcoffset() == timedelta(minutes=minutes)

    def _knows(self, name: str) -> bool:
        if name not in self._known:
            if len(self._known) >= MOST_ZONES:
                return False
            try:
                self._known[name] = bool(ZoneInfo(name))
            except (ValueError, OSError, KeyError):
                self._known[name] = False
        return self._known[name]
