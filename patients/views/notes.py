"""Notes about one's days, and the tags on everything."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import form_status, page, sent
from healthtracker.web.pagination import cursors, paginate
from healthtracker.web.requests import MemberRequest
from patients import tags as tagging
from patients.forms.life import NoteForm
from patients.journal import Note
from patients.models import JournalNote, seen_by
from patients.views.own_rows import added, changed, own_row
from privacy import audit

WHAT = "patients.journalnote"
LONGEST_TAG = 40


@audience(Audience.MEMBER)
@require_safe
def notes(request: MemberRequest) -> HttpResponse:
    """One's notes, newest first, all or those with a tag."""
    user = request.user
    tag = request.GET.get("tag", "")[:LONGEST_TAG]
    rows = seen_by(user, user, JournalNote)
    rows = tagging.carrying(rows, tag) if tag else rows
    found = paginate(rows, **cursors(request), order=("-at", "-id"), size=20)
    audit.listed(actor=user, subject=user, what=WHAT, count=len(found.rows))
    context = {"notes": [Note(row) for row in found.rows], "page": found, "tag": tag}
    return page(request, "patients/notes.html", context)


@audience(Audience.MEMBER)
@require_safe
def tags(request: MemberRequest) -> HttpResponse:
    """Every tag with how often it is used."""
    return page(request, "patients/tags.html", {"tags": tagging.tags_of(request.user)})


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Write a note."""
    form = NoteForm(sent(request), patient=request.user)
    return added(request, form, "notes") or _form_page(request, form)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Change a note."""
    row = own_row(request, JournalNote, entry_id)
    form = NoteForm(sent(request), patient=request.user, row=row)
    return changed(request, form, row, "patients:note") or _form_page(request, form)


@audience(Audience.MEMBER)
@require_safe
def show(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """One note under its permanent address."""
    row = own_row(request, JournalNote, entry_id)
    audit.record("view", actor=request.user, subject=request.user, obj=row)
    return page(request, "patients/note.html", {"note": Note(row)})


def _form_page(request: MemberRequest, form: NoteForm) -> HttpResponse:
    context = {"form": form, "row": form.row, "action": request.path}
    template = "patients/note_form.html"
    return page(request, template, context, fragments={"life-form"}, status=form_status(form))
