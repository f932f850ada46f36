"""What every format looks like to the engine: columns of a sheet, and rows of their cells."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol
from uuid import UUID

# Ids of records whose format has none: uuid5(NAMESPACE, what identifies the record).
NAMESPACE = UUID("6f1f5b0e-0a5c-4c52-9a2e-5d0c6f3f7a11")


class SourceRow(NamedTuple):
    """One record of a file.

    Attributes: number: its place in the file; the heading is row 1. cells: in the order of
    `Source.columns`. problems: (column, reason) where a foreign cell could not be understood; such
    a row is rejected with them, whatever its cells.
    """

    number: int
    cells: Sequence[str]
    problems: Sequence[tuple[str, str]] = ()


class Source(Protocol):
    """A file that yields rows of one sheet, one at a time."""

    @property
    def columns(self) -> Sequence[str]:
        """Headings of the sheet that the file has, in the order of its cells."""

    @property
    def unknown(self) -> Sequence[str]:
        """Headings that mean nothing here."""

    def rows(self) -> Iterator[SourceRow]:
        """The rows, once. Raises ValidationError with the row: the file cannot be read on."""

    def position(self) -> int:
        """Bytes consumed so far."""
