"""Removes what a person's sections hold: rows for good, sealed files with them."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from patients.life_kinds import KINDS
from patients.models import (
    CustomType,
    DailyRollup,
    Document,
    Goal,
    ImportBatch,
    ImportedChange,
    MappingPreset,
    Observation,
    PatientProfile,
    VisitQuestion,
)
from patients.profile_sections import SECTIONS
from privacy import storage
from privacy.sweeping import delete_rows

REASON = "erasure"
FILES: tuple[tuple[Any, str], ...] = (
    (Document, "file_name"),
    (ImportBatch, "file_name"),
    (ImportBatch, "rejected_name"),
)


def readings(patient: User) -> int:
    """Delete readings, imports and documents; return how many rows. The caller audits."""
    for model, field in FILES:
        for name in model.objects.unscoped(REASON).of(patient).values_list(field, flat=True):
            if name:  # before its row, or a run that is cut off would leave it behind
                storage.delete_file(name)
    many = delete_rows((Observation, DailyRollup, ImportedChange), patient)
    return many + _delete((Goal, CustomType, ImportBatch, MappingPreset, Document), patient)


def profile(patient: User) -> int:
    """Delete the whole profile; return how many rows. The caller audits."""
    return _delete(
        (PatientProfile, VisitQuestion, *(section.model for section in SECTIONS)), patient
    )


def life(patient: User) -> int:
    """Delete symptoms, doses and plans, notes and reminders; return how many rows."""
    return _delete((kind.model for kind in reversed(KINDS)), patient)


def _delete(models: Iterable[Any], patient: User) -> int:
    """Through Django, which also lets go of what points to these rows."""
    return sum(model.objects.unscoped(REASON).of(patient).delete()[0] for model in models)
