"""Foreign tables as rows of readings, once their owner has said what each column holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from patients.importing import dates, numbers
from patients.importing.roles import (
    BOTH,
    CLOCK,
    DAY,
    DEVICE,
    NOTES,
    TAGS,
    WHEN,
    ValueRole,
    value_roles,
)
from patients.importing.sources import NAMESPACE, SourceRow
from patients.importing.tables import Table

COLUMNS = (
    "entry_id", "group_id", "type", "effective_at", "tz", "comparator", "value", "value2", "unit",
    "device", "notes", "tags",
)  # fmt: skip
TOGETHER = frozenset({"blood_pressure", "heart_rate"})  # shown as one where measured as one
Problem = tuple[str, str]


@dataclass(frozen=True)
class Reading:
    """What one row says of one type."""

    type: str
    unit: str
    value: str = ""
    value2: str = ""
    comparator: str = ""


class MappedTable:
    """A `Source` of the readings in a foreign table.

    Args: options: "columns" (a role for each heading), "order" of dates, "decimal" sign, "zone".
    """

    columns: Sequence[str] = COLUMNS

    def __init__(self, table: Table, options: Mapping[str, Any], owner: User) -> None:
        self._table = table
        self._decimal, self._order = options["decimal"], options["order"]
        self._zone = options.get("zone") or owner.time_zone
        known = value_roles(owner.pk)
        named = dict(enumerate(options["columns"][: len(table.headings)]))
        self._values = [(place, known[role]) for place, role in named.items() if role in known]
        self._plain = {role: place for place, role in named.items() if role and role not in known}
        self.unknown = [name for n, name in enumerate(table.headings) if not named.get(n)]

    def rows(self) -> Iterator[SourceRow]:
        """A row for each reading; one that is not understood comes with its problems."""
        for row in self._table.rows():
            yield from self._readings(row)

    def position(self) -> int:
        """Bytes consumed so far."""
        return self._table.position()

    def _readings(self, row: SourceRow) -> Iterator[SourceRow]:
        problems: list[Problem] = []
        moment = self._moment(row.cells, problems)
        found = self._found(row.cells, problems)
        if not found and not problems:
            problems.append(("", _("There is no value in the columns that are read.")))
        if problems:
            yield SourceRow(row.number, self._cells(row, moment, Reading("", ""), ""), problems)
            return
        together = {reading.type for reading in found} >= TOGETHER
        group = str(uuid5(NAMESPACE, f"row|{moment}|{self._zone}|{found}")) if together else ""
        for reading in found:
            theirs = group if reading.type in TOGETHER else ""
            yield SourceRow(row.number, self._cells(row, moment, reading, theirs))

    def _moment(self, cells: Sequence[str], problems: list[Problem]) -> str:
        place = self._plain.get(WHEN, self._plain.get(DAY, 0))
        clock = cells[self._plain[CLOCK]] if CLOCK in self._plain else ""
        try:
            return dates.moment(cells[place], self._order, clock)
        except ValidationError as error:
            problems.append((self._table.headings[place], error.messages[0]))
            return ""

    def _found(self, cells: Sequence[str], problems: list[Problem]) -> list[Reading]:
        found: dict[tuple[str, str], dict[str, str]] = {}
        for place, role in self._values:
            if not cells[place].strip():
                continue
            parts = found.setdefault((role.kind.key, role.unit), {})
            try:
                parts.update(self._parts(cells[place], role))
            except ValidationError as error:
                problems.append((self._table.headings[place], error.messages[0]))
        return [Reading(key, unit, **parts) for (key, unit), parts in found.items()]

    def _parts(self, cell: str, role: ValueRole) -> dict[str, str]:
        """Raises ValidationError."""
        if role.part == BOTH:
            first, slash, second = cell.partition("/")
            if not slash:
                raise ValidationError(
                    _("“%(cell)s” is not two numbers, such as 128/82.") % {"cell": cell[:40]}
                )
            return self._one(first, role, "value") | self._one(second, role, "value2")
        return self._one(cell, role, "value2" if role.part == "2" else "value")

    def _one(self, cell: str, role: ValueRole, name: str) -> dict[str, str]:
        comparator, number = numbers.number(cell, self._decimal, role.names)
        return {name: number, **({"comparator": comparator} if comparator else {})}

    def _cells(self, row: SourceRow, moment: str, reading: Reading, group: str) -> list[str]:
        words = {
            role: row.cells[place]
            for role, place in self._plain.items()
            if role in {NOTES, TAGS, DEVICE}
        }
        # The same record in another file, or twice in this one, is the same entry.
        entry_id = uuid5(NAMESPACE, f"mapped|{moment}|{self._zone}|{reading}")
        return [
            str(entry_id), group, reading.type, moment, self._zone, reading.comparator,
            reading.value, reading.value2, reading.unit,
            words.get(DEVICE, ""), words.get(NOTES, ""), words.get(TAGS, ""),
        ]  # fmt: skip
