"""Tables of text and workbooks: our own sheets by their headings, anything else by its mapping."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

from accounts.models import User
from patients.importing.csv_files import CsvFile, OwnTable
from patients.importing.formats import NeedsMapping, Options
from patients.importing.mapped import MappedTable
from patients.importing.sources import Source, SourceRow
from patients.importing.tables import Table
from patients.importing.workbook import WorkbookTable
from patients.spreadsheets.sheets import SHEETS

FIRST_ROWS = 50


class Peeked:
    """A table whose first rows have been looked at; it still yields them."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rest = table.rows()
        self._first = list(islice(self._rest, FIRST_ROWS))
        self.headings = table.headings
        self.first = [row.cells for row in self._first]

    def rows(self) -> Iterator[SourceRow]:
        """All rows, once."""
        return chain(self._first, self._rest)

    def position(self) -> int:
        """Bytes consumed so far."""
        return self._table.position()


def section_of(headings: Sequence[str], first: Sequence[Sequence[str]], chosen: str = "") -> str:
    """The sheet of ours that a table is, or "" for a foreign one.

    Args: chosen: what its owner says it holds. A table of ours that lacks one required column is
    still ours, so that its owner is told which one; only readings come from foreign tables.
    """
    named = [heading.lower() for heading in headings]
    if "schema" in named and first:
        key = first[0][named.index("schema")].partition("/")[0].strip()
        if not chosen and key in SHEETS:
            return key
    if chosen and chosen != "readings":
        return chosen
    required = {column.name for column in SHEETS["readings"].columns if column.required}
    return "readings" if len(required & set(named)) >= len(required) - 1 else ""


def open_text(file: BinaryIO, options: Options, owner: User) -> Source:
    """The rows of a CSV file. Raises: ValidationError, NeedsMapping."""
    return _source(Peeked(CsvFile(file)), options, owner)


def open_workbook(file: BinaryIO, options: Options, owner: User) -> Source:
    """The rows of a sheet of a workbook. Raises: ValidationError, NeedsMapping."""
    book = WorkbookTable(file, options.get("sheet", ""))
    return _source(Peeked(book), options, owner, book.sheets, book.sheet)


def _source(
    table: Peeked, options: Options, owner: User, sheets: Sequence[str] = (), sheet: str = ""
) -> Source:
    if section := section_of(table.headings, table.first, options.get("section", "")):
        return OwnTable(table, SHEETS[section])
    if not options.get("columns"):
        raise NeedsMapping(table.headings, table.first, sheets, sheet)
    return MappedTable(table, options, owner)
