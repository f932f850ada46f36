"""Tables of any program: a first row of headings, and rows of text below it."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Protocol

from patients.importing.sources import SourceRow


class Table(Protocol):
    """A file as rows of text; `CsvFile` and `WorkbookTable` are tables."""

    @property
    def headings(self) -> Sequence[str]:
        """The first row, as written."""

    def rows(self) -> Iterator[SourceRow]:
        """The rows below it, once. Raises ValidationError with the row: it cannot be read on."""

    def position(self) -> int:
        """Bytes consumed so far."""


def fingerprint(headings: Sequence[str]) -> str:
    """The same for files whose headings are the same, whatever their case and spaces."""
    names = (" ".join(heading.casefold().split()) for heading in headings)
    return sha256("\x1f".join(names).encode()).hexdigest()
