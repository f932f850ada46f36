"""What the first page says: how the week has been, what needs attention, where to go on.

Apps above add a panel (the newest conversation, the newest report) with `add_panel`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from patients.goal_progress import target_words
from patients.kinds import kind_named
from patients.latest import Card
from patients.targets import active_goals

FRESH = timedelta(hours=24)


@dataclass(frozen=True)
class Panel:
    """A link from the first page into another room.

    Attributes: icon: name in the sprite. note: one short line. at: when it last changed.
    """

    icon: str
    title: str | Promise
    note: str | Promise
    url: str
    at: datetime | None = None


@dataclass(frozen=True)
class Glance:
    """One active goal on the first page, and where the newest reading of its type lies."""

    label: str | Promise
    target: str
    state: str
    url: str


_panels: list[Callable[[User], Panel | None]] = []


def add_panel(panel: Callable[[User], Panel | None]) -> None:
    """Add a panel to everybody's first page (from `AppConfig.ready`); None shows nothing."""
    if panel not in _panels:
        _panels.append(panel)


def panels_for(user: User) -> list[Panel]:
    """The panels that have something to show, in the order they were added."""
    found = (panel(user) for panel in _panels)
    return [panel for panel in found if panel is not None]


def week_sentence(cards: list[Card]) -> str:
    """The last seven days in one sentence, told from the rollups behind the cards."""
    count = sum(card.recent.week for card in cards)
    outside = sum(card.recent.outside for card in cards)
    if not count:
        return _("Nothing logged in the last seven days.")
    if outside:
        text = ngettext(
            "%(count)d reading outside the usual range this week.",
            "%(count)d readings outside the usual range this week.",
            outside,
        )
        return text % {"count": outside}
    if not any(card.recent.judged for card in cards):
        text = ngettext("%(count)d reading this week.", "%(count)d readings this week.", count)
        return text % {"count": count}
    return _("No reading outside the usual range this week.")


def urgent(cards: list[Card]) -> list[Card]:
    """Cards whose newest reading is critical and less than a day old."""
    since = timezone.now() - FRESH
    return [c for c in cards if c.figure.level == "critical" and c.row.effective_at >= since]


def goals_glance(user: User, cards: list[Card]) -> list[Glance]:
    """Every active goal, in the order of the cards; asks nothing that the cards have not asked."""
    by_key = {card.kind.key: (place, card) for place, card in enumerate(cards)}
    found = []
    for goal in active_goals(user.pk).values():
        kind = kind_named(goal.type, user.pk)
        part = next((c for c in kind.components if c.key == goal.component), None) if kind else None
        if kind is None or part is None:
            continue
        place, card = by_key.get(kind.key, (len(cards), None))
        label = kind.label if len(kind.components) < 2 else f"{kind.label}: {part.label}"
        state = card.figure.target if card else ""
        url = reverse("patients:goal", args=[goal.entry_id])
        found.append((place, Glance(label, target_words(goal, kind, part), state, url)))
    return [glance for _place, glance in sorted(found, key=lambda pair: pair[0])]
