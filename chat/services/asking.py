"""Asking: the next question, the first one, and another one in place of the last."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from chat import gate, limits
from chat.models import TITLE_LENGTH, Conversation, Message, RolePolicy
from chat.services.conversations import start_conversation
from chat.services.turns import add_reply, check_last, lock_owner
from privacy import audit


@transaction.atomic
def ask(*, conversation: Conversation, text: str, client_id: UUID) -> Message:
    """Add a message and its waiting reply; the same `client_id` again changes nothing.

    A message that is not about health gets no reply until `answer_anyway`. One that tells of an
    emergency is kept whatever the limits say, so that its card is shown.
    Raises: ValidationError: empty, too long, or another reply is still being written.
    """
    owner = conversation.owner
    lock_owner(owner)
    mine = Message.objects.editable_by(owner).filter(conversation=conversation)
    known = mine.filter(client_id=client_id).first()
    if known is not None:
        return known  # type: ignore[no-any-return]
    policy = limits.policy_of(owner)
    limits.check_text(policy, text)
    ruling = gate.rule_on(conversation, text, policy)
    room = _has_room(conversation, policy, urgent=bool(ruling.crisis))
    seq = (mine.aggregate(last=Max("seq"))["last"] or 0) + 1
    message = Message(
        owner=owner, conversation=conversation, seq=seq, text=text.strip(), client_id=client_id,
        verdict=ruling.verdict, topic_score=ruling.score, topic_reason=ruling.reason,
        crisis=list(ruling.crisis),
    )  # fmt: skip
    message.full_clean()
    message.save()
    _note_in(conversation, message)
    if room and ruling.verdict != Message.Verdict.REDIRECT:
        add_reply(conversation, message)
    return message


@transaction.atomic
def edit(*, message: Message, text: str, client_id: UUID) -> Message:
    """Ask `text` in place of the last question, which stays readable as an earlier version.

    Raises: ValidationError: as `ask`, or something was asked since.
    """
    conversation, owner = message.conversation, message.owner
    lock_owner(owner)
    mine = Message.objects.editable_by(owner).filter(conversation=conversation)
    if (known := mine.filter(client_id=client_id).first()) is not None:
        return known  # type: ignore[no-any-return]
    check_last(message)
    message.superseded_at = timezone.now()
    message.save(update_fields=["superseded_at"])
    audit.record(
        "update", actor=owner, subject=owner, obj=conversation,
        detail={"fields": ["superseded_at"]},
    )  # fmt: skip
    return ask(conversation=conversation, text=text, client_id=client_id)


@transaction.atomic
def start_with(*, owner: User, text: str, client_id: UUID) -> Conversation:
    """A new conversation with its first message; the same `client_id` again starts no second.

    A draft that was kept under this `client_id` becomes the conversation.
    Raises: ValidationError: as `ask`.
    """
    lock_owner(owner)  # or two submits at once would both find nothing
    asked = Message.objects.editable_by(owner).filter(client_id=client_id, seq=1)
    if (known := asked.select_related("conversation").first()) is not None:
        return known.conversation  # type: ignore[no-any-return]
    drafts = Conversation.objects.editable_by(owner).select_related("owner")
    draft = drafts.filter(pk=client_id, is_draft=True, deleted_at=None).first()
    conversation = draft or start_conversation(owner=owner)
    ask(conversation=conversation, text=text, client_id=client_id)
    return conversation


def _has_room(conversation: Conversation, policy: RolePolicy, *, urgent: bool) -> bool:
    try:
        limits.check_idle(conversation, policy)
    except ValidationError:
        if not urgent:
            raise
        return False
    return True


def _note_in(conversation: Conversation, message: Message) -> None:
    """What a new message changes about its conversation."""
    conversation.updated_at = timezone.now()
    conversation.is_draft = False
    conversation.archived_at = conversation.draft = None
    if conversation.title_auto and not conversation.title:
        first_line = message.text.split("\n", 1)[0]
        short = first_line[: TITLE_LENGTH // 2].rstrip()
        conversation.title = short if short == first_line else f"{short}…"
    conversation.save(update_fields=["title", "updated_at", "is_draft", "archived_at", "draft"])
