"""Import a file in one go, without a preview in between: what commands do."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from patients.importing.examining import examine
from patients.importing.outcome import Outcome
from patients.importing.sources import Source
from patients.importing.writing import ChangedMeanwhile, write
from patients.models import ImportBatch
from privacy import audit

TURNS = 3  # how often to begin again because the record changed meanwhile
LONGEST_NAME = 200


@dataclass(frozen=True)
class Described:
    """What the history of imports keeps about the file: format, name and size."""

    format: str
    name: str
    size: int
    section: str = "readings"


def import_directly(
    *,
    owner: User,
    about: Described,
    source: Callable[[], Source],
    dry_run: bool = False,
    valid_only: bool = False,
    reason: str = "",
) -> Outcome:
    """Import all rows of a file, or none if one is rejected; undone like any other import.

    Args: source: opens the file anew. dry_run: says what it would do. valid_only: leaves rejected
    rows out. reason: for the trail. Raises: ValidationError: the file cannot be read, or the record
    kept changing while it was; then nothing is imported.
    """
    for turn in range(TURNS):
        with suppress(*([ChangedMeanwhile] if turn < TURNS - 1 else [])):
            return _import(owner, about, source(), reason, dry_run=dry_run, valid_only=valid_only)
    raise ChangedMeanwhile


def _import(
    owner: User, about: Described, source: Source, reason: str, *, dry_run: bool, valid_only: bool
) -> Outcome:
    with tempfile.TemporaryFile() as unnamed:
        spool = None if dry_run else cast("BinaryIO", unnamed)
        outcome = examine(owner=owner, section=about.section, source=source, spool=spool)
        held = outcome.rejected and not valid_only
        if spool is not None and outcome.changes and not held:
            _write(owner, about, outcome, spool, reason)
    return outcome


@transaction.atomic
def _write(owner: User, about: Described, outcome: Outcome, spool: BinaryIO, reason: str) -> None:
    """Rows, the batch that can be undone, the line in the trail: one transaction."""
    now = timezone.now()
    batch = ImportBatch(
        owner=owner, section=about.section, format=about.format, size=about.size,
        name=about.name[-LONGEST_NAME:], state=ImportBatch.State.DONE, finished_at=now,
        counts=outcome.counts, by_type=outcome.by_type, first_day=outcome.first_day,
        last_day=outcome.last_day, duplicates=outcome.duplicates, progress=100,
        findings={
            "unknown": outcome.unknown_columns,
            "rejections": [list(each) for each in outcome.rejections],
        },
    )  # fmt: skip
    batch.full_clean()
    batch.save()
    write(owner=owner, section=about.section, spool=spool, batch_id=batch.pk)
    audit.record(
        "import", actor=None, subject=owner, obj=batch, reason=reason,
        detail={"section": about.section, "format": about.format, **outcome.counts},
    )  # fmt: skip
