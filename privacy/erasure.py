"""Erases an account for good: files, data key, rows, ways of signing in, and last the name.

Each step may be repeated, and `erased_at` is written last, so that a worker killed in the middle is
followed by one that ends the work. The data key goes before the rows: from then on no copy of what
was encrypted can be read, whatever backup it lies in. What stays is a row without a name, because
the access trail points to it, and the trail itself: ids, dates and counts, never a value.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation

from accounts.models import Licence, User
from accounts.services import end_sessions
from healthtracker.web.log import event
from privacy import audit, crypto, storage
from privacy.models import AccessEvent, CareLink, DataKey
from privacy.registry import everything_of_a_person
from privacy.sweeping import delete_rows, owned_models

NOWHERE = "erased.invalid"


def erase_due() -> int:
    """Erase every account whose time has come; return how many.

    One that fails is logged and does not keep the others waiting; the next turn tries it again.
    """
    due = User.objects.filter(erase_at__lte=timezone.now(), erased_at=None)
    return sum(_tried(key) for key in due.values_list("pk", flat=True))


def _tried(user_id: int) -> bool:
    try:
        return erase(user_id=user_id)
    except Exception as error:
        event("erasure_failed", subject=user_id, error=error)
        return False


def erase(*, user_id: int) -> bool:
    """Erase one account that is due, or go on where an earlier run was cut off.

    Returns: False when it was taken back, erased already, or is the last superuser's.
    """
    user = _closed(user_id)
    if user is None:
        return False
    with disable_auditlog():
        _overwrite_what_is_deleted()
        key = DataKey.objects.filter(owner=user).first()
        files = storage.delete_files_under(key.pk) if key else 0
        crypto.erase_key(user.pk)
        rows = delete_rows(owned_models(), user)
        # Then what an app keeps elsewhere; of rows it finds none any more.
        rows += sum(part.erase(user) for part in everything_of_a_person() if part.erase)
        _forget_sign_in(user)
        _forget_name(user, rows=rows, files=files)
    return True


def _overwrite_what_is_deleted() -> None:
    """SQLite would leave deleted rows in the free pages of its file; PostgreSQL has its vacuum."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


@transaction.atomic
def _closed(user_id: int) -> User | None:
    due = User.objects.select_for_update().filter(
        pk=user_id, erase_at__lte=timezone.now(), erased_at=None
    )
    user = due.first()
    if user is None or is_last_superuser(user):
        return None
    User.objects.filter(pk=user.pk).update(is_active=False)  # too late to take it back
    return user


def is_last_superuser(user: User) -> bool:
    """Whether nobody else could give permissions any more."""
    if not user.is_superuser:
        return False
    others = User.objects.filter(is_superuser=True, is_active=True, erase_at=None)
    return not others.exclude(pk=user.pk).exists()


def _forget_sign_in(user: User) -> None:
    end_sessions(user)
    for model in (EmailAddress, Authenticator, Licence):
        model.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    # The change log holds no values, but the address of who acted.
    LogEntry.objects.filter(Q(actor=user) | Q(actor_email__iexact=user.email)).update(
        actor_email=""
    )
    links = CareLink.objects.filter(Q(patient=user) | Q(provider=user), ended_at=None)
    links.update(ended_at=timezone.now())


@transaction.atomic
def _forget_name(user: User, *, rows: int, files: int) -> None:
    tell("erasure_done", user)
    audit.record(
        "erase", actor=None, subject=user, obj=user, detail={"count": rows, "files": files}
    )
    crypto.erase_key(user.pk)  # something may have sealed a last word meanwhile
    User.objects.filter(pk=user.pk).update(
        email=f"{uuid4().hex}@{NOWHERE}", display_name="", password=make_password(None),
        uuid=uuid4(), units={}, language="en", time_zone="UTC", last_login=None, is_staff=False,
        is_superuser=False, is_active=False, erase_at=None, erased_at=timezone.now(),
    )  # fmt: skip


def tell(what: str, user: User, **more: Any) -> None:
    """Mail `user` in their language; it leaves once the surrounding transaction has committed."""
    with translation.override(user.language), timezone.override(user.zone):
        get_adapter().send_mail(f"privacy/email/{what}", user.email, {"user": user, **more})


def forget_old_trails() -> int:
    """Delete what is left of accounts erased `TRAIL_YEARS` ago: their trail, then their row."""
    limit = timezone.now() - timedelta(days=round(365.25 * settings.TRAIL_YEARS))
    gone = User.objects.filter(erased_at__lt=limit)
    count = 0
    for user in gone:
        with transaction.atomic(), disable_auditlog():
            trail = AccessEvent.objects.filter(subject=user)
            trail._raw_delete(trail.db)  # noqa: SLF001 - the trail refuses every other way
            user.delete()
        count += 1
    return count
