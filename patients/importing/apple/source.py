"""An Apple Health export as a source of readings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple

from patients.importing.apple.cells import COLUMNS, Zones, number
from patients.importing.apple.container import open_export
from patients.importing.apple.each import flow_row, refused_row, single_row, workout_row
from patients.importing.apple.mapping import (
    COUNT,
    EACH,
    EACH_PULSE,
    ENERGIES,
    ENERGY,
    FLOWS,
    PRESSURE,
    PULSE,
    RATE,
    SLEEP,
    STEPS,
    Amount,
    in_words,
    unit_of,
)
from patients.importing.apple.means import HourMeans
from patients.importing.apple.pressure import PARTS, Cuff, Pressures
from patients.importing.apple.prolog import without_doctype
from patients.importing.apple.reader import Attributes, Reader
from patients.importing.apple.sleep import Nights
from patients.importing.apple.sums import DaySums
from patients.importing.sources import SourceRow

ZONE = "HKTimeZone"
MOST_KINDS = 500
MOST_METADATA = 60


class Summary(NamedTuple):
    """Where records of a type are summed up, and what they are if that refuses one."""

    take: Callable[[Attributes, int], bool]
    kind: str
    amounts: Mapping[str, Amount]


class AppleHealth:
    """The readings of an export, in the sheet's own cells.

    Clinical values are taken one by one, with their unit. Heart rate comes as hourly means, unless
    `raw_heart_rate`; steps and active energy as daily totals (see `DaySums` for phone and watch);
    sleep as nights. `unknown` names what was left out and how often. Values are as Apple wrote
    them, except that shares become percent (0.97 is 97 %; what is above 1 is percent already) and
    that digits past the sixth decimal are rounded. The person's own facts (`Me`) are left alone.
    """

    columns: Sequence[str] = COLUMNS

    def __init__(self, file: BinaryIO, *, zone: str, raw_heart_rate: bool = False) -> None:
        """Raises: ValidationError: no export, or one that may do harm."""
        self._export = open_export(file)
        self._zones = Zones(zone)
        self._reader = Reader(self)
        self._ready: list[SourceRow] = []
        self._left_out: dict[str, int] = {}
        self._sums = {
            STEPS: DaySums("steps_day", COUNT),
            ENERGY: DaySums("active_energy_day", ENERGIES),
        }
        self._means, self._nights, self._pressures = HourMeans(), Nights(), Pressures()
        self._summaries: dict[str, Summary] = {
            name: Summary(sums.take, sums.kind, sums.amounts) for name, sums in self._sums.items()
        }
        self._each = dict(EACH)
        if raw_heart_rate:
            self._each[PULSE] = EACH_PULSE
        else:
            self._summaries[PULSE] = Summary(self._means.take, EACH_PULSE.type, RATE)
        self._held: Attributes | None = None  # a record whose metadata is still to come
        self._name = ""
        self._metadata: dict[str, str] = {}
        self._statistics: list[Attributes] = []
        self._cuff: Cuff | None = None

    @property
    def unknown(self) -> Sequence[str]:
        """Record types that were left out, each with its count."""
        counted = ((in_words(name), count) for name, count in self._left_out.items())
        return [f"{name} × {count}" for name, count in sorted(counted)]

    def position(self) -> int:
        """Bytes of the uploaded file consumed so far."""
        return self._export.position()

    def rows(self) -> Iterator[SourceRow]:
        """Single values as they come, then what is summed up. Raises ValidationError."""
        for _fed in self._reader.feed(without_doctype(self._export.read)):
            yield from self._ready
            self._ready.clear()
        yield from self._pressures.rows(self._zones)
        yield from self._nights.rows(self._zones)
        for sums in self._sums.values():
            yield from sums.rows(self._zones)
        yield from self._means.rows(self._zones)

    def record(self, name: str, attributes: Attributes) -> None:
        """An element below the root begins (called by the reader)."""
        if name == "Record":
            kind = attributes.get("type", "")
            summary = self._summaries.get(kind)
            if summary is None:
                self._hold(kind, attributes)
            elif not summary.take(attributes, self._reader.records):
                place = self._reader.records
                self._ready.append(refused_row(place, summary.kind, summary.amounts, attributes))
        elif name == "Correlation" and attributes.get("type") == PRESSURE:
            self._cuff = Cuff(attributes, self._reader.records)
            self._hold(name, attributes)
        elif name == "Workout":
            self._hold(name, attributes)
        elif name == "ActivitySummary":
            self._state_energy(attributes)
        elif name != "ExportDate":
            self._leave_out(attributes.get("type", name))

    def inner(self, name: str, attributes: Attributes) -> None:
        """An element inside a record begins (called by the reader)."""
        if self._held is None:
            return
        if name == "MetadataEntry":
            if len(self._metadata) < MOST_METADATA:
                self._metadata.setdefault(attributes.get("key", ""), attributes.get("value", ""))
        elif name == "Record" and self._cuff is not None:
            self._cuff.parts.setdefault(attributes.get("type", "")[:80], attributes)
        elif name == "WorkoutStatistics" and len(self._statistics) < MOST_METADATA:
            self._statistics.append(attributes)

    def end(self) -> None:
        """The record is complete (called by the reader)."""
        if self._held is None:
            return
        zone = self._metadata.get(ZONE, "")
        place = self._reader.records
        if self._cuff is not None:
            self._cuff.zone = zone
            self._ready.extend(self._pressures.pair(self._cuff, self._zones))
            self._cuff = None
        elif self._name == SLEEP:
            if not self._nights.take(self._held, place, zone):
                self._ready.append(refused_row(place, "sleep_duration", {}, self._held))
        elif self._name in FLOWS:
            self._take_flow(place)
        elif self._name == "Workout":
            self._ready.append(workout_row(place, self._held, self._statistics, zone, self._zones))
            self._statistics.clear()
        else:
            each = self._each[self._name]
            self._ready.append(single_row(place, each, self._held, self._metadata, self._zones))
        self._held = None
        self._metadata.clear()

    def _hold(self, kind: str, attributes: Attributes) -> None:
        if kind in PARTS:
            self._pressures.take(attributes, self._reader.records)
        elif (
            kind in self._each
            or kind == SLEEP
            or kind in FLOWS
            or kind in ("Workout", "Correlation")
        ):
            self._held, self._name = attributes, kind
        else:
            self._leave_out(kind)

    def _take_flow(self, place: int) -> None:
        held = self._held or {}
        found = flow_row(place, held, FLOWS[self._name], self._metadata, self._zones)
        if found is None:
            self._leave_out(held.get("value", "") or self._name)
        else:
            self._ready.append(found)

    def _state_energy(self, attributes: Attributes) -> None:
        day, value = attributes.get("dateComponents", ""), attributes.get("activeEnergyBurned", "")
        unit, factor = unit_of(ENERGIES, attributes.get("activeEnergyBurnedUnit", ""))
        if day and value.strip("0."):
            self._sums[ENERGY].state(day, number(value, factor), unit, self._reader.records)

    def _leave_out(self, kind: str) -> None:
        if kind not in self._left_out and len(self._left_out) >= MOST_KINDS:
            kind = "…"
        self._left_out[kind[:80]] = self._left_out.get(kind[:80], 0) + 1
