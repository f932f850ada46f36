"""Import and export: what can go out and come in, and what has come in so far."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import Audience, audience
from accounts.models import User
from healthtracker.web.pages import form_status, page
from healthtracker.web.requests import MemberRequest
from patients import jobs
from patients.forms.exchange import ImportForm
from patients.models import Document, ImportBatch, MappingPreset
from patients.services import exports, uploads
from patients.spreadsheets.sheets import SHEETS

SHOWN = 5
MOST_SHOWN = 200


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
            batch = uploads.open_batch(
                actor=request.user, section=section, source=file.file, size=file.size,
                name=file.name,
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("file", error)
        else:
            jobs.enqueue_import(batch)
            return redirect("patients:import", batch.uuid)
    status = 413 if uploaded and form.is_too_large else form_status(form)
    return page(request, "patients/exchange.html", _context(request, form), status=status)


@audience(Audience.MEMBER)
@require_safe
def export(request: MemberRequest, section: str) -> StreamingHttpResponse:
    """One sheet as a CSV file, sent while it is read."""
    if section not in SHEETS:
        raise Http404
    content = exports.export_stream(actor=request.user, section=section)
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"health-tracker-{section}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@audience(Audience.MEMBER)
@require_safe
def history(request: MemberRequest) -> HttpResponse:
    """Every file that came in, newest first."""
    batches = list(_batches(request.user)[:MOST_SHOWN])
    return page(request, "patients/imports.html", {"batches": batches, "most": MOST_SHOWN})


def _batches(user: User) -> Any:
    mine = ImportBatch.objects.editable_by(user).exclude(state=ImportBatch.State.DROPPED)
    return mine.order_by("-id")


def _context(request: MemberRequest, form: ImportForm) -> dict[str, Any]:
    documents = Document.objects.editable_by(request.user).order_by("-id")
    batches = list(_batches(request.user)[: SHOWN + 1])
    presets = MappingPreset.objects.editable_by(request.user).order_by("-used_at")
    sheets = [(sheet, _count(request.user, sheet)) for sheet in SHEETS.values()]
    return {
        "form": form,
        "sheets": [(sheet, count) for sheet, count in sheets if count],
        "empty_sheets": [sheet for sheet, count in sheets if not count],
        "batches": batches[:SHOWN],
        "more_batches": len(batches) > SHOWN,
        "presets": list(presets),
        "documents": list(documents[:SHOWN]),
    }


def _count(user: User, sheet: Any) -> int:
    return int(sheet.model.objects.editable_by(user).present().count())
