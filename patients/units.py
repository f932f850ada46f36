"""Exact conversion between the units people type and the unit a value is compared in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Protocol

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_EXACT = Context(prec=34, rounding=ROUND_HALF_UP)
_ZERO = Decimal(0)
_ONE = Decimal(1)
NARROW_SPACE = "\u202f"


class UnknownUnit(ValueError):
    """The unit does not belong to the quantity: refused, never guessed."""


class Measured(Protocol):
    """Anything that names the quantity its values are measured in."""

    @property
    def quantity(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Affine:
    """`(value + before) * times / over + after`, in that order so that exact factors stay exact."""

    times: Decimal = _ONE
    over: Decimal = _ONE
    before: Decimal = _ZERO
    after: Decimal = _ZERO

    def apply(self, value: Decimal) -> Decimal:
        scaled = _EXACT.multiply(_EXACT.add(value, self.before), self.times)
        return _EXACT.add(_EXACT.divide(scaled, self.over), self.after)


@dataclass(frozen=True, slots=True)
class Unit:
    """How one accepted unit reaches the quantity's canonical unit, and how to come back."""

    to_canonical: Affine
    from_canonical: Affine


def _factor(times: str, over: str = "1") -> Unit:
    """A unit that is `times / over` canonical units."""
    return Unit(
        Affine(times=Decimal(times), over=Decimal(over)),
        Affine(times=Decimal(over), over=Decimal(times)),
    )


_SAME = _factor("1")

# Quantity -> unit (UCUM) -> conversion; the unit with _SAME is the canonical one.
# International yard and pound: 1 lb = 0.45359237 kg, 1 in = 2.54 cm, 1 stone = 14 lb.
# UCUM m[Hg] = 133.322 kPa, so 120 mm[Hg] = 15.99864 kPa. Thermochemical kcal = 4.184 kJ.
# Glucose: relative molecular mass 180.156, so 1 mmol/L = 18.0156 mg/dL.
# HbA1c: the NGSP/IFCC master equations (ngsp.org), published separately for each direction.
QUANTITIES: Mapping[str, Mapping[str, Unit]] = {
    "pressure": {"mm[Hg]": _SAME, "kPa": _factor("1", "0.133322")},
    "rate": {"/min": _SAME},
    "time_ms": {"ms": _SAME},
    "temperature": {
        "Cel": _SAME,
        "[degF]": Unit(
            Affine(before=Decimal(-32), times=Decimal(5), over=Decimal(9)),
            Affine(times=Decimal(9), over=Decimal(5), after=Decimal(32)),
        ),
    },
    "fraction": {"%": _SAME},
    "mass": {
        "kg": _SAME,
        "g": _factor("0.001"),
        "[lb_av]": _factor("0.45359237"),
        "[stone_av]": _factor("6.35029318"),
    },
    "length": {"cm": _SAME, "[in_i]": _factor("2.54")},
    "distance": {"km": _SAME, "m": _factor("0.001"), "[mi_i]": _factor("1.609344")},
    "body_mass_index": {"kg/m2": _SAME},
    "glucose": {"mg/dL": _SAME, "mmol/L": _factor("18.0156")},
    "hba1c": {
        "%": _SAME,
        "mmol/mol": Unit(
            Affine(times=Decimal("0.09148"), after=Decimal("2.152")),
            Affine(times=Decimal("10.93"), after=Decimal("-23.50")),
        ),
    },
    "hours": {"h": _SAME, "min": _factor("1", "60")},
    "minutes": {"min": _SAME, "h": _factor("60")},
    "steps": {"{steps}": _SAME},
    "steps_per_day": {"{steps}/d": _SAME},
    "energy": {"kcal": _SAME, "kJ": _factor("1", "4.184")},
    "score": {"{score}": _SAME},
    "flow": {"L/min": _SAME},
    "litres": {"L": _SAME, "mL": _factor("0.001")},
    "volume": {"mL": _SAME, "L": _factor("1000"), "[foz_us]": _factor("29.5735295625")},
    # A tablet has no fixed mass: counted doses stay in their own unit and convert to nothing.
    "dose": {"mg": _SAME, "ug": _factor("0.001"), "g": _factor("1000")},
    "coded": {},
    # What people count in units of their own: as typed, and never converted.
    "own": {},
}

