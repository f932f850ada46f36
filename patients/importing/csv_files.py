"""CSV files of any size, read in a stream: what is wrong is told with its row and column."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from patients.importing.sources import SourceRow
from patients.importing.tables import Table
from patients.spreadsheets.sheets import Sheet

CHUNK = 64 * 1024
MOST_COLUMNS = 100
MOST_IN_CELL = 128 * 1024  # the csv module's own limit
MOST_IN_LINE = 1024 * 1024
DELIMITERS = ",;\t"


class _Stopped(Exception):
    """The text cannot be read beyond `rest`, the readable start of a line."""

    def __init__(self, why: str, rest: str) -> None:
        super().__init__(why)
        self.why = why
        self.rest = rest


class CsvFile:
    """The cells of a CSV file in UTF-8 or UTF-16, with `,`, `;` or tab between them.

    `headings` are as written, without spaces around them. Blank rows count but are left out.
    Raises ValidationError: no headings, or not readable as text.
    """

    def __init__(self, file: BinaryIO, delimiter: str = "") -> None:
        self._file = file
        self._consumed = 0
        self._fed: list[str] = []  # the lines of the row being read
        self._at = 0  # the row read last
        self.headings: list[str] = []
        lines = self._lines()
        first = self._first_line(lines)
        self.delimiter = delimiter or max(DELIMITERS, key=first.count)
        again = self._remembered(first, lines)
        self._reader = csv.reader(again, delimiter=self.delimiter, strict=True)
        self.headings = [cell.strip() for cell in self._first_row()]
        self._check_headings()

    def position(self) -> int:
        """Bytes consumed so far."""
        return self._consumed

    def rows(self) -> Iterator[SourceRow]:
        """Every row below the headings. Raises ValidationError: says what is wrong, and where."""
        width, fed = len(self.headings), self._fed
        try:
            fed.clear()
            for cells in self._reader:
                self._at += 1
                if len(cells) == width:
                    yield SourceRow(self._at, cells)
                elif cells:
                    raise ValidationError(self._ragged(len(cells)))
                fed.clear()
        except (csv.Error, _Stopped) as error:
            self._at += 1
            raise ValidationError(self._told(error)) from None

    def _first_row(self) -> list[str]:
        self._at += 1
        try:
            return next(self._reader, [])
        except (csv.Error, _Stopped) as error:
            raise ValidationError(self._told(error)) from None

    def _told(self, error: Exception) -> str:
        if isinstance(error, _Stopped):
            return self._where(error.why, error.rest)
        return self._where(_broken_quotes(), "")

    def _first_line(self, lines: Iterator[str]) -> str:
        try:
            for line in lines:
                if line.strip():
                    return line
                self._at += 1
        except _Stopped as stopped:
            raise ValidationError(stopped.why) from None
        return ""

    def _remembered(self, first: str, lines: Iterator[str]) -> Iterator[str]:
        self._fed.append(first)
        yield first
        for line in lines:
            self._fed.append(line)
            yield line

    def _check_headings(self) -> None:
        if not any(self.headings):
            raise ValidationError(_("The file is empty."))
        if len(self.headings) > MOST_COLUMNS:
            raise ValidationError(
                _("The file has more than %(most)d columns.") % {"most": MOST_COLUMNS}
            )
        if len({name.lower() for name in self.headings}) != len(self.headings):
            raise ValidationError(_("Two columns have the same heading."))

    def _ragged(self, cells: int) -> str:
        """What to say about a row that is too short or too long."""
        message = _("Row %(number)d has %(cells)d cells; the first row has %(headings)d.") % {
            "number": self._at,
            "cells": cells,
            "headings": len(self.headings),
        }
        if cells < len(self.headings) and not self._fed[-1].endswith(("\n", "\r")):
            message += " " + _("The file seems to be cut off there.")
        return message

    def _where(self, why: str, rest: str) -> str:
        """`why` after the row and the column at which reading stopped."""
        place = _last_cell("".join(self._fed) + rest, self.delimiter)
        if self._at == 1 or place >= len(self.headings):
            return _("Row %(row)d: %(why)s") % {"row": self._at, "why": why}
        return _("Row %(row)d, column “%(column)s”: %(why)s") % {
            "row": self._at,
            "column": self.headings[place],
            "why": why,
        }

    def _lines(self) -> Iterator[str]:
        """Whole lines with their ends. Raises: _Stopped."""
        rest = ""
        for text, stopped in self._texts():
            lines = list(io.StringIO(rest + text, newline=""))
            # A lone CR at the end may be the first half of CRLF.
            rest = lines.pop() if lines and not lines[-1].endswith("\n") else ""
            yield from lines
            if stopped or len(rest) > MOST_IN_LINE:
                raise _Stopped(stopped or _broken_quotes(), rest)
        if rest:
            yield rest

    def _texts(self) -> Iterator[tuple[str, str]]:
        """Decoded pieces, each with why reading stops after it ("" where it does not)."""
        piece = self._read()
        sixteen = piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        encoding = "utf-16" if sixteen else "utf-8-sig"
        decoder = codecs.getincrementaldecoder(encoding)()
        while True:
            try:
                text, stopped = decoder.decode(piece, final=not piece), ""
            except UnicodeDecodeError as error:
                good = bytes(error.object[: error.start])
                text = good.decode(error.encoding, "ignore").removeprefix("\ufeff")
                stopped = _not_text()
            if (at := text.find("\0")) >= 0:
                text, stopped = text[:at], _("The file is not a text file.")
            yield text, stopped
            if not piece or stopped:
                return
            piece = self._read()

    def _read(self) -> bytes:
        piece = self._file.read(CHUNK)
        self._consumed += len(piece)
        return piece


class OwnTable:
    """A table with the headings of a sheet of ours: a `Source`."""

    def __init__(self, table: Table, sheet: Sheet) -> None:
        self._file = table
        self.sheet = sheet
        known = set(sheet.headings)
        named = [heading.lower() for heading in table.headings]
        self._places = [place for place, name in enumerate(named) if name in known]
        self.columns: Sequence[str] = [named[place] for place in self._places]
        self.unknown: Sequence[str] = [name for name in named if name not in known]

    def rows(self) -> Iterator[SourceRow]:
        """As `Source`."""
        if not self.unknown:
            return self._file.rows()
        return self._picked()

    def position(self) -> int:
        """As `Source`."""
        return self._file.position()

    def _picked(self) -> Iterator[SourceRow]:
        pick = itemgetter(*self._places, self._places[0]) if self._places else None
        for row in self._file.rows():
            yield SourceRow(row.number, pick(row.cells)[:-1] if pick else ())


class OwnCsv(OwnTable):
    """A CSV file with the headings of a sheet: a `Source`."""

    def __init__(self, file: BinaryIO, sheet: Sheet) -> None:
        super().__init__(CsvFile(file), sheet)


def _broken_quotes() -> str:
    return _("A quotation mark is missing or in the wrong place, or the file was cut off.")


def _not_text() -> str:
    return _("This is not text in UTF-8. Save the file as “CSV UTF-8” and try again.")


def _last_cell(text: str, delimiter: str) -> int:
    """The place of the cell in which `text` ends or its quotation marks first go wrong."""
    place, quoted, start = 0, False, True
    marks = iter(range(len(text)))
    for at in marks:
        char = text[at]
        if quoted:
            if char == '"' and text[at + 1 : at + 2] == '"':
                next(marks, None)
            elif char == '"':
                quoted = False
                if text[at + 1 : at + 2] not in ("", delimiter, "\r", "\n"):
                    return place
        elif char == delimiter:
            place, start = place + 1, True
            continue
        elif char == '"' and start:
            quoted = True
        start = False
    return place
