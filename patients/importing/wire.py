"""Entries as the database takes them in bulk: lines of text for COPY, tuples for SQLite."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, models

from accounts.models import User
from patients.spreadsheets.sheets import Sheet
from privacy.fields import EncryptedTextField, Sealed

# A reading's columns: those of each row alone, of what it is about, of what it says.
OWN = (
    "entry_id", "created_at", "updated_at", "effective_at", "effective_end", "local_day",
    "local_hour", "precision", "group_id", "source_id", "notes",
)  # fmt: skip
ABOUT = (
    "owner", "deleted_at", "type", "unit", "comparator", "tz", "context", "body_site", "method",
    "device", "source", "status", "tags",
)  # fmt: skip
SAID = ("value_text", "value2_text", "code", "canonical", "canonical2")
READING_ORDER = OWN + ABOUT + SAID
# What lies in a row of the database, before the last column: `batch_id`, known only when written.
Prepared = str | int | float | bytes | None
BATCH = "batch"
NULL = "\\N"


class Wire:
    """The columns of one model in a fixed order, and how values travel to them.

    `first` are the names that come first; the order is free otherwise.
    """

    def __init__(self, model: Any, owner_id: int, first: Sequence[str] = ()) -> None:
        named = {field.name: field for field in model._meta.concrete_fields}
        rest = [n for n, f in named.items() if n not in {*first, BATCH} and not f.primary_key]
        self.model = model
        self.owner_id = owner_id
        self.fields = [named[name] for name in (*first, *rest)]
        self.is_copy = connection.vendor == "postgresql"

    @property
    def columns(self) -> list[str]:
        """Quoted names of the database columns, without `batch_id`."""
        return [connection.ops.quote_name(field.column) for field in self.fields]

    @property
    def table(self) -> str:
        """The quoted name of the table."""
        return connection.ops.quote_name(self.model._meta.db_table)

    def values(self, entry: Any) -> tuple[Prepared, ...]:
        """Every column of an entry."""
        return tuple(self.value(field, entry.__dict__[field.attname]) for field in self.fields)

    def value(self, field: Any, value: Any) -> Prepared:
        """One value as its column takes it; free words are sealed."""
        if isinstance(field, EncryptedTextField):
            if value is None or isinstance(value, Sealed):
                return value.data if value else None
            return field.sealed(value, self.owner_id).data
        if value is None:
            return None
        if type(value) is str and type(field) is models.CharField:
            return value
        if isinstance(field, models.JSONField):
            return json.dumps(value, cls=field.encoder)
        prepared = field.get_db_prep_save(value, connection)
        if type(prepared) in (str, int, float, bytes, bool):
            return prepared  # type: ignore[no-any-return]
        return prepared.isoformat() if isinstance(prepared, date | datetime) else str(prepared)

    def named(self, names: Iterable[str]) -> list[Any]:
        """The model fields with these names."""
        named = {field.name: field for field in self.fields}
        return [named[name] for name in names]


def wire_of(sheet: Sheet, owner: User) -> Wire:
    """The wire of a sheet; that of bulk sheets begins with what `fast` puts first."""
    return Wire(sheet.model, owner.pk, READING_ORDER if sheet.bulk else ())


def copied(value: Prepared) -> str:
    """A value as text in a line for COPY."""
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    text = str(value)
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if text.isprintable():
        return text
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def moment_text() -> Callable[[datetime], str]:
    """How this database takes an instant."""
    if connection.vendor == "postgresql":
        return datetime.isoformat
    return _in_utc


def _in_utc(moment: datetime) -> str:
    """As Django's SQLite writes it: UTC without saying so."""
    return moment.astimezone(UTC).isoformat(" ")[:-6]
