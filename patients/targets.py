"""Between which values a reading should lie: one's own target, else the usual range."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from accounts.models import User
from patients import units
from patients.models import Goal
from patients.observation_types import Component, Limits, ObservationType, usual_limits
from patients.patient_facts import Facts, facts_of
from patients.remembering import recall
from privacy.prepared import Prepared

REASON = "the target of a reading that may be read"
STORED_DECIMALS = 6  # as canonical values are stored, so that a value on the line is within it
Side = Literal["below", "within", "above"]


def target_of(
    owner: User, kind: ObservationType, component: Component, facts: Facts | None = None
) -> Limits | None:
    """The limits `owner` should stay within, in the canonical unit; None where nothing is known."""
    goal = goal_of(owner.pk, kind, component)
    if goal is not None:
        return limits_of(goal, component, component.canonical_unit)
    facts = facts or facts_of(owner)
    return usual_limits(
        kind,
        component.key,
        unit=component.canonical_unit,
        age_years=facts.age_years,
        sex=facts.sex,
    )


def goal_of(owner_id: int, kind: ObservationType, component: Component) -> Goal | None:
    """The active goal for one component of a type, whose unit still measures it."""
    goal = active_goals(owner_id).get((kind.key, component.key))
    return goal if goal is not None and component.unit(goal.unit) is not None else None


def active_goals(owner_id: int) -> Mapping[tuple[str, str], Goal]:
    """(type, component) -> the active goal."""
    return recall("goals", owner_id, lambda: _read(owner_id))


def limits_of(goal: Goal, component: Component, unit: str) -> Limits | None:
    """The goal in `unit`: as typed where it is the goal's own, else exact to six digits.

    None where the goal's unit does not convert to it.
    """
    if not units.converts(component, goal.unit, unit):
        return None
    low, high = (_converted(text, goal.unit, component, unit) for text in (goal.low, goal.high))
    return Limits(low, high)


def side_of(
    owner_id: int, kind: ObservationType, values: Mapping[str, Decimal], unit: str, comparator: str
) -> Side | None:
    """Where a reading lies against its owner's goals; None without a goal, or where it is open.

    Args: values: component key -> value in `unit`. Of a pair the part that is above counts first.
    """
    sides = [
        _side(limits, value, comparator)
        for component in kind.components
        if (value := values.get(component.key)) is not None
        and (goal := goal_of(owner_id, kind, component)) is not None
        and (limits := limits_of(goal, component, unit)) is not None
    ]
    found = [side for side in sides if side is not None]
    order: tuple[Side, ...] = ("above", "below", "within")
    return next((side for side in order if side in found), None)


def _side(limits: Limits, value: Decimal, comparator: str) -> Side | None:
    """A "<40" is certain only where everything below 40 means the same."""
    below = limits.low is not None and value < limits.low
    above = limits.high is not None and value > limits.high
    if comparator.startswith("<"):
        edge = limits.low is not None and value <= limits.low
        return "below" if below or edge else None
    if comparator.startswith(">"):
        edge = limits.high is not None and value >= limits.high
        return "above" if above or edge else None
    return "below" if below else "above" if above else "within"


def _converted(text: str, unit: str, component: Component, to_unit: str) -> Decimal | None:
    if not text:
        return None
    value = units.convert(Decimal(text), component, unit, to_unit)
    return value if unit == to_unit else units.rounded(value, STORED_DECIMALS)


def _active(owner: User) -> Any:
    rows: Any = Goal.objects.unscoped(REASON)
    return rows.filter(owner_id=owner.pk, status=Goal.Status.ACTIVE, deleted_at=None)


ACTIVE: Prepared[Goal] = Prepared(_active)


def _read(owner_id: int) -> Mapping[tuple[str, str], Goal]:
    return {(row.type, row.component): row for row in ACTIVE.rows_of(owner_id)}
