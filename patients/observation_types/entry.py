"""What is wrong, or only unusual, about an entry as typed: hard problems and ones to confirm."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from patients import units
from patients.observation_types.definitions import ADULT_AGE, Component, ObservationType, Text
from patients.observation_types.limits import Limits, limits

COMPARATORS = ("", "<", "<=", ">", ">=")
MAX_DIGITS = 15
MAX_DECIMALS = 6
Value = Decimal | str | None
Field = Literal["value", "value2", "unit", "comparator", "context"]
FIELDS: tuple[Field, Field] = ("value", "value2")


def _display(value: Decimal | None, unit: str) -> str:
    return "" if value is None else units.display(value, unit)


def _names(ucums: tuple[str, ...]) -> str:
    return ", ".join(str(units.label(ucum)) for ucum in ucums)


# Evaluated when the message is shown, so that numbers follow the reader's language.
_shown = lazy(_display, str)
_unit_names = lazy(_names, str)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: the form field it belongs to, a stable code, and what to tell the person."""

    field: Field
    code: str
    message: Text
    tier: Literal["hard", "confirm"] = "hard"


def entry_problems(
    kind: ObservationType,
    value: Value,
    value2: Value = None,
    unit: str = "",
    comparator: str = "",
    context: str = "",
    *,
    single: bool = False,
) -> list[Problem]:
    """Everything wrong with one entry as typed; hard problems reject, the others ask first.

    Args: value, value2: Decimal in `unit`, or the choice of a coded type; value2 is the second
    part of a panel. unit: UCUM, "" only for coded types. single: the person says that only one
    part of a panel is known.
    Bounds are compared in the unit typed, so a message never names a number nobody entered.
    """
    problems = [*_context(kind, context), *_comparator(kind, comparator)]
    if kind.kind != "coded" and kind.first.unit(unit) is None:
        return [*problems, _unknown_unit(kind)]
    values = dict(zip(FIELDS, (value, value2), strict=True))
    for field, component in zip(FIELDS, kind.components, strict=False):
        problems.extend(_part(kind, component, field, values[field], unit, single=single))
    if len(kind.components) == 1 and value2 is not None:
        problems.append(Problem("value2", "not_expected", _("This reading has one value only.")))
    if kind.key == "blood_pressure":
        problems.extend(_pressure_order(value, value2))
    if kind.kind == "panel" and value is None and value2 is None and single:
        problems.append(Problem("value", "required", _("Enter at least one value.")))
    return problems


def change_problems(
    kind: ObservationType,
    value: Decimal,
    unit: str,
    *,
    on: date,
    last: tuple[Decimal, str, date] | None = None,
    age_years: int | None = None,
) -> list[Problem]:
    """Jumps from the last entry that the person should confirm; none without a last entry.

    Args: on: local day of the entry. last: value, unit and local day of the entry before (for
    medicines: the usual dose). Weight: over 10 % in 7 days; adult height: over 3 cm; cycle: under
    15 or over 90 days; dose: over twice the usual.
    """
    rule = kind.change
    if rule is None or last is None:
        return []
    before, before_unit, day = last
    days = (on - day).days
    if rule.days_between and not rule.days_between[0] <= days <= rule.days_between[1]:
        message = format_lazy(_("{days} days since the last one. Is the date right?"), days=days)
        return [Problem("value", "unusual_interval", message, "confirm")]
    component = kind.first
    if not units.converts(component, before_unit, unit):
        return []
    old = units.convert(before, component, before_unit, unit)
    child = rule.adults_only and age_years is not None and age_years < ADULT_AGE
    if child or (rule.within_days is not None and abs(days) > rule.within_days):
        return []
    if _jumped(kind, value, old, unit):
        message = format_lazy(
            _("{label} was {old} last time. Check the number, then confirm."),
            label=component.label,
            old=_shown(_read_with(component, old, before_unit, unit), unit),
        )
        return [Problem("value", "unusual_change", message, "confirm")]
    return []


def _read_with(component: Component, value: Decimal, typed_unit: str, unit: str) -> Decimal:
    """As typed where it was typed in `unit`, else with the digits people read `unit` with."""
    choice = component.unit(unit)
    if choice is None or typed_unit == unit:
        return value
    return units.rounded(value, choice.decimals)


def _jumped(kind: ObservationType, value: Decimal, old: Decimal, unit: str) -> bool:
    rule = kind.change
    if rule is None:
        return False
    if rule.times is not None:
        return value > old * rule.times
    if rule.share is not None:
        return abs(value - old) > old * rule.share
    if rule.amount is not None:
        there = units.convert(value, kind.first, unit, kind.first.canonical_unit)
        here = units.convert(old, kind.first, unit, kind.first.canonical_unit)
        return abs(there - here) > rule.amount
    return False


