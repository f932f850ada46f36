"""Medicines day by day: what is due, what was taken, and how well the plan is kept."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import done, form_status, page, sent
from healthtracker.web.pagination import cursors, paginate
from healthtracker.web.requests import MemberRequest
from patients import doses as log
from patients.adherence import medicines_of
from patients.due import due_for
from patients.forms.doses import IntakeForm
from patients.models import Medication, MedicationIntake, MedicationSchedule, seen_by
from patients.services import dosing
from patients.views.own_rows import own_row
from privacy import audit

WHAT = "patients.medicationintake"
FORM = "patients/dose_form.html"
MOST_LINES = 20


@audience(Audience.MEMBER)
@require_safe
def medicines(request: MemberRequest) -> HttpResponse:
    """Today's doses, then each medicine with how its plan is kept."""
    user = request.user
    found = medicines_of(user, user)
    known = {each.medication.pk for each in found}
    active = seen_by(user, user, Medication).filter(status=Medication.Status.ACTIVE)
    audit.listed(actor=user, subject=user, what=WHAT, count=len(found))
    context = {
        "due": [item for item in due_for(user) if item.key.startswith("dose-")],
        "medicines": [log.MedicinePage(each) for each in found],
        "unplanned": [row for row in active.order_by("-id") if row.pk not in known],
    }
    return page(request, "patients/medicines.html", context)


@audience(Audience.MEMBER)
@require_safe
def medicine(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """One medicine: its plan, how it is kept, what was missed, what was noted."""
    user = request.user
    row = own_row(request, Medication, entry_id)
    audit.record("view", actor=user, subject=user, obj=row)
    found = next((each for each in medicines_of(user, user) if each.medication.pk == row.pk), None)
    intakes = seen_by(user, user, MedicationIntake).filter(medication=row)
    rows = intakes.order_by("-at", "-id")[:MOST_LINES]
    context = {
        "medication": row,
        "about": log.MedicinePage(found) if found else None,
        "lines": [log.IntakeLine(each) for each in rows],
    }
    return page(request, "patients/medicine.html", context)


@audience(Audience.MEMBER)
@require_safe
def intakes(request: MemberRequest) -> HttpResponse:
    """Every dose that was noted, newest first."""
    user = request.user
    rows = seen_by(user, user, MedicationIntake)
    found = paginate(rows, **cursors(request), order=("-at", "-id"), size=40)
    audit.listed(actor=user, subject=user, what=WHAT, count=len(found.rows))
    context = {"lines": [log.IntakeLine(row) for row in found.rows], "page": found}
    return page(request, "patients/intakes.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Note a dose that no plan asked for."""
    medication = own_row(request, Medication, entry_id)
    form = IntakeForm(sent(request), medication=medication, usual=_usual(request, medication))
    if form.is_bound and form.is_valid():
        row = dosing.log_intake(
            actor=request.user, medication=medication,
            entry_id=form.cleaned_data["entry_id"], values=form.values,
        )  # fmt: skip
        undo = reverse("patients:delete_life", args=["doses", row.entry_id])
        return done(request, "patients:medicines", _("Saved."), undo=undo)
    return _form_page(request, form)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Change a dose that was noted."""
    row = own_row(request, MedicationIntake, entry_id)
    medication = row.medication
    usual = _usual(request, medication)
    form = IntakeForm(sent(request), medication=medication, usual=usual, row=row)
    if form.is_bound and form.is_valid():
        dosing.change_intake(actor=request.user, row=row, values=form.values)
        return done(request, "patients:medicine", _("Saved."), medication.entry_id)
    return _form_page(request, form)


def _usual(request: MemberRequest, medication: Medication) -> Any:
    plans = seen_by(request.user, request.user, MedicationSchedule).filter(medication=medication)
    return log.usual_dose(medication, plans.order_by("-start_day", "-id"))


def _form_page(request: MemberRequest, form: IntakeForm) -> HttpResponse:
    context = {
        "form": form, "row": form.row, "medication": form.medication, "action": request.path,
    }  # fmt: skip
    return page(request, FORM, context, fragments={"life-form"}, status=form_status(form))
