"""What a reply is charged: what the vendor counted, or no more than what was received."""

from dataclasses import dataclass

from chat.catalogue import RECORDS, Model
from chat.costs import credits_of
from chat.engines.base import Usage
from privacy.tokens import tokens


@dataclass(frozen=True)
class Charge:
    """Usage and its price. `estimated`: counted by us, as the vendor sent no numbers."""

    usage: Usage | None = None
    credits: int = 0
    estimated: bool = False


NOTHING = Charge()


def charge_for(model: Model, usage: Usage | None, received: str) -> Charge:
    """The charge for one reply. Stopped or cut off, only the words that came are charged."""
    if usage is not None:
        # The vendor may bill us for silence; nobody here pays for it.
        return Charge(usage, credits_of(model, usage) if received else 0)
    if not received or model.engine == RECORDS:
        return NOTHING
    counted = Usage(0, tokens(received), 0)
    return Charge(counted, credits_of(model, counted), estimated=True)
