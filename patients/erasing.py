"""Removes what a person's sections hold: rows for good, sealed files with them."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from patients.models import Document, ImportBatch, Observation, PatientProfile
from patients.profile_sections import SECTIONS
from privacy import storage

REASON = "erasure"


@transaction.atomic
def readings(patient: User) -> int:
    """Delete readings, imports and documents; return how many rows. The caller audits."""
    for model in (Document, ImportBatch):
        for name in model.objects.unscoped(REASON).of(patient).values_list("file_name", flat=True):
            _forget(name)
    return _delete((Observation, ImportBatch, Document), patient)


@transaction.atomic
def profile(patient: User) -> int:
    """Delete the whole profile; return how many rows. The caller audits."""
    return _delete((PatientProfile, *(section.model for section in SECTIONS)), patient)


def _delete(models: Iterable[Any], patient: User) -> int:
    return sum(model.objects.unscoped(REASON).of(patient).delete()[0] for model in models)


def _forget(name: str) -> None:
    if name:
        transaction.on_commit(lambda: storage.delete_file(name))
