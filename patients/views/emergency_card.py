"""The emergency card: choose what it shows, see it, have it printed."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.audience import Audience, audience
from accounts.models import User
from healthtracker.web.pages import form_status, page, sent
from healthtracker.web.requests import MemberRequest
from patients import jobs
from patients.emergency_card import Choice, context_of
from patients.forms.emergency_card import CardForm
from patients.models import Document
from patients.services import documents
from privacy import audit

TEMPLATE = "patients/emergency_card.html"


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: MemberRequest) -> HttpResponse:
    """The choices and the card itself; "make" has the PDF made."""
    user = request.user
    data = sent(request)
    form = CardForm(data, patient=user, last=_last(user))
    if data is not None and form.is_valid() and "make" in data:
        document = documents.order_document(
            actor=user,
            language=get_language() or "en",
            kind=Document.Kind.EMERGENCY_CARD,
            options=form.choice.options,
        )
        jobs.enqueue(document)
        return redirect("patients:document", document.uuid)
    usable = data is None or form.is_valid()
    context = {"form": form, "card": context_of(user, form.choice) if usable else None}
    audit.listed(actor=user, subject=user, what="emergency_card", count=1)
    return page(request, TEMPLATE, context, fragments={"card"}, status=form_status(form))


def _last(user: User) -> Choice | None:
    mine = Document.objects.editable_by(user).filter(kind=Document.Kind.EMERGENCY_CARD)
    document = mine.order_by("-id").first()
    return Choice.of(document.options) if document else None
