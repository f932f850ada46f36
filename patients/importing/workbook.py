"""Excel workbooks (.xlsx): one sheet as a table of text, read row by row."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from patients.importing.csv_files import MOST_COLUMNS, MOST_IN_CELL
from patients.importing.sources import SourceRow

MOST_UNPACKED = 1024 * 1024 * 1024
MOST_IN_MEMORY = 64 * 1024 * 1024  # every part but the sheets is held whole
MOST_TIMES = 200  # real sheets shrink to a tenth; a bomb to a thousandth
SHEETS_PART = "xl/worksheets/"
CLOCK = frozenset("hHsS")
DIGITS = 15  # as many as Excel keeps; the rest is how its binary numbers end
MARK = b"PK\x03\x04"

UNREADABLE = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, DefusedXmlException, ParseError,
    KeyError, IndexError, ValueError, TypeError, AttributeError, EOFError, NotImplementedError,
    RuntimeError, OverflowError,
)  # fmt: skip


def is_workbook(names: Sequence[str]) -> bool:
    """Whether a ZIP with files of these names is a workbook."""
    return "xl/workbook.xml" in names


def broken() -> ValidationError:
    """What to say of a workbook that does not open or ends early."""
    return ValidationError(
        _("This workbook is damaged or protected with a password. Save it again as .xlsx or CSV.")
    )


def refuse_bomb(file: BinaryIO) -> None:
    """Raises ValidationError: unpacked it would fill the memory or the day."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile as error:
        raise broken() from error
    held = sum(part.file_size for part in parts if not part.filename.startswith(SHEETS_PART))
    whole = sum(part.file_size for part in parts)
    packed_size = sum(part.compress_size for part in parts)
    dense = whole > MOST_IN_MEMORY // 4 and whole > MOST_TIMES * max(packed_size, 1)
    if held > MOST_IN_MEMORY or whole > MOST_UNPACKED or dense:
        raise ValidationError(
            _("This workbook unpacks to far more than a record holds, so it is not opened.")
        )
    file.seek(0)


class WorkbookTable:
    """One sheet of a workbook: the first with anything in it, or the one named.

    Raises, when made: ValidationError: damaged, too large once unpacked, empty, no such sheet.
    """

    def __init__(self, file: BinaryIO, sheet: str = "") -> None:
        self._file = file
        refuse_bomb(file)
        try:
            with warnings.catch_warnings():  # of styles that are left out
                warnings.simplefilter("ignore")
                book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            self.sheets = [each.title for each in book.worksheets]
            names = [sheet] if sheet in self.sheets else self.sheets
            for self.sheet in names:
                self._rows = self._read(book[self.sheet])
                self._first, first = next(self._rows, (0, []))
                if first:
                    break
        except UNREADABLE as error:
            raise broken() from error
        if not self.sheets or not first:
            raise ValidationError(_("The file is empty."))
        if len(first) > MOST_COLUMNS:
            raise ValidationError(
                _("The file has more than %(most)d columns.") % {"most": MOST_COLUMNS}
            )
        self.headings = [cell.strip() for cell in first]

    def rows(self) -> Iterator[SourceRow]:
        """Rows below the headings, numbered as Excel does. Raises ValidationError: damaged."""
        width = len(self.headings)
        try:
            for number, row in self._rows:
                yield SourceRow(number, [*row[:width], *[""] * (width - len(row))])
        except UNREADABLE as error:
            raise broken() from error

    def position(self) -> int:
        """Bytes consumed so far."""
        return self._file.tell()

    def _read(self, sheet: Any) -> Iterator[tuple[int, list[str]]]:
        sheet.reset_dimensions()  # what the file says of its own size is often wrong
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells


def _text(cell: Any) -> str:
    """What a cell says, as it would stand in a CSV file of ours."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return _moment(value, str(cell.number_format))
    if isinstance(value, timedelta):
        return str(timedelta(seconds=round(value.total_seconds())))
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)[:MOST_IN_CELL]


def _number(value: float) -> str:
    """The digits Excel shows: 72.1, not 72.09999999999999."""
    if isinstance(value, int):
        return str(value)[:40]
    text = f"{Decimal(f'{value:.{DIGITS}g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: datetime, shape: str) -> str:
    """A day where the cell shows only that, else a time to the second."""
    value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    if not CLOCK & set(shape) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return value.isoformat(sep=" ")
