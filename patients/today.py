"""What the first page says: how the week has been, what needs attention, where to go on.

Apps above add a panel (the newest conversation, the newest report) with `add_panel`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from patients.latest import Card
from patients.lines import Line, lines
from patients.models import Observation, seen_by
from patients.patient_facts import Facts

WEEK = timedelta(days=7)
FRESH = timedelta(hours=24)
MOST_JUDGED = 500  # readings of a week that are looked at; a glucose sensor alone makes 2000
OUTSIDE = frozenset({"out", "critical"})


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


_panels: list[Callable[[User], Panel | None]] = []


def add_panel(panel: Callable[[User], Panel | None]) -> None:
    """Add a panel to everybody's first page (from `AppConfig.ready`); None shows nothing."""
    if panel not in _panels:
        _panels.append(panel)


def panels_for(user: User) -> list[Panel]:
    """The panels that have something to show, in the order they were added."""
    found = (panel(user) for panel in _panels)
    return [panel for panel in found if panel is not None]


def week_of(user: User, facts: Facts) -> list[Line]:
    """The readings of the last seven days, newest first."""
    rows = seen_by(user, user, Observation)
    recent = rows.filter(effective_at__gte=timezone.now() - WEEK).newest_first()
    return lines(recent[:MOST_JUDGED], facts)


def week_sentence(week: list[Line]) -> str:
    """The week in one sentence."""
    if not week:
        return _("Nothing logged in the last seven days.")
    outside = sum(line.figure.level in OUTSIDE for line in week)
    if outside:
        text = ngettext(
            "%(count)d reading outside the usual range this week.",
            "%(count)d readings outside the usual range this week.",
            outside,
        )
        return text % {"count": outside}
    judged = sum(bool(line.figure.level) for line in week)
    if not judged:
        text = ngettext("%(count)d reading this week.", "%(count)d readings this week.", len(week))
        return text % {"count": len(week)}
    return _("No reading outside the usual range this week.")


def urgent(cards: list[Card]) -> list[Card]:
    """Cards whose newest reading is critical and less than a day old."""
    since = timezone.now() - FRESH
    return [c for c in cards if c.figure.level == "critical" and c.row.effective_at >= since]
