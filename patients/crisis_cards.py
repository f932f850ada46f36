"""The card that says what to do in an emergency and whom to call. Fixed words, never a model's."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User
from patients.help_lines import Help, HelpLine, Need, help_for

MOST_PARTS = 3  # more is not read by somebody in fear


@dataclass(frozen=True)
class Advice:
    """What to do about one emergency. avoid: what not to do. needs: lines beside 112."""

    title: str | Promise
    steps: tuple[str | Promise, ...]
    avoid: tuple[str | Promise, ...] = ()
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Card:
    """Ready for templates/parts/crisis_card.html. parts: the most urgent first."""

    parts: tuple[Advice, ...]
    help: Help

    @property
    def lines(self) -> tuple[HelpLine, ...]:
        """Whom to call."""
        return self.help.lines

    @property
    def place(self) -> str:
        """The country whose numbers these are, "" where it is not known."""
        return self.help.place


def card_of(advice: Sequence[Advice], user: User) -> Card:
    """The card with the given parts and the lines of where `user` is."""
    parts = tuple(advice[:MOST_PARTS])
    return Card(parts, help_for(user, {need for part in parts for need in part.needs}))
