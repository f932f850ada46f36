"""How many tokens of a prompt each part may take: by role, by model, and after an overflow."""

from dataclasses import dataclass

from chat.catalogue import Model
from chat.limits import policy_of
from chat.models import Conversation
from privacy.tokens import tokens

ASKED = 4  # the fourth part of the record's room is for rows that the question names
LEAST_HISTORY = 500


@dataclass(frozen=True)
class Room:
    """Tokens for the general briefing, for rows asked about and for earlier turns; how many turns;
    and tokens of the answer.
    """

    record: int
    asked: int
    history: int
    turns: int
    output: int


def room_for(
    conversation: Conversation, model: Model, *, question: str = "", share: float = 1.0
) -> Room:
    """The room in one prompt; `share` is less than 1 when a vendor found the whole too long.

    The record's part does not depend on the question: what is cached must not change with it.
    """
    policy = policy_of(conversation.owner)
    output = min(policy.output_tokens, model.max_output_tokens)
    record = int(min(policy.prompt_tokens, model.context_tokens // 2) * share)
    left = model.context_tokens - output - model.reasoning_tokens - record - tokens(question)
    history = int(min(policy.prompt_tokens // 2, left // 2) * share)
    asked = record // ASKED
    return Room(
        record=record - asked,
        asked=asked,
        history=max(LEAST_HISTORY, history),
        turns=policy.history_turns,
        output=output,
    )


def context_budget(conversation: Conversation, model: Model) -> int:
    """Tokens of the record that may go along."""
    room = room_for(conversation, model)
    return room.record + room.asked
