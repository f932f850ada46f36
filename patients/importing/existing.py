"""The entries that a file may speak of, looked up by the owner's ids a chunk at a time."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from patients.importing import rows
from patients.spreadsheets.entries import entries
from patients.spreadsheets.guard import guarded
from patients.spreadsheets.sheets import UNJUDGED, Sheet

# Fields in which two states of an entry are never compared.
UNASKED = frozenset({"created_at", "updated_at"})


class Known:
    """An entry that is there already."""

    def __init__(self, existing: "Existing", row: Any) -> None:
        self._existing = existing
        self.row = row

    def is_said_by(self, cells: Sequence[str]) -> bool:
        """Whether a row of the file repeats the entry's own cells, letter by letter."""
        if self.row.deleted_at is not None:
            return False
        row = self.row
        if not self._existing.is_own(cells):
            cells = [guarded(cell) for cell in cells]
        for place, write in self._existing.compared:  # noqa: SIM110 - half the time of `all`
            if cells[place] != write(row):
                return False
        return True

    def is_like(self, entry: Any) -> bool:
        """Whether an entry says the same, in whatever spelling it came."""
        sheet = self._existing.sheet
        return self.row.deleted_at is None and rows.said(sheet, entry) == self.said

    @property
    def said(self) -> list[str]:
        """Its cells."""
        return rows.said(self._existing.sheet, self.row)

    def before(self, entry: Any) -> dict[str, Any]:
        """All of `entry`, as `ImportedChange` keeps it."""
        return {
            "cells": {column.name: column.write(entry) for column in self._existing.sheet.columns},
            "deleted_at": entry.deleted_at.isoformat() if entry.deleted_at else None,
        }

    def entry(self) -> Any:
        """The entry itself, to be changed."""
        return self._existing.instance(self.row.pk)


class Existing:
    """Entries of one owner on one sheet, deleted ones too; nobody else's ids match anything."""

    def __init__(self, sheet: Sheet, owner: User, columns: Sequence[str]) -> None:
        self.sheet, self.owner = sheet, owner
        writers = {column.name: column.write for column in sheet.columns}
        judged = [(p, n) for p, n in enumerate(columns) if n not in UNJUDGED]
        self.compared = [(place, writers[name]) for place, name in judged]
        self._schema_at = list(columns).index("schema") if "schema" in columns else -1
        self._found: dict[str, Known] = {}
        self._instances: dict[int, Any] = {}
        self._is_empty = not self.mine().exists()

    def mine(self) -> Any:
        """The owner's rows."""
        return self.sheet.model.objects.editable_by(self.owner)

    def instance(self, key: int) -> Any:
        """One of the loaded entries as its model; the whole chunk is asked for at once."""
        if not self._instances:
            keys = [known.row.pk for known in self._found.values()]
            self._instances = {row.pk: row for row in self.mine().filter(pk__in=keys)}
        return self._instances[key]

    def is_own(self, cells: Sequence[str]) -> bool:
        """Whether a row says that we wrote it."""
        return self._schema_at >= 0 and cells[self._schema_at].strip() == self.sheet.schema

    def load(self, keys: Sequence[str]) -> None:
        """Look up the ids of a chunk."""
        self._found, self._instances = {}, {}
        if self._is_empty:
            return
        rows_ = self.mine() if self.sheet.single else self.mine().filter(entry_id__in=keys)
        for row in entries(self.sheet, rows_, self.owner.pk, UNASKED):
            self._found[str(row.entry_id)] = Known(self, row)

    def find(self, key: str) -> Known | None:
        """The entry with an id; on sheets of one row that row, whatever its id."""
        if self.sheet.single:
            return next(iter(self._found.values()), None)
        return self._found.get(key)
