"""Own types as the registry's types, so that every page treats both alike."""

from decimal import Decimal

from patients import units
from patients.models import CustomType
from patients.observation_types import Bounds, Component, ObservationType, UnitChoice

# Units that reach others by a plain conversion whatever is measured; mg/dL and mmol/mol do not, and
# grams of a supplement are no body weight.
_DECIMALS: dict[str, dict[str, int]] = {
    "pressure": {"mm[Hg]": 0, "kPa": 1},
    "temperature": {"Cel": 1, "[degF]": 1},
    "mass": {"kg": 1, "[lb_av]": 1, "[stone_av]": 2},
    "length": {"cm": 1, "[in_i]": 1},
    "distance": {"km": 2, "[mi_i]": 2},
    "energy": {"kcal": 0, "kJ": 0},
    "volume": {"mL": 0, "L": 2, "[foz_us]": 1},
}
OWN = "own"  # a quantity that converts to nothing
COMPONENT = "value"


def quantity_of(unit: str) -> str:
    """The family whose units readers may choose for a value in `unit`."""
    return next((name for name, family in _DECIMALS.items() if unit in family), OWN)


def kind_from(row: CustomType) -> ObservationType:
    """The registry's view of an own type."""
    quantity = quantity_of(row.unit)
    component = Component(
        key=COMPONENT,
        label=row.label,
        quantity=quantity,
        units=_choices(row, quantity),
        hard=_bounds(row, quantity),
        typed_unit=row.unit,
    )
    return ObservationType(
        key=row.key,
        label=row.label,
        kind="quantity",
        category="own",
        icon=row.icon,
        components=(component,),
        aliases={"en": (row.label,), "es": (row.label,)},
    )


def _choices(row: CustomType, quantity: str) -> tuple[UnitChoice, ...]:
    """The canonical unit first, as everywhere in the registry."""
    family = {**_DECIMALS.get(quantity, {}), row.unit: row.decimals}
    return tuple(UnitChoice(ucum, units.label(ucum), digits) for ucum, digits in family.items())


def _bounds(row: CustomType, quantity: str) -> Bounds:
    typed = [Decimal(text) if text else None for text in (row.low, row.high)]
    if quantity == OWN:
        return Bounds(typed[0], typed[1])
    measured = Component(key=COMPONENT, label="", quantity=quantity)
    low, high = (
        None if value is None else units.canonical(value, measured, row.unit)[0] for value in typed
    )
    return Bounds(low, high, by_unit={row.unit: (typed[0], typed[1])})
