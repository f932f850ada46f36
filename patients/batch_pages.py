"""What the pages of one import say: steps, counts by type, the same file before, its way back."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients.importing.devices.known import DEVICES
from patients.importing.known import FORMATS
from patients.importing.outcome import MOST_REASONS, Rejection
from patients.kinds import kind_named
from patients.models import ImportBatch
from patients.services import undoing, uploads
from patients.spreadsheets.sheets import SHEETS

State = ImportBatch.State
# How far along the way a state is; the steps before it are done.
PLACES: Mapping[str, int] = {
    State.UPLOADED: 1, State.EXAMINING: 1, State.ASKING: 1, State.READY: 2, State.IMPORTING: 3,
    State.DONE: 4,
}  # fmt: skip


def steps(batch: ImportBatch) -> list[dict[str, str]]:
    """The way of a file, and where it is."""
    at = PLACES.get(batch.state)
    if at is None:
        return []
    labels = (_("Upload"), _("Read"), _("Check"), _("Import"))
    states = ["done" if n < at else "current" if n == at else "to come" for n in range(4)]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def context_of(batch: ImportBatch) -> dict[str, Any]:
    """Everything the page of an import shows."""
    findings = batch.findings or {}
    rejections = [Rejection(*each) for each in findings.get("rejections", [])]
    counts = batch.counts
    return {
        "batch": batch,
        "steps": steps(batch),
        "format": format_label(batch),
        "sheet": SHEETS[batch.section].label if batch.section in SHEETS else "",
        "changes": counts.get("new", 0) + counts.get("updated", 0),
        "kinds": kinds(batch),
        "unknown": findings.get("unknown", []),
        "rejections": rejections,
        "most": MOST_REASONS if len(rejections) >= MOST_REASONS else 0,
        "earlier": uploads.earlier_imports(batch) if batch.state == State.READY else [],
        "can_choose": batch.state in {State.READY, State.UNREADABLE} and _has_choices(batch),
        "can_map": batch.state in {State.READY, State.UNREADABLE} and is_device(batch),
        "sheets": findings.get("sheets", []) if batch.state == State.READY else [],
        "can_undo": undoing.can_undo(batch),
    }


def format_label(batch: ImportBatch) -> Any:
    """What people call the kind of file."""
    known = FORMATS.get(batch.format)
    return known.label if known else ""


def is_device(batch: ImportBatch) -> bool:
    """Whether a device's format was recognised, so that it could be read as any table instead."""
    return batch.format in {each.key for each in DEVICES}


def kinds(batch: ImportBatch) -> list[tuple[str, str, int]]:
    """(key, label, rows) of each type in the file, the most first."""
    found = [(key, _name(key, batch.owner_id), n) for key, n in batch.by_type.items()]
    return sorted(found, key=lambda each: (-each[2], each[1]))


def undo_question(batch: ImportBatch) -> str:
    """What an undo would do, in a sentence or two."""
    new, updated = batch.counts.get("new", 0), batch.counts.get("updated", 0)
    words = " ".join(
        [
            ngettext(
                "%(count)d entry that it added goes.", "%(count)d entries that it added go.", new
            )
            % {"count": new},
            ngettext(
                "%(count)d that it changed is as it was before.",
                "%(count)d that it changed are as they were before.",
                updated,
            )
            % {"count": updated}
            if updated
            else "",
        ]
    ).strip()
    kept = undoing.changed_since(batch)
    if not kept:
        return words
    return f"{words} " + ngettext(
        "%(count)d that you have changed since stays as it is now.",
        "%(count)d that you have changed since stay as they are now.",
        kept,
    ) % {"count": kept}


def _has_choices(batch: ImportBatch) -> bool:
    return batch.format == "apple" or bool((batch.findings or {}).get("headings"))


def _name(key: str, owner_id: int) -> str:
    kind = kind_named(key, owner_id)
    return str(kind.label) if kind else key
