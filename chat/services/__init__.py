"""The deeds of a conversation."""

from chat.services.answering import answer_anyway, go_on, retry, stop
from chat.services.asking import ask, edit, start_with
from chat.services.conversations import (
    archive,
    configure,
    delete,
    rename,
    restore,
    start_conversation,
    unarchive,
)
from chat.services.drafts import drop_draft, keep_draft, new_draft
from chat.services.opinions import give_feedback

__all__ = [
    "answer_anyway",
    "archive",
    "ask",
    "configure",
    "delete",
    "drop_draft",
    "edit",
    "give_feedback",
    "go_on",
    "keep_draft",
    "new_draft",
    "rename",
    "restore",
    "retry",
    "start_conversation",
    "start_with",
    "stop",
    "unarchive",
]