LABELS: Mapping[str, str | Promise] = {
    "mm[Hg]": "mmHg",
    "kPa": "kPa",
    "/min": _("per minute"),
    "ms": "ms",
    "Cel": "°C",
    "[degF]": "°F",
    "%": "%",
    "kg": "kg",
    "g": "g",
    "mg": "mg",
    "ug": "µg",
    "[lb_av]": "lb",
    "[stone_av]": "st",
    "cm": "cm",
    "[in_i]": _("in"),
    "km": "km",
    "m": "m",
    "[mi_i]": _("mi"),
    "kg/m2": "kg/m²",
    "mg/dL": "mg/dL",
    "mmol/L": "mmol/L",
    "mmol/mol": "mmol/mol",
    "h": "h",
    "min": "min",
    "{steps}": _("steps"),
    "{steps}/d": _("steps a day"),
    "kcal": "kcal",
    "kJ": "kJ",
    "{score}": "",
    "L/min": "L/min",
    "L": "L",
    "mL": "mL",
    "[foz_us]": "fl oz",
    "[IU]": _("IU"),
    "{tablet}": _("tablets"),
    "{capsule}": _("capsules"),
    "{puff}": _("puffs"),
    "{drop}": _("drops"),
}


def convert(value: Decimal, component: Measured, from_unit: str, to_unit: str) -> Decimal:
    """The same amount in another unit, unrounded (34 digits); the same unit gives the same digits.

    Args: value: as typed. component: whose quantity both units must belong to (UCUM codes).
    Raises: UnknownUnit: a unit is not accepted for the quantity. HbA1c in % and mmol/mol are
    joined by the NGSP/IFCC equations, not by a factor.
    """
    if from_unit == to_unit:
        return value
    units = QUANTITIES[component.quantity]
    try:
        source, target = units[from_unit], units[to_unit]
    except KeyError as missing:
        raise UnknownUnit(f"{missing.args[0]} does not measure {component.quantity}") from None
    return target.from_canonical.apply(source.to_canonical.apply(value))


def canonical(value: Decimal, component: Measured, unit: str) -> tuple[Decimal, str]:
    """`value` in the unit its quantity is compared in, with that unit.

    A unit outside the quantity (tablets, puffs) has no other and is returned as it came.
    """
    family = QUANTITIES[component.quantity]
    if unit not in family:
        return value, unit
    target = next(name for name, conversion in family.items() if conversion is _SAME)
    return convert(value, component, unit, target), target


def converts(component: Measured, from_unit: str, to_unit: str) -> bool:
    """Whether both units belong to the quantity, so that `convert` will not refuse."""
    family = QUANTITIES[component.quantity]
    return from_unit == to_unit or (from_unit in family and to_unit in family)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """`value` with exactly `decimals` digits after the point, halves away from zero."""
    return value.quantize(_ONE.scaleb(-decimals), context=_EXACT)


def label(unit: str) -> str | Promise:
    """What people call a UCUM unit ("°C", "mmHg"); an unlisted unit reads as its own code."""
    return LABELS.get(unit, unit)


def number(value: Decimal, decimals: int | None = None) -> str:
    """`value` in the active language, without grouping; `decimals` None keeps the typed digits."""
    shown = value if decimals is None else rounded(value, decimals)
    return number_format(f"{shown:f}", use_l10n=True, force_grouping=False)


def display(value: Decimal, unit: str, decimals: int | None = None) -> str:
    """Number and unit as a person reads them, in the active language: "7,2 mmol/L"."""
    return with_unit(number(value, decimals), unit)


def with_unit(text: str, unit: str) -> str:
    """A formatted number followed by the unit's name, kept on one line; scores have no unit."""
    name = str(label(unit))
    if not name:
        return text
    return f"{text}{NARROW_SPACE}{name}"


def estimated_average_glucose(hba1c_percent: Decimal, unit: str = "mg/dL") -> Decimal:
    """Mean glucose that an HbA1c (NGSP %) stands for, in `unit`, unrounded.

    ADAG equations: mg/dL = 28.7 x A1c - 46.7; mmol/L = 1.59 x A1c - 2.59.
    Raises: UnknownUnit: `unit` is neither of the two.
    """
    if unit == "mg/dL":
        return Affine(times=Decimal("28.7"), after=Decimal("-46.7")).apply(hba1c_percent)
    if unit == "mmol/L":
        return Affine(times=Decimal("1.59"), after=Decimal("-2.59")).apply(hba1c_percent)
    raise UnknownUnit(f"{unit} does not measure glucose")
