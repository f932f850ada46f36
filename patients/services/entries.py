"""Add, change, delete and restore entries of the daily life: what all kinds of them share."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from patients.models import RecordEntry
from patients.services.ownership import bring_back, mark_deleted, require_own
from privacy import audit

Row = TypeVar("Row", bound=RecordEntry)


@transaction.atomic
def add_entry(
    *, actor: User, patient: User, model: type[Row], entry_id: UUID, values: Mapping[str, Any]
) -> Row:
    """Add one entry; sending the same `entry_id` twice gives the first one back.

    Args: values: model field -> value. Raises: ValidationError by field.
    """
    if (known := _known(model, patient, entry_id)) is not None:
        return known
    now = timezone.now()
    row = model(owner=patient, entry_id=entry_id, created_at=now, updated_at=now, **values)
    try:
        row.full_clean()
        with transaction.atomic():
            row.save(force_insert=True)
    except (IntegrityError, ValidationError):  # perhaps the same form, sent twice at once
        if (known := _known(model, patient, entry_id)) is None:
            raise
        return known
    audit.record("create", actor=actor, subject=patient, obj=row)
    return row


@transaction.atomic
def change_entry(
    *, actor: User, row: RecordEntry, values: Mapping[str, Any], deed: str = "update"
) -> None:
    """Change what an entry says. Raises: ValidationError by field; PermissionDenied: not theirs."""
    require_own(actor, row)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(row, name, values[name])
    row.updated_at = timezone.now()
    row.full_clean()
    row.save()
    audit.record(deed, actor=actor, subject=row.owner, obj=row, detail={"fields": changed})


@transaction.atomic
def delete_entry(*, actor: User, row: RecordEntry) -> None:
    """Delete an entry; `restore_entry` brings it back."""
    mark_deleted(actor, row)


@transaction.atomic
def restore_entry(*, actor: User, row: RecordEntry) -> None:
    """Undo a deletion."""
    bring_back(actor, row)


def _known(model: type[Row], patient: User, entry_id: UUID) -> Row | None:
    rows: Any = model.objects.editable_by(patient)
    known: Row | None = rows.filter(entry_id=entry_id).first()
    return known
