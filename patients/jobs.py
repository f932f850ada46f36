"""Background jobs of patients: documents are rendered outside the pages' process."""

from healthtracker.web.jobs import GiveUp, Job, after_commit, periodic, retrying
from patients.models import Document
from patients.services import documents, imports


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
    return imports.drop_forgotten()


def enqueue(document: Document) -> None:
    """Have `document` made once the surrounding transaction has committed."""
    job: Job = render_document
    after_commit(job, document.pk)
