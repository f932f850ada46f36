"""Every transition of a reply, each one conditional UPDATE on the state it expects.

`pending -> streaming -> complete | stopped | failed`, and `pending -> stopped | failed`. Whoever
loses a race changes nothing and is told so.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from chat.engines.base import ErrorCode, Usage
from chat.models import Reply
from healthtracker.web.log import event
from privacy.fields import sealed_value

LEASE = timedelta(seconds=20)
# A reply nobody picked up: no open socket and no worker.
PENDING_LIMIT = timedelta(minutes=2)
# Time for the page that asked to open its socket and start the reply itself.
GRACE = timedelta(seconds=3)
QUEUED = "queued"

STREAMING, PENDING = Reply.Status.STREAMING, Reply.Status.PENDING


def _replies() -> Any:
    return Reply.objects.unscoped("reply runner")


def claim(reply_id: UUID, worker: str) -> bool:
    """pending -> streaming for this worker; False when someone else was first."""
    now = timezone.now()
    rows: int = (
        _replies()
        .filter(pk=reply_id, status=PENDING)
        .update(status=STREAMING, worker=worker, started_at=now, lease_until=now + LEASE)
    )
    return rows == 1


def take_waiting() -> list[UUID]:
    """Replies that nobody has begun although their page has had time to, each handed out once."""
    since = timezone.now() - GRACE
    rows = _replies().filter(status=PENDING, created_at__lt=since, worker="")
    found = list(rows.order_by("created_at").values_list("pk", flat=True)[:50])
    return [pk for pk in found if rows.filter(pk=pk).update(worker=QUEUED)]


class Held(StrEnum):
    """What the writer of a reply learns when saving: go on, stop, or it is no longer theirs."""

    ON = "on"
    STOP = "stop"
    LOST = "lost"


def save_progress(
    reply: Reply, worker: str, text: str, *, first_token_at: datetime | None = None
) -> Held:
    """Keep the text so far and renew the lease; says whether someone asked for the end."""
    rows = _replies().filter(pk=reply.pk, status=STREAMING, worker=worker)
    stop = rows.values_list("stop_requested", flat=True).first()
    changed = rows.update(
        text=sealed_value(reply, "text", text),
        lease_until=timezone.now() + LEASE,
        first_token_at=first_token_at,
    )
    return Held.LOST if not changed else Held.STOP if stop else Held.ON


def prepared(reply: Reply, worker: str, fields: dict[str, Any]) -> None:
    """Note what the reply is made with: engine, model, prompt version, manifest, numbers."""
    sealed = {
        name: sealed_value(reply, name, fields[name])
        for name in ("manifest", "sent_numbers")
        if fields.get(name) is not None
    }
    rows = _replies().filter(pk=reply.pk, status=STREAMING, worker=worker)
    rows.update(**{**fields, **sealed})


def finish(
    reply: Reply,
    worker: str,
    status: str,
    *,
    text: str,
    usage: Usage | None = None,
    usage_estimated: bool = False,
    credits: int = 0,  # noqa: A002 - the column's word
    stop_reason: str = "",
    error_code: str = "",
    retry_after: float | None = None,
    first_token_at: datetime | None = None,
) -> bool:
    """streaming -> a terminal state, with the whole or partial text; False if not ours."""
    changes: dict[str, Any] = {
        "status": status,
        "text": sealed_value(reply, "text", text),
        "stop_reason": stop_reason,
        "error_code": error_code,
        "retry_after": round(retry_after) if retry_after else None,
        "credits": credits,
        "usage_estimated": usage_estimated,
        "first_token_at": first_token_at,
        "finished_at": timezone.now(),
        "lease_until": None,
    }
    if usage:
        changes["input_tokens"] = usage.input_tokens
        changes["output_tokens"] = usage.output_tokens
        changes["cached_tokens"] = usage.cached_tokens
    mine = _replies().filter(pk=reply.pk, status=STREAMING, worker=worker)
    done = bool(mine.update(**changes))
    if done:
        event("reply_ended", reply=str(reply.pk), state=str(status), code=error_code)
    return done


def request_stop(reply_id: UUID) -> None:
    """Stop a waiting reply at once; ask whoever streams it to stop."""
    now = timezone.now()
    rows = _replies().filter(pk=reply_id)
    if not rows.filter(status=PENDING).update(status=Reply.Status.STOPPED, finished_at=now):
        rows.filter(status=STREAMING).update(stop_requested=True)


def reap() -> int:
    """Fail replies whose worker died or that nobody picked up; their partial text stays.

    Returns: how many were ended.
    """
    now = timezone.now()
    dead = Q(status=STREAMING, lease_until__lt=now)
    forgotten = Q(status=PENDING, created_at__lt=now - PENDING_LIMIT)
    rows: int = (
        _replies()
        .filter(dead | forgotten)
        .update(
            status=Reply.Status.FAILED,
            error_code=ErrorCode.INTERRUPTED.value,
            finished_at=now,
            lease_until=None,
        )
    )
    if rows:
        event("replies_reaped", count=rows)
    return rows
