"""Removes a person's conversations for good."""

from accounts.models import User
from chat.models import Conversation, Feedback, Message, Reply
from privacy.sweeping import delete_rows


def conversations(owner: User) -> int:
    """Delete every conversation, also those put away; return how many rows. The caller audits."""
    return delete_rows((Feedback, Reply, Message, Conversation), owner)
