"""The medical profile: one set of views for all its sections."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import confirm, done, form_status, page, sent
from healthtracker.web.requests import MemberRequest
from patients import countries, jobs
from patients.forms.profile import EndForm, FactsForm, ProfileEntryForm
from patients.models import PatientProfile, seen_by
from patients.patient_facts import facts_of
from patients.profile_sections import SECTIONS, section_named
from patients.services import profile as deeds
from patients.views.own_rows import own_any, own_row
from privacy import audit

JUDGING = {"birth_date", "sex"}  # usual ranges go by them


@audience(Audience.MEMBER)
@require_safe
def profile(request: MemberRequest) -> HttpResponse:
    """Everything about one's own health on one page."""
    user = request.user
    parts = [(section, section.lines_of(user, user)) for section in SECTIONS]
    count = sum(len(lines) for _section, lines in parts)
    audit.listed(actor=user, subject=user, what="patients.profile", count=count)
    facts = seen_by(user, user, PatientProfile).first()
    context = {"parts": parts, "profile": facts, "facts": facts_of(user), "count": count}
    if facts and facts.country:
        context["country"] = countries.NAMES.get(facts.country, facts.country)
    return page(request, "patients/profile.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: MemberRequest) -> HttpResponse:
    """Birth date, sex, blood type and country."""
    known: PatientProfile | None = PatientProfile.objects.editable_by(request.user).first()
    data = sent(request)
    form = FactsForm(data, profile=known)
    if data is not None and form.is_valid():
        deeds.save_facts(actor=request.user, patient=request.user, values=form.cleaned_data)
        if not JUDGING.isdisjoint(form.changed_data):
            jobs.judge_again(request.user)
        return done(request, "patients:profile", _("Saved."))
    return _form_page(request, form, {"title": _("About you")})


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, section: str) -> HttpResponse:
    """Add a line to a section."""
    part = section_named(section)
    data = sent(request)
    form = ProfileEntryForm(data, section=part, patient=request.user)
    if data is not None and form.is_valid():
        row = deeds.add_profile_entry(
            actor=request.user,
            patient=request.user,
            model=part.model,
            entry_id=form.cleaned_data["entry_id"],
            values=form.values,
        )
        undo = reverse("patients:delete_profile_entry", args=[part.key, row.entry_id])
        return done(request, "patients:profile", _("Saved."), undo=undo)
    return _form_page(request, form, {"title": part.add_label, "section": part})


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, section: str, entry_id: UUID) -> HttpResponse:
    """Change a line."""
    part = section_named(section)
    row = own_row(request, part.model, entry_id)
    data = sent(request)
    form = ProfileEntryForm(data, section=part, patient=request.user, row=row)
    if data is not None and form.is_valid():
        deeds.edit_profile_entry(actor=request.user, row=row, values=form.values)
        return done(request, "patients:profile", _("Saved."))
    return _form_page(request, form, {"title": part.title_of(row), "section": part, "row": row})


@audience(Audience.MEMBER)
@require_safe
def show(request: MemberRequest, section: str, entry_id: UUID) -> HttpResponse:
    """One line under its permanent address, where citations point."""
    part = section_named(section)
    row = own_row(request, part.model, entry_id)
    audit.record("view", actor=request.user, subject=request.user, obj=row)
    return page(request, "patients/profile_entry.html", {"line": part.line(row), "part": part})


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: MemberRequest, section: str, entry_id: UUID) -> HttpResponse:
    """Say since when something is over; sections without an end have no such page."""
    part = section_named(section)
    row = own_row(request, part.model, entry_id)
    if not part.can_end:
        return done(request, "patients:profile")
    data = sent(request)
    form = EndForm(data, row=row)
    if data is not None and form.is_valid():
        ended = form.cleaned_data["ended"]
        deeds.end_profile_entry(actor=request.user, row=row, on=ended, status=part.ended)
        return done(request, "patients:profile", _("Saved."))
    context = {"title": part.end_label, "section": part, "row": row}
    return _form_page(request, form, context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, section: str, entry_id: UUID) -> HttpResponse:
    """Ask, then delete a line; the answer offers to undo it."""
    part = section_named(section)
    row = own_row(request, part.model, entry_id)
    if request.method == "POST":
        deeds.delete_profile_entry(actor=request.user, row=row)
        undo = reverse("patients:restore_profile_entry", args=[part.key, row.entry_id])
        return done(request, "patients:profile", _("Deleted."), undo=undo)
    return confirm(
        request,
        question=_("Delete this entry?"),
        detail=part.title_of(row),
        deed=_("Delete it"),
        cancel=reverse("patients:profile_entry", args=[part.key, row.entry_id]),
    )


@audience(Audience.MEMBER)
@require_POST
def restore(request: MemberRequest, section: str, entry_id: UUID) -> HttpResponse:
    """Undo a deletion."""
    part = section_named(section)
    row = own_any(request, part.model, entry_id)
    deeds.restore_profile_entry(actor=request.user, row=row)
    return done(request, "patients:profile", _("It is back."))


def _form_page(request: MemberRequest, form: Any, context: dict[str, Any]) -> HttpResponse:
    context |= {"form": form, "action": request.path}
    status = form_status(form)
    template = "patients/profile_form.html"
    return page(request, template, context, fragments={"profile-form"}, status=status)
