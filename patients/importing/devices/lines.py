"""Rows of cells in a device's file, which may differ in length from row to row."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

TOP = 5  # rows in which the headings are looked for
LONGEST_LINE = 64 * 1024
DELIMITERS = ",;\t"
Rows = Iterator[tuple[int, list[str]]]


def top_rows(start: bytes) -> list[list[str]]:
    """The first rows of a file that begins so. Raises ValidationError: no table."""
    rows = islice(rows_of(io.BytesIO(start), errors="replace"), TOP)
    return [cells for number, cells in rows if number <= TOP]


def rows_of(file: BinaryIO, *, errors: str = "strict") -> Rows:
    """Rows with their number, blank ones counted but left out. Raises ValidationError."""
    file.seek(0)
    start = file.read(LONGEST_LINE)
    file.seek(0)
    sixteen = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if sixteen else "utf-8-sig"
    text = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    number = 0
    try:
        lines = csv.reader(_lines(text), delimiter=_delimiter(start, encoding))
        for number, cells in enumerate(lines, start=1):
            if any(cells):
                yield number, cells
    except UnicodeError as error:
        raise ValidationError(
            _("Row %(number)d is not text in UTF-8. Upload the file as the device made it.")
            % {"number": number + 1}
        ) from error
    except csv.Error as error:
        raise ValidationError(
            _("Row %(number)d cannot be read: a quotation mark is missing or in the wrong place.")
            % {"number": number + 1}
        ) from error
    finally:
        text.detach()  # or the file would be closed with it


def _delimiter(start: bytes, encoding: str) -> str:
    top = start.decode(encoding, errors="replace").splitlines()[:TOP]
    return max(DELIMITERS, key=lambda sign: max((line.count(sign) for line in top), default=0))


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if "\0" in line:
            raise UnicodeError("not text")
        yield line