def _context(kind: ObservationType, context: str) -> Iterator[Problem]:
    if context and context not in {choice.key for choice in kind.contexts}:
        yield Problem("context", "context_unknown", _("Choose one of the listed situations."))


def _comparator(kind: ObservationType, comparator: str) -> Iterator[Problem]:
    if comparator not in COMPARATORS:
        yield Problem("comparator", "comparator_unknown", _("Use <, <=, > or >=."))
    elif comparator and kind.kind != "quantity":
        message = format_lazy(_("{label} needs an exact value."), label=kind.label)
        yield Problem("comparator", "comparator_not_allowed", message)


def _unknown_unit(kind: ObservationType) -> Problem:
    if kind.first.canonical_unit == "{score}":
        plain = format_lazy(_("{label} is a plain number without a unit."), label=kind.label)
        return Problem("unit", "unit_unknown", plain)
    names = _unit_names(tuple(choice.ucum for choice in kind.first.units))
    message = format_lazy(_("{label} is measured in {units}."), label=kind.label, units=names)
    return Problem("unit", "unit_unknown", message)


def _part(
    kind: ObservationType,
    component: Component,
    field: Field,
    value: Value,
    unit: str,
    *,
    single: bool,
) -> Iterator[Problem]:
    if value is None:
        if not single:
            message = format_lazy(_("{label} is missing."), label=component.label)
            yield Problem(field, "required", message)
    elif kind.kind == "coded":
        if value not in {choice.key for choice in component.choices}:
            message = format_lazy(
                _("{label}: choose one of the listed values."), label=component.label
            )
            yield Problem(field, "choice_unknown", message)
    elif isinstance(value, str) or not value.is_finite():
        message = format_lazy(_("{label} must be a number."), label=component.label)
        yield Problem(field, "not_a_number", message)
    elif _too_long(value):
        message = format_lazy(
            _("{label} has too many digits; at most {decimals} after the point."),
            label=component.label,
            decimals=MAX_DECIMALS,
        )
        yield Problem(field, "too_precise", message)
    else:
        yield from _number(component, field, value, unit)


def _too_long(value: Decimal) -> bool:
    """Bounds the size of what is stored and formatted; looks at the exponent before any digit."""
    _sign, digits, exponent = value.as_tuple()
    return len(digits) > MAX_DIGITS or not -MAX_DECIMALS <= int(exponent) <= MAX_DIGITS


def _number(component: Component, field: Field, value: Decimal, unit: str) -> Iterator[Problem]:
    hard = limits(component.hard, component, unit)
    usual = limits(component.confirm, component, unit)
    if component.whole and value != value.to_integral_value():
        whole = format_lazy(_("{label} must be a whole number."), label=component.label)
        yield Problem(field, "not_whole", whole)
    elif hard.low is not None and value < hard.low:
        yield Problem(field, "too_low", _outside(component, hard, unit))
    elif hard.high is not None and value > hard.high:
        yield Problem(field, "too_high", _outside(component, hard, unit))
    elif usual.low is not None and value < usual.low:
        yield Problem(field, "unusual_low", _unusual(component, value, usual.low, unit), "confirm")
    elif usual.high is not None and value > usual.high:
        message = _unusual(component, value, usual.high, unit, low=False)
        yield Problem(field, "unusual_high", message, "confirm")


def _outside(component: Component, hard: Limits, unit: str) -> Text:
    names = {
        "label": component.label,
        "low": _shown(hard.low, unit),
        "high": _shown(hard.high, unit),
    }
    if hard.high is None:
        return format_lazy(_("{label} must be at least {low}."), **names)
    if hard.low is None:
        return format_lazy(_("{label} must be at most {high}."), **names)
    return format_lazy(_("{label} must be between {low} and {high}."), **names)


def _unusual(
    component: Component, value: Decimal, bound: Decimal, unit: str, *, low: bool = True
) -> Text:
    template = (
        _("{label} {value} is unusually low (below {bound}). Check it, then confirm.")
        if low
        else _("{label} {value} is unusually high (above {bound}). Check it, then confirm.")
    )
    return format_lazy(
        template,
        label=component.label,
        value=_shown(value, unit),
        bound=_shown(bound, unit),
    )


def _pressure_order(systolic: Value, diastolic: Value) -> Iterator[Problem]:
    if not isinstance(systolic, Decimal) or not isinstance(diastolic, Decimal):
        return
    if systolic.is_finite() and diastolic.is_finite() and systolic <= diastolic:
        message = _("Systolic (the upper number) must be higher than diastolic (the lower one).")
        yield Problem("value2", "systolic_not_above_diastolic", message)
