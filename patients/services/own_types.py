"""Make, change, put away, delete and restore one's own types of readings."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from patients.models import CustomType, Goal, Observation
from patients.remembering import forget
from patients.services import entries, rollups
from patients.services.ownership import require_own
from privacy import audit

MOST_TYPES = 100


@transaction.atomic
def add_type(
    *, actor: User, patient: User, entry_id: UUID, values: Mapping[str, Any]
) -> CustomType:
    """Make a type; sending the same `entry_id` twice gives the first one back.

    Raises: ValidationError: by field, or there are a hundred already.
    """
    rows: Any = CustomType.objects.editable_by(patient)
    known = rows.filter(entry_id=entry_id).exists()
    if not known and rows.present().count() >= MOST_TYPES:
        raise ValidationError(_("You have a hundred types already. Delete one first."))
    row = entries.add_entry(
        actor=actor, patient=patient, model=CustomType, entry_id=entry_id, values=values
    )
    forget(patient.pk)
    return row


@transaction.atomic
def edit_type(*, actor: User, row: CustomType, values: Mapping[str, Any]) -> None:
    """Change a type. Raises: ValidationError: by field; a unit in which readings were typed stays.

    Bounds hold for what is typed from now on; readings that are there stay as they are.
    """
    if values.get("unit", row.unit) != row.unit and _readings(actor, row).exists():
        message = _("There are readings in this unit. Make a new type for another unit.")
        raise ValidationError({"unit": message})
    entries.change_entry(actor=actor, row=row, values=values)
    forget(row.owner_id)


@transaction.atomic
def archive_type(*, actor: User, row: CustomType, archived: bool) -> None:
    """Put a type away, so that it is no longer offered, or bring it out again; readings stay."""
    entries.change_entry(actor=actor, row=row, values={"archived": archived})
    forget(row.owner_id)


@transaction.atomic
def delete_type(*, actor: User, row: CustomType) -> int:
    """Delete a type with its readings and goals; return how many. `restore_type` undoes it."""
    require_own(actor, row)
    if row.deleted_at is not None:
        return 0
    now = timezone.now()
    count: int = sum(
        rows.filter(deleted_at=None).update(deleted_at=now, updated_at=now)
        for rows in _belongings(actor, row)
    )
    _set_deleted(actor, row, now, "delete", count)
    return count


@transaction.atomic
def restore_type(*, actor: User, row: CustomType) -> None:
    """Undo a deletion: the type comes back with what went with it, and with nothing else."""
    require_own(actor, row)
    if (gone := row.deleted_at) is None:
        return
    now = timezone.now()
    count = sum(
        rows.filter(deleted_at=gone).update(deleted_at=None, updated_at=now)
        for rows in _belongings(actor, row)
    )
    _set_deleted(actor, row, None, "restore", count)


def readings_count(actor: User, row: CustomType) -> int:
    """How many readings of a type there are."""
    return int(_readings(actor, row).count())


def _readings(actor: User, row: CustomType) -> Any:
    return Observation.objects.editable_by(actor).of_type(row.key).present()


def _belongings(actor: User, row: CustomType) -> list[Any]:
    return [
        Observation.objects.editable_by(actor).of_type(row.key),
        Goal.objects.editable_by(actor).filter(type=row.key),
    ]


def _set_deleted(actor: User, row: CustomType, at: Any, deed: str, count: int) -> None:
    row.updated_at, row.deleted_at = timezone.now(), at
    row.save(update_fields=["deleted_at", "updated_at"])
    forget(row.owner_id)
    rollups.rebuild(row.owner, row.key)
    audit.record(deed, actor=actor, subject=row.owner, obj=row, detail={"count": count + 1})
