"""The columns of readings, one row per entry; the order is part of the format."""

import json
import re
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import validate_time_zone
from patients import moments
from patients.kinds import kind_named
from patients.models import Observation
from patients.models.custom_type import PREFIX
from patients.models.observation import DECIMAL_TEXT
from patients.observation_types import find, loinc_codes
from patients.spreadsheets.columns import (
    Cells,
    Column,
    Values,
    as_text,
    as_uuid,
    aware,
    constant,
    identity,
    instant,
    own_text,
    text,
)
from patients.spreadsheets.guard import guarded

SCHEMA = "readings/1"
FROM_FILE = "csv"
_HALF = re.compile(r"[\ud800-\udfff]")
_OFFSET = re.compile(r"(Z|[+-]\d{2}:?\d{2}(:\d{2}(\.\d+)?)?)\Z", re.ASCII)


def _local(row: Observation, moment: datetime) -> str:
    return as_text(moment.astimezone(ZoneInfo(row.tz)))


def _start(row: Observation) -> str:
    if row.precision == Observation.Precision.DAY:
        return row.effective_at.astimezone(ZoneInfo(row.tz)).date().isoformat()
    return _local(row, row.effective_at)


def _read_start(cell: str, row: Cells) -> Values:
    """A day, a time with its offset, or a wall-clock time in the row's zone."""
    cell = cell.strip()
    if cell[10:11] in ("T", "t") and (cell[-6:-5] in ("+", "-") or _OFFSET.search(cell)):
        return {"effective_at": aware(cell), "precision": Observation.Precision.MINUTE}
    moment = moments.meant(moments.read(cell), ZoneInfo(known_zone(row.get("tz", ""))))
    return {"effective_at": moment.at, "precision": moment.precision}


def _read_end(cell: str, row: Cells) -> Values:
    return {"effective_end": aware(cell) if cell.strip() else None}


@lru_cache(maxsize=1024)
def known_zone(name: str) -> str:
    validate_time_zone(name)  # which asks the disk
    return name


def _loinc(row: Observation) -> str:
    return _codes(row.type, row.unit, row.context)


@lru_cache(maxsize=1024)
def _codes(key: str, unit: str, context: str) -> str:
    kind = find(key)
    if kind is None:  # people's own types have no code
        return ""
    return kind.panel_loinc or " ".join(loinc_codes(kind.first, unit, context))


def _read_type(cell: str, row: Cells) -> Values:
    key = own_text(cell, row).strip()
    kind = kind_named(key, row.owner_id)
    if kind is None and key.startswith(PREFIX):
        raise ValidationError(
            _("“%(type)s” is none of your own types. Import the file of your own types first.")
            % {"type": key[:60]}
        )
    if kind is None or kind.computed:
        raise ValidationError(
            _("“%(type)s” is not a type that can be logged.") % {"type": key[:60]}
        )
    return {"type": key}


def _read_value(cell: str, row: Cells) -> Values:
    kind = kind_named(own_text(row.get("type", ""), row).strip(), row.owner_id)
    if kind is not None and kind.kind == "coded":
        return {"code": own_text(cell, row), "value_text": ""}
    return {"value_text": _number(cell), "code": ""}


def _number(cell: str) -> str:
    cell = cell.strip()
    if cell:
        DECIMAL_TEXT(cell)
    return cell


def _write_value(row: Observation) -> str:
    return guarded(row.code) if row.code else row.value_text


def write_tags(row: Observation) -> str:
    """Commas between plain words; a JSON list where a word would not survive that."""
    if not row.tags:
        return ""
    plain = all(tag and tag == tag.strip() and "," not in tag and tag[0] != "[" for tag in row.tags)
    return guarded(", ".join(row.tags) if plain else json.dumps(row.tags, ensure_ascii=False))


def read_tags(cell: str, row: Cells) -> Values:
    words = own_text(cell, row)
    if not words.startswith("["):
        return {"tags": [word.strip() for word in words.split(",") if word.strip()]}
    try:
        tags: Any = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("Write tags with commas between them.")) from error
    if not isinstance(tags, list) or not all(map(_is_text, tags)):
        raise ValidationError(_("Write tags with commas between them."))
    return {"tags": tags}


def _is_text(tag: Any) -> bool:
    """Whether it is text that a database takes: JSON can also write NUL and half characters."""
    return isinstance(tag, str) and "\0" not in tag and not _HALF.search(tag)


COLUMNS = (
    constant("schema", SCHEMA),
    identity(),
    Column(
        "group_id",
        write=lambda row: str(row.group_id or ""),
        read=lambda cell, row: {"group_id": as_uuid(cell) if cell.strip() else None},
    ),
    Column("type", write=lambda row: guarded(row.type), read=_read_type, required=True),
    Column("loinc", write=_loinc),
    Column("effective_at", write=_start, read=_read_start, required=True),
    Column(
        "effective_end",
        write=lambda row: _local(row, row.effective_end) if row.effective_end else "",
        read=_read_end,
    ),
    Column("tz", write=lambda row: row.tz, read=lambda cell, row: {"tz": known_zone(row["tz"])}),
    Column(
        "comparator",
        write=lambda row: row.comparator,
        read=lambda cell, row: {"comparator": cell.strip()},
    ),
    Column("value", write=_write_value, read=_read_value, required=True),
    Column(
        "value2",
        write=lambda row: row.value2_text,
        read=lambda cell, row: {"value2_text": _number(cell)},
    ),
    text("unit"),
    text("context"),
    text("body_site"),
    text("method", sealed=True),
    text("device", sealed=True),
    Column(
        "source",
        write=lambda row: guarded(row.source),
        read=lambda cell, row: {"source": own_text(cell, row) if cell.strip() else FROM_FILE},
    ),
    text("source_id"),
    Column(
        "status",
        write=lambda row: row.status,
        read=lambda cell, row: {"status": cell.strip() or Observation.Status.FINAL},
    ),
    text("notes", sealed=True),
    Column("tags", write=write_tags, read=read_tags, sealed=True),
    instant("created_at"),
    instant("updated_at"),
)
