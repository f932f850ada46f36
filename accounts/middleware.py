"""The audience gate, and the language and time zone of whoever is signed in."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation

from accounts.audience import Refusal, audience_of, refusal
from accounts.models import User
from healthtracker.web.log import event

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Where someone without a compulsory second factor may still go: to set one up.
SETTING_UP = ("mfa_", "account_reauthenticate", "accounts:second_factor")
# What is left to someone who has asked to be erased: to stay, or to take the data along.
LEAVING = (
    "privacy:leave",
    "privacy:stay",
    "patients:archive",
    "account_reauthenticate",
    "mfa_reauthenticate",
)


def preferences(get_response: GetResponse) -> GetResponse:
    """Answer in the signed-in person's language and time zone."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            return get_response(request)
        translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language() or "en"  # type: ignore[attr-defined]
        with timezone.override(user.zone):
            return get_response(request)

    return middleware


class AudienceMiddleware:
    """Refuses pages that name no audience, and people whom a page does not name."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """None to go on, or the answer that stands in for the page.

        Raises: PermissionDenied: the page names no audience, or not this person.
        """
        value = audience_of(view)
        if value is None:
            event("audience_missing", route=_match(request, "route"))
            raise PermissionDenied
        why = refusal(value, request.user)
        if why is Refusal.SECOND_FACTOR and _match(request, "view_name").startswith(SETTING_UP):
            why = None
        if why is Refusal.LEAVING and _match(request, "view_name").startswith(LEAVING):
            why = None
        return self._answer(request, why) if why else None

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """A form that came back with errors answers 422 on third parties' pages as on ours."""
        form = (response.context_data or {}).get("form")
        if response.status_code == HTTPStatus.OK and isinstance(form, BaseForm) and form.errors:
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def _answer(self, request: HttpRequest, why: Refusal) -> HttpResponseBase:
        request.refusal = why  # type: ignore[attr-defined]  # the audit middleware records it
        if why is Refusal.SIGN_IN:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        if why is Refusal.LEAVING:
            return redirect("privacy:leave")
        if why is Refusal.SECOND_FACTOR:
            return redirect("accounts:second_factor")
        if why is Refusal.LICENCE:
            return redirect("accounts:licence")
        raise PermissionDenied


def _match(request: HttpRequest, attribute: str) -> str:
    return getattr(request.resolver_match, attribute, "") or ""
