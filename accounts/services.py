"""Deeds on accounts: preferences, roles, deactivation, licences. Each is audited."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from accounts import trail
from accounts.models import Licence, User


@transaction.atomic
def save_preferences(*, user: User, **chosen: Any) -> None:
    """Keep name, language or time zone. Raises: ValidationError: a value that cannot be."""
    changed = [name for name, value in chosen.items() if getattr(user, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(user, name, chosen[name])
    user.full_clean(exclude=["password"])
    user.save(update_fields=changed)
    trail.record("update", actor=user, subject=user, obj=user, detail={"fields": changed})


def end_sessions(user: User) -> None:
    """Sign `user` out everywhere: pages at once, open sockets within seconds."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])
    for session in UserSession.objects.filter(user=user):
        session.end()


@transaction.atomic
def change_role(*, actor: User, user: User, role: str) -> None:
    """Make a patient a provider or back; they have to sign in again."""
    if user.role == role:
        return
    user.role = role
    user.full_clean(exclude=["password"])
    user.save(update_fields=["role"])
    end_sessions(user)
    trail.record("role", actor=actor, subject=user, obj=user, detail={"fields": ["role"]})


@transaction.atomic
def set_active(*, actor: User, user: User, active: bool) -> None:
    """Close an account to its person, or open it again; the data stays either way."""
    if user.is_active == active:
        return
    user.is_active = active
    user.save(update_fields=["is_active"])
    end_sessions(user)
    action = "reactivate" if active else "deactivate"
    trail.record(action, actor=actor, subject=user, obj=user)


@transaction.atomic
def reset_second_factor(*, actor: User, user: User) -> int:
    """Remove every second factor of someone locked out; returns how many there were."""
    count = int(Authenticator.objects.filter(user=user).delete()[0])
    end_sessions(user)
    trail.record("mfa_reset", actor=actor, subject=user, obj=user, detail={"count": count})
    return count


@transaction.atomic
def submit_licence(*, user: User, profession: str, number: str, jurisdiction: str) -> Licence:
    """Enter or change a licence; any change of a decided one waits for staff again.

    Raises: ValidationError: a value that cannot be.
    """
    entered = {"profession": profession, "number": number, "jurisdiction": jurisdiction}
    licence = Licence.objects.select_for_update().filter(user=user).first() or Licence(user=user)
    changed = [name for name, value in entered.items() if getattr(licence, name) != value]
    if not changed:
        return licence
    for name in changed:
        setattr(licence, name, entered[name])
    licence.status = Licence.Status.PENDING
    licence.submitted_at = timezone.now()
    licence.decided_at = licence.decided_by = None
    licence.full_clean()
    licence.save()
    trail.record("licence", actor=user, subject=user, obj=licence, detail={"fields": changed})
    return licence


@transaction.atomic
def decide_licence(*, actor: User, licence: Licence, verified: bool) -> bool:
    """Verify or reject a licence and tell its owner by mail; returns whether that was news."""
    status = Licence.Status.VERIFIED if verified else Licence.Status.REJECTED
    undecided = Licence.objects.filter(pk=licence.pk).exclude(status=status)
    now = timezone.now()
    if not undecided.update(status=status, decided_at=now, decided_by=actor):
        return False
    licence.refresh_from_db()
    trail.record(
        "licence", actor=actor, subject=licence.user, obj=licence, detail={"status": str(status)}
    )
    transaction.on_commit(lambda: tell_decision(licence))
    return True


def tell_decision(licence: Licence) -> None:
    """Mail the decision in the language of whom it concerns."""
    template = f"accounts/email/licence_{licence.status}"
    with translation.override(licence.user.language):
        get_adapter().send_mail(template, licence.user.email, {"user": licence.user})
