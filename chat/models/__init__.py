"""The models of chat."""

from chat.models.conversation import TITLE_LENGTH, Conversation
from chat.models.message import FalseBlock, Message
from chat.models.policy import RolePolicy
from chat.models.reply import Feedback, Reply

__all__ = [
    "TITLE_LENGTH",
    "Conversation",
    "FalseBlock",
    "Feedback",
    "Message",
    "Reply",
    "RolePolicy",
]
