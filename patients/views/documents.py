"""Documents of every kind: order one, wait for it, take it."""

from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import page
from healthtracker.web.requests import MemberRequest
from healthtracker.worker import worker_alive
from patients import jobs, papers
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
@require_POST
def again(request: MemberRequest, document: UUID) -> HttpResponse:
    """Have the same made once more, from the record as it is now."""
    old = _own(request, document)
    if papers.maker_of(old.kind).once:
        return redirect("patients:archive")
    new = documents.order_document(
        actor=request.user, language=old.language, kind=old.kind, options=old.options
    )
    jobs.enqueue(new)
    return redirect("patients:document", new.uuid)


@audience(Audience.MEMBER)
@require_safe
def show(request: MemberRequest, document: UUID) -> HttpResponse:
    """How far a document is; the page asks again until it is done."""
    row = _own(request, document)
    if papers.maker_of(row.kind).once:
        return redirect("patients:archive")
    waiting = row.state == Document.State.QUEUED and not documents.is_lost(row)
    context = {
        "document": row,
        "is_pdf": papers.maker_of(row.kind).ending == "pdf",
        "waiting": waiting,
        "nobody_works": waiting and not worker_alive(),
        "packages": INSTALL_HINT if row.error_code == documents.NO_PDF else "",
    }
    return page(request, "patients/document.html", context, fragments={"document"})


@audience(Audience.MEMBER)
@require_safe
def download(request: MemberRequest, document: UUID) -> HttpResponseBase:
    """The finished file, as an attachment; one that may be taken only once has its own page."""
    row = _own(request, document)
    if row.state != Document.State.READY or papers.maker_of(row.kind).once:
        raise Http404
    try:
        pieces = documents.pieces_of(actor=request.user, document=row)
    except FileNotFoundError as error:
        raise Http404 from error
    content_type = papers.maker_of(row.kind).content_type
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = f'attachment; filename="{papers.name_of(row)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _own(request: MemberRequest, document: UUID) -> Document:
    rows = Document.objects.editable_by(request.user)
    found: Document = ownership.find(rows, request.user, uuid=document)
    return found
