"""Excel files as people send them, and as nobody should."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

TYPES = "[Content_Types].xml"
STRINGS = "xl/sharedStrings.xml"
STRINGS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
BOMB = b"0" * 1024 * 1024


def workbook(sheets: dict[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook with these sheets, each a list of rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(content: bytes, name: str, part: bytes, times: int = 1) -> bytes:
    """The same workbook with one file in it replaced by `part`, repeated."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.infolist():
            if each.filename != name:
                new.writestr(each, old.read(each))
        with new.open(name, "w") as entry:
            for _ in range(times):
                entry.write(part)
    return target.getvalue()


def with_strings(content: bytes, strings: bytes) -> bytes:
    """The same workbook with a table of shared strings, as Excel itself writes."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        types = old.read(TYPES).replace(b"</Types>", STRINGS_TYPE)
    return with_part(with_part(content, TYPES, types), STRINGS, strings)
