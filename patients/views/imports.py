"""One import: its progress, its preview, what became of it, and the way back."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import confirm, done, form_status, page
from healthtracker.web.requests import MemberRequest
from healthtracker.worker import worker_alive
from patients import batch_pages, jobs
from patients.forms.mapping import how_form
from patients.models import ImportBatch
from patients.services import imports, rejected, undoing, uploads
from privacy import ownership

State = ImportBatch.State
CHANGEABLE = (State.ASKING, State.READY, State.UNREADABLE)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: MemberRequest, batch: UUID) -> HttpResponse:
    """How far an import is, what it would do or did; POST confirms it."""
    row = _own(request, batch)
    if request.method == "POST":
        return _confirm(request, row)
    if row.state == State.ASKING and not request.htmx:
        return redirect("patients:import_columns", row.uuid)
    return _page(request, row)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: MemberRequest, batch: UUID) -> HttpResponse:
    """Say how the file is to be read; it is then examined again."""
    row = _own(request, batch)
    posted = request.method == "POST"
    if "as_table" in request.POST and batch_pages.is_device(row):
        return _chosen(request, row, {}, "", as_table=True)
    form = how_form(row, request.POST if posted else None)
    if form is None or row.state not in CHANGEABLE:
        return done(request, "patients:import", "", row.uuid)
    sheet = request.POST.get("sheet", "")
    if sheet and sheet in form.found.get("sheets", []):
        return _chosen(request, row, {"sheet": sheet, "columns": []}, "")
    if posted and form.is_valid():
        return _chosen(request, row, form.options, form.preset_name)
    context = {"batch": row, "form": form, "steps": batch_pages.steps(row)}
    return page(request, "patients/import_columns.html", context, status=form_status(form))


@audience(Audience.MEMBER)
@require_POST
def drop(request: MemberRequest, batch: UUID) -> HttpResponse:
    """Forget an uploaded file."""
    row = _own(request, batch)
    with suppress(ValidationError):  # another tab was quicker
        uploads.drop(batch=row)
    return done(request, "patients:exchange", _("The file was not imported."))


@audience(Audience.MEMBER)
@require_safe
def rejected_rows(request: MemberRequest, batch: UUID) -> StreamingHttpResponse:
    """The rows that cannot be imported, as a CSV file with the reasons."""
    row = _own(request, batch)
    try:
        content = rejected.rejected_file(actor=request.user, batch=row)
    except FileNotFoundError:
        raise Http404 from None
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"health-tracker-rejected-{row.created_at:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: MemberRequest, batch: UUID) -> HttpResponse:
    """Ask, then take the whole import back."""
    row = _own(request, batch)
    if request.method == "POST":
        try:
            undoing.undo(batch=row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            jobs.enqueue_import(row)
        return done(request, "patients:import", "", row.uuid)
    if not undoing.can_undo(row):
        return done(request, "patients:import", "", row.uuid)
    return confirm(
        request,
        question=_("Undo this import?"),
        detail=batch_pages.undo_question(row),
        deed=_("Undo the import"),
        cancel=reverse("patients:import", args=[row.uuid]),
    )


def _own(request: MemberRequest, batch: UUID) -> ImportBatch:
    rows = ImportBatch.objects.editable_by(request.user).select_related("owner")
    found: ImportBatch = ownership.find(rows, request.user, uuid=batch)
    return found


def _page(request: MemberRequest, row: ImportBatch, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        **batch_pages.context_of(row),
        "nobody_works": row.is_busy and not worker_alive(),
    }
    return page(request, "patients/import.html", context, fragments={"import"}, status=status)


def _confirm(request: MemberRequest, row: ImportBatch) -> HttpResponse:
    try:
        imports.confirm(batch=row, valid_only="valid_only" in request.POST)
    except ValidationError as error:
        if row.state == State.READY and row.counts.get("rejected"):
            return _page(request, row, status=422)
        messages.error(request, " ".join(error.messages))
    else:
        jobs.enqueue_import(row)
    return done(request, "patients:import", "", row.uuid)


def _chosen(
    request: MemberRequest, row: ImportBatch, options: dict[str, Any], preset_name: str,
    *, as_table: bool = False,
) -> HttpResponse:  # fmt: skip
    try:
        uploads.choose(
            actor=request.user, batch=row, options=options, preset_name=preset_name,
            as_table=as_table,
        )  # fmt: skip
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        jobs.enqueue_import(row)
    return done(request, "patients:import", "", row.uuid)
