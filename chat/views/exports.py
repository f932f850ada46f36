"""One conversation, taken out: Markdown and JSON at once, PDF made by the worker."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.audience import Audience, audience
from chat import exporting
from chat.models import Conversation
from chat.printing import Choice
from chat.views.finding import my_conversation
from healthtracker.web.requests import MemberRequest
from patients import jobs
from patients.models import Document
from patients.services import documents
from privacy import audit


@audience(Audience.MEMBER)
@require_safe
def markdown(request: MemberRequest, conversation: UUID) -> StreamingHttpResponse:
    """As a Markdown file."""
    mine = my_conversation(request, conversation)
    pieces = exporting.markdown(request.user, mine, base=_base(request))
    return _file(request, mine, pieces, "md", "text/markdown; charset=utf-8")


@audience(Audience.MEMBER)
@require_safe
def as_json(request: MemberRequest, conversation: UUID) -> StreamingHttpResponse:
    """As a JSON file."""
    mine = my_conversation(request, conversation)
    pieces = exporting.as_json(request.user, mine, base=_base(request))
    return _file(request, mine, pieces, "json", "application/json")


@audience(Audience.MEMBER)
@require_POST
def pdf(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Have a PDF made; its page tells when it is there."""
    mine = my_conversation(request, conversation)
    document = documents.order_document(
        actor=request.user,
        language=get_language() or "en",
        kind=Document.Kind.CONVERSATION,
        options=Choice(str(mine.pk), _base(request)).options,
    )
    jobs.enqueue(document)
    _record(request, mine, "pdf")
    return redirect("patients:document", document.uuid)


def _base(request: MemberRequest) -> str:
    return request.build_absolute_uri("/")[:-1]


def _file(
    request: MemberRequest,
    mine: Conversation,
    pieces: Iterator[bytes],
    ending: str,
    content_type: str,
) -> StreamingHttpResponse:
    _record(request, mine, ending)
    response = StreamingHttpResponse(pieces, content_type=content_type)
    name = exporting.file_name(mine, ending)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _record(request: MemberRequest, mine: Conversation, form: str) -> None:
    audit.record(
        "export", actor=request.user, subject=request.user, obj=mine, detail={"format": form}
    )
