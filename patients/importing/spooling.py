"""Rows ready to be written, waiting in a temporary file without a name."""

import marshal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from patients.importing.wire import Prepared, Wire, copied
from patients.services import rollups

Row = tuple[Prepared, ...]
Line = str | Row
# What an update needs: key, when it was last changed, id, sealed cells of before, the new values.
Change = tuple[int, Prepared, str, bytes, Row]
NEW, CHANGED, DAYS = 0, 1, 2
LENGTH = 8  # bytes before each frame
FIRST_DAY = date(1899, 1, 1).toordinal()
DAYS_KNOWN = date(2202, 1, 1).toordinal() - FIRST_DAY


@dataclass
class Touched:
    """The days of each type whose rollups change: one byte a day, however many readings."""

    by_type: dict[str, bytearray] = field(default_factory=dict)

    def add(self, kind: str, day: date) -> None:
        """Remember one."""
        days = self.by_type.get(kind)
        if days is None:
            days = self.by_type[kind] = bytearray(DAYS_KNOWN)
        days[day.toordinal() - FIRST_DAY] = 1

    def pairs(self) -> Iterator[tuple[str, date]]:
        """(type, day) of each; of very many days the ends and as many as make rollups a span."""
        for kind, days in self.by_type.items():
            for at in islice(_places(days), rollups.FEW_DAYS + 1):
                yield kind, date.fromordinal(at + FIRST_DAY)
            yield kind, date.fromordinal(days.rfind(1) + FIRST_DAY)


def _places(days: bytearray) -> Iterator[int]:
    at = days.find(1)
    while at >= 0:
        yield at
        at = days.find(1, at + 1)


class Spool:
    """Collects rows in `file`; without one it only counts them."""

    def __init__(self, file: BinaryIO | None, wire: Wire) -> None:
        self.file = file
        self.is_copy = wire.is_copy
        self.touched = Touched()
        self.new: list[Line] = []
        self.changed: list[Change] = []

    def add(self, row: Line) -> None:
        """A new row: a line as `fast` makes it, or the values of a `Wire`."""
        whole = self.is_copy and not isinstance(row, str)
        self.new.append("\t".join(map(copied, row)) if whole else row)

    def change(self, change: Change) -> None:
        """A row that is there already."""
        self.changed.append(change)

    def flush(self) -> None:
        """Put what was collected into the file."""
        if self.file is not None and self.new:
            rows: Any = self.new
            if self.is_copy:
                rows = ("\n".join(self.new) + "\n").encode()  # type: ignore[arg-type]
            _put(self.file, (NEW, len(self.new), rows))
        if self.file is not None and self.changed:
            _put(self.file, (CHANGED, len(self.changed), self.changed))
        self.new.clear()
        self.changed.clear()

    def close(self) -> None:
        """Nothing more comes."""
        self.flush()
        if self.file is not None:
            days = {kind: bytes(found) for kind, found in self.touched.by_type.items()}
            _put(self.file, (DAYS, 0, days))
            self.file.flush()


def frames(file: BinaryIO) -> Iterator[tuple[int, int, Any]]:
    """What lies in a spool, from its start: (what it is, how many, rows); the days come last."""
    file.seek(0)
    kind = NEW
    while kind != DAYS:
        frame = file.read(int.from_bytes(file.read(LENGTH), "big"))
        kind, count, rows = marshal.loads(frame)  # noqa: S302  # nosec B302 - our own unnamed file
        yield kind, count, rows


def _put(file: BinaryIO, frame: tuple[int, int, Any]) -> None:
    # In one piece: `marshal.load` would ask the file for every single value.
    data = marshal.dumps(frame)
    file.write(len(data).to_bytes(LENGTH, "big") + data)


def touched(days: dict[str, bytes]) -> Iterable[tuple[str, date]]:
    """The (type, day) pairs of the last frame."""
    return Touched({kind: bytearray(found) for kind, found in days.items()}).pairs()
