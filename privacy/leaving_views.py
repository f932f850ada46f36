"""Delete my account: what it means, the last word, and the way back."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import Audience, audience
from healthtracker.web.pages import done, form_status, page, sent
from healthtracker.web.requests import MemberRequest
from privacy import leaving
from privacy.forms import LeaveForm
from privacy.registry import everything_of_a_person


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def leave(request: MemberRequest) -> HttpResponse:
    """Say what deleting means, then do it for someone who has just proved who they are."""
    if request.user.is_leaving:
        return page(request, "privacy/leaving.html", {"due": request.user.erase_at})
    form = LeaveForm(sent(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            due = leaving.leave(user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _gone(request, formats.date_format(due, "DATE_FORMAT"))
    context = {
        "form": form,
        "days": settings.ERASURE_GRACE_DAYS,
        "years": settings.TRAIL_YEARS,
        "parts": [part.label for part in everything_of_a_person()],
    }
    return page(request, "privacy/leave.html", context, status=form_status(form))


def _gone(request: MemberRequest, day: str) -> HttpResponse:
    logout(request)
    messages.success(
        request,
        _("Your account is closed and will be erased on %(day)s. Sign in before to keep it.")
        % {"day": day},
    )
    return redirect("account_login")


@audience(Audience.MEMBER)
@require_POST
def stay(request: MemberRequest) -> HttpResponse:
    """Take the deletion back."""
    leaving.stay(user=request.user)
    return done(request, "accounts:overview", _("Your account stays. Nothing was erased."))
