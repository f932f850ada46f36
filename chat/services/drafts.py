"""Drafts: what somebody has typed and not sent, kept so that any of their devices shows it."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from chat.limits import policy_of
from chat.models import Conversation, Message


@transaction.atomic
def keep_draft(*, conversation: Conversation, text: str, client_id: UUID) -> None:
    """Keep what is in the composer; nothing once the message of this `client_id` was sent.

    A draft that arrives after its own message was in flight when it was sent.
    """
    sent = Message.objects.editable_by(conversation.owner).filter(conversation=conversation)
    if sent.filter(client_id=client_id).exists():
        return
    conversation.draft = _kept(conversation.owner, text)
    conversation.save(update_fields=["draft"])


@transaction.atomic
def new_draft(*, owner: User, text: str, client_id: UUID) -> None:
    """Keep the draft of a first question, as a conversation that does not show yet.

    There is one such draft: its id is the `client_id` under which `start_with` will find it.
    """
    mine = Conversation.objects.editable_by(owner)
    if Message.objects.editable_by(owner).filter(client_id=client_id, seq=1).exists():
        return
    mine.filter(is_draft=True).exclude(pk=client_id).delete()
    draft = mine.filter(pk=client_id, is_draft=True).select_related("owner").first()
    if not text.strip():
        drop_draft(owner=owner)
    elif draft is not None:
        draft.draft = _kept(owner, text)
        draft.save(update_fields=["draft"])
    elif not Conversation.objects.unscoped("is the id free?").filter(pk=client_id).exists():
        kept = _kept(owner, text)
        Conversation(pk=client_id, owner=owner, is_draft=True, draft=kept).save(force_insert=True)


@transaction.atomic
def drop_draft(*, owner: User) -> None:
    """Forget the draft of a first question."""
    Conversation.objects.editable_by(owner).filter(is_draft=True).delete()


def _kept(owner: User, text: str) -> str | None:
    kept = text.replace("\x00", "")[: policy_of(owner).message_characters]
    return kept if kept.strip() else None
