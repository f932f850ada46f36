"""How goals are going: the target in words, the newest reading, and the last thirty days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from patients.kinds import kind_named
from patients.latest import newest_rows
from patients.lines import Line, lines
from patients.models import DailyRollup, Goal, seen_by
from patients.observation_types import Component, Limits, ObservationType
from patients.patient_facts import facts_of
from patients.shown_units import shown_unit
from patients.targets import limits_of
from patients.written import Written, written

DAYS = 30


@dataclass(frozen=True)
class Progress:
    """One goal with where it stands.

    Attributes: latest: the newest reading of its type. within, judged: readings of the last thirty
    days within the target, and of how many. days_left: until its end; negative once it is over.
    """

    goal: Goal
    kind: ObservationType
    component: Component
    target: str
    latest: Line | None = None
    within: int = 0
    judged: int = 0
    days_left: int | None = None

    @property
    def label(self) -> str | Promise:
        """What is to be kept within the target: "Blood pressure: Systolic"."""
        if len(self.kind.components) < 2:
            return self.kind.label
        return f"{self.kind.label}: {self.component.label}"

    @property
    def share(self) -> int | None:
        """Per cent of the last thirty days' readings within the target."""
        return round(self.within * 100 / self.judged) if self.judged else None

    @property
    def overdue(self) -> bool:
        """Whether its last day is over."""
        return self.days_left is not None and self.days_left < 0


def progress_of(owner: User, goals: Iterable[Goal]) -> list[Progress]:
    """Every goal whose type is still known, in the order given; a fixed number of queries."""
    known = [(goal, *found) for goal in goals if (found := _found(goal)) is not None]
    keys = sorted({kind.key for _goal, kind, _part in known})
    rows = newest_rows(owner, owner, keys) if keys else []
    latest = {line.row.type: line for line in lines(rows, facts_of(owner))}
    today = timezone.localdate(timezone=owner.zone)
    counts = _counts(owner, keys, today)
    return [
        Progress(
            goal,
            kind,
            part,
            target_words(goal, kind, part),
            latest.get(kind.key),
            *counts.get(kind.key, (0, 0)),
            days_left=(goal.due - today).days if goal.due else None,
        )
        for goal, kind, part in known
    ]


def target_words(goal: Goal, kind: ObservationType, component: Component) -> str:
    """The target in the reader's unit: "between 70 and 80 kg", "at most 7,0 mmol/L"."""
    unit = shown_unit(kind, goal.unit)
    limits = limits_of(goal, component, unit) or Limits(None, None)
    digits = None if unit == goal.unit else _digits(component, unit)
    low, high = (_text(component, value, unit, digits) for value in (limits.low, limits.high))
    if low and high:
        # The unit stands once, after the second number.
        return _("between %(low)s and %(high)s") % {"low": low.number, "high": high.text}
    if low:
        return _("at least %(low)s") % {"low": low.text}
    return _("at most %(high)s") % {"high": high.text} if high else ""


def _found(goal: Goal) -> tuple[ObservationType, Component] | None:
    kind = kind_named(goal.type, goal.owner_id)
    part = next((c for c in kind.components if c.key == goal.component), None) if kind else None
    return (kind, part) if kind is not None and part is not None else None


def _text(
    component: Component, value: Decimal | None, unit: str, digits: int | None
) -> Written | None:
    return None if value is None else written(component, value, unit, digits)


def _digits(component: Component, unit: str) -> int | None:
    choice = component.unit(unit)
    return choice.decimals if choice else None


def _counts(owner: User, keys: list[str], today: date) -> dict[str, tuple[int, int]]:
    """Type -> (readings within the target, readings judged) of the last thirty days."""
    days: Any = seen_by(owner, owner, DailyRollup)
    recent = days.filter(type__in=keys, local_day__gt=today - timedelta(days=DAYS))
    summed = recent.order_by().values("type")
    found = summed.annotate(n=Sum("judged"), under=Sum("below"), over=Sum("above"))
    return {row["type"]: (row["n"] - row["under"] - row["over"], row["n"]) for row in found}
