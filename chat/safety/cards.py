"""The card for the emergencies that a message told of."""

from collections.abc import Iterable

from accounts.models import User
from chat.safety.advice import ADVICE
from chat.safety.rules import ORDER
from patients.crisis_cards import Card, card_of


def card_for(kinds: Iterable[str], user: User) -> Card | None:
    """What to do about `kinds` (as stored on a message), most urgent first; None for none."""
    told = set(kinds)
    advice = [ADVICE[kind] for kind in ORDER if kind in told]
    return card_of(advice, user) if advice else None
