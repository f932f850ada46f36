"""Telling other tabs and other processes: a thread changed, a reply should stop."""

from logging import WARNING
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from chat.replies import states
from healthtracker.web.database import in_database
from healthtracker.web.log import event


def group_of(conversation_id: UUID) -> str:
    """The channel group of everyone who has this conversation open."""
    return f"conversation.{conversation_id.hex}"


def announce_reply(conversation_id: UUID, reply_id: UUID) -> None:
    """Have every open tab show a new reply (call it on commit)."""
    message = {"type": "thread.changed", "newest": str(reply_id)}
    async_to_sync(_send)(conversation_id, message)


async def _send(conversation_id: UUID, message: dict[str, Any]) -> None:
    """Tell whoever listens. A signal only hurries what the database says already, so a Redis that
    is away costs a delay, never the page of a deed that has been committed.
    """
    layer: Any = get_channel_layer()
    try:
        await layer.group_send(group_of(conversation_id), message)
    except (OSError, RedisError) as error:
        event("signal_not_sent", level=WARNING, error=error)


async def tell_to_stop(conversation_id: UUID, reply_id: UUID) -> None:
    """Stop the reply at once in whichever process writes it."""
    message = {"type": "reply.stop", "reply": str(reply_id)}
    await _send(conversation_id, message)


async def request_stop(conversation_id: UUID, reply_id: UUID) -> None:
    """Stop the reply wherever it is, also where nobody listens."""
    await tell_to_stop(conversation_id, reply_id)
    await in_database(states.request_stop)(reply_id)
