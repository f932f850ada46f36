"""Take a whole import back: what it made goes, what it changed is as it was before."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from patients.importing import rows as rows_of_files
from patients.importing.spooling import Change
from patients.importing.wire import wire_of
from patients.importing.writing import rewrite
from patients.models import ImportBatch, ImportedChange
from patients.services import batches, rollups
from patients.services.batches import State
from patients.spreadsheets.columns import Cells
from patients.spreadsheets.sheets import SHEETS, Sheet
from privacy import audit

REASON = "undo of an import"
CHUNK = 500


@dataclass
class Undone:
    """Entries, by what became of them. kept: changed by their owner since, so left alone."""

    removed: int = 0
    restored: int = 0
    kept: int = 0
    touched: set[tuple[str, Any]] = field(default_factory=set)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {name: n for name, n in asdict(self).items() if name != "touched"}


def can_undo(batch: ImportBatch) -> bool:
    """Whether it is in the record, and was imported since imports remember what they did."""
    return batch.state == State.DONE and batch.finished_at is not None and bool(batch.digest)


def changed_since(batch: ImportBatch) -> int:
    """How many of its entries their owner has changed since, which an undo leaves alone."""
    made = _made(batch).filter(_changed(batch)).count()
    before = _changes(batch).values("entry_id")
    return int(made) + int(_rows(batch).filter(_changed(batch), entry_id__in=before).count())


def undo(*, batch: ImportBatch) -> None:
    """Have an import undone; a job does it. Raises: ValidationError: it cannot be."""
    step = {"alive_at": None, "progress": 0, "error_code": "", "error_text": None}
    if not can_undo(batch) or not batches.step(batch, [State.DONE], State.UNDOING, **step):
        raise ValidationError(_("This import is not in your record, so it cannot be undone."))


def run(*, batch_id: int) -> None:
    """Job: all of it or nothing."""
    batch = batches.claim(batch_id, State.UNDOING, State.UNDOING)
    if batch is not None:
        _undo(batch)


@transaction.atomic
def _undo(batch: ImportBatch) -> None:
    """The state moves first: a second worker waits for this one and then finds nothing to do."""
    if not batches.step(batch, [State.UNDOING], State.UNDONE, undone_at=timezone.now()):
        return
    done = Undone()
    sheet = SHEETS[batch.section]
    _remove(batch, sheet, done)
    for chunk in _chunks(batch):
        _restore(batch, sheet, chunk, done)
    _delete(_changes(batch))
    if sheet.bulk:
        rollups.refresh(batch.owner, done.touched)
    sheet.after(batch.owner)
    batches.step(batch, [State.UNDONE], State.UNDONE, undo_counts=done.counts, progress=100)
    audit.record("undo", actor=batch.owner, subject=batch.owner, obj=batch, detail=done.counts)


def _delete(rows: Any) -> int:
    """In one statement: what a signal of each row would tell, the trail tells in one line."""
    return int(rows._raw_delete(DEFAULT_DB_ALIAS))  # noqa: SLF001 - `delete` fetches every row


def _remove(batch: ImportBatch, sheet: Sheet, done: Undone) -> None:
    made = _made(batch)
    done.kept += made.filter(_changed(batch)).count()
    gone = made.exclude(_changed(batch))
    if sheet.bulk:
        done.touched |= set(gone.values_list("type", "local_day").distinct())
    done.removed += _delete(gone)


def _restore(batch: ImportBatch, sheet: Sheet, chunk: list[ImportedChange], done: Undone) -> None:
    before = {change.entry_id: change.before for change in chunk}
    rows = list(_rows(batch).filter(entry_id__in=before))
    wire = wire_of(sheet, batch.owner)
    (stamp,) = wire.named(["updated_at"])
    changes: list[Change] = []
    for row in rows:
        if row.deleted_at is not None or _is_changed(row, batch):
            done.kept += 1
            continue
        seen, days = wire.value(stamp, row.updated_at), {_day(sheet, row)}
        try:
            _put_back(sheet, row, before[row.entry_id], batch.owner)
        except ValidationError:  # of a type that is no more
            done.kept += 1
            continue
        done.touched |= days | {_day(sheet, row)}
        changes.append((row.pk, seen, str(row.entry_id), b"", wire.values(row)))
    rewrite(owner=batch.owner, section=sheet.key, changes=changes)
    done.restored += len(changes)


def _put_back(sheet: Sheet, row: Any, before: dict[str, Any], owner: User) -> None:
    """Fill an entry with the cells it had."""
    cells = Cells(before["cells"].items(), owner.pk)
    for column in sheet.columns:
        if column.read is not None and column.name in cells:
            for name, value in column.read(cells[column.name], cells).items():
                setattr(row, name, value)
    row.deleted_at = datetime.fromisoformat(gone) if (gone := before["deleted_at"]) else None
    rows_of_files.judge(sheet, row)


def _day(sheet: Sheet, row: Any) -> tuple[str, Any]:
    return sheet.kind(row), sheet.day(row)


def _chunks(batch: ImportBatch) -> Iterator[list[ImportedChange]]:
    last = 0
    while chunk := list(_changes(batch).filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _rows(batch: ImportBatch) -> Any:
    return SHEETS[batch.section].model.objects.unscoped(REASON).of(batch.owner)


def _made(batch: ImportBatch) -> Any:
    return _rows(batch).filter(batch_id=batch.pk)


def _changes(batch: ImportBatch) -> Any:
    return ImportedChange.objects.unscoped(REASON).filter(batch_id=batch.pk)


def _changed(batch: ImportBatch) -> Q:
    """By their owner, since: not what the file itself says about a time to come."""
    return Q(updated_at__gt=batch.finished_at, updated_at__lte=timezone.now(), deleted_at=None)


def _is_changed(row: Any, batch: ImportBatch) -> bool:
    return bool(batch.finished_at and batch.finished_at < row.updated_at <= timezone.now())
