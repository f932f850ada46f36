"""Bounds and thresholds carried from the canonical unit into the unit a person typed."""

from dataclasses import dataclass
from decimal import Decimal

from patients import units
from patients.observation_types.definitions import Bounds, Component


@dataclass(frozen=True, slots=True)
class Limits:
    """Inclusive limits in one unit, rounded to its decimals; None is open."""

    low: Decimal | None
    high: Decimal | None


def limits(bounds: Bounds, component: Component, unit: str) -> Limits:
    """`bounds` as a person typing `unit` meets them: 70 mm[Hg] is 9.3 kPa, 46 Cel is 114.8 [degF].

    Raises: UnknownUnit: `unit` is not accepted by the component.
    """
    if unit in bounds.by_unit:
        return Limits(*bounds.by_unit[unit])
    if unit == component.canonical_unit:
        return Limits(bounds.low, bounds.high)
    return Limits(
        None if bounds.low is None else threshold(bounds.low, component, unit),
        None if bounds.high is None else threshold(bounds.high, component, unit),
    )


def threshold(value: Decimal, component: Component, unit: str) -> Decimal:
    """A canonical threshold in `unit`, rounded to the decimals people read that unit with.

    Rounding is the rule by which guidelines publish both units: 70 mg/dL is 3.9 mmol/L.
    Raises: UnknownUnit: `unit` is not accepted by the component.
    """
    choice = component.unit(unit)
    if choice is None:
        raise units.UnknownUnit(f"{unit} is not accepted for {component.key}")
    if not units.converts(component, component.canonical_unit, unit):
        return value  # counted doses: their one bound, zero, is zero in every unit
    converted = units.convert(value, component, component.canonical_unit, unit)
    if unit == component.canonical_unit:
        return converted
    return units.rounded(converted, choice.decimals)
