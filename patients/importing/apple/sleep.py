"""Nights of sleep, each from the one device that knows most about it."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

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
from patients.importing.apple.reader import Attributes
from patients.importing.sources import SourceRow

PREFIX = "HKCategoryValueSleepAnalysis"
# Awake and InBed are not sleep; "Asleep" is how it was called before there were stages.
STAGES = {
    "Asleep": "", "AsleepUnspecified": "", "AsleepCore": "sleep_light", "AsleepDeep": "sleep_deep",
    "AsleepREM": "sleep_rem",
}  # fmt: skip
NOT_SLEEP = frozenset({"InBed", "Awake"})
_KINDS = ("", "sleep_light", "sleep_deep", "sleep_rem")
GAP = 2 * 3600  # awake for less than this, it is still the same night
MOST_PIECES = 500_000
MOST_NAMES = 1000
ASLEEP = "sleep_duration"
Interval = tuple[int, int]
Piece = tuple[str, Interval]


@dataclass
class Session:
    """One time of sleep as one device saw it.

    `amounts`: seconds of sleep, and of each stage; pieces that overlap count once.
    """

    source: int
    start: int
    end: int
    offset: int
    zone: str
    number: int
    amounts: dict[str, int] = field(default_factory=dict)

    @property
    def asleep(self) -> int:
        """Seconds of sleep."""
        return self.amounts[ASLEEP]

    @property
    def staged(self) -> bool:
        """Whether the device told stages apart."""
        return len(self.amounts) > 1

    @property
    def day(self) -> str:
        """The day of waking, where the person slept."""
        return datetime.fromtimestamp(self.end + self.offset * 60, UTC).date().isoformat()

    def add_up(self, pieces: list[Piece]) -> None:
        """Set the amounts."""
        kinds = {kind for kind, _piece in pieces if kind}
        self.amounts = {ASLEEP: covered(piece for _kind, piece in pieces)}
        for name in kinds:
            self.amounts[name] = covered(piece for kind, piece in pieces if kind == name)


class Nights:
    """Sleep from all devices, chosen: where two overlap, the one with stages, then the longer one.

    Pieces of one device belong together while less than two hours lie between them. Time in bed and
    awake is not sleep. The longest sleep of a waking day is its night, the others are naps.
    """

    def __init__(self) -> None:
        self._starts, self._ends, self._numbers = array("q"), array("q"), array("Q")
        self._stages, self._offsets = array("b"), array("h")
        self._sources, self._zones = array("H"), array("H")
        self._names: dict[str, int] = {}

    def take(self, record: Attributes, number: int, zone: str) -> bool:
        """Add a piece; False where it is none."""
        stage = record.get("value", "").removeprefix(PREFIX)
        if stage in NOT_SLEEP:
            return True
        try:
            kind = STAGES[stage]
            start, end = seconds(record["startDate"]), seconds(record["endDate"])
            offset = offset_minutes(record["endDate"][20:])
        except (KeyError, ValueError):
            return False
        if end < start:
            return False
        self._starts.append(start)
        self._ends.append(end)
        self._numbers.append(number)
        self._stages.append(_KINDS.index(kind))
        self._offsets.append(offset)
        self._sources.append(self._name(record.get("sourceName", "")))
        self._zones.append(self._name(zone))
        return True

    def _name(self, text: str) -> int:
        place = self._names.setdefault(short(text), len(self._names))
        if place >= MOST_NAMES or len(self._starts) > MOST_PIECES:
            raise ValidationError(_("The export holds more nights or devices than there can be."))
        return place

    def rows(self, zones: Zones) -> Iterator[SourceRow]:
        """Each night and nap, followed by its stages."""
        names = list(self._names)
        by_day: dict[str, list[Session]] = {}
        for session in chosen(self._sessions(names)):
            by_day.setdefault(session.day, []).append(session)
        for day in sorted(by_day):
            night = max(by_day[day], key=lambda each: (each.asleep, -each.start))
            naps = [each for each in by_day[day] if each is not night]
            for place, session in enumerate([night, *naps]):
                yield from _rows(session, f"{day} {place}", names[session.source], zones)

    def _sessions(self, names: list[str]) -> Iterator[Session]:
        """Pieces of each device put together."""
        order = sorted(
            range(len(self._starts)), key=lambda at: (self._sources[at], self._starts[at])
        )
        now: Session | None = None
        pieces: list[Piece] = []
        for at in order:
            if now is None or now.source != self._sources[at] or self._starts[at] > now.end + GAP:
                if now is not None:
                    now.add_up(pieces)
                    yield now
                now, pieces = self._session(at, names), []
            if self._ends[at] >= now.end:
                now.end, now.offset = self._ends[at], self._offsets[at]
            pieces.append((_KINDS[self._stages[at]], (self._starts[at], self._ends[at])))
        if now is not None:
            now.add_up(pieces)
            yield now

    def _session(self, at: int, names: list[str]) -> Session:
        return Session(
            self._sources[at], self._starts[at], self._ends[at], self._offsets[at],
            names[self._zones[at]], self._numbers[at],
        )  # fmt: skip


def chosen(sessions: Iterable[Session]) -> list[Session]:
    """Those that stay, in order of time: of overlapping ones the best."""
    starts: list[int] = []
    kept: list[Session] = []
    for session in sorted(sessions, key=lambda each: (not each.staged, -each.asleep, each.start)):
        place = bisect_left(starts, session.end)
        if place and kept[place - 1].end > session.start:
            continue
        starts.insert(place, session.start)
        kept.insert(place, session)
    return kept


def covered(pieces: Iterable[Interval]) -> int:
    """Seconds in at least one of the pieces."""
    total = reached = 0
    for start, end in sorted(pieces):
        start = max(start, reached)
        if end > start:
            total += end - start
            reached = end
    return total


def _rows(session: Session, place: str, device: str, zones: Zones) -> Iterator[SourceRow]:
    zone = zones.of(session.end, session.offset, session.zone)
    cells = {
        "group_id": entry_id("sleep group", place) if session.staged else "",
        "effective_at": iso_of(session.start, session.offset),
        "effective_end": iso_of(session.end, session.offset),
        "tz": zone, "unit": "min", "device": device,
    }  # fmt: skip
    for kind, amount in sorted(session.amounts.items(), reverse=True):
        yield row(
            session.number, entry_id=entry_id(kind, place), type=kind,
            value=str((amount + 30) // 60), **cells,
        )  # fmt: skip
