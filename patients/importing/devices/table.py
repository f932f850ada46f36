"""What all device files share: lines of cells, a row of headings somewhere near the top."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import uuid5

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from patients.importing import dates
from patients.importing.devices.lines import TOP, rows_of, top_rows
from patients.importing.devices.wall_clock import WallClock
from patients.importing.formats import Format, NeedsMapping, Options, Sample
from patients.importing.sources import NAMESPACE, SourceRow

COLUMNS = (
    "entry_id", "group_id", "type", "effective_at", "effective_end", "tz", "comparator", "value",
    "value2", "unit", "context", "method", "device", "source", "notes",
)  # fmt: skip
FIRST_ROWS = 50
MOST_KINDS = 100
NOTHING = frozenset({"", "-", "--", "—"})
Reading = dict[str, str]


@dataclass(frozen=True)
class Row:
    """One row below the headings; cells are found by the start of their heading, in small letters.

    `device` is what the file has said so far about what measured.
    """

    number: int
    cells: Sequence[str]
    headings: Sequence[str]
    at: Callable[[str, str], str]

    def cell(self, place: int) -> str:
        """The cell at a place, "" where the row is shorter."""
        return self.cells[place].strip() if 0 <= place < len(self.cells) else ""

    def named(self, *starts: str) -> str:
        """The cell under the first heading that begins so; "" where none does or it says "-"."""
        cell = self.cell(place_of(self.headings, *starts))
        return "" if cell in NOTHING else cell


@dataclass(frozen=True)
class Device:
    """A shape of files.

    Attributes: fits: whether a row is its headings. read: what a row says, without times and ids;
    a reading without "type" names what was left out. day: the places of day and time of day.
    ascending: whether rows come in order of time, so that a repeated hour can be told apart.
    read_columns: starts of the headings that are read; others are reported.
    """

    key: str
    label: str | Promise
    fits: Callable[[Sequence[str]], bool]
    read: Callable[[Row], Sequence[Reading]]
    day: Callable[[Sequence[str]], tuple[int, int]]
    read_columns: tuple[str, ...] = ()
    ascending: bool = False

    @property
    def format(self) -> Format:
        """It among the formats a file may have."""
        return Format(self.key, self.label, self._sniff, self._open)

    def _sniff(self, sample: Sample) -> bool:
        try:
            return any(self.fits(headings_of(row)) for row in top_rows(sample.start))
        except ValidationError:
            return False

    def _open(self, file: BinaryIO, options: Options, owner: User) -> "DeviceFile":
        return DeviceFile(self, file, owner.time_zone, options)


class DeviceFile:
    """A device's file as a source of readings.

    Days that could be read both ways (02-07-2026) are decided by all days of the file; where that
    is not enough, NeedsMapping asks for the order.
    """

    columns: Sequence[str] = COLUMNS

    def __init__(self, device: Device, file: BinaryIO, zone: str, options: Options) -> None:
        """Raises: ValidationError, NeedsMapping."""
        self._device, self._file, self._zone = device, file, zone
        self._left_out: dict[str, int] = {}
        self.headings: list[str] = []
        self._written: list[str] = []
        self._order = str(options.get("order", ""))
        if self._order not in dates.ORDERS:
            self._order = self._find_order()
        self._clock = WallClock(zone) if device.ascending else None

    @property
    def unknown(self) -> Sequence[str]:
        """Headings that are not read, and kinds of rows that were left out with their count."""
        known = self._device.read_columns
        unread = [
            written
            for written, heading in zip(self._written, self.headings, strict=True)
            if known and not heading.startswith(known)
        ]
        return unread + [f"{name} × {count}" for name, count in sorted(self._left_out.items())]

    def position(self) -> int:
        """Bytes consumed so far."""
        return self._file.tell()

    def rows(self) -> Iterator[SourceRow]:
        """Every reading, those of one row as a group. Raises ValidationError."""
        for row in self._rows():
            readings = self._device.read(row)
            for reading in readings:
                if "type" not in reading:
                    name = reading.get("left_out", "?")[:40]
                    if name in self._left_out or len(self._left_out) < MOST_KINDS:
                        self._left_out[name] = self._left_out.get(name, 0) + 1
            told = [reading for reading in readings if "type" in reading]
            yield from self._told(row, told)

    def _told(self, row: Row, readings: Sequence[Reading]) -> Iterator[SourceRow]:
        places = self._device.day(self.headings)
        day, clock = (row.cell(place) for place in places)
        for reading in readings:
            cells = {"tz": self._zone, "source": self._device.key, **reading}
            cells.setdefault("effective_at", self._moment(day, clock))
            named = (self._device.key, cells["type"], cells["effective_at"], row.cell(places[0]))
            said = (cells.get(name, "") for name in ("value", "value2", "comparator", "unit"))
            key = "\0".join((*named, *said, cells.pop("serial", "")))
            cells["entry_id"] = str(uuid5(NAMESPACE, key))
            if len(readings) > 1:
                cells["group_id"] = str(uuid5(NAMESPACE, "\0".join((*named[::2], "group"))))
            yield SourceRow(row.number, tuple(cells.get(name, "") for name in COLUMNS))

    def _moment(self, day: str, clock: str) -> str:
        """The time in ISO 8601; one that cannot be read is left for the engine to refuse."""
        try:
            found = dates.moment(day, self._order or "ymd", clock)
        except ValidationError:
            return f"{day} {clock}".strip()[:40]
        return self._clock.iso(found) if self._clock else found

    def _rows(self) -> Iterator[Row]:
        lines = rows_of(self._file)
        for number, cells in lines:
            if number <= TOP and self._device.fits(headings_of(cells)):
                self.headings, self._written = headings_of(cells), [c.strip() for c in cells]
                break
        else:
            raise ValidationError(_("The headings of the file were not found."))
        for number, cells in lines:
            yield Row(number, cells, self.headings, self._moment)

    def _find_order(self) -> str:
        """Raises: NeedsMapping: every day could be read both ways."""
        first: list[Sequence[str]] = []

        def days() -> Iterator[str]:
            for row in self._rows():
                if len(first) < FIRST_ROWS:
                    first.append(row.cells)
                yield row.cell(self._device.day(self.headings)[0])

        order = dates.order_of(days())
        if order == dates.UNCLEAR:
            raise NeedsMapping(self._written, first)
        return order


def headings_of(cells: Sequence[str]) -> list[str]:
    """Headings as they are compared: small letters, single spaces."""
    return [" ".join(cell.split()).casefold() for cell in cells]


def place_of(headings: Sequence[str], *starts: str) -> int:
    """The place of the first heading that begins with one of `starts`; -1 where none does."""
    return next((at for at, heading in enumerate(headings) if heading.startswith(starts)), -1)


def number(cell: str) -> str:
    """A number with a dot; a comma in it is the decimal sign, for no such value has thousands."""
    return cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell


def unit_in(heading: str, units: Mapping[str, str]) -> str:
    """Our unit for the one that a heading names; one we do not know is passed on to be refused."""
    named = heading.rpartition("(")[2].rstrip(") ") if "(" in heading else heading.split()[-1]
    return units.get(named, named[:24])
