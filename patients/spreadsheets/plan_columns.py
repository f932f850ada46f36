"""The columns of own types and goals."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from patients.kinds import kind_named
from patients.models import CustomType, Goal
from patients.models.custom_type import CUSTOM_KEY, new_key
from patients.services import goals
from patients.spreadsheets.columns import (
    Cells,
    Column,
    Values,
    constant,
    identity,
    instant,
    own_text,
    text,
)
from patients.spreadsheets.guard import guarded
from patients.spreadsheets.life_columns import choice, day, number, yes_or_no

REASON = "spreadsheet"
MOST = 6


def _read_key(cell: str, row: Cells) -> Values:
    key = cell.strip()
    if key:
        CUSTOM_KEY(key)
    return {"key": key or new_key()}


def _read_decimals(cell: str, row: Cells) -> Values:
    said = cell.strip()
    if said and said not in {str(digits) for digits in range(MOST + 1)}:
        raise ValidationError(_("Write a whole number from 0 to 6."))
    return {"decimals": int(said or 1)}


TYPE_COLUMNS = (
    constant("schema", "custom-types/1"),
    identity(),
    Column("key", write=lambda row: row.key, read=_read_key),
    text("label", required=True, sealed=True),
    text("unit"),
    Column("decimals", write=lambda row: str(row.decimals), read=_read_decimals),
    number("low"),
    number("high"),
    choice("icon", CustomType.Icon.CHART),
    yes_or_no("archived", default=False),
    instant("created_at"),
    instant("updated_at"),
)
GOAL_COLUMNS = (
    constant("schema", "goals/1"),
    identity(),
    Column(
        "type",
        write=lambda row: guarded(row.type),
        read=lambda cell, row: {"type": own_text(cell, row).strip()},
        required=True,
    ),
    Column(
        "component",
        write=lambda row: guarded(row.component),
        read=lambda cell, row: {"component": own_text(cell, row).strip() or _first_part(row)},
    ),
    number("low"),
    number("high"),
    text("unit"),
    day("start", required=True),
    day("due"),
    choice("status", Goal.Status.ACTIVE),
    text("note", sealed=True),
    instant("created_at"),
    instant("updated_at"),
)


def judge_type(row: CustomType) -> None:
    """Raises ValidationError: another type of the same person has its key."""
    rows: Any = CustomType.objects.unscoped(REASON)
    same = rows.filter(owner_id=row.owner_id, key=row.key).exclude(entry_id=row.entry_id)
    if same.exists():
        raise ValidationError({"key": _("Another type of yours has this key.")})


def judge_goal(row: Goal) -> None:
    """Raises ValidationError: as for a goal that is typed, or another one is active."""
    names = ("type", "component", "low", "high", "unit")
    goals.check(row.owner, {name: getattr(row, name) for name in names})
    rows: Any = Goal.objects.unscoped(REASON)
    rivals = rows.filter(
        owner_id=row.owner_id, type=row.type, component=row.component,
        status=Goal.Status.ACTIVE, deleted_at=None,
    ).exclude(entry_id=row.entry_id)  # fmt: skip
    if row.status == Goal.Status.ACTIVE and rivals.exists():
        raise ValidationError({"status": _("There is an active goal for this already.")})


def _first_part(row: Cells) -> str:
    kind = kind_named(own_text(row.get("type", ""), row).strip(), row.owner_id)
    return kind.first.key if kind else ""
