"""Files that people uploaded or had made, as they are, where they still exist."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from accounts.models import User
from patients import papers
from patients.models import Document, ImportBatch
from patients.services import batches, documents
from privacy import storage
from privacy.registry import ExportFile

_UNSAFE = re.compile(r"[^\w.\- ]+")
LONGEST = 80


def originals(patient: User) -> Iterator[ExportFile]:
    """Documents that are ready, and files of imports that were not emptied yet."""
    ready = Document.objects.editable_by(patient).filter(state=Document.State.READY)
    for document in ready.order_by("pk"):
        if not papers.maker_of(document.kind).once:
            name = papers.name_of(document)
            yield from _file(patient, "documents", name, document, documents.KIND)
    batches_left = ImportBatch.objects.editable_by(patient).exclude(file_name="")
    for batch in batches_left.order_by("pk"):
        yield from _file(patient, "imports", batch.name or batch.section, batch, batches.KIND)


def safe_name(text: str) -> str:
    """A file name without folders and signs that some systems refuse."""
    plain = _UNSAFE.sub("_", PurePosixPath(text.replace("\\", "/")).name).strip(" .")
    return plain[-LONGEST:] or "file"


def _file(
    patient: User, folder: str, name: str, row: Document | ImportBatch, kind: str
) -> Iterator[ExportFile]:
    if not row.file_name or not storage.path_of(row.file_name).exists():
        return
    pieces = partial(storage.read_chunks, row.file_name, owner_id=patient.pk, kind=kind)
    short = str(row.uuid)[:8]  # two uploads may have had the same name
    yield ExportFile(f"files/{folder}/{short}-{safe_name(name)}", pieces)
