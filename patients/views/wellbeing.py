"""Mood, sleep and the cycle."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import done, form_status, page, sent
from healthtracker.web.requests import MemberRequest
from patients import mood as weeks
from patients.cycle import TYPE, cycle_of
from patients.entries import Entry
from patients.forms.days import PeriodForm, SleepForm
from patients.models import Observation, seen_by
from patients.services import observations
from patients.views.own_rows import back
from privacy import audit

WHAT = "patients.observation"


@audience(Audience.MEMBER)
@require_safe
def mood_and_sleep(request: MemberRequest) -> HttpResponse:
    """Both over the same days."""
    user = request.user
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, weeks.RANGES) else weeks.RANGES[1]
    found = weeks.weeks_of(user, user, days)
    audit.listed(actor=user, subject=user, what=WHAT, count=len(found.mood) + len(found.sleep))
    ranges = [{"days": each, "active": each == days} for each in weeks.RANGES]
    context = {"weeks": found, "ranges": ranges, "faces": weeks.FACES}
    return page(request, "patients/mood.html", context)


@audience(Audience.MEMBER)
@require_POST
def log_mood(request: MemberRequest) -> HttpResponse:
    """How somebody feels, in one tap."""
    try:
        row = weeks.log_mood(actor=request.user, value=request.POST.get("mood", ""))
    except ValidationError:
        messages.error(request, _("Choose one of the five. Nothing was saved."))
        return back(request, "patients:mood_and_sleep")
    undo = reverse("patients:delete_reading", args=[row.entry_id])
    return back(request, "patients:mood_and_sleep", _("Saved."), undo=undo)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def add_sleep(request: MemberRequest) -> HttpResponse:
    """From when to when somebody slept."""
    form = SleepForm(sent(request), patient=request.user)
    if form.is_bound and form.is_valid() and form.entry:
        row = observations.log_observation(
            actor=request.user, patient=request.user, entry=form.entry,
            entry_id=form.cleaned_data["entry_id"], confirmed=True,
        )  # fmt: skip
        undo = reverse("patients:delete_reading", args=[row.entry_id])
        return done(request, "patients:mood_and_sleep", _("Saved."), undo=undo)
    context = {"form": form, "action": request.path}
    template = "patients/sleep_form.html"
    return page(request, template, context, fragments={"life-form"}, status=form_status(form))


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle(request: MemberRequest) -> HttpResponse:
    """The cycle as far as it is known, and a form for one more day."""
    user = request.user
    today = timezone.now().astimezone(user.zone).date()
    found = cycle_of(user, user, today)
    form = PeriodForm(sent(request), patient=user, cycle=found)
    if form.is_bound and form.is_valid() and form.entry:
        undo = _save_day(request, form.entry, form.cleaned_data)
        return done(request, "patients:cycle", _("Saved."), undo=undo)
    audit.listed(actor=user, subject=user, what=WHAT, count=len(found.days))
    context = {"cycle": found, "form": form, "action": request.path}
    template = "patients/cycle.html"
    return page(request, template, context, fragments={"life-form"}, status=form_status(form))


def _save_day(request: MemberRequest, entry: Entry, cleaned: dict[str, Any]) -> str:
    """Log the day, or correct what was logged for it; returns how to undo a new one."""
    user, day = request.user, cleaned["day"]
    rows = seen_by(user, user, Observation).of_type(TYPE).filter(local_day=day)
    known = rows.order_by("-id").first()
    if known is not None:
        observations.edit_observation(actor=user, row=known, entry=entry, confirmed=True)
        return ""
    row = observations.log_observation(
        actor=user, patient=user, entry=entry, entry_id=cleaned["entry_id"], confirmed=True
    )
    return reverse("patients:delete_reading", args=[row.entry_id])
