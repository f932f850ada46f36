"""What every deed on an entry shares: whose it is, and how it goes and comes back."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from patients.models.entry import RecordEntry
from privacy import audit


def require_own(actor: User, row: RecordEntry) -> None:
    """Raises PermissionDenied unless `row` is the actor's: the second wall behind the gate."""
    if row.owner_id != actor.pk:
        raise PermissionDenied


def mark_deleted(actor: User, row: RecordEntry) -> None:
    """Hide `row`; doing it twice changes nothing."""
    require_own(actor, row)
    if row.deleted_at is None:
        _set_deleted(actor, row, deleted=True)


def bring_back(actor: User, row: RecordEntry) -> None:
    """Undo `mark_deleted`; doing it twice changes nothing."""
    require_own(actor, row)
    if row.deleted_at is not None:
        _set_deleted(actor, row, deleted=False)


def _set_deleted(actor: User, row: RecordEntry, *, deleted: bool) -> None:
    row.updated_at = timezone.now()
    row.deleted_at = row.updated_at if deleted else None
    row.save(update_fields=["deleted_at", "updated_at"])
    audit.record("delete" if deleted else "restore", actor=actor, subject=row.owner, obj=row)
