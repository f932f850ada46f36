"""Conversations for tests of chat."""

from uuid import uuid4

from accounts.models import User
from chat import services
from chat.models import Conversation, Message, Reply


def talk(owner: User, text: str = "How am I?") -> tuple[Conversation, Message, Reply]:
    """A conversation whose first message waits for its reply."""
    conversation = services.start_with(owner=owner, text=text, client_id=uuid4())
    message = Message.objects.editable_by(owner).get(conversation=conversation)
    return conversation, message, Reply.objects.editable_by(owner).get(message=message)


def again(reply: Reply) -> Reply:
    """The reply as the database has it."""
    return Reply.objects.editable_by(reply.owner).get(pk=reply.pk)
