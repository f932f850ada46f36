"""Import a file in two steps: see what it would do, then do all of it or nothing."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.results import RowResult

from accounts.models import User
from patients.models import ImportBatch
from patients.resources import SHEETS, RecordResource
from patients.spreadsheets import files
from privacy import audit, storage

KIND = "import"
MOST_REASONS = 200
WAITING = timedelta(days=1)
COLUMN_OF = {"value_text": "value", "value2_text": "value2"}


@dataclass(frozen=True)
class Rejection:
    """A row that cannot be imported: its place in the file and why, by column."""

    row: int
    reasons: list[str]


@dataclass(frozen=True)
class Outcome:
    """What a file does or would do, counted by row."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
        }

    @property
    def changes(self) -> int:
        """Rows that would be written."""
        return self.new + self.updated


def open_batch(*, actor: User, section: str, source: BinaryIO, size: int) -> ImportBatch:
    """Keep an uploaded file, sealed, until its owner has seen what it would do.

    Args: section: a key of `SHEETS`. Raises: ValidationError: the file is no such sheet; then
    nothing is kept.
    """
    outcome = _run(SHEETS[section](actor), source.read(), dry_run=True)
    source.seek(0)
    _drop_earlier(actor)
    name = storage.seal_file(source, owner_id=actor.pk, kind=KIND)
    batch = ImportBatch(
        owner=actor, section=section, file_name=name, size=size, counts=outcome.counts
    )
    batch.full_clean()
    batch.save()
    return batch


def _drop_earlier(owner: User) -> None:
    """One upload waits at a time, so nobody fills the disk with forgotten ones."""
    waiting = ImportBatch.objects.editable_by(owner).filter(state=ImportBatch.State.UPLOADED)
    for batch in waiting:
        with suppress(ValidationError):  # dropped or imported by another tab meanwhile
            drop(batch=batch)


def preview(*, batch: ImportBatch) -> Outcome:
    """What the file would do now."""
    return _run(SHEETS[batch.section](batch.owner), _content(batch), dry_run=True)


def confirm(*, actor: User, batch: ImportBatch) -> Outcome:
    """Import the whole file, or nothing if any row is rejected.

    Raises: ValidationError: it has been imported or dropped already.
    """
    with transaction.atomic():
        _take(batch, ImportBatch.State.DONE)
        outcome = _run(SHEETS[batch.section](actor), _content(batch), dry_run=False)
        if outcome.rejected:
            transaction.set_rollback(True)
            return outcome
        batch.counts = outcome.counts
        batch.save(update_fields=["counts"])
        audit.record(
            "import", actor=actor, subject=batch.owner, obj=batch,
            detail={"section": batch.section, **outcome.counts},
        )  # fmt: skip
        transaction.on_commit(lambda: _forget(batch))
    return outcome


@transaction.atomic
def drop(*, batch: ImportBatch) -> None:
    """Forget an uploaded file without importing it. Raises: ValidationError: too late."""
    _take(batch, ImportBatch.State.DROPPED)
    transaction.on_commit(lambda: _forget(batch))


def drop_forgotten() -> int:
    """Drop files that have waited for a day; return how many."""
    limit = timezone.now() - WAITING
    rows = ImportBatch.objects.unscoped("forgotten uploads").select_related("owner")
    forgotten = list(rows.filter(state=ImportBatch.State.UPLOADED, created_at__lt=limit))
    for batch in forgotten:
        drop(batch=batch)
    return len(forgotten)


def _take(batch: ImportBatch, state: str) -> None:
    """Move on from "uploaded", once: of two clicks only one gets through."""
    waiting = ImportBatch.objects.editable_by(batch.owner).filter(pk=batch.pk, state="uploaded")
    if not waiting.update(state=state, finished_at=timezone.now()):
        raise ValidationError(_("This file has been imported or dropped already."))


def _content(batch: ImportBatch) -> bytes:
    try:
        return storage.read_file(batch.file_name, owner_id=batch.owner_id, kind=KIND).getvalue()
    except FileNotFoundError as error:  # another tab was quicker
        raise ValidationError(_("This file has been imported or dropped already.")) from error


def _forget(batch: ImportBatch) -> None:
    storage.delete_file(batch.file_name)


def _run(resource: RecordResource, data: bytes, *, dry_run: bool) -> Outcome:
    dataset = files.read(data)
    result = resource.import_data(
        dataset,
        dry_run=dry_run,
        use_transactions=True,
        rollback_on_validation_errors=True,
    )
    if result.base_errors:
        raise ValidationError(_message(result.base_errors[0].error))
    broken = dict(result.row_errors())
    refused = {row.number: row.error for row in result.invalid_rows}
    rejections = [Rejection(n + 1, _reasons(error)) for n, error in refused.items()]
    rejections += [Rejection(n + 1, [_message(errors[0].error)]) for n, errors in broken.items()]
    totals = result.totals
    return Outcome(
        new=totals[RowResult.IMPORT_TYPE_NEW],
        updated=totals[RowResult.IMPORT_TYPE_UPDATE],
        unchanged=totals[RowResult.IMPORT_TYPE_SKIP],
        rejected=len(rejections),
        rejections=sorted(rejections, key=lambda rejection: rejection.row)[:MOST_REASONS],
        unknown_columns=resource.unknown_columns(dataset.headers),
    )


def _reasons(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [
        text if name == "__all__" else f"{COLUMN_OF.get(name, name)}: {text}"
        for name, texts in error.message_dict.items()
        for text in texts
    ]


def _message(error: Any) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return _("This row could not be read.")
