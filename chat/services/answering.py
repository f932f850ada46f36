"""Answers: one more attempt, going on after a cut, answering what was turned away, stopping."""

from asgiref.sync import async_to_sync
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chat import limits, live
from chat.models import Message, Reply
from chat.replies import states
from chat.replies.doubts import REDIRECTED
from chat.services.turns import add_reply, check_last, lock_owner
from privacy import audit

LENGTH = "length"


@transaction.atomic
def answer_anyway(*, message: Message) -> Reply:
    """Answer a message that was turned away: its owner says that it is about health.

    So is one answered that was kept although the limits left no room for a reply.
    Raises: ValidationError: it was not turned away, is no longer the last one, or a limit.
    """
    conversation, owner = message.conversation, message.owner
    lock_owner(owner)
    limits.check_idle(conversation, limits.policy_of(owner))
    check_last(message)
    replies = Reply.objects.editable_by(owner).filter(message=message)
    newest = replies.order_by("attempt").last()
    if not was_turned_away(message, newest):
        if newest is not None:
            raise ValidationError({"text": _("This question was not turned away.")})
        return add_reply(conversation, message)
    message.overridden_at = timezone.now()
    message.save(update_fields=["overridden_at"])
    audit.record(
        "update", actor=owner, subject=owner, obj=conversation,
        detail={"fields": ["overridden_at"], "reason": message.topic_reason},
    )  # fmt: skip
    return add_reply(conversation, message)


def was_turned_away(message: Message, newest: Reply | None) -> bool:
    """Whether the gate, or the judge while the reply was prepared, sent the message elsewhere."""
    if message.overridden_at is not None:
        return False
    if newest is None:
        return message.verdict == Message.Verdict.REDIRECT
    return newest.stop_reason == REDIRECTED


@transaction.atomic
def retry(*, reply: Reply) -> Reply:
    """A new attempt at the same message.

    Raises: ValidationError: a reply is being written, or this was not the last message.
    """
    conversation = reply.conversation
    lock_owner(conversation.owner)
    limits.check_idle(conversation, limits.policy_of(conversation.owner))
    check_last(reply.message)
    return add_reply(conversation, reply.message)


@transaction.atomic
def go_on(*, reply: Reply) -> Reply:
    """A reply that goes on where `reply` was cut by its length limit.

    Raises: ValidationError: it was not cut, has been gone on from, or as `retry`.
    """
    conversation = reply.conversation
    lock_owner(conversation.owner)
    limits.check_idle(conversation, limits.policy_of(conversation.owner))
    check_last(reply.message)
    newer = Reply.objects.editable_by(reply.owner).filter(continued_from=reply)
    if reply.stop_reason != LENGTH or newer.exists():
        raise ValidationError({"text": _("This answer was not cut short.")})
    return add_reply(conversation, reply.message, continued_from=reply)


def stop(*, reply: Reply) -> None:
    """End the reply wherever it is written; what was received stays."""
    async_to_sync(live.tell_to_stop)(reply.conversation_id, reply.pk)
    states.request_stop(reply.pk)
