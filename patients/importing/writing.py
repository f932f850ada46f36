"""Write what was examined: all of it in one short transaction, or nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from patients.importing.spooling import CHANGED, DAYS, NEW, Change, Row, frames, touched
from patients.importing.wire import Wire, wire_of
from patients.models import ImportedChange
from patients.services import rollups
from patients.spreadsheets.sheets import SHEETS, Sheet
from privacy.fields import Sealed

CACHE = 6_000  # KiB
MANY = 5_000  # new rows after which PostgreSQL has to look at its table again


class ChangedMeanwhile(ValidationError):
    """The record is not as it was when the file was examined: nothing was written, look again."""

    def __init__(self) -> None:
        super().__init__(
            _("Your record changed while the file was read. Nothing was imported; try again.")
        )


@dataclass
class Counts:
    """Rows written."""

    new: int = 0
    updated: int = 0


@transaction.atomic
def write(*, owner: User, section: str, spool: BinaryIO, batch_id: int | None) -> Counts:
    """Write the rows that `examine` left in `spool`; the caller leaves the line in the trail.

    Raises: ChangedMeanwhile: nothing was written; examine the file again.
    """
    writer = _Writer(owner, SHEETS[section], batch_id)
    try:
        with _lean():
            for kind, count, rows in frames(spool):
                writer.take(kind, count, rows)
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    writer.sheet.after(owner)
    if writer.wire.is_copy and writer.counts.new >= MANY:
        transaction.on_commit(lambda: _reckon(writer.wire))
    return writer.counts


def rewrite(*, owner: User, section: str, changes: Sequence[Change]) -> None:
    """Write entries over what is there, for the undo of an import; keeps no image of before.

    Raises: ChangedMeanwhile: one of them is not as it was read.
    """
    writer = _Writer(owner, SHEETS[section], None)
    writer.take(CHANGED, len(changes), changes)
    writer.sheet.after(owner)


@contextmanager
def _lean() -> Iterator[None]:
    """SQLite: hold fewer pages in memory than pages of the site do; a file may be any length."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = -{CACHE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {int(before)}")


class _Writer:
    def __init__(self, owner: User, sheet: Sheet, batch_id: int | None) -> None:
        self.owner, self.sheet, self.batch_id = owner, sheet, batch_id
        self.wire = wire_of(sheet, owner)
        self.counts = Counts()

    def take(self, kind: int, count: int, rows: Any) -> None:
        """One frame of the spool."""
        if kind == NEW:
            (_copy if self.wire.is_copy else _insert)(self.wire, rows, self.batch_id)
            self.counts.new += count
        elif kind == CHANGED:
            self._update(rows)
            self.counts.updated += count
        elif kind == DAYS and self.sheet.bulk:
            rollups.refresh(self.owner, touched(rows))

    def _update(self, changes: Sequence[Change]) -> None:
        """Raises: ChangedMeanwhile: one of them is not as it was."""
        columns = self.wire.columns
        table, places = self.wire.table, ", ".join(f"{name} = %s" for name in columns)
        sql = f"UPDATE {table} SET {places} WHERE id = %s AND owner_id = %s AND updated_at = %s"  # noqa: S608  # nosec B608
        rows = [(*new, pk, self.owner.pk, seen) for pk, seen, _id, _before, new in changes]
        with connection.cursor() as cursor:
            for row in rows:
                cursor.execute(sql, row)
                if cursor.rowcount != 1:
                    raise ChangedMeanwhile
        if self.batch_id is not None:
            self._keep(self.batch_id, changes)

    def _keep(self, batch_id: int, changes: Sequence[Change]) -> None:
        """How the entries were, so that the import can be undone."""
        ImportedChange.objects.bulk_create(
            ImportedChange(
                owner=self.owner,
                batch_id=batch_id,
                section=self.sheet.key,
                entry_id=UUID(entry_id),
                before=Sealed(before),
            )
            for _pk, _seen, entry_id, before, _new in changes
        )


def _copy(wire: Wire, lines: bytes, batch_id: int | None) -> None:
    """PostgreSQL: every line gets the batch as its last column."""
    end = b"\t\\N\n" if batch_id is None else b"\t%d\n" % batch_id
    sql = f"COPY {wire.table} ({', '.join(wire.columns)}, batch_id) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(sql) as copy:
        copy.write(lines.replace(b"\n", end))


def _reckon(wire: Wire) -> None:
    """PostgreSQL: know at once how many ids there are, or the next import reads the whole table."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {wire.table} (owner_id, entry_id)")


def _insert(wire: Wire, rows: Sequence[Row], batch_id: int | None) -> None:
    """SQLite: tuples as they are."""
    places = ", ".join(["%s"] * len(wire.columns))
    batch = "NULL" if batch_id is None else int(batch_id)
    sql = (
        f"INSERT INTO {wire.table} ({', '.join(wire.columns)}, batch_id) VALUES ({places}, {batch})"  # noqa: S608  # nosec B608
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
