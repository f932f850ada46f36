"""Documents: ordered on a page, made by a worker, kept sealed, taken out as a download."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import chain
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from patients import papers, shown_units
from patients.models import Document
from privacy import audit, storage
from privacy.outbound.pdf import PdfUnavailable

KIND = "document"
NO_PDF = "pdf_unavailable"
BROKEN = "broken"
PATIENCE = timedelta(minutes=15)  # an older order was lost with its worker
DOUBLE = timedelta(seconds=20)  # two orders so close are one


@transaction.atomic
def order_document(
    *,
    actor: User,
    language: str,
    kind: str = Document.Kind.SUMMARY,
    options: Mapping[str, Any] | None = None,
) -> Document:
    """Ask for a document about oneself; a job makes it. Asking twice at once gives one.

    Args: options: what should be in it, for the maker of its kind.
    """
    wanted = dict(options) if options else None
    waiting = Document.objects.editable_by(actor).filter(
        state=Document.State.QUEUED, kind=kind, created_at__gte=timezone.now() - DOUBLE
    )
    for recent in waiting:
        if recent.options == wanted and recent.language == language:
            return recent  # type: ignore[no-any-return]
    document = Document(owner=actor, language=language, kind=kind, options=wanted)
    document.full_clean()
    document.save()
    audit.record("create", actor=actor, subject=actor, obj=document, detail={"kind": kind})
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
        content = _made(document)
    except PdfUnavailable:
        _finish(document, state=Document.State.FAILED, error_code=NO_PDF)
        return
    with content:
        name = storage.seal_file(content, owner_id=document.owner_id, kind=KIND)
        size = content.tell()
    kept = _finish(document, state=Document.State.READY, file_name=name, size=size)
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


def pieces_of(*, actor: User, document: Document) -> Iterator[bytes]:
    """The finished file for its owner, in pieces. Raises: FileNotFoundError: it is gone."""
    pieces = file_pieces(document)  # a missing file is told here and leaves no trace
    audit.record("download", actor=actor, subject=document.owner, obj=document)
    return pieces


def file_pieces(document: Document) -> Iterator[bytes]:
    """The file, opened. Raises: FileNotFoundError: it is gone. The caller audits."""
    pieces = storage.read_chunks(document.file_name, owner_id=document.owner_id, kind=KIND)
    return chain([next(pieces)], pieces)


def _made(document: Document) -> BinaryIO:
    owner = document.owner
    with (
        translation.override(document.language),
        timezone.override(owner.zone),
        shown_units.override(owner),
    ):
        return papers.maker_of(document.kind).make(document)


def _finish(document: Document, **values: Any) -> bool:
    waiting = Document.objects.unscoped("document job").filter(pk=document.pk, state="queued")
    return bool(waiting.update(finished_at=timezone.now(), **values))
