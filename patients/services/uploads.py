"""An uploaded file: kept sealed, asked about where its columns are foreign, dropped in the end."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from patients.importing.known import TEXT, recognise
from patients.models import ImportBatch
from patients.services import batches, presets
from patients.services.batches import KIND, State
from privacy import storage

WAITING = timedelta(days=1)
LONGEST_NAME = 200
OPEN = (State.UPLOADED, State.ASKING, State.EXAMINING, State.READY)


class _Hashing:
    """A file whose bytes are hashed on their way."""

    def __init__(self, source: BinaryIO) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int) -> bytes:
        """As the file's."""
        block = self._source.read(size)
        self.digest.update(block)
        return block


def open_batch(
    *, actor: User, section: str, source: BinaryIO, size: int, name: str = ""
) -> ImportBatch:
    """Keep an uploaded file, sealed; a job then says what it would do.

    Args: section: a key of `SHEETS`, or "" to find out. Raises: ValidationError: nothing we can
    read; then nothing is kept.
    """
    found = recognise(source, section=section)
    source.seek(0)
    _drop_earlier(actor)
    hashing = _Hashing(source)
    sealed = storage.seal_file(cast("BinaryIO", hashing), owner_id=actor.pk, kind=KIND)
    batch = ImportBatch(
        owner=actor, section=section or found.section, format=found.key, file_name=sealed,
        size=size, name=name[-LONGEST_NAME:], digest=hashing.digest.hexdigest(),
        options={"section": section} if section else {},
    )  # fmt: skip
    try:
        batch.full_clean()
        batch.save()
    except Exception:
        storage.delete_file(sealed)
        raise
    return batch


def earlier_imports(batch: ImportBatch) -> list[ImportBatch]:
    """Imports of the very same file that are still in the record, newest first."""
    rows = ImportBatch.objects.editable_by(batch.owner).filter(digest=batch.digest)
    done = rows.filter(state=State.DONE).exclude(pk=batch.pk).exclude(digest="")
    return list(done.order_by("-id"))


def choose(
    *, actor: User, batch: ImportBatch, options: Mapping[str, Any], preset_name: str = "",
    as_table: bool = False,
) -> None:  # fmt: skip
    """Say how to read a file, which is then examined again.

    Args: options: see `MappedTable`. preset_name: keeps them for files with the same headings.
    as_table: forgets which device the file seemed to be from. Raises: ValidationError: it is being
    imported, or dropped.
    """
    headings = (batch.findings or {}).get("headings", [])
    kept = {**(batch.options or {}), **options}
    before = (State.ASKING, State.READY, State.UNREADABLE)
    with transaction.atomic():
        if not batches.step(
            batch, before, State.UPLOADED, options=kept, alive_at=None, progress=0,
            format=TEXT.key if as_table else batch.format, error_code="", error_text=None,
        ):  # fmt: skip
            raise batches.too_late()
        if preset_name and headings:
            presets.save_preset(actor=actor, headings=headings, options=kept, name=preset_name)


@transaction.atomic
def drop(*, batch: ImportBatch) -> None:
    """Forget an uploaded file without importing it. Raises: ValidationError: too late."""
    before = (*OPEN, State.UNREADABLE)
    batch.refresh_from_db(fields=["rejected_name"], from_queryset=_all())
    if not batches.step(batch, before, State.DROPPED, finished_at=timezone.now(), findings=None):
        raise batches.too_late()
    batches.forget_files(batch, also_rejected=True)


def drop_forgotten() -> int:
    """Drop files that have waited for a day; return how many."""
    limit = timezone.now() - WAITING
    rows = _all().select_related("owner")
    forgotten = list(rows.filter(state__in=[*OPEN, State.UNREADABLE], created_at__lt=limit))
    for batch in forgotten:
        with suppress(ValidationError):  # confirmed meanwhile
            drop(batch=batch)
    return len(forgotten)


def _drop_earlier(owner: User) -> None:
    """One upload waits at a time, so nobody fills the disk with forgotten ones."""
    for batch in ImportBatch.objects.editable_by(owner).filter(state__in=[*OPEN, State.UNREADABLE]):
        with suppress(ValidationError):  # dropped or imported by another tab meanwhile
            drop(batch=batch)


def _all() -> Any:
    return ImportBatch.objects.unscoped(batches.REASON)
