"""Documents: ordered on a page, made by a worker, kept sealed, taken out as a download."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from patients import summary
from patients.models import Document
from privacy import audit, storage
from privacy.outbound.pdf import PdfUnavailable, render_pdf

KIND = "document"
NO_PDF = "pdf_unavailable"
BROKEN = "broken"
TEMPLATE = "patients/pdf/summary.html"
STYLESHEETS = ("css/tokens.css", "css/print/report.css")
PATIENCE = timedelta(minutes=15)  # an older order was lost with its worker
DOUBLE = timedelta(seconds=20)  # two orders so close are one


@transaction.atomic
def order_document(*, actor: User, language: str) -> Document:
    """Ask for a summary of one's own record; a job makes it. Asking twice at once gives one."""
    mine = Document.objects.editable_by(actor).filter(state=Document.State.QUEUED)
    recent: Document | None = mine.filter(created_at__gte=timezone.now() - DOUBLE).first()
    if recent is not None:
        return recent
    document = Document(owner=actor, language=language)
    document.full_clean()
    document.save()
    audit.record("create", actor=actor, subject=actor, obj=document)
    return document


def make_document(*, document_id: int) -> None:
    """Render and seal an ordered document; one that is done already stays as it is.

    A missing library is a final answer, told on the page. Any other failure is raised, so that the
    job tries again.
    """
    rows = Document.objects.unscoped("document job").select_related("owner")
    document = rows.filter(pk=document_id, state=Document.State.QUEUED).first()
    if document is None:
        return
    try:
        content = _rendered(document)
    except PdfUnavailable:
        _finish(document, state=Document.State.FAILED, error_code=NO_PDF)
        return
    source = io.BytesIO(content)
    name = storage.seal_file(source, owner_id=document.owner_id, kind=KIND)
    kept = _finish(document, state=Document.State.READY, file_name=name, size=len(content))
    if not kept:  # another worker was quicker
        storage.delete_file(name)


def give_up(*, document_id: int) -> None:
    """Say on the page that a document could not be made."""
    row = Document.objects.unscoped("document job").filter(pk=document_id).first()
    if row is not None:
        _finish(row, state=Document.State.FAILED, error_code=BROKEN)


def is_lost(document: Document) -> bool:
    """Whether it has been waiting for so long that nobody is making it any more."""
    queued = document.state == Document.State.QUEUED
    return queued and document.created_at < timezone.now() - PATIENCE


def content_of(*, actor: User, document: Document) -> bytes:
    """The finished file, for its owner. Raises: FileNotFoundError: it is gone."""
    content = storage.read_file(document.file_name, owner_id=document.owner_id, kind=KIND)
    audit.record("download", actor=actor, subject=document.owner, obj=document)
    return content.getvalue()


def _rendered(document: Document) -> bytes:
    patient = document.owner
    with translation.override(document.language), timezone.override(patient.zone):
        context: dict[str, Any] = summary.context_of(patient)
        return render_pdf(TEMPLATE, context, stylesheet=_stylesheet())


def _stylesheet() -> str:
    paths = [finders.find(name) for name in STYLESHEETS]
    return "\n".join(Path(str(path)).read_text(encoding="utf-8") for path in paths)


def _finish(document: Document, **values: Any) -> bool:
    waiting = Document.objects.unscoped("document job").filter(pk=document.pk, state="queued")
    return bool(waiting.update(finished_at=timezone.now(), **values))
