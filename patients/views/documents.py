"""Printed summaries: order one, wait for it, take it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import page
from healthtracker.web.requests import MemberRequest
from healthtracker.worker import worker_alive
from patients import jobs
from patients.models import Document
from patients.services import documents
from privacy import ownership
from privacy.outbound.pdf import INSTALL_HINT


@audience(Audience.MEMBER)
@require_POST
def order(request: MemberRequest) -> HttpResponse:
    """Have a summary made."""
    document = documents.order_document(actor=request.user, language=get_language() or "en")
    jobs.enqueue(document)
    return redirect("patients:document", document.uuid)


@audience(Audience.MEMBER)
@require_safe
def show(request: MemberRequest, document: UUID) -> HttpResponse:
    """How far a document is; the page asks again until it is done."""
    row = _own(request, document)
    waiting = row.state == Document.State.QUEUED and not documents.is_lost(row)
    context = {
        "document": row,
        "waiting": waiting,
        "nobody_works": waiting and not worker_alive(),
        "packages": INSTALL_HINT if row.error_code == documents.NO_PDF else "",
    }
    return page(request, "patients/document.html", context, fragments={"document"})


@audience(Audience.MEMBER)
@require_safe
def download(request: MemberRequest, document: UUID) -> HttpResponse:
    """The finished file, as an attachment."""
    row = _own(request, document)
    if row.state != Document.State.READY:
        raise Http404
    content = documents.content_of(actor=request.user, document=row)
    response = HttpResponse(content, content_type="application/pdf")
    name = f"health-tracker-summary-{row.created_at:%Y-%m-%d}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _own(request: MemberRequest, document: UUID) -> Document:
    rows = Document.objects.editable_by(request.user)
    found: Document = ownership.find(rows, request.user, uuid=document)
    return found
