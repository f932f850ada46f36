"""The front door: the public page, or the room where someone's work begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.audience import Audience, audience
from accounts.models import User


@audience(Audience.PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Health Tracker is, for strangers; today or the roster, for members."""
    if not isinstance(request.user, User):
        return render(request, "public/home.html")
    return redirect("providers:roster" if request.user.is_provider else "patients:today")
