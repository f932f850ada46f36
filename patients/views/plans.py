"""The plan of a medicine: make, change, stop, and answer one of its doses."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import Audience, audience
from healthtracker.web.pages import confirm, done, form_status, page, sent
from healthtracker.web.requests import MemberRequest
from patients.forms.recurring import PlanForm
from patients.models import Medication, MedicationIntake, MedicationSchedule
from patients.plans import PlanLine
from patients.recurrence import slot_of
from patients.services import dosing
from patients.views.own_rows import back, own_row

NO_SUCH_DOSE = gettext_lazy("Your plan has no such dose today or before. Nothing was saved.")


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Say when a medicine is to be taken."""
    medication = own_row(request, Medication, entry_id)
    form = PlanForm(sent(request), medication=medication)
    if form.is_bound and form.is_valid():
        row = dosing.add_plan(
            actor=request.user, medication=medication,
            entry_id=form.cleaned_data["entry_id"], values=form.values,
        )  # fmt: skip
        undo = reverse("patients:delete_life", args=["plans", row.entry_id])
        return done(request, "patients:medicine", _("Saved."), medication.entry_id, undo=undo)
    return _form_page(request, form)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Change a plan from some day on; what was due before stays."""
    row = own_row(request, MedicationSchedule, entry_id)
    form = PlanForm(sent(request), medication=row.medication, row=row)
    if form.is_bound and form.is_valid():
        try:
            dosing.change_plan(actor=request.user, row=row, values=form.values)
        except ValidationError as error:
            form.blame(error)
        else:
            return done(request, "patients:medicine", _("Saved."), row.medication.entry_id)
    return _form_page(request, form)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Ask, then end a plan: today's doses that have come stay, tomorrow asks for none."""
    row = own_row(request, MedicationSchedule, entry_id)
    home = reverse("patients:medicine", args=[row.medication.entry_id])
    if request.method == "POST":
        today = timezone.now().astimezone(request.user.zone).date()
        last = today if row.start_day <= today else row.start_day - timedelta(days=1)
        dosing.stop_plan(actor=request.user, row=row, last_day=last)
        return done(request, "patients:medicine", _("The plan has ended."), row.medication.entry_id)
    return confirm(
        request,
        question=_("End this plan after today?"),
        detail=f"{row.medication.name}: {PlanLine(row, timezone.localdate()).said}",
        deed=_("End the plan"),
        cancel=home,
    )


@audience(Audience.MEMBER)
@require_POST
def answer(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Taken or skipped, in one tap; the answer offers to undo it."""
    row = own_row(request, MedicationSchedule, entry_id)
    status = request.POST.get("status", "")
    try:
        slot = slot_of(request.POST.get("slot", ""))
        if status not in MedicationIntake.Status.values:
            raise ValueError(status)
        intake = dosing.answer_dose(actor=request.user, schedule=row, slot=slot, status=status)
    except (ValueError, ValidationError):
        messages.error(request, NO_SUCH_DOSE)
        return back(request, "patients:medicines")
    undo = reverse("patients:delete_life", args=["doses", intake.entry_id])
    taken = status == MedicationIntake.Status.TAKEN
    words = _("%(name)s: taken.") if taken else _("%(name)s: skipped.")
    return back(request, "patients:medicines", words % {"name": row.medication.name}, undo=undo)


def _form_page(request: MemberRequest, form: PlanForm) -> HttpResponse:
    context = {
        "form": form, "row": form.row, "medication": form.medication, "action": request.path,
    }  # fmt: skip
    template = "patients/plan_form.html"
    return page(request, template, context, fragments={"life-form"}, status=form_status(form))
