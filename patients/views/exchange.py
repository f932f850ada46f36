"""Import and export of spreadsheets, and the way to printed summaries."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import done, form_status, page
from healthtracker.web.requests import MemberRequest
from patients.forms.exchange import CHOICES, ImportForm
from patients.models import Document, ImportBatch
from patients.resources import SHEETS
from patients.services import exports, imports
from privacy import ownership

SHOWN = 10


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: MemberRequest) -> HttpResponse:
    """What can go out and come in; an upload leads to its preview."""
    uploaded = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if uploaded else ImportForm()
    if uploaded and form.is_valid():
        file = form.cleaned_data["file"]
        section = form.cleaned_data["section"]
        try:
            batch = imports.open_batch(
                actor=request.user, section=section, source=file.file, size=file.size
            )
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect("patients:import", batch.uuid)
    status = 413 if uploaded and form.is_too_large else form_status(form)
    return page(request, "patients/exchange.html", _context(request, form), status=status)


@audience(Audience.MEMBER)
@require_safe
def export(request: MemberRequest, section: str) -> HttpResponse:
    """One sheet as a CSV file."""
    if section not in SHEETS:
        raise Http404
    content = exports.export_sheet(actor=request.user, section=section)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"health-tracker-{section}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: MemberRequest, batch: UUID) -> HttpResponse:
    """What the uploaded file would do; POST does it."""
    waiting = _own(request, batch)
    if waiting.state != ImportBatch.State.UPLOADED:
        return done(request, "patients:exchange")
    if request.method == "POST":
        try:
            outcome = imports.confirm(actor=request.user, batch=waiting)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return done(request, "patients:exchange")
        if not outcome.rejected:
            text = _("Imported: %(new)d new, %(updated)d changed, %(unchanged)d as they were.")
            return done(request, "patients:exchange", text % outcome.counts)
        return _preview(request, waiting, outcome, status=422)
    try:
        outcome = imports.preview(batch=waiting)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return done(request, "patients:exchange")
    return _preview(request, waiting, outcome)


@audience(Audience.MEMBER)
@require_POST
def drop(request: MemberRequest, batch: UUID) -> HttpResponse:
    """Forget an uploaded file."""
    waiting = _own(request, batch)
    if waiting.state == ImportBatch.State.UPLOADED:
        with suppress(ValidationError):  # another tab was quicker
            imports.drop(batch=waiting)
    return done(request, "patients:exchange", _("The file was not imported."))


def _own(request: MemberRequest, batch: UUID) -> ImportBatch:
    rows = ImportBatch.objects.editable_by(request.user)
    found: ImportBatch = ownership.find(rows, request.user, uuid=batch)
    return found


def _preview(
    request: MemberRequest, batch: ImportBatch, outcome: imports.Outcome, status: int = 200
) -> HttpResponse:
    label = dict(CHOICES).get(batch.section, batch.section)
    context = {"batch": batch, "outcome": outcome, "label": label}
    return page(request, "patients/import.html", context, status=status)


def _context(request: MemberRequest, form: ImportForm) -> dict[str, Any]:
    mine = ImportBatch.objects.editable_by(request.user).exclude(state="dropped")
    documents = Document.objects.editable_by(request.user).order_by("-id")
    return {
        "form": form,
        "sheets": CHOICES,
        "batches": list(mine.order_by("-id")[:SHOWN]),
        "documents": list(documents[:SHOWN]),
    }
