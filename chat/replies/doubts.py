"""Messages the topic rules are unsure of: whether to ask the judge, and what became of it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from chat.catalogue import RECORDS, Model
from chat.limits import policy_of
from chat.models import Conversation, Message, Reply
from chat.topics import WINDOW
from privacy import audit

REDIRECTED = "redirected"


@dataclass(frozen=True)
class Doubt:
    """A message to be judged before it is answered. `previous`: the questions before it."""

    message: Message
    conversation: Conversation
    model: Model
    previous: tuple[str, ...]


def is_doubtful(message: Message) -> bool:
    """Whether the gate left it open and its author has not insisted."""
    return message.verdict == Message.Verdict.JUDGE and message.overridden_at is None


def doubt_of(reply: Reply, model: Model) -> Doubt | None:
    """What the judge has to be asked before this reply, None for nothing."""
    message = reply.message
    if not is_doubtful(message) or model.engine == RECORDS:
        return None
    if not policy_of(reply.owner).use_judge:
        return None
    earlier = (
        Message.objects.visible_to(reply.owner)
        .filter(conversation=reply.conversation_id, seq__lt=message.seq, superseded_at=None)
        .order_by("-seq")[:WINDOW]
    )
    previous = tuple(question.text for question in earlier)[::-1]
    return Doubt(message, reply.conversation, model, previous)


@transaction.atomic
def settle(doubt: Doubt, *, about_health: bool | None) -> None:
    """Keep what the judge said; without an answer the message stays doubtful."""
    owner = doubt.conversation.owner
    detail: dict[str, Any] = {"engine": doubt.model.engine, "model": doubt.model.id, "judge": True}
    audit.record(
        "ai_send", actor=owner, subject=owner, obj=doubt.conversation, detail=detail
    )  # fmt: skip
    if about_health is None:
        return
    verdict = Message.Verdict.ALLOW if about_health else Message.Verdict.REDIRECT
    rows = Message.objects.unscoped("reply runner")
    rows.filter(pk=doubt.message.pk, verdict=Message.Verdict.JUDGE).update(verdict=verdict)
