"""Import a file in two jobs: see what it would do, then do all of it or nothing."""

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from patients.importing.csv_files import OwnTable
from patients.importing.examining import examine as examine_rows
from patients.importing.formats import NeedsMapping
from patients.importing.known import FORMATS
from patients.importing.outcome import Outcome
from patients.importing.sources import Source
from patients.importing.writing import ChangedMeanwhile, write
from patients.models import ImportBatch
from patients.services import batches, presets
from patients.services.batches import Progress, State
from patients.services.rejected import RejectedRows
from privacy import audit, storage
from privacy.crypto import Unreadable

READ = 85  # percent of an import that is reading; the rest is one transaction
TURNS = 3  # how often to begin again because the record changed meanwhile
UNREADABLE = (Unreadable, FileNotFoundError)


@dataclass(frozen=True)
class Examined:
    """What a file would do, and the sealed file of the rows it cannot."""

    section: str
    outcome: Outcome
    rejected_name: str

    @property
    def values(self) -> dict[str, Any]:
        """For the batch."""
        found = self.outcome
        return {
            "section": self.section,
            "counts": found.counts,
            "by_type": found.by_type,
            "first_day": found.first_day,
            "last_day": found.last_day,
            "duplicates": found.duplicates,
            "rejected_name": self.rejected_name,
        }

    def findings(self, before: dict[str, Any] | None) -> dict[str, Any]:
        """What the page shows besides the numbers; headings and sheets stay from `before`."""
        return {
            **(before or {}),
            "unknown": self.outcome.unknown_columns,
            "rejections": [list(each) for each in self.outcome.rejections],
        }


def examine(*, batch_id: int) -> None:
    """Job: find out what an uploaded file would do, or what has to be asked first."""
    batch = batches.claim(batch_id, State.UPLOADED, State.EXAMINING)
    if batch is None:
        return
    try:
        with batches.opened(batch) as file:
            found = _examined(batch, file, None, Progress(batch))
    except NeedsMapping as asked:
        _ask(batch, asked)
    except ValidationError as error:
        _unreadable(batch, " ".join(error.messages))
    except UNREADABLE:
        _unreadable(batch, _("The uploaded file is damaged or gone. Please upload it again."))
    except batches.Stopped:
        return
    else:
        _ready(batch, found, State.EXAMINING)


def confirm(*, batch: ImportBatch, valid_only: bool = False) -> None:
    """Have the file imported; a job does it.

    Args: valid_only: leaves rejected rows out, where otherwise nothing would be imported. Raises:
    ValidationError: it has been imported or dropped already, or rows are rejected.
    """
    if batch.state == State.READY and batch.counts.get("rejected") and not valid_only:
        raise ValidationError(_("Some rows cannot be imported, so nothing was imported."))
    moved = batches.step(
        batch, [State.READY], State.IMPORTING, valid_only=valid_only, alive_at=None, progress=0
    )
    if not moved:
        raise batches.too_late()


def run(*, batch_id: int) -> None:
    """Job: import a confirmed file whole, or leave everything as it was and say why."""
    batch = batches.claim(batch_id, State.IMPORTING, State.IMPORTING)
    if batch is None:
        return
    try:
        for turn in range(TURNS):
            with suppress(*([ChangedMeanwhile] if turn < TURNS - 1 else [])):
                _import(batch)
                break
    except (ValidationError, NeedsMapping) as error:
        _failed(batch, " ".join(getattr(error, "messages", [])))
    except UNREADABLE:
        _failed(batch, _("The uploaded file is damaged or gone."))
    except batches.Stopped:
        return


def _import(batch: ImportBatch) -> None:
    with batches.opened(batch) as file, tempfile.TemporaryFile() as unnamed:
        spool = cast("BinaryIO", unnamed)
        found = _examined(batch, file, spool, Progress(batch, READ))
        if found.outcome.rejected and not batch.valid_only:
            _ready(batch, found, State.IMPORTING)
            return
        try:
            _write(batch, found, spool)
        except Exception:
            if found.rejected_name:
                storage.delete_file(found.rejected_name)
            raise


