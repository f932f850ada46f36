"""Who is acting, for the access trail and for django-auditlog."""

from collections.abc import Callable

from auditlog.context import set_actor
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from healthtracker.web.context import session_hash
from privacy import audit

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def audit_context(get_response: GetResponse) -> GetResponse:
    """Name the actor of every change and record refused pages after any rollback."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user if isinstance(request.user, User) else None
        token = audit.session_of_request.set(session_hash(request.session.session_key))
        try:
            if user is None or request.method in {"GET", "HEAD", "OPTIONS"}:
                response = get_response(request)
            else:
                # No remote_addr: auditlog would believe X-Forwarded-For and parse it as inet.
                with set_actor(user):
                    response = get_response(request)
            _record_refusal(request, user)
            return response
        finally:
            audit.session_of_request.reset(token)

    return middleware


def _record_refusal(request: HttpRequest, user: User | None) -> None:
    why = getattr(request, "refusal", None)
    if why is None or user is None:
        return
    route = request.resolver_match.route if request.resolver_match else ""
    audit.record(
        "denied", actor=user, subject=None, object_type="page", object_id=route[:64],
        outcome="denied", reason=why.value,
    )  # fmt: skip
