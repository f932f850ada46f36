"""The access trail: one line per deed, in the same transaction as the deed."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from django.db import connection, models

from accounts.models import User
from healthtracker.web.context import current
from privacy.models import AccessEvent

# Set by the audit middleware; a pseudonym, so the trail opens nobody's session.
session_of_request: ContextVar[str] = ContextVar("session_of_request", default="")

_FIELDS = [field for field in AccessEvent._meta.concrete_fields if not field.primary_key]
_INSERT = (
    f"INSERT INTO {AccessEvent._meta.db_table} ({', '.join(str(f.column) for f in _FIELDS)})"  # noqa: S608  # nosec B608
    f" VALUES ({', '.join(['%s'] * len(_FIELDS))})"
)


def role_of(user: User | None) -> str:
    """The role in which someone acts: staff beats provider beats patient."""
    if user is None:
        return "anonymous"
    return "staff" if user.is_staff else str(user.role)


def record(
    action: str,
    *,
    actor: User | None,
    subject: User | None,
    obj: models.Model | None = None,
    object_type: str = "",
    object_id: str = "",
    outcome: str = "ok",
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AccessEvent:
    """Append one event.

    Args: action: view, list, export, import, create, update, delete, share, revoke, ai_send,
    reveal, denied... detail: ids, field names and counts; never a value of the record.
    """
    event = _event(
        action=action,
        actor=actor,
        subject=subject,
        object_type=obj._meta.label_lower if obj else object_type,
        object_id=public_id(obj) if obj else object_id,
        outcome=outcome,
        reason=reason[:200],
        detail=dict(detail or {}),
    )
    event.save(force_insert=True)
    return event


def _event(*, actor: User | None, **fields: Any) -> AccessEvent:
    context = current()
    return AccessEvent(
        actor=actor,
        actor_role=role_of(actor),
        request_id=context.request_id,
        session=session_of_request.get(),
        peer=context.peer,
        channel=context.channel,
        **fields,
    )


def public_id(obj: models.Model) -> str:
    """The id under which a row is known outside: its entry id or UUID, else its key."""
    return str(getattr(obj, "entry_id", None) or getattr(obj, "uuid", None) or obj.pk)


def listed(*, actor: User, subject: User, what: str, count: int) -> None:
    """One line for a page that showed `count` rows of `what`, however many they were."""
    _append(
        _event(
            action="list", actor=actor, subject=subject, object_type=what, detail={"count": count}
        )
    )


def _append(event: AccessEvent) -> None:
    """Save an event whose key nobody asks for, by SQL that is written once: most are of pages."""
    values = [
        field.get_db_prep_save(field.pre_save(event, add=True), connection) for field in _FIELDS
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)


def listed_each(
    *, actor: User | None, counts: Mapping[User, int], what: str, reason: str = ""
) -> None:
    """As `listed` for a page with rows of several people: one line in each person's log."""
    AccessEvent.objects.bulk_create(
        [
            _event(
                action="list",
                actor=actor,
                subject=subject,
                object_type=what,
                reason=reason,
                detail={"count": count},
            )
            for subject, count in counts.items()
        ]
    )
