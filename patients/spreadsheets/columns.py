"""Columns: how one property of an entry becomes a cell, and a cell the property again."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from patients.spreadsheets.guard import guarded, unguarded

Values = dict[str, Any]

FIRST_YEAR, LAST_YEAR = 1900, 2200
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


class Cells(dict[str, str]):
    """The cells of one row by heading, and whose row it is."""

    __slots__ = ("owner_id",)

    def __init__(self, cells: Mapping[str, str] | Iterable[tuple[str, str]], owner_id: int) -> None:
        super().__init__(cells)
        self.owner_id = owner_id


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    Attributes: name: its heading, in English whatever the reader's language. write: entry -> cell.
    read: (cell, all cells of the row) -> model fields; None where importing ignores it. once: read
    for new entries only. required: a file without it is refused. sealed: holds free words, which
    staff do not take out.
    """

    name: str
    write: Callable[[Any], str]
    read: Callable[[str, Cells], Values] | None = None
    once: bool = False
    required: bool = False
    sealed: bool = False


def text(name: str, field: str = "", **more: Any) -> Column:
    """Words, guarded against formulas; foreign files are taken as they are."""
    field = field or name
    return Column(
        name,
        write=lambda row: guarded(str(getattr(row, field))),
        read=lambda cell, row: {field: own_text(cell, row)},
        **more,
    )


def own_text(cell: str, row: Cells) -> str:
    """The words of a cell, the guard taken off where the row says that we wrote it."""
    return unguarded(cell) if row.get("schema", "").strip() else cell


def whole_number(name: str) -> Column:
    """A whole number, or nothing."""
    return Column(
        name,
        write=lambda row: "" if getattr(row, name) is None else str(getattr(row, name)),
        read=lambda cell, row: {name: _whole(cell)},
    )


def instant(name: str) -> Column:
    """When a row was made or changed, in UTC."""
    return Column(
        name,
        write=lambda row: as_text(getattr(row, name).astimezone(UTC)),
        read=lambda cell, row: {name: aware(cell)} if cell else {},
        once=True,
    )


def identity() -> Column:
    """The entry's own id; an empty cell makes a new entry."""
    return Column(
        "entry_id",
        write=lambda row: str(row.entry_id),
        read=lambda cell, row: {"entry_id": as_uuid(cell)} if cell else {},
        once=True,
    )


def constant(name: str, value: str) -> Column:
    """The same in every row; says what the file is."""
    return Column(name, write=lambda row: value)


def as_uuid(cell: str) -> UUID:
    """Raises ValidationError: not a UUID."""
    try:
        return UUID(cell.strip())
    except ValueError as error:
        raise ValidationError(_("This is not an id that we gave.")) from error


def as_text(moment: datetime) -> str:
    """ISO 8601 with microseconds and offset."""
    return moment.isoformat(timespec="microseconds")


def aware(cell: str) -> datetime:
    """The instant in ISO 8601. Raises ValidationError: another format, or no offset."""
    try:
        moment = datetime.fromisoformat(cell.strip())
    except ValueError as error:
        raise ValidationError(
            _("Write the time as 2026-10-02T08:12:00+02:00, with its offset.")
        ) from error
    if moment.utcoffset() is None:
        raise ValidationError(_("The time has no offset, such as +02:00."))
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        # Nearer to the ends of the calendar a time cannot be shown in every zone.
        raise ValidationError(_("The year must lie between 1900 and 2200."))
    return moment


def _whole(cell: str) -> int | None:
    if not cell.strip():
        return None
    if not _WHOLE.fullmatch(cell.strip()):
        raise ValidationError(_("Write a whole number."))
    return int(cell)
