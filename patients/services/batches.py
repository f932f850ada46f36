"""An import from state to state: each step is one conditional UPDATE, so of two clicks one wins."""

import time
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from patients.models import ImportBatch
from privacy import storage
from privacy.fields import EncryptedTextField, sealed_value

KIND = "import"
REJECTED = "import-rejected"
REASON = "import job"
LOST = timedelta(minutes=5)
RENEWED = 1.0  # seconds between two notes of how far a job is
State = ImportBatch.State


class Stopped(Exception):
    """The batch is no longer this job's: dropped meanwhile, or taken by another worker."""


def step(batch: ImportBatch, before: Iterable[str], after: str, **values: Any) -> bool:
    """Move `batch` on to `after` and set `values`, if it is in one of the states `before`."""
    fields = {name: _prepared(batch, name, value) for name, value in values.items()}
    rows = ImportBatch.objects.unscoped(REASON).filter(pk=batch.pk, state__in=list(before))
    moved = bool(rows.update(state=after, **fields))
    if moved:
        batch.state = after
        for name, value in values.items():
            setattr(batch, name, value)
    return moved


def _prepared(batch: ImportBatch, name: str, value: Any) -> Any:
    sealed = isinstance(batch._meta.get_field(name), EncryptedTextField)
    return sealed_value(batch, name, value) if sealed and value is not None else value


def too_late() -> ValidationError:
    """What to say when a step is not possible any more."""
    return ValidationError(_("This file has been imported or dropped already."))


def claim(batch_id: int, waiting: str, working: str) -> ImportBatch | None:
    """Take a batch for this worker: one that waits, or whose worker has fallen silent."""
    now = timezone.now()
    free = Q(alive_at=None) | Q(alive_at__lt=now - ImportBatch.SILENCE)
    rows = ImportBatch.objects.unscoped(REASON).filter(pk=batch_id)
    taken = rows.filter(free, state__in={waiting, working})
    if not taken.update(state=working, alive_at=now, progress=0):
        return None
    batch: ImportBatch = rows.select_related("owner").get()
    return batch


def silent() -> list[int]:
    """Batches that should be worked on and of which nothing was heard for longer than is usual."""
    limit = timezone.now() - LOST
    rows = ImportBatch.objects.unscoped(REASON).filter(state__in=ImportBatch.BUSY)
    never = Q(alive_at=None, created_at__lt=limit)
    return list(rows.filter(never | Q(alive_at__lt=limit)).values_list("pk", flat=True))


class Progress:
    """Called with the bytes read so far, notes once a second how far the job is."""

    def __init__(self, batch: ImportBatch, upto: int = 100) -> None:
        self._batch, self._upto, self._next = batch, upto, 0.0

    def __call__(self, position: int) -> None:
        """Raises: Stopped: nobody waits for it any more."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + RENEWED
        percent = min(self._upto, position * self._upto // max(self._batch.size, 1))
        rows = ImportBatch.objects.unscoped(REASON)
        mine = rows.filter(pk=self._batch.pk, state=self._batch.state)
        if not mine.update(progress=percent, alive_at=timezone.now()):
            raise Stopped


def opened(batch: ImportBatch) -> BinaryIO:
    """The uploaded file. Raises: FileNotFoundError, privacy.crypto.Unreadable."""
    return storage.open_file(batch.file_name, owner_id=batch.owner_id, kind=KIND)


def forget_files(batch: ImportBatch, *, also_rejected: bool = False) -> None:
    """Remove what was uploaded once the surrounding transaction has committed."""
    names = [batch.file_name, batch.rejected_name if also_rejected else ""]
    for name in filter(None, names):
        transaction.on_commit(partial(storage.delete_file, name))
