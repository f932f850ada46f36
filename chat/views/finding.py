"""One's own rows, or the same 404 as for a missing one."""

from uuid import UUID

from chat.models import Conversation, Message, Reply
from healthtracker.web.requests import MemberRequest
from privacy.ownership import find


def my_conversation(
    request: MemberRequest, conversation: UUID, *, gone: bool = False
) -> Conversation:
    """A conversation of the person who asks."""
    rows = Conversation.objects.editable_by(request.user).select_related("owner")
    return find(  # type: ignore[no-any-return]
        rows, request.user, pk=conversation, is_draft=False, deleted_at__isnull=not gone
    )


def my_message(request: MemberRequest, conversation: UUID, seq: int) -> Message:
    """A question of theirs."""
    rows = Message.objects.editable_by(request.user).select_related("conversation__owner", "owner")
    return find(  # type: ignore[no-any-return]
        rows, request.user, conversation=conversation, seq=seq, conversation__deleted_at=None
    )


def my_reply(request: MemberRequest, reply: UUID) -> Reply:
    """An answer that they got."""
    rows = Reply.objects.editable_by(request.user)
    related = rows.select_related("conversation__owner", "message", "owner")
    return find(related, request.user, pk=reply)  # type: ignore[no-any-return]