def give_up(*, batch_id: int) -> None:
    """Say that a job could not go on: nothing was imported, or nothing undone."""
    batch = ImportBatch.objects.unscoped(batches.REASON).select_related("owner").get(pk=batch_id)
    why = _("Something went wrong on our side. Please try again.")
    if batch.state in {State.UPLOADED, State.EXAMINING}:
        _unreadable(batch, why)
    elif batch.state == State.IMPORTING:
        _failed(batch, why)
    elif batch.state == State.UNDOING:
        text = _("Nothing was undone: something went wrong on our side. Please try again.")
        batches.step(batch, [State.UNDOING], State.DONE, error_code="undo", error_text=text)


def _examined(
    batch: ImportBatch, file: BinaryIO, spool: BinaryIO | None, told: Progress
) -> Examined:
    """Raises: ValidationError, NeedsMapping, Unreadable, batches.Stopped."""
    source = _source(batch, file)
    section = source.sheet.key if isinstance(source, OwnTable) else FORMATS[batch.format].section
    rejected = RejectedRows(source.columns)
    try:
        outcome = examine_rows(
            owner=batch.owner, section=section, source=source, spool=spool, told=told,
            refused=rejected,
        )  # fmt: skip
        return Examined(section, outcome, rejected.keep(batch.owner_id))
    finally:
        rejected.close()


def _source(batch: ImportBatch, file: BinaryIO) -> Source:
    """Raises: NeedsMapping: also no preset knows its columns."""
    options = batch.options or {}
    opened = FORMATS[batch.format].open
    try:
        return opened(file, options, batch.owner)
    except NeedsMapping as asked:
        preset = presets.preset_for(owner=batch.owner, headings=asked.headings)
        if preset is None or batch.state != State.EXAMINING:
            raise
        file.seek(0)
        _apply(batch, asked, {**options, **preset.options})
        presets.noted_use(preset)
        return opened(file, batch.options or {}, batch.owner)


def _apply(batch: ImportBatch, asked: NeedsMapping, options: dict[str, Any]) -> None:
    asked_before = {"findings": _asked(asked), "options": options}
    if not batches.step(batch, [State.EXAMINING], State.EXAMINING, **asked_before):
        raise batches.Stopped


def _asked(asked: NeedsMapping) -> dict[str, Any]:
    return {
        "headings": list(asked.headings),
        "rows": [list(row) for row in asked.rows],
        "sheets": list(asked.sheets),
        "sheet": asked.sheet,
    }


def _ask(batch: ImportBatch, asked: NeedsMapping) -> None:
    batches.step(batch, [State.EXAMINING], State.ASKING, findings=_asked(asked), alive_at=None)


def _ready(batch: ImportBatch, found: Examined, before: str) -> None:
    old = batch.rejected_name
    values = {**found.values, "findings": found.findings(batch.findings), "progress": 100}
    if not batches.step(batch, [before], State.READY, **values):
        storage.delete_file(found.rejected_name) if found.rejected_name else None
    elif old:
        storage.delete_file(old)


def _unreadable(batch: ImportBatch, why: str) -> None:
    before = (State.UPLOADED, State.EXAMINING)
    batches.step(batch, before, State.UNREADABLE, error_code="unreadable", error_text=why)


def _failed(batch: ImportBatch, why: str) -> None:
    moved = batches.step(
        batch, [State.IMPORTING], State.FAILED, error_code="failed", error_text=why,
        finished_at=timezone.now(),
    )  # fmt: skip
    if moved:
        batches.forget_files(batch)


@transaction.atomic
def _write(batch: ImportBatch, found: Examined, spool: BinaryIO) -> None:
    """All rows, the state, the line in the trail: one transaction.

    The state moves first: a second worker with the same batch waits for this one, then stops.
    """
    batches.forget_files(batch, also_rejected=True)
    if not batches.step(batch, [State.IMPORTING], State.DONE, **found.values):
        raise batches.Stopped
    written = write(owner=batch.owner, section=found.section, spool=spool, batch_id=batch.pk)
    counts = {**found.outcome.counts, "new": written.new, "updated": written.updated}
    batches.step(
        batch, [State.DONE], State.DONE, counts=counts, progress=100, file_name="",
        findings=found.findings(None), finished_at=timezone.now(),
    )  # fmt: skip
    audit.record(
        "import", actor=batch.owner, subject=batch.owner, obj=batch,
        detail={"section": found.section, "format": batch.format, **counts},
    )  # fmt: skip
