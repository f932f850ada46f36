"""What people think of an answer."""

from django.db import transaction

from chat.models import Feedback, Reply
from privacy import audit


@transaction.atomic
def give_feedback(*, reply: Reply, value: int, note: str = "") -> Feedback | None:
    """Keep the owner's opinion of `reply` in place of an earlier one; 0 takes it back.

    Raises: ValidationError: no such opinion, or too long a note.
    """
    owner = reply.owner
    earlier = Feedback.objects.editable_by(owner).filter(reply=reply)
    if value == 0:
        earlier.delete()
        return None
    opinion: Feedback = earlier.first() or Feedback(owner=owner, reply=reply)
    opinion.value, opinion.note = value, note.strip()
    opinion.full_clean()
    opinion.save()
    audit.record(
        "update", actor=owner, subject=owner, obj=reply.conversation, detail={"fields": ["value"]}
    )
    return opinion
