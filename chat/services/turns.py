"""What the deeds of asking and answering share: one goes first, and only the last turn is open."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from chat import live
from chat.models import Conversation, Message, Reply
from chat.replies import states


def lock_owner(owner: User) -> None:
    """Two tabs may act at the same instant: one goes first, the other sees what it did."""
    User.objects.select_for_update().get(pk=owner.pk)
    states.reap()


def check_last(message: Message) -> None:
    """Raises: ValidationError: something was asked since."""
    rows = Message.objects.editable_by(message.owner)
    if rows.filter(conversation=message.conversation_id, seq__gt=message.seq).exists():
        raise ValidationError({"text": _("Only the last question can be answered again.")})


def add_reply(
    conversation: Conversation, message: Message, *, continued_from: Reply | None = None
) -> Reply:
    """One more attempt at `message`; going on from another one begins with its text."""
    attempts = Reply.objects.editable_by(conversation.owner).filter(message=message)
    reply = Reply(
        owner=conversation.owner,
        conversation=conversation,
        message=message,
        attempt=(attempts.aggregate(last=Max("attempt"))["last"] or 0) + 1,
        continued_from=continued_from,
        text=continued_from.text if continued_from else "",
    )
    reply.save(force_insert=True)
    # An open socket writes the reply at once; a worker does when no page is listening.
    transaction.on_commit(partial(live.announce_reply, conversation.pk, reply.pk))
    return reply
