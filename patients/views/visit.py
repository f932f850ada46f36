"""Prepare a visit: choose what goes into the pack, see it, have it made; keep one's questions."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import Audience, audience
from accounts.models import User
from healthtracker.web.pages import done, form_status, page, sent
from healthtracker.web.requests import MemberRequest
from patients import jobs
from patients.forms.visit import QuestionForm, VisitForm
from patients.models import Document, VisitQuestion
from patients.services import documents, entries
from patients.views.own_rows import own_any, own_row
from patients.visit_pack import LIMITS, Choice, context_of, open_questions
from privacy import audit


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: MemberRequest) -> HttpResponse:
    """The choices with a preview; "make" has the pack made."""
    data = sent(request)
    form = VisitForm(data, patient=request.user, last=_last(request.user))
    if data is not None and form.is_valid() and "make" in data:
        document = documents.order_document(
            actor=request.user,
            language=get_language() or "en",
            kind=Document.Kind.VISIT_PACK,
            options=form.choice.options,
        )
        jobs.enqueue(document)
        return redirect("patients:document", document.uuid)
    return _page(request, form, QuestionForm())


@audience(Audience.MEMBER)
@require_POST
def ask(request: MemberRequest) -> HttpResponse:
    """Put a question on the list."""
    form = QuestionForm(request.POST)
    if not form.is_valid():
        visit_form = VisitForm(None, patient=request.user, last=_last(request.user))
        return _page(request, visit_form, form)
    entries.add_entry(
        actor=request.user,
        patient=request.user,
        model=VisitQuestion,
        entry_id=form.cleaned_data["entry_id"],
        values={"text": form.cleaned_data["text"]},
    )
    return done(request, "patients:visit", _("The question is on your list."))


@audience(Audience.MEMBER)
@require_POST
def tick(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Take a question off the list; the same again puts it back."""
    row = own_row(request, VisitQuestion, entry_id)
    ticked = row.done_at is None
    values = {"done_at": timezone.now() if ticked else None}
    entries.change_entry(actor=request.user, row=row, values=values)
    if not ticked:
        return done(request, "patients:visit", _("The question is back on your list."))
    undo = reverse("patients:tick_question", args=[row.entry_id])
    return done(request, "patients:visit", _("Ticked off."), undo=undo)


@audience(Audience.MEMBER)
@require_POST
def delete(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Delete a question."""
    row = own_row(request, VisitQuestion, entry_id)
    entries.delete_entry(actor=request.user, row=row)
    undo = reverse("patients:restore_question", args=[row.entry_id])
    return done(request, "patients:visit", _("Question deleted."), undo=undo)


@audience(Audience.MEMBER)
@require_POST
def restore(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Undo a deletion."""
    row = own_any(request, VisitQuestion, entry_id)
    entries.restore_entry(actor=request.user, row=row)
    return done(request, "patients:visit", _("The question is back on your list."))


def _last(user: User) -> Choice | None:
    mine = Document.objects.editable_by(user).filter(kind=Document.Kind.VISIT_PACK)
    document = mine.order_by("-id").first()
    return Choice.of(document.options) if document else None


def _page(request: MemberRequest, form: VisitForm, question: QuestionForm) -> HttpResponse:
    user = request.user
    usable = not form.is_bound or form.is_valid()
    questions = open_questions(user)
    context = {
        "form": form,
        "question": question,
        "questions": questions,
        "pack": context_of(user, form.choice, LIMITS[0]) if usable else None,
    }
    audit.listed(actor=user, subject=user, what="visit_pack", count=len(questions))
    status = form_status(form, question)
    return page(request, "patients/visit.html", context, fragments={"preview"}, status=status)
