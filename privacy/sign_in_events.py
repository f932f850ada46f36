"""Signing in and out, and every change of how one signs in, enter the access trail.

These come as signals of Django and allauth; the trail keeps the account, never the address typed.
"""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth

from accounts.models import User
from privacy import audit

KEPT_CHANGES = {
    "sign_up": account.user_signed_up,
    "password_change": account.password_changed,
    "password_reset": account.password_reset,
    "email_confirm": account.email_confirmed,
    "email_change": account.email_changed,
    "mfa_add": mfa.authenticator_added,
    "mfa_remove": mfa.authenticator_removed,
    "mfa_reset": mfa.authenticator_reset,
}


def connect() -> None:
    """Listen (from `AppConfig.ready`)."""
    account.user_logged_in.connect(_signed_in, dispatch_uid="trail.sign_in")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="trail.sign_out")
    auth.user_login_failed.connect(_sign_in_failed, dispatch_uid="trail.sign_in_failed")
    mfa.authentication_failed.connect(_second_factor_failed, dispatch_uid="trail.mfa_failed")
    for action, signal in KEPT_CHANGES.items():
        uid = f"trail.{action}"
        signal.connect(_changed(action), weak=False, dispatch_uid=uid)


def _signed_in(sender: Any, user: User, **more: Any) -> None:
    audit.record("sign_in", actor=user, subject=user)


def _signed_out(sender: Any, user: User | None, **more: Any) -> None:
    if user is not None:
        audit.record("sign_out", actor=user, subject=user)


def _sign_in_failed(sender: Any, credentials: dict[str, Any], **more: Any) -> None:
    address = str(credentials.get("email") or credentials.get("username") or "").strip()
    known = User.objects.filter(email__iexact=address).first() if address else None
    audit.record("sign_in", actor=None, subject=known, outcome="denied")


def _second_factor_failed(sender: Any, user: User, **more: Any) -> None:
    audit.record("second_factor", actor=None, subject=user, outcome="denied")


def _changed(action: str) -> Any:
    def receiver(sender: Any, **more: Any) -> None:
        user = more.get("user") or getattr(more.get("email_address"), "user", None)
        if isinstance(user, User):
            audit.record(action, actor=user, subject=user, obj=user)

    return receiver
