"""The account as a ZIP: ordered, made by a job, taken once within a day by whoever owns it."""

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from patients.archive.contents import archive, as_file
from patients.archive.zipping import Zip
from patients.fhir import bundle
from patients.fhir import summary as fhir_summary
from patients.models import Document, Observation
from patients.papers import Maker, register
from patients.services import documents
from privacy import audit, storage
from privacy.fields import sealed_value

KEPT = timedelta(hours=24)
MOST_A_DAY = 5
ROW_BYTES = 1600  # of a reading, as table and as FHIR together: only the progress depends on it
KIND = Document.Kind.ACCOUNT_ZIP
REASON = "account archive"


@transaction.atomic
def order(*, actor: User, language: str) -> Document:
    """Ask for the ZIP of one's own account; while one is being made, it is that one.

    Raises: ValidationError: too many today.
    """
    User.objects.select_for_update().get(pk=actor.pk)  # two clicks at once are one order
    mine = Document.objects.editable_by(actor).filter(kind=KIND)
    waiting: Document | None = mine.filter(state=Document.State.QUEUED).order_by("-id").first()
    if waiting is not None and not documents.is_lost(waiting):
        return waiting
    if mine.filter(created_at__gt=timezone.now() - KEPT).count() >= MOST_A_DAY:
        raise ValidationError(
            _("At most %(most)d ZIP files a day. Your data is unchanged; please try tomorrow."),
            params={"most": MOST_A_DAY},
            code="too_many",
        )
    document = documents.order_document(actor=actor, language=language, kind=KIND)
    document.expires_at = timezone.now() + KEPT
    document.save(update_fields=["expires_at"])
    return document


def newest(actor: User) -> Document | None:
    """The last ZIP somebody asked for."""
    mine = Document.objects.editable_by(actor).filter(kind=KIND)
    found: Document | None = mine.order_by("-id").first()
    return found


def can_be_taken(document: Document) -> bool:
    """Whether the file is still there for somebody to take."""
    ready = document.state == Document.State.READY and document.size > 0
    return ready and document.expires_at is not None and document.expires_at > timezone.now()


@transaction.atomic
def make_link(*, actor: User, document: Document) -> str:
    """A word that opens the file once; an earlier one no longer does. Only its hash is kept.

    The caller has made sure who is asking. Raises: ValidationError: the file is gone.
    """
    token = secrets.token_urlsafe(32)
    mine = Document.objects.editable_by(actor).filter(pk=document.pk, state="ready", size__gt=0)
    if not mine.filter(expires_at__gt=timezone.now()).update(token_hash=_hash(token)):
        raise ValidationError(_("This ZIP is gone. Have a new one made."), code="gone")
    audit.record("update", actor=actor, subject=actor, obj=document, detail={"fields": ["link"]})
    return token


@transaction.atomic
def take(*, actor: User, document: Document, token: str) -> Iterator[bytes] | None:
    """The file in pieces, once; None when the link was used, replaced, has run out or is wrong.

    A file that was taken to its end is deleted. One that was cut off stays until its day is over,
    for another link.
    """
    mine = Document.objects.editable_by(actor).filter(pk=document.pk, state="ready", size__gt=0)
    valid = mine.filter(token_hash=_hash(token), expires_at__gt=timezone.now())
    if not token or not valid.update(token_hash="", taken_at=timezone.now()):
        return None
    try:
        pieces = documents.file_pieces(document)
    except FileNotFoundError:
        return None
    rows = (document.options or {}).get("rows", 0)
    audit.record("export", actor=actor, subject=actor, obj=document, detail={"count": rows})
    return _then_deleted(pieces, document)


def _then_deleted(pieces: Iterator[bytes], document: Document) -> Iterator[bytes]:
    yield from pieces
    forget(document)


def forget(document: Document) -> None:
    """Delete the file; that it was there stays known."""
    storage.delete_file(document.file_name)
    Document.objects.unscoped(REASON).filter(pk=document.pk).update(size=0, token_hash="")


def forget_expired() -> int:
    """Delete the files nobody took within their day; return how many."""
    old = Document.objects.unscoped(REASON).filter(kind=KIND, state="ready", size__gt=0)
    expired = list(old.filter(expires_at__lte=timezone.now()))
    for document in expired:
        forget(document)
    return len(expired)


@dataclass
class Taken:
    """An export as it passes by; size and checksum are whole once `pieces` is used up."""

    source: Iterator[bytes]
    size: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def pieces(self) -> Iterator[bytes]:
        """The bytes, once."""
        for piece in self.source:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece

    @property
    def sha256(self) -> str:
        """Of what has passed."""
        return self.digest.hexdigest()


FORMATS: dict[str, Callable[[User], Iterator[bytes]]] = {
    "zip": lambda owner: archive(owner, language=owner.language),
    "fhir": bundle.collection,
    "ips": fhir_summary.written,
}


def take_directly(*, owner: User, kind: str) -> Taken:
    """Somebody's record for whoever runs the server; it is noted before the first byte leaves.

    Args: kind: a key of `FORMATS`.
    """
    audit.record("export", actor=None, subject=owner, object_type=kind, reason="export_record")
    return Taken(FORMATS[kind](owner))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _make(document: Document) -> BinaryIO:
    owner = document.owner
    counted = Observation.objects.editable_by(owner).present().count()
    pieces = archive(
        owner,
        language=document.language,
        told=_teller(document, expected=max(1, counted * ROW_BYTES)),
        finished=lambda made: _note_rows(document, made),
    )
    return as_file(pieces)


def _teller(document: Document, *, expected: int) -> Callable[[int], None]:
    """Notes about once a second how much is written, never more than 99 % of it."""
    row = Document.objects.unscoped(REASON).filter(pk=document.pk)
    done, last = 0, time.monotonic()

    def told(size: int) -> None:
        nonlocal done, last
        done += size
        if time.monotonic() - last >= 1:
            last = time.monotonic()
            row.update(progress=min(99, 100 * done // expected))

    return told


def _note_rows(document: Document, made: Zip) -> None:
    rows = sum(file.rows or 0 for file in made.written)
    options = sealed_value(document, "options", {"rows": rows})
    Document.objects.unscoped(REASON).filter(pk=document.pk).update(options=options, progress=100)


register(
    KIND,
    Maker(
        _make,
        stem="health-tracker-account",
        content_type="application/zip",
        ending="zip",
        once=True,
    ),
)
