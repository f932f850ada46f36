"""Reminders: what to do when, and answering one in a tap."""

from uuid import UUID

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
from patients import plans
from patients.due import SNOOZE, due_for
from patients.forms.recurring import ReminderForm
from patients.models import Reminder, seen_by
from patients.observation_types import ObservationType
from patients.recurrence import slot_of
from patients.services import entries
from patients.services import reminders as deeds
from patients.views.kinds import groups
from patients.views.own_rows import back, own_row
from privacy import audit

WHAT = "patients.reminder"


@audience(Audience.MEMBER)
@require_safe
def reminders(request: MemberRequest) -> HttpResponse:
    """What is due today, then every reminder."""
    user = request.user
    rows = list(seen_by(user, user, Reminder).order_by("-is_active", "-id"))
    audit.listed(actor=user, subject=user, what=WHAT, count=len(rows))
    now = timezone.now()
    context = {"due": due_for(user), "reminders": [plans.ReminderLine(row, now) for row in rows]}
    return page(request, "patients/reminders.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Make a reminder."""
    form = ReminderForm(sent(request), patient=request.user, kinds=_kinds(request))
    if form.is_bound and form.is_valid():
        row = entries.add_entry(
            actor=request.user, patient=request.user, model=Reminder,
            entry_id=form.cleaned_data["entry_id"], values=form.values,
        )  # fmt: skip
        undo = reverse("patients:delete_life", args=["reminders", row.entry_id])
        return done(request, "patients:reminders", _("Saved."), undo=undo)
    return _form_page(request, form)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Change a reminder."""
    row = own_row(request, Reminder, entry_id)
    form = ReminderForm(sent(request), patient=request.user, kinds=_kinds(request), row=row)
    if form.is_bound and form.is_valid():
        entries.change_entry(actor=request.user, row=row, values=form.values)
        return done(request, "patients:reminders", _("Saved."))
    return _form_page(request, form)


@audience(Audience.MEMBER)
@require_POST
def answer(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Done, in an hour, or not done after all."""
    row = own_row(request, Reminder, entry_id)
    said = request.POST.get("answer", "")
    try:
        if said == "done":
            slot = slot_of(request.POST.get("slot", ""))
            deeds.mark_done(actor=request.user, row=row, slot=slot)
        elif said == "snooze":
            deeds.snooze(actor=request.user, row=row, until=timezone.now() + SNOOZE)
        elif "undo" in {said, *request.GET}:
            deeds.take_back(actor=request.user, row=row)
            return back(request, "patients:reminders", _("It is open again."))
    except (ValueError, ValidationError):
        messages.error(request, _("This reminder has no such time. Nothing was saved."))
        return back(request, "patients:reminders")
    undo = reverse("patients:answer_reminder", args=[row.entry_id]) + "?undo=1"
    words = {"done": _("Done."), "snooze": _("You will see it again in an hour.")}.get(said, "")
    return back(request, "patients:reminders", words, undo=undo)


@audience(Audience.MEMBER)
@require_POST
def pause(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Stop reminding, or go on."""
    row = own_row(request, Reminder, entry_id)
    deeds.set_active(actor=request.user, row=row, active=not row.is_active)
    undo = reverse("patients:pause_reminder", args=[row.entry_id])
    words = _("It goes on.") if row.is_active else _("Paused.")
    return done(request, "patients:reminders", words, undo=undo)


def _kinds(request: MemberRequest) -> list[ObservationType]:
    return [kind for group in groups(request.user) for kind in group["kinds"]]  # type: ignore[attr-defined]


def _form_page(request: MemberRequest, form: ReminderForm) -> HttpResponse:
    context = {"form": form, "row": form.row, "action": request.path}
    template = "patients/reminder_form.html"
    return page(request, template, context, fragments={"life-form"}, status=form_status(form))
