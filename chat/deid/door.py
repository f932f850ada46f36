"""`hide_prompt`: a whole prompt as it may leave, and the way back for its answer."""

from dataclasses import dataclass, field, replace
from typing import Final

from chat.catalogue import Model
from chat.deid.hiding import Hiding, calendar_of
from chat.deid.mapping import Mapping, keep, mapping_of
from chat.deid.people import Circle, circle_of
from chat.deid.restoring import Restorer
from chat.engines.base import Prompt, Turn
from chat.models import Conversation, RolePolicy

# The same for everybody, so it belongs to what vendors may cache.
NOTE: Final = """
Stand-ins
- Names, contacts and other identifiers were replaced by stand-ins such as [[person-1:ab12]]. Use a stand-in exactly as it is written, with its brackets, wherever you speak of what it stands for. Never guess what it stands for, never translate it and never make up new ones.
- Dates were replaced by counted days such as [day -34] or [month -8], all counted from the same day. A larger number is later. The question says which day today is. When you mention a date, write it as such a counted day, with its brackets and its sign.
"""  # noqa: E501 - one rule, one line


@dataclass(frozen=True)
class Hidden:
    """A prompt that may leave.

    Attributes: count: how many identifiers were replaced in it. as_it_is: none had to be, because
    staff exempted this local model.
    """

    prompt: Prompt
    count: int = 0
    restorer: Restorer = field(default_factory=Restorer)
    as_it_is: bool = False


def stays_open(policy: RolePolicy, model: Model) -> bool:
    """Whether nothing is hidden from this model: it is local, and staff exempted those."""
    return model.local and policy.exempt_local


def leaving(
    conversation: Conversation,
    prompt: Prompt,
    policy: RolePolicy,
    model: Model,
    *,
    store: bool = True,
) -> Hidden:
    """`prompt` as this model gets it: the last step, so add whatever is added before.

    Args: store: as `hide_prompt`.
    """
    if stays_open(policy, model):
        return Hidden(prompt, as_it_is=True)
    return hide_prompt(conversation, prompt, store=store)


def hide_prompt(conversation: Conversation, prompt: Prompt, *, store: bool = True) -> Hidden:
    """Replace whatever identifies in every text of `prompt` that people or files wrote.

    Args: store: keep new stand-ins for the conversation. Without it (to show what would leave)
        nothing is written, and the same prompt sent next gets the same stand-ins.
    """
    circle = circle_of(conversation.owner)
    while True:
        base = conversation.deid_map or {}
        mapping = mapping_of(conversation)
        hidden = _hidden(conversation, prompt, circle, mapping)
        if not (store and mapping.grown) or keep(conversation, mapping, base):
            return hidden


def _hidden(conversation: Conversation, prompt: Prompt, circle: Circle, mapping: Mapping) -> Hidden:
    zone = conversation.owner.zone
    calendar = calendar_of(conversation.created_at.astimezone(zone).date(), circle)
    while True:
        wider = circle.with_names(mapping.people())
        hiding = Hiding(wider, calendar, mapping)
        context = hiding.hide(prompt.context)
        turns = tuple(Turn(turn.role, hiding.hide(turn.text)) for turn in prompt.turns)
        # Whoever was met for the first time may be called by half a name elsewhere.
        if wider.with_names(mapping.people()) is wider:
            break
    restorer = Restorer(mapping.texts(), calendar, hiding.sent, hiding.written)
    system = prompt.system + NOTE if prompt.system else ""
    left = replace(prompt, system=system, context=context, turns=turns)
    return Hidden(left, hiding.count, restorer)
