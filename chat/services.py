"""The deeds of a conversation: start, ask, retry, rename, configure, delete, restore, stop."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from asgiref.sync import async_to_sync
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from chat import live
from chat.choices import choices_for
from chat.models import TITLE_LENGTH, Conversation, Message, Reply
from chat.replies import states
from privacy import audit

MESSAGE_LIMITS = {"patient": 8_000, "provider": 32_000}
MOST_ACTIVE = 2
SPANS = (
    (timedelta(minutes=1), gettext_lazy("At most %(most)d questions a minute. Your text is kept.")),
    (timedelta(days=1), gettext_lazy("At most %(most)d questions a day. Your text is kept.")),
)
RATES = {"patient": (20, 200), "provider": (60, 1000)}


@transaction.atomic
def start_conversation(*, owner: User, use_record: bool = True, model_id: str = "") -> Conversation:
    """An empty conversation. Raises: ValidationError: a model this person may not choose."""
    conversation = Conversation(owner=owner, use_record=use_record, model_id=model_id)
    _check_model(owner, model_id)
    conversation.full_clean()
    conversation.save()
    audit.record("create", actor=owner, subject=owner, obj=conversation)
    return conversation


@transaction.atomic
def ask(*, conversation: Conversation, text: str, client_id: UUID) -> Message:
    """Add a message and its waiting reply; the same `client_id` again changes nothing.

    Raises: ValidationError: empty, too long, or another reply is still being written.
    """
    owner = conversation.owner
    _lock_owner(conversation.owner)
    mine = Message.objects.editable_by(owner).filter(conversation=conversation)
    known = mine.filter(client_id=client_id).first()
    if known is not None:
        return known  # type: ignore[no-any-return]
    _check_text(owner, text)
    _check_idle(conversation)
    seq = (mine.aggregate(last=Max("seq"))["last"] or 0) + 1
    message = Message(
        owner=owner, conversation=conversation, seq=seq, text=text.strip(), client_id=client_id
    )
    message.full_clean()
    message.save()
    _title_from(conversation, message)
    _add_reply(conversation, message, attempt=1)
    return message


@transaction.atomic
def start_with(*, owner: User, text: str, client_id: UUID) -> Conversation:
    """A new conversation with its first message; the same `client_id` again starts no second.

    Raises: ValidationError: as `ask`.
    """
    _lock_owner(owner)  # or two submits at once would both find nothing
    asked = Message.objects.editable_by(owner).filter(client_id=client_id, seq=1)
    if (known := asked.select_related("conversation").first()) is not None:
        return known.conversation  # type: ignore[no-any-return]
    conversation = start_conversation(owner=owner)
    ask(conversation=conversation, text=text, client_id=client_id)
    return conversation


@transaction.atomic
def retry(*, reply: Reply) -> Reply:
    """A new attempt at the same message.

    Raises: ValidationError: a reply is being written, or this was not the last message.
    """
    conversation = reply.conversation
    _lock_owner(conversation.owner)
    _check_idle(conversation)
    later = Message.objects.editable_by(reply.owner).filter(
        conversation=conversation, seq__gt=reply.message.seq
    )
    if later.exists():
        raise ValidationError(_("Only the last answer can be written again."))
    attempts = Reply.objects.editable_by(reply.owner).filter(message=reply.message)
    last = attempts.aggregate(last=Max("attempt"))["last"] or 0
    return _add_reply(conversation, reply.message, attempt=last + 1)


def stop(*, reply: Reply) -> None:
    """End the reply wherever it is written; what was received stays."""
    async_to_sync(live.tell_to_stop)(reply.conversation_id, reply.pk)
    states.request_stop(reply.pk)


@transaction.atomic
def rename(*, conversation: Conversation, title: str) -> None:
    """Give the conversation a title. Raises: ValidationError: empty or too long."""
    conversation.title = title.strip()
    conversation.title_auto = False
    if not conversation.title:
        raise ValidationError({"title": _("Give the conversation a title.")})
    conversation.full_clean()
    conversation.save(update_fields=["title", "title_auto"])


@transaction.atomic
def configure(*, conversation: Conversation, use_record: bool, model_id: str) -> None:
    """Choose what the assistant may read and which model answers. Raises: ValidationError."""
    _check_model(conversation.owner, model_id)
    conversation.use_record = use_record
    conversation.model_id = model_id
    conversation.full_clean()
    conversation.save(update_fields=["use_record", "model_id"])
    audit.record(
        "update", actor=conversation.owner, subject=conversation.owner, obj=conversation,
        detail={"fields": ["use_record", "model_id"]},
    )  # fmt: skip


@transaction.atomic
def delete(*, conversation: Conversation) -> None:
    """Put the conversation away; `restore` brings it back."""
    _set_deleted(conversation, gone=True)


@transaction.atomic
def restore(*, conversation: Conversation) -> None:
    """Undo `delete`."""
    _set_deleted(conversation, gone=False)


def _set_deleted(conversation: Conversation, *, gone: bool) -> None:
    owner = conversation.owner
    conversation.deleted_at = timezone.now() if gone else None
    conversation.save(update_fields=["deleted_at"])
    action = "delete" if gone else "restore"
    audit.record(action, actor=owner, subject=owner, obj=conversation)


def _lock_owner(owner: User) -> None:
    # Two tabs may ask at the same instant: one goes first, the other is told to wait.
    User.objects.select_for_update().get(pk=owner.pk)
    states.reap()


def _check_model(owner: User, model_id: str) -> None:
    if model_id and model_id not in {model.id for model in choices_for(owner)}:
        raise ValidationError({"model_id": _("This model is not available to you.")})


def _check_text(owner: User, text: str) -> None:
    limit = MESSAGE_LIMITS[owner.role]
    if not text.strip():
        raise ValidationError({"text": _("Write a message first.")})
    if len(text) > limit:
        raise ValidationError(
            {"text": _("The message is longer than %(limit)d characters.") % {"limit": limit}}
        )
    if "\x00" in text:
        raise ValidationError({"text": _("The message holds a character that cannot be saved.")})


def _check_idle(conversation: Conversation) -> None:
    active = Reply.objects.editable_by(conversation.owner).filter(status__in=Reply.ACTIVE)
    if active.filter(conversation=conversation).exists():
        raise ValidationError({"text": _("Wait for the answer, or stop it, before you go on.")})
    if active.count() >= MOST_ACTIVE:
        raise ValidationError({"text": _("Two answers are being written. Wait for one of them.")})
    _check_rate(conversation.owner)


def _check_rate(owner: User) -> None:
    replies = Reply.objects.editable_by(owner)
    now = timezone.now()
    for (span, words), most in zip(SPANS, RATES[owner.role], strict=True):
        if replies.filter(created_at__gt=now - span).count() >= most:
            raise ValidationError({"text": words % {"most": most}})


def _title_from(conversation: Conversation, message: Message) -> None:
    conversation.updated_at = timezone.now()
    if conversation.title_auto and not conversation.title:
        first_line = message.text.split("\n", 1)[0]
        short = first_line[: TITLE_LENGTH // 2].rstrip()
        conversation.title = short if short == first_line else f"{short}…"
    conversation.save(update_fields=["title", "updated_at"])


def _add_reply(conversation: Conversation, message: Message, *, attempt: int) -> Reply:
    reply = Reply(
        owner=conversation.owner, conversation=conversation, message=message, attempt=attempt
    )
    reply.save(force_insert=True)
    # An open socket writes the reply at once; a worker does when no page is listening.
    transaction.on_commit(partial(live.announce_reply, conversation.pk, reply.pk))
    return reply
