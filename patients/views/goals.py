"""Goals: how they stand, set one, change, end, delete, bring back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import confirm, done, form_status, page, sent
from healthtracker.web.requests import MemberRequest
from patients import jobs
from patients.forms.goal import GoalForm
from patients.goal_progress import progress_of
from patients.models import Goal
from patients.observation_types import ObservationType
from patients.services import goals as deeds
from patients.views.kinds import groups, loggable_kind
from patients.views.own_rows import own_any, own_row
from privacy import audit

FORM = "patients/goal_form.html"
ENDS = {
    "reached": (Goal.Status.COMPLETED, gettext_lazy("Well done. The goal is reached.")),
    "given-up": (Goal.Status.CANCELLED, gettext_lazy("The goal is given up.")),
    "again": (Goal.Status.ACTIVE, gettext_lazy("The goal is active again.")),
}


@audience(Audience.MEMBER)
@require_safe
def goals(request: MemberRequest) -> HttpResponse:
    """Every goal: active ones with how they stand, then those that have ended."""
    user = request.user
    rows: Any = Goal.objects.editable_by(user).present().order_by("-start", "-id")
    found = progress_of(user, rows)
    audit.listed(actor=user, subject=user, what=Goal._meta.label_lower, count=len(found))
    active = [each for each in found if each.goal.status == Goal.Status.ACTIVE]
    others = [each for each in found if each.goal.status != Goal.Status.ACTIVE]
    return page(request, "patients/goals.html", {"active": active, "others": others})


@audience(Audience.MEMBER)
@require_safe
def choose(request: MemberRequest) -> HttpResponse:
    """For which type a goal is to be."""
    offered = [
        {**group, "kinds": [kind for kind in _kinds(group) if _may_have_goal(kind)]}
        for group in groups(request.user)
    ]
    offered = [group for group in offered if group["kinds"]]
    return page(request, "patients/choose_goal.html", {"groups": offered})


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, key: str) -> HttpResponse:
    """Set a goal for the type `key`. Raises: Http404: it has no numbers."""
    kind = loggable_kind(key, request.user)
    if not _may_have_goal(kind):
        raise Http404
    data = sent(request)
    form = GoalForm(data, kind=kind, patient=request.user)
    if data is not None and form.is_valid():
        row = deeds.add_goal(
            actor=request.user,
            patient=request.user,
            entry_id=form.cleaned_data["entry_id"],
            values=form.values,
        )
        jobs.judge_again(request.user, key)
        undo = reverse("patients:delete_goal", args=[row.entry_id])
        return done(request, "patients:goals", _("Goal set."), undo=undo)
    return _form_page(request, form, kind)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """One goal: how it stands, and what it says, to be changed."""
    row = own_row(request, Goal, entry_id)
    kind = loggable_kind(row.type, request.user)
    data = sent(request)
    form = GoalForm(data, kind=kind, patient=request.user, row=row)
    if data is not None and form.is_valid():
        deeds.change_goal(actor=request.user, row=row, values=form.values)
        jobs.judge_again(request.user, row.type)
        return done(request, "patients:goals", _("Saved."))
    if data is None:
        audit.record("view", actor=request.user, subject=request.user, obj=row)
    progress = next(iter(progress_of(request.user, [row])), None)
    return _form_page(request, form, kind, row=row, progress=progress)


@audience(Audience.MEMBER)
@require_POST
def end(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Say that a goal is reached, given up, or active again."""
    row = own_row(request, Goal, entry_id)
    status, text = ENDS.get(request.POST.get("as", ""), ENDS["reached"])
    rivals = Goal.objects.editable_by(request.user).present().exclude(pk=row.pk)
    same = rivals.filter(type=row.type, component=row.component, status=Goal.Status.ACTIVE)
    if status == Goal.Status.ACTIVE and same.exists():
        return done(request, "patients:goals", _("There is an active goal for this already."))
    deeds.end_goal(actor=request.user, row=row, status=status)
    jobs.judge_again(request.user, row.type)
    return done(request, "patients:goals", str(text))


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Ask, then delete a goal; the answer offers to undo it."""
    row = own_row(request, Goal, entry_id)
    if request.method == "POST":
        deeds.delete_goal(actor=request.user, row=row)
        jobs.judge_again(request.user, row.type)
        undo = reverse("patients:restore_goal", args=[row.entry_id])
        return done(request, "patients:goals", _("Deleted."), undo=undo)
    progress = next(iter(progress_of(request.user, [row])), None)
    return confirm(
        request,
        question=_("Delete this goal?"),
        detail=f"{progress.label}: {progress.target}" if progress else row.type,
        deed=_("Delete it"),
        cancel=reverse("patients:goal", args=[row.entry_id]),
    )


@audience(Audience.MEMBER)
@require_POST
def restore(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Undo a deletion."""
    row = own_any(request, Goal, entry_id)
    deeds.restore_goal(actor=request.user, row=row)
    jobs.judge_again(request.user, row.type)
    return done(request, "patients:goals", _("It is back."))


def _kinds(group: dict[str, Any]) -> list[ObservationType]:
    return list(group["kinds"])


def _may_have_goal(kind: ObservationType) -> bool:
    return bool(kind.first.units) and kind.kind in {"quantity", "panel", "scale"}


def _form_page(
    request: MemberRequest, form: GoalForm, kind: ObservationType, **more: Any
) -> HttpResponse:
    context = {"form": form, "kind": kind, "action": request.path, **more}
    return page(request, FORM, context, fragments={"goal-form"}, status=form_status(form))
