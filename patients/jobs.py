"""Background jobs of patients: documents are rendered outside the pages' process."""

from healthtracker.web.jobs import GiveUp, Job, after_commit, retrying
from patients.models import Document
from patients.services import documents


@retrying(attempts=3)
def render_document(document_id: int) -> None:
    """Make one ordered document; what fails is said on the page, where one can try again."""
    try:
        documents.make_document(document_id=document_id)
    except Exception as error:
        documents.give_up(document_id=document_id)
        raise GiveUp from error


def enqueue(document: Document) -> None:
    """Have `document` made once the surrounding transaction has committed."""
    job: Job = render_document
    after_commit(job, document.pk)
