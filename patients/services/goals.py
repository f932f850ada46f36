"""Set, change, end, delete and restore goals; the days of their type are judged anew with them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from patients.kinds import kind_named
from patients.models import DailyRollup, Goal
from patients.observation_types import ObservationType, entry_problems
from patients.remembering import forget
from patients.services import entries, rollups
from privacy import audit


@transaction.atomic
def add_goal(*, actor: User, patient: User, entry_id: UUID, values: Mapping[str, Any]) -> Goal:
    """Set a goal; sending the same `entry_id` twice gives the first one back.

    Raises: ValidationError by field: no such type, a limit that no reading could have, or another
    goal for the same is active.
    """
    check(patient, values)
    row = entries.add_entry(
        actor=actor, patient=patient, model=Goal, entry_id=entry_id, values=values
    )
    _judge_again(patient, row.type)
    return row


@transaction.atomic
def change_goal(*, actor: User, row: Goal, values: Mapping[str, Any]) -> None:
    """Change what a goal says, or how it stands. Raises: ValidationError, as `add_goal`."""
    names = ("type", "component", "low", "high", "unit")
    check(row.owner, {name: values.get(name, getattr(row, name)) for name in names})
    entries.change_entry(actor=actor, row=row, values=values)
    _judge_again(row.owner, row.type)


@transaction.atomic
def end_goal(*, actor: User, row: Goal, status: str) -> None:
    """Say that a goal is reached, given up, or active again. Raises: ValidationError."""
    entries.change_entry(actor=actor, row=row, values={"status": status}, deed="update")
    _judge_again(row.owner, row.type)


@transaction.atomic
def delete_goal(*, actor: User, row: Goal) -> None:
    """Delete a goal; `restore_goal` brings it back."""
    entries.delete_entry(actor=actor, row=row)
    _judge_again(row.owner, row.type)


@transaction.atomic
def restore_goal(*, actor: User, row: Goal) -> None:
    """Undo a deletion; a goal that meanwhile has a successor comes back as given up."""
    rivals = Goal.objects.editable_by(actor).present().exclude(pk=row.pk)
    rivals = rivals.filter(type=row.type, component=row.component, status=Goal.Status.ACTIVE)
    if row.status == Goal.Status.ACTIVE and rivals.exists():
        row.status = Goal.Status.CANCELLED
        row.save(update_fields=["status"])
        audit.record(
            "update", actor=actor, subject=row.owner, obj=row, detail={"fields": ["status"]}
        )
    entries.restore_entry(actor=actor, row=row)
    _judge_again(row.owner, row.type)


def judge_all_again(owner: User) -> None:
    """Judge anew whatever a goal is or was about: after many were written, or taken back, at once.

    A goal that is gone is known only by its traces: days that have been judged.
    """
    rows: Any = Goal.objects.editable_by(owner)
    days: Any = DailyRollup.objects.editable_by(owner)
    keys = set(rows.values_list("type", flat=True))
    keys |= set(days.filter(judged__gt=0).values_list("type", flat=True).distinct())
    forget(owner.pk)
    for key in sorted(keys):
        rollups.rebuild(owner, key)


def check(patient: User, values: Mapping[str, Any]) -> None:
    """Raises ValidationError by field: the type, its part, the unit or a limit cannot be."""
    kind = kind_named(values["type"], patient.pk)
    if kind is None or kind.kind == "coded" or kind.first.quantity == "coded":
        raise ValidationError({"type": _("Unknown type.")})
    index = next((i for i, c in enumerate(kind.components) if c.key == values["component"]), None)
    if index is None or index > 1:
        raise ValidationError({"component": _("Unknown part of this type.")})
    for name in ("low", "high"):
        if values[name]:
            _check_limit(kind, index, name, values[name], values["unit"])


def _check_limit(kind: ObservationType, index: int, name: str, text: str, unit: str) -> None:
    """Raises ValidationError: no reading could have this value."""
    value, field = Decimal(text), ("value", "value2")[index]
    first, second = (value if place == index else None for place in (0, 1))
    for problem in entry_problems(kind, first, second, unit, single=True):
        if problem.tier == "hard" and problem.field in (field, "unit"):
            where = "unit" if problem.field == "unit" else name
            raise ValidationError({where: str(problem.message)})


def _judge_again(owner: User, key: str) -> None:
    forget(owner.pk)
    rollups.judge_again(owner, key)
