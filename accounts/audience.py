"""Who a page or socket is for. A page that names no audience refuses to serve."""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import URLPattern, URLResolver

from accounts.models import Licence, User

# Recovery codes only replace a lost one of these.
SECOND_FACTORS = ["totp", "webauthn"]

Gated = TypeVar("Gated", bound=Callable[..., Any])


class Audience(Enum):
    """The four rooms of the house."""

    PUBLIC = "public"  # anyone, signed in or not
    MEMBER = "member"  # anyone signed in
    PROVIDER = "provider"  # clinicians with a verified licence and a second factor
    STAFF = "staff"  # staff with a second factor


class Refusal(Enum):
    """Why someone may not enter, and so what to do about it."""

    SIGN_IN = "sign_in"
    LEAVING = "leaving"
    SECOND_FACTOR = "second_factor"
    LICENCE = "licence"
    FORBIDDEN = "forbidden"


def audience(value: Audience) -> Callable[[Gated], Gated]:
    """Declare the audience of a view or consumer."""

    def declare(view: Gated) -> Gated:
        view.audience = value  # type: ignore[attr-defined]
        return view

    return declare


def audience_of(view: Any) -> Audience | None:
    """The declared audience of a view callable or consumer class, or None."""
    declared = getattr(view, "audience", None) or getattr(
        getattr(view, "consumer_class", None), "audience", None
    )
    return declared if isinstance(declared, Audience) else None


def with_audience(
    routes: Any, default: Audience, exceptions: Mapping[str, Audience] | None = None
) -> Any:
    """Declare audiences for a third party's routes (the result of `include` or `admin.site.urls`).

    Args: exceptions: route name -> audience where it differs from `default`.
    """
    for pattern in _walk(routes[0]):
        name = pattern.name or ""
        chosen = (exceptions or {}).get(name, default)
        if audience_of(pattern.callback) is None:
            pattern.callback = _gated(pattern.callback, chosen)
    return routes


def _gated(view: Callable[..., Any], value: Audience) -> Callable[..., Any]:
    # Bound methods (the admin's) take no attributes, and some views serve several routes.
    def gate(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    gate.__dict__.update(getattr(view, "__dict__", {}))
    gate.__name__ = getattr(view, "__name__", type(view).__name__)
    return audience(value)(gate)


def _walk(routes: Any) -> Iterator[URLPattern]:
    for entry in getattr(routes, "urlpatterns", routes):
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns)
        else:
            yield entry


def needs_second_factor(user: User) -> bool:
    """Whether policy demands a second factor that `user` has not set up yet."""
    if not settings.MFA_COMPULSORY or not (user.is_provider or user.is_staff):
        return False
    return not is_mfa_enabled(user, types=SECOND_FACTORS)


def is_verified_provider(user: User) -> bool:
    """Whether staff have verified this clinician's licence."""
    if not (user.is_active and user.is_provider):
        return False
    return Licence.objects.filter(user=user, status=Licence.Status.VERIFIED).exists()


def refusal(value: Audience, user: User | AnonymousUser) -> Refusal | None:
    """Why `user` may not enter, or None when they may."""
    if value is Audience.PUBLIC:
        return None
    if not isinstance(user, User) or not user.is_active:
        return Refusal.SIGN_IN
    if user.is_leaving:
        return Refusal.LEAVING
    if value is Audience.STAFF and not user.is_staff:
        return Refusal.FORBIDDEN
    if value is Audience.PROVIDER and not user.is_provider:
        return Refusal.FORBIDDEN
    if needs_second_factor(user):
        return Refusal.SECOND_FACTOR
    if value is Audience.PROVIDER and not is_verified_provider(user):
        return Refusal.LICENCE
    return None
