"""Which readings lie below, in or above their limits, as conditions that both databases count by.

The same answer as `classify` and the goals give for one reading: by the steps of the unit it was
typed in and of the situation it was taken in; a step that says nothing judges nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from accounts.models import User
from patients import units
from patients.observation_types import Component, Limits, ObservationType, ladders
from patients.patient_facts import Facts, facts_of
from patients.targets import goal_of, target_of

Side = Literal["below", "inside", "above", "unsaid"]
DECIMALS = 6  # as canonical values are stored
COLUMNS = ("canonical", "canonical2")
SIDES: dict[str, Side] = {
    "low": "below", "critical_low": "below", "in_range": "inside",
    "high": "above", "critical_high": "above", "none": "unsaid",
}  # fmt: skip


class Edge(NamedTuple):
    """Between two sides: unit typed -> limit in the canonical unit ("" stands for every unit).

    A value on it belongs to the lower side where `to_lower`, else to the upper one.
    """

    by_unit: dict[str, Decimal]
    to_lower: bool


@dataclass(frozen=True)
class Span:
    """The values of one column between two edges (None: without end), on one side."""

    side: Side
    column: str
    contexts: tuple[str, ...]
    low: Edge | None
    high: Edge | None


@dataclass(frozen=True)
class Condition:
    """A piece of SQL that is true of some readings, with its parameters."""

    sql: str
    params: tuple[Any, ...] = ()


NEVER = Condition("FALSE")


def conditions(owner: User, kind: ObservationType | None) -> tuple[Condition, Condition, Condition]:
    """Of an owner's exact readings of a type: which can be judged, lie below, lie above.

    What lies both below and above, as a pressure of 150/50 does, counts as above.
    """
    spans = list(_spans(owner, kind)) if kind else []
    above = _any(_within(span) for span in spans if span.side == "above")
    under = _any(_within(span) for span in spans if span.side == "below")
    below = Condition(f"({under.sql} AND NOT {above.sql})", (*under.params, *above.params))
    return _any(_within(span) for span in spans if span.side != "unsaid"), below, above


def _spans(owner: User, kind: ObservationType) -> Iterator[Span]:
    facts = facts_of(owner)
    for column, part in zip(COLUMNS, kind.components, strict=False):
        goal = None
        if part.units and goal_of(owner.pk, kind, part) is not None:
            goal = target_of(owner, kind, part, facts)
        if goal is not None:
            yield from _of_goal(column, goal)
        elif part.units:
            yield from _of_ranges(column, kind, part, facts)


def _of_goal(column: str, goal: Limits) -> Iterator[Span]:
    """A goal is exact in every unit, and its limits are within it."""
    low = None if goal.low is None else Edge({"": goal.low}, to_lower=False)
    high = None if goal.high is None else Edge({"": goal.high}, to_lower=True)
    yield Span("inside", column, (), low, high)
    if low:
        yield Span("below", column, (), None, low)
    if high:
        yield Span("above", column, (), high, None)


def _of_ranges(column: str, kind: ObservationType, part: Component, facts: Facts) -> Iterator[Span]:
    names = [choice.ucum for choice in part.units]
    in_units = [
        list(ladders(kind, part.key, unit=name, age_years=facts.age_years, sex=facts.sex))
        for name in names
    ]
    for same in zip(*in_units, strict=True):
        contexts, steps = same[0]
        low: Edge | None = None
        sides = _sides([step.level for step in steps])
        for index, (step, side) in enumerate(zip(steps, sides, strict=True)):
            if side in sides[index + 1 : index + 2]:
                continue  # the next step is of the same side and takes this one in
            limits = zip(names, (ladder[index].below for _contexts, ladder in same), strict=True)
            high = _edge(part, limits, to_lower=step.inclusive)
            yield Span(side, column, contexts, low, high)
            low = high


def _sides(levels: list[str]) -> list[Side]:
    """The side of each step, ascending; one to watch lies where it stands beside "in range"."""
    inside = levels.index("in_range") if "in_range" in levels else -1
    return [
        SIDES.get(level, "below" if index < inside else "above")
        for index, level in enumerate(levels)
    ]


def _edge(
    part: Component, limits: Iterable[tuple[str, Decimal | None]], *, to_lower: bool
) -> Edge | None:
    found = {
        unit: units.rounded(units.canonical(limit, part, unit)[0], DECIMALS)
        for unit, limit in limits
        if limit is not None
    }
    if not found:
        return None
    first = next(iter(found.values()))
    return Edge(found if len(set(found.values())) > 1 else {"": first}, to_lower)


def _within(span: Span) -> Condition:
    parts = [f"{span.column} IS NOT NULL"]
    params: list[str] = []
    if span.contexts:
        parts.append(f"context IN ({', '.join(['%s'] * len(span.contexts))})")
        params += span.contexts
    for edge, signs in ((span.low, (">", ">=")), (span.high, ("<=", "<"))):
        if edge is not None:
            number, more = _number(edge.by_unit)
            parts.append(f"{span.column} {signs[0] if edge.to_lower else signs[1]} {number}")
            params += more
    return Condition(f"({' AND '.join(parts)})", tuple(params))


def _number(by_unit: dict[str, Decimal]) -> tuple[str, list[str]]:
    """The limit, as text so that SQLite keeps every digit; by unit where units differ."""
    number = "CAST(%s AS numeric)"
    (_unit, usual), *others = by_unit.items()
    if not others:
        return number, [str(usual)]
    steps = " ".join([f"WHEN %s THEN {number}"] * len(others))
    params = [text for unit, limit in others for text in (unit, str(limit))]
    return f"CASE unit {steps} ELSE {number} END", [*params, str(usual)]


def _any(parts: Iterable[Condition]) -> Condition:
    kept = list(parts)
    if not kept:
        return NEVER
    params = tuple(text for part in kept for text in part.params)
    return Condition(f"({' OR '.join(part.sql for part in kept)})", params)
