"""One reading: add, show, change, delete, bring back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import done, form_status, page
from healthtracker.web.requests import MemberRequest
from patients.figures import figure, figure_text
from patients.forms.observation import ObservationForm
from patients.latest import newest_rows, types_used
from patients.lines import lines
from patients.models import Observation, seen_by
from patients.observation_types import ObservationType, find
from patients.patient_facts import facts_of
from patients.services import observations
from patients.views.kinds import groups, loggable_kind
from privacy import audit, ownership

FORM = "patients/reading_form.html"
BACK_TO_TODAY = "today"
TOGETHER = "together"  # undoing what one form logged


@audience(Audience.MEMBER)
@require_safe
def choose(request: MemberRequest) -> HttpResponse:
    """What to log: the types in use first, then all by category."""
    used = [find(key) for key in types_used(request.user, request.user)]
    context = {"used": [kind for kind in used if kind and not kind.computed], "groups": groups()}
    return page(request, "patients/choose.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, key: str) -> HttpResponse:
    """Log one reading of the type `key`, with the pulse beside it for a blood pressure."""
    kind = loggable_kind(key)
    data = request.POST if request.method == "POST" else None
    last = next(iter(newest_rows(request.user, request.user, [key])), None)
    form = ObservationForm(data, kind=kind, patient=request.user, last=last)
    if data is not None and form.is_valid():
        row = observations.log_together(
            actor=request.user,
            patient=request.user,
            entries=form.entries,
            entry_id=form.cleaned_data["entry_id"],
            confirmed=True,
        )
        undo = reverse("patients:delete_reading", args=[row.entry_id])
        return _saved(request, form, row, undo=f"{undo}?{TOGETHER}=1")
    return _form_page(request, form, kind)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Change one's own reading."""
    row = _own(request, entry_id)
    data = request.POST if request.method == "POST" else None
    kind = loggable_kind(row.type)
    form = ObservationForm(data, kind=kind, patient=request.user, row=row)
    if data is not None and form.is_valid():
        observations.edit_observation(
            actor=request.user, row=row, entry=form.entries[0], confirmed=True
        )
        return _saved(request, form, row)
    return _form_page(request, form, kind, row=row)


@audience(Audience.MEMBER)
@require_safe
def show(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """One entry under its permanent address, where citations point."""
    user = request.user
    row = _own(request, entry_id)
    audit.record("view", actor=user, subject=user, obj=row)
    others = seen_by(user, user, Observation).exclude(pk=row.pk)
    group = others.filter(group_id=row.group_id) if row.group_id else ()
    facts = facts_of(user)
    line = next(iter(lines([row], facts)))
    context = {"row": row, "kind": find(row.type), "line": line, "group": lines(group, facts)}
    return page(request, "patients/reading.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Ask, then delete one's own reading; the answer offers to undo it."""
    row = _own(request, entry_id)
    kind = find(row.type)
    back = (
        reverse("patients:readings_of", args=[row.type]) if kind else reverse("patients:readings")
    )
    if request.method == "POST":
        together = TOGETHER in request.GET
        observations.delete_observation(actor=request.user, row=row, together=together)
        undo = reverse("patients:restore_reading", args=[row.entry_id])
        undo += f"?{TOGETHER}=1" if together else ""
        return done(request, "patients:readings", _("Reading deleted."), undo=undo)
    context = {
        "question": _("Delete this reading?"),
        "detail": f"{kind.label if kind else row.type}: {figure_text(row)}",
        "deed": _("Delete the reading"),
        "action": request.path,
        "cancel": back,
    }
    return page(request, "confirm.html", context, fragments={"dialog"})


@audience(Audience.MEMBER)
@require_POST
def restore(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Undo a deletion."""
    rows = Observation.objects.editable_by(request.user)
    row = ownership.find(rows, request.user, entry_id=entry_id)
    together = TOGETHER in request.GET
    observations.restore_observation(actor=request.user, row=row, together=together)
    return done(request, "patients:reading", _("The reading is back."), row.entry_id)


def _own(request: MemberRequest, entry_id: UUID) -> Observation:
    rows = Observation.objects.editable_by(request.user).present()
    return ownership.find(rows, request.user, entry_id=entry_id)


def _form_page(
    request: MemberRequest,
    form: ObservationForm,
    kind: ObservationType,
    row: Observation | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "row": row,
        "action": request.path,
        "back": BACK_TO_TODAY if request.POST.get("back") == BACK_TO_TODAY else "",
    }
    return page(request, FORM, context, fragments={"reading-form"}, status=form_status(form))


def _saved(
    request: MemberRequest, form: ObservationForm, row: Observation, undo: str = ""
) -> HttpResponseRedirect:
    if form.moment and form.moment.twice:
        text = _("The clock showed that time twice that night; the first one was saved.")
        messages.info(request, text)
    if figure(row, facts_of(row.owner)).level == "critical":
        messages.warning(request, _("This value is far outside the usual range. See what to do."))
        return done(request, "patients:reading", _("Saved."), row.entry_id, undo=undo)
    if request.POST.get("back") == BACK_TO_TODAY:
        return done(request, "patients:today", _("Saved."), undo=undo)
    return done(request, "patients:readings_of", _("Saved."), row.type, undo=undo)
