"""Add, change, end, delete and restore lines of the medical profile."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from patients.models import (
    Medication,
    MedicationIntake,
    MedicationSchedule,
    PatientProfile,
    ProfileEntry,
)
from patients.remembering import forget
from patients.services import rollups
from patients.services.entries import add_entry, change_entry
from patients.services.ownership import bring_back, mark_deleted
from privacy import audit

Line = TypeVar("Line", bound=ProfileEntry)


@transaction.atomic
def add_profile_entry(
    *, actor: User, patient: User, model: type[Line], entry_id: UUID, values: Mapping[str, Any]
) -> Line:
    """Add one line; sending the same `entry_id` twice gives the first line back.

    Args: values: model field -> value. Raises: ValidationError by field.
    """
    return add_entry(actor=actor, patient=patient, model=model, entry_id=entry_id, values=values)


@transaction.atomic
def edit_profile_entry(*, actor: User, row: ProfileEntry, values: Mapping[str, Any]) -> None:
    """Change a line. Raises: ValidationError by field; PermissionDenied: not the actor's."""
    change_entry(actor=actor, row=row, values=values)


@transaction.atomic
def end_profile_entry(
    *, actor: User, row: ProfileEntry, on: str, status: Mapping[str, str]
) -> None:
    """Say that something is over, instead of deleting it.

    Args: on: partial date. status: the status field and what it becomes.
    Raises: ValidationError: ends before it began.
    """
    change_entry(actor=actor, row=row, values={row.end_field: on, **status}, deed="end")


@transaction.atomic
def delete_profile_entry(*, actor: User, row: ProfileEntry) -> None:
    """Delete a line; `restore_profile_entry` brings it back."""
    mark_deleted(actor, row)
    _take_along(row)


@transaction.atomic
def restore_profile_entry(*, actor: User, row: ProfileEntry) -> None:
    """Undo a deletion."""
    gone = row.deleted_at
    bring_back(actor, row)
    _bring_along(row, gone)


@transaction.atomic
def save_facts(*, actor: User, patient: User, values: Mapping[str, Any]) -> PatientProfile:
    """Set birth date, sex, blood type and country. Raises: ValidationError by field.

    Usual ranges go by age and sex, so what was counted as outside is counted again.
    """
    row: Any = PatientProfile.objects.editable_by(patient).first()
    now = timezone.now()
    profile: PatientProfile = row or PatientProfile(owner=patient, created_at=now, updated_at=now)
    known = (profile.birth_date, profile.sex)
    _change(actor, profile, values)
    forget(patient.pk)
    if known != (profile.birth_date, profile.sex):
        rollups.judge_again(patient)
    return profile


def _take_along(row: ProfileEntry) -> None:
    """A medicine goes with its plans and doses: without its name they say nothing."""
    for model in (MedicationSchedule, MedicationIntake) if isinstance(row, Medication) else ():
        rows = model.objects.editable_by(row.owner).filter(medication=row, deleted_at=None)
        rows.update(deleted_at=row.deleted_at, updated_at=row.updated_at)


def _bring_along(row: ProfileEntry, gone: datetime | None) -> None:
    """And those come back that went with it."""
    for model in (MedicationSchedule, MedicationIntake) if isinstance(row, Medication) else ():
        rows = model.objects.editable_by(row.owner).filter(medication=row, deleted_at=gone)
        rows.exclude(deleted_at=None).update(deleted_at=None, updated_at=row.updated_at)


def _change(actor: User, row: PatientProfile, values: Mapping[str, Any]) -> None:
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if not changed and row.pk:
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.updated_at = timezone.now()
    row.full_clean()
    row.save()
    audit.record("update", actor=actor, subject=row.owner, obj=row, detail={"fields": changed})
