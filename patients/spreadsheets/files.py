"""Bytes of an uploaded or downloaded spreadsheet, and the rows in them."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from tablib import Dataset

MOST_ROWS = 5_000
MOST_COLUMNS = 100
DELIMITERS = ",;\t"


def read(data: bytes) -> Dataset:
    """The rows of a CSV file in UTF-8 or UTF-16, with `,`, `;` or tab between its cells.

    Raises: ValidationError: says what is wrong with the file, and in which row.
    """
    content = _decoded(data)
    first_line = content.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    rows = _rows(content, delimiter)
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise ValidationError(_("The file is empty."))
    headings = [cell.strip().lower() for cell in rows[0]]
    if len(headings) > MOST_COLUMNS:
        raise ValidationError(
            _("The file has more than %(most)d columns.") % {"most": MOST_COLUMNS}
        )
    if len(set(headings)) != len(headings):
        raise ValidationError(_("Two columns have the same heading."))
    dataset = Dataset(headers=headings)
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(headings):
            raise ValidationError(
                _("Row %(number)d has %(cells)d cells; the first row has %(headings)d.")
                % {"number": number, "cells": len(row), "headings": len(headings)}
            )
        dataset.append(row)
    return dataset


def _decoded(data: bytes) -> str:
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        content = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("The file is not a text file in UTF-8. Save it as “CSV UTF-8” and try again.")
        ) from error
    if "\0" in content:
        raise ValidationError(_("The file is not a text file."))
    return content


def _rows(content: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if row:  # blank lines between rows, or at the end
                rows.append(row)
            if len(rows) > MOST_ROWS + 1:
                raise ValidationError(
                    _("The file has more than %(most)d rows. Split it and import each part.")
                    % {"most": MOST_ROWS}
                )
    except csv.Error as error:
        raise ValidationError(
            _("Line %(line)d cannot be read: a quotation mark is missing or in the wrong place.")
            % {"line": reader.line_num}
        ) from error
    return rows


def write(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file: UTF-8 with mark, CRLF between rows (RFC 4180), quoted where needed."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return target.getvalue().encode("utf-8-sig")
