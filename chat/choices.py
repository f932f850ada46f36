"""Which models a person may choose, and which one answers in a conversation."""

from accounts.models import User
from chat import catalogue
from chat.catalogue import Model
from chat.models import Conversation


def choices_for(user: User) -> list[Model]:
    """The models `user` may pick: clinicians any that is configured, patients the default AI.

    The record reader, which needs no key, is always among them.
    """
    usable = list(catalogue.available())
    if user.is_provider:
        return usable
    default = catalogue.default_model()
    return [m for m in usable if m.engine == "records" or m.id == default.id]


def model_of(conversation: Conversation) -> Model:
    """The chosen model while it is still on offer, else the default."""
    chosen = {model.id: model for model in choices_for(conversation.owner)}
    return chosen.get(conversation.model_id) or catalogue.default_model()
