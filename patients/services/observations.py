"""Log, change, delete and restore readings."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from patients.entries import Entry
from patients.models import Observation
from patients.services import measuring, rollups
from patients.services.ownership import bring_back, mark_deleted, require_own
from privacy import audit

PULSE = "pulse"
BATCH = 500


@transaction.atomic
def log_observation(
    *,
    actor: User,
    patient: User,
    entry: Entry,
    entry_id: UUID | None = None,
    confirmed: bool = False,
) -> Observation:
    """Record one reading; the row and its audit event stand or fall together.

    Args: entry_id: chosen by whoever sends, so that sending twice makes one row: the second time
    the first row is returned unchanged. confirmed: the person has confirmed an unusual value.
    Raises: ValidationError: outside the hard bounds of the type or otherwise impossible; names
    field and bound. Unconfirmed: unusual, and not confirmed.
    Source of bounds: the registry in patients/observation_types.
    """
    entry_id = entry_id or uuid4()
    if (known := _known(patient, entry_id)) is not None:
        return known
    measuring.check(entry, patient=patient, confirmed=confirmed)
    now = timezone.now()
    row = Observation(owner=patient, entry_id=entry_id, created_at=now, updated_at=now)
    _fill(row, entry)
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same form, sent twice at the same moment
        if (known := _known(patient, entry_id)) is None:
            raise
        return known
    rollups.refresh(patient, [rollups.day_of(row)])
    audit.record("create", actor=actor, subject=patient, obj=row)
    return row


def log_together(
    *, actor: User, patient: User, entries: Collection[Entry], entry_id: UUID, confirmed: bool
) -> Observation:
    """Record readings taken in one go (pressure and pulse) as one group; return the first.

    Raises: as `log_observation`; then none is recorded.
    """
    group = uuid5(entry_id, "group") if len(entries) > 1 else None
    rows: list[Observation] = []
    with transaction.atomic():
        for number, entry in enumerate(entries):
            stated = Entry(**{**entry.__dict__, "group_id": group or entry.group_id})
            own_id = entry_id if number == 0 else uuid5(entry_id, f"{PULSE}-{number}")
            rows.append(
                log_observation(
                    actor=actor, patient=patient, entry=stated, entry_id=own_id, confirmed=confirmed
                )
            )
    return rows[0]


@transaction.atomic
def edit_observation(
    *, actor: User, row: Observation, entry: Entry, confirmed: bool = False
) -> Observation:
    """Change what a reading says; its id, source and place in a group stay.

    Raises: ValidationError, Unconfirmed: as `log_observation`. PermissionDenied: not the actor's.
    """
    require_own(actor, row)
    measuring.check(entry, patient=row.owner, row=row, confirmed=confirmed)
    before, day_before = _state(row), rollups.day_of(row)
    _fill(row, entry)
    changed = sorted(name for name, value in _state(row).items() if before[name] != value)
    if not changed:
        return row
    row.updated_at = timezone.now()
    row.full_clean()
    row.save()
    rollups.refresh(row.owner, [day_before, rollups.day_of(row)])
    audit.record("update", actor=actor, subject=row.owner, obj=row, detail={"fields": changed})
    return row


@transaction.atomic
def delete_observation(*, actor: User, row: Observation, together: bool = False) -> None:
    """Delete a reading, with `together` all that were logged with it; restoring undoes it."""
    rows = _group(actor, row, together=together)
    for each in rows:
        mark_deleted(actor, each)
    rollups.refresh(row.owner, map(rollups.day_of, rows))


@transaction.atomic
def restore_observation(*, actor: User, row: Observation, together: bool = False) -> None:
    """Undo a deletion, with `together` that of the whole group."""
    rows = _group(actor, row, together=together)
    for each in rows:
        bring_back(actor, each)
    rollups.refresh(row.owner, map(rollups.day_of, rows))


def _group(actor: User, row: Observation, *, together: bool) -> list[Observation]:
    if not together or row.group_id is None:
        return [row]
    return list(Observation.objects.editable_by(actor).filter(group_id=row.group_id))


@transaction.atomic
def log_many(
    *, actor: User, patient: User, entries: Iterable[tuple[UUID, Entry]], reason: str = ""
) -> int:
    """Record many new readings with one audit event; return how many.

    Args: entries: (entry id, entry); ids must be new. Raises: ValidationError: as
    `log_observation`, for the first impossible one; then none is recorded.
    """
    now = timezone.now()
    rows = []
    for entry_id, entry in entries:
        measuring.check_possible(entry, owner_id=patient.pk)
        row = Observation(owner=patient, entry_id=entry_id, created_at=now, updated_at=now)
        _fill(row, entry)
        row.clean_fields()
        rows.append(row)
    Observation.objects.bulk_create(rows, batch_size=BATCH)
    rollups.refresh(patient, map(rollups.day_of, rows))
    audit.record(
        "import", actor=actor, subject=patient, object_type=Observation._meta.label_lower,
        reason=reason, detail={"count": len(rows)},
    )  # fmt: skip
    return len(rows)


def _known(patient: User, entry_id: UUID) -> Observation | None:
    rows = Observation.objects.editable_by(patient).filter(entry_id=entry_id)
    known: Observation | None = rows.first()
    return known


def _fill(row: Observation, entry: Entry) -> None:
    for name, value in entry.as_fields().items():
        setattr(row, name, value)
    measuring.derive(row)


def _state(row: Observation) -> dict[str, Any]:
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names}
