"""Add, change, end, delete and restore lines of the medical profile."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from patients.models import PatientProfile, ProfileEntry
from patients.services.ownership import bring_back, mark_deleted, require_own
from privacy import audit

Line = TypeVar("Line", bound=ProfileEntry)


@transaction.atomic
def add_profile_entry(
    *, actor: User, patient: User, model: type[Line], entry_id: UUID, values: Mapping[str, Any]
) -> Line:
    """Add one line; sending the same `entry_id` twice gives the first line back.

    Args: values: model field -> value. Raises: ValidationError by field.
    """
    if (known := _known(model, patient, entry_id)) is not None:
        return known
    now = timezone.now()
    row = model(owner=patient, entry_id=entry_id, created_at=now, updated_at=now, **values)
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same form, sent twice at the same moment
        if (known := _known(model, patient, entry_id)) is None:
            raise
        return known
    audit.record("create", actor=actor, subject=patient, obj=row)
    return row


@transaction.atomic
def edit_profile_entry(*, actor: User, row: ProfileEntry, values: Mapping[str, Any]) -> None:
    """Change a line. Raises: ValidationError by field; PermissionDenied: not the actor's."""
    require_own(actor, row)
    _change(actor, row, values, "update")


@transaction.atomic
def end_profile_entry(
    *, actor: User, row: ProfileEntry, on: str, status: Mapping[str, str]
) -> None:
    """Say that something is over, instead of deleting it.

    Args: on: partial date. status: the status field and what it becomes.
    Raises: ValidationError: ends before it began.
    """
    require_own(actor, row)
    _change(actor, row, {row.end_field: on, **status}, "end")


@transaction.atomic
def delete_profile_entry(*, actor: User, row: ProfileEntry) -> None:
    """Delete a line; `restore_profile_entry` brings it back."""
    mark_deleted(actor, row)


@transaction.atomic
def restore_profile_entry(*, actor: User, row: ProfileEntry) -> None:
    """Undo a deletion."""
    bring_back(actor, row)


@transaction.atomic
def save_facts(*, actor: User, patient: User, values: Mapping[str, Any]) -> PatientProfile:
    """Set birth date, sex, blood type and country. Raises: ValidationError by field."""
    row: Any = PatientProfile.objects.editable_by(patient).first()
    now = timezone.now()
    profile: PatientProfile = row or PatientProfile(owner=patient, created_at=now, updated_at=now)
    _change(actor, profile, values, "update")
    return profile


def _known(model: type[Line], patient: User, entry_id: UUID) -> Line | None:
    rows: Any = model.objects.editable_by(patient)
    known: Line | None = rows.filter(entry_id=entry_id).first()
    return known


def _change(
    actor: User, row: ProfileEntry | PatientProfile, values: Mapping[str, Any], deed: str
) -> None:
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if not changed and row.pk:
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.updated_at = timezone.now()
    row.full_clean()
    row.save()
    audit.record(deed, actor=actor, subject=row.owner, obj=row, detail={"fields": changed})
