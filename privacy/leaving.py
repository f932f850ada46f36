"""Deeds of somebody who deletes their account: ask for it, and take it back in time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import end_sessions
from privacy import audit
from privacy.erasure import is_last_superuser, tell


@transaction.atomic
def leave(*, user: User) -> datetime:
    """Close the account at once and have it erased after the days of grace; tell by mail.

    Clinicians who were let in no longer are (until it is taken back), and every session ends.
    Asking twice changes nothing. Returns when it is due.
    Raises: ValidationError: nobody else could look after the site.
    """
    list(User.objects.select_for_update().filter(is_superuser=True).values_list("pk"))
    if is_last_superuser(user):
        raise ValidationError(
            _("Nobody else can manage this site. Make somebody else a superuser first."),
            code="last_superuser",
        )
    due = timezone.now() + timedelta(days=settings.ERASURE_GRACE_DAYS)
    if not User.objects.filter(pk=user.pk, erase_at=None, is_active=True).update(erase_at=due):
        user.refresh_from_db(fields=["erase_at"])
        return user.erase_at or due
    user.erase_at = due
    audit.record("erase_ask", actor=user, subject=user, obj=user)
    end_sessions(user)
    tell("erasure_asked", user, due=due)
    return due


@transaction.atomic
def stay(*, user: User) -> bool:
    """Take the deletion back while there is time; returns whether there was anything to take back.

    Everything is as before, also who may look; only sessions stay ended.
    """
    waiting = User.objects.filter(pk=user.pk, erase_at__isnull=False, is_active=True)
    if not waiting.update(erase_at=None):
        return False
    user.erase_at = None
    audit.record("erase_stop", actor=user, subject=user, obj=user)
    tell("erasure_stopped", user)
    return True
