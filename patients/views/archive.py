"""Everything as a ZIP: have it made, prove who you are, take it once."""

from typing import cast
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import Audience, audience
from healthtracker.web.pages import done, page
from healthtracker.web.requests import MemberRequest
from healthtracker.worker import worker_alive
from patients import jobs, papers
from patients.models import Document
from patients.services import archives, documents
from privacy import ownership


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: MemberRequest) -> HttpResponse:
    """What would be in it and how far the last one is; POST has a new one made."""
    if request.method == "POST":
        try:
            document = archives.order(actor=request.user, language=get_language() or "en")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            jobs.enqueue(document)
        return done(request, "patients:archive")
    return _page(request, archives.newest(request.user))


@audience(Audience.MEMBER)
@require_POST
def link(request: MemberRequest, document: UUID) -> HttpResponse:
    """Show a link that works once, to someone who has just proved who they are."""
    return cast(HttpResponse, _link_shown(request, _own(request, document)))


@reauthentication_required  # type: ignore[untyped-decorator]
def _link_shown(request: MemberRequest, row: Document) -> HttpResponse:
    try:
        token = archives.make_link(actor=request.user, document=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return done(request, "patients:archive")
    return _page(request, row, reverse("patients:archive_file", args=[row.uuid, token]))


@audience(Audience.MEMBER)
@require_http_methods(["GET"])  # a look ahead by HEAD must not use the link up
def file(request: MemberRequest, document: UUID, token: str) -> HttpResponseBase:
    """The ZIP, once."""
    row = _own(request, document)
    size = row.size
    pieces = archives.take(actor=request.user, document=row, token=token)
    if pieces is None:
        messages.error(request, _("This link was used already or has run out. Get a new one here."))
        return redirect("patients:archive")
    response = StreamingHttpResponse(pieces, content_type=papers.maker_of(row.kind).content_type)
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = f'attachment; filename="{papers.name_of(row)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page(request: MemberRequest, row: Document | None, url: str = "") -> HttpResponse:
    waiting = row is not None and row.state == Document.State.QUEUED and not documents.is_lost(row)
    context = {
        "document": row,
        "waiting": waiting,
        "nobody_works": waiting and not worker_alive(),
        "can_take": row is not None and archives.can_be_taken(row),
        "link": url,
        "now": timezone.now(),
    }
    return page(request, "patients/archive/page.html", context, fragments={"archive"})


def _own(request: MemberRequest, document: UUID) -> Document:
    rows = Document.objects.editable_by(request.user).filter(kind=Document.Kind.ACCOUNT_ZIP)
    found: Document = ownership.find(rows, request.user, uuid=document)
    return found
