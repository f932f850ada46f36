"""One row of a file made into an entry and judged: the same rules for every way in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from patients.spreadsheets.columns import Cells
from patients.spreadsheets.sheets import Sheet

# Columns of the fields that bear another name.
COLUMN_OF = {"value_text": "value", "value2_text": "value2", "code": "value", "__all__": ""}
NOT_FROM_FILES = ("owner", "batch")


def cells_of(sheet: Sheet, cells: Iterable[tuple[str, str]], owner: User) -> Cells:
    """The cells of a row, the owner's zone where the row names none.

    Raises ValidationError: the row says that it belongs to another sheet.
    """
    row = Cells(cells, owner.pk)
    schema = row.get("schema", "").strip()
    if schema and schema != sheet.schema:
        raise ValidationError(
            {
                "schema": _("This row is “%(schema)s”, not “%(own)s”.")
                % {"schema": schema[:40], "own": sheet.schema}
            }
        )
    if "tz" in sheet.headings:
        row["tz"] = row.get("tz", "").strip() or owner.time_zone
    return row


def check_columns(sheet: Sheet, columns: Iterable[str]) -> None:
    """Raises ValidationError: a column without which no row can be understood is missing."""
    present = set(columns)
    missing = [c.name for c in sheet.columns if c.required and c.name not in present]
    if missing:
        raise ValidationError(
            _("The column “%(name)s” is missing.") % {"name": "”, “".join(missing)}
        )


def new_entry(sheet: Sheet, owner: User, now: datetime) -> Any:
    """An entry that says nothing yet."""
    return sheet.model(owner=owner, created_at=now, updated_at=now, **sheet.at_first)


def fill(sheet: Sheet, entry: Any, cells: Cells) -> None:
    """Set what the cells say. Raises ValidationError by column."""
    errors: dict[str, ValidationError] = {}
    for column in sheet.columns:
        if column.read is None or column.name not in cells or (column.once and entry.pk):
            continue
        try:
            for name, value in column.read(cells[column.name], cells).items():
                setattr(entry, name, value)
        except ValidationError as error:
            errors[column.name] = error
    if errors:
        raise ValidationError(errors)


def judge(sheet: Sheet, entry: Any) -> None:
    """Raises ValidationError: what any form would refuse. Derives what follows."""
    sheet.judge(entry)
    entry.clean_fields(exclude=NOT_FROM_FILES)
    entry.clean()
    if not sheet.bulk:  # bulk sheets judge all of it themselves, without asking the database
        entry.validate_constraints(exclude=NOT_FROM_FILES)


def said(sheet: Sheet, entry: Any) -> list[str]:
    """The cells by which two states of an entry differ."""
    return [column.write(entry) for column in sheet.judged]


def reasons(error: ValidationError) -> list[tuple[str, str]]:
    """(column, reason) of everything that is wrong with a row."""
    if not hasattr(error, "error_dict"):
        return [("", text) for text in error.messages]
    return [
        (COLUMN_OF.get(name, name), text)
        for name, texts in error.message_dict.items()
        for text in texts
    ]
