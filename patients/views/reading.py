"""One reading: add, show, change, delete, bring back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import confirm, done, form_status, page, sent
from healthtracker.web.requests import MemberRequest
from patients.figures import figure, figure_text
from patients.forms.observation import ObservationForm
from patients.kinds import kind_named, kind_of
from patients.latest import newest_rows, types_used
from patients.lines import lines
from patients.models import Observation, seen_by
from patients.observation_types import ObservationType
from patients.patient_facts import facts_of
from patients.red_flags import card_for
from patients.services import observations
from patients.views.kinds import ELSEWHERE, groups, is_offered, loggable_kind
from patients.views.own_rows import own_any, own_row
from privacy import audit

FORM = "patients/reading_form.html"
BACK_TO_TODAY = "today"
TOGETHER = "together"  # undoing what one form logged


@audience(Audience.MEMBER)
@require_safe
def choose(request: MemberRequest) -> HttpResponse:
    """What to log: the types in use first, then all by category."""
    user = request.user
    used = [kind_named(key, user.pk) for key in types_used(user, user)]
    used_kinds = [kind for kind in used if kind and is_offered(kind)]
    context = {"used": used_kinds, "groups": groups(user)}
    return page(request, "patients/choose.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, key: str) -> HttpResponse:
    """Log one reading of the type `key`, with the pulse beside it for a blood pressure."""
    kind = loggable_kind(key, request.user)
    if kind.key in ELSEWHERE:
        return done(request, ELSEWHERE[kind.key])
    data = sent(request)
    last = next(iter(newest_rows(request.user, request.user, [key])), None)
    unit = request.GET.get("unit", "")
    form = ObservationForm(data, kind=kind, patient=request.user, last=last, unit=unit)
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
    row = own_row(request, Observation, entry_id)
    data = sent(request)
    kind = loggable_kind(row.type, request.user)
    unit = request.GET.get("unit", "")
    form = ObservationForm(data, kind=kind, patient=request.user, row=row, unit=unit)
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
    row = own_row(request, Observation, entry_id)
    audit.record("view", actor=user, subject=user, obj=row)
    others = seen_by(user, user, Observation).exclude(pk=row.pk)
    group = others.filter(group_id=row.group_id) if row.group_id else ()
    facts = facts_of(user)
    line = next(iter(lines([row], facts)))
    context = {
        "row": row,
        "kind": kind_of(row),
        "line": line,
        "group": lines(group, facts),
        "card": card_for([row, *group], user),
    }
    return page(request, "patients/reading.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Ask, then delete one's own reading; the answer offers to undo it."""
    row = own_row(request, Observation, entry_id)
    kind = kind_of(row)
    back = (
        reverse("patients:readings_of", args=[row.type]) if kind else reverse("patients:readings")
    )
    if request.method == "POST":
        together = TOGETHER in request.GET
        observations.delete_observation(actor=request.user, row=row, together=together)
        undo = reverse("patients:restore_reading", args=[row.entry_id])
        undo += f"?{TOGETHER}=1" if together else ""
        return done(request, "patients:readings", _("Reading deleted."), undo=undo)
    return confirm(
        request,
        question=_("Delete this reading?"),
        detail=f"{kind.label if kind else row.type}: {figure_text(row)}",
        deed=_("Delete the reading"),
        cancel=back,
    )


@audience(Audience.MEMBER)
@require_POST
def restore(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Undo a deletion."""
    row = own_any(request, Observation, entry_id)
    together = TOGETHER in request.GET
    observations.restore_observation(actor=request.user, row=row, together=together)
    return done(request, "patients:reading", _("The reading is back."), row.entry_id)


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
    if card_for(_together(row), row.owner):
        return done(request, "patients:reading", _("Saved."), row.entry_id, undo=undo)
    if figure(row, facts_of(row.owner)).level == "critical":
        messages.warning(request, _("This value is far outside the usual range. See what to do."))
        return done(request, "patients:reading", _("Saved."), row.entry_id, undo=undo)
    if request.POST.get("back") == BACK_TO_TODAY:
        return done(request, "patients:today", _("Saved."), undo=undo)
    return done(request, "patients:readings_of", _("Saved."), row.type, undo=undo)


def _together(row: Observation) -> list[Observation]:
    """The reading and those that were logged with it."""
    if row.group_id is None:
        return [row]
    others = Observation.objects.editable_by(row.owner).present().filter(group_id=row.group_id)
    return [row, *others.exclude(pk=row.pk)]
