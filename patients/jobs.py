"""Background jobs of patients: documents are rendered outside the pages' process."""

from accounts.models import User
from healthtracker.web.jobs import GiveUp, Job, after_commit, periodic, retrying
from healthtracker.worker import has_task
from patients.models import Document, ImportBatch
from patients.services import (
    archives,
    batches,
    documents,
    imports,
    rollups,
    undoing,
    uploads,
)


@retrying(attempts=3)
def render_document(document_id: int) -> None:
    """Make one ordered document; what fails is said on the page, where one can try again."""
    try:
        documents.make_document(document_id=document_id)
    except Exception as error:
        documents.give_up(document_id=document_id)
        raise GiveUp from error


@periodic(3600)
def forget_waiting_imports() -> int:
    """Drop uploads that nobody confirmed within a day; return how many."""
    return uploads.drop_forgotten()


@retrying(attempts=3)
def move_import_on(batch_id: int) -> None:
    """Examine, import or undo one batch, whichever it waits for; what fails is said on its page."""
    try:
        imports.examine(batch_id=batch_id)
        imports.run(batch_id=batch_id)
        undoing.run(batch_id=batch_id)
    except Exception as error:
        imports.give_up(batch_id=batch_id)
        raise GiveUp from error


@periodic(3600)
def forget_expired_archives() -> int:
    """Delete the ZIPs of accounts that nobody took within a day; return how many."""
    return archives.forget_expired()


@periodic(60)
def end_lost_imports() -> int:
    """Give up imports whose worker is gone and whom no job has any more; return how many."""
    lost = [pk for pk in batches.silent() if not has_task(move_import_on, pk)]
    for pk in lost:
        imports.give_up(batch_id=pk)
    return len(lost)


def enqueue_import(batch: ImportBatch) -> None:
    """Have the next step of `batch` done once the surrounding transaction has committed."""
    job: Job = move_import_on
    after_commit(job, batch.pk)


def enqueue(document: Document) -> None:
    """Have `document` made once the surrounding transaction has committed."""
    job: Job = render_document
    after_commit(job, document.pk)


@retrying(attempts=5)
def rebuild_rollups(owner_id: int, key: str) -> None:
    """Judge readings again, of one type or all ("")."""
    rollups.rebuild(User.objects.get(pk=owner_id), key)


def judge_again(owner: User, key: str = "") -> None:
    """Have readings judged again, of one type or all, where the deed has left it to a job."""
    if rollups.is_large(owner, key):
        job: Job = rebuild_rollups
        after_commit(job, owner.pk, key)
