"""LOINC codes and FHIR units: the unit and the context pick the code, nothing is guessed."""

from collections.abc import Iterable
from decimal import Decimal

from patients import units
from patients.observation_types.definitions import Coding, Component, ObservationType


def loinc_codes(component: Component, unit: str, context: str = "") -> tuple[str, ...]:
    """LOINC codes of a value in `unit` and `context`; empty when none holds for both.

    Oxygen saturation has two, both to be sent. A unit the component does not accept is uncoded.
    """
    if component.units and component.unit(unit) is None:
        return ()
    for coding in component.codings:
        if coding.unit in ("", unit) and coding.context in ("", context):
            return coding.loinc
    return ()


def types_of_loinc(
    kinds: Iterable[ObservationType], loinc: str, unit: str
) -> list[tuple[ObservationType, Component, Coding]]:
    """Where a foreign value with this code may belong; empty when the unit contradicts the code."""
    return [
        (kind, component, coding)
        for kind in kinds
        for component in kind.components
        for coding in component.codings
        if loinc in coding.loinc
        and (component.unit(unit) is not None or not component.units)
        and coding.unit in ("", unit)
    ]


def fhir_quantity(value: Decimal, component: Component, unit: str) -> tuple[Decimal, str]:
    """Value and UCUM unit as FHIR R4 allows them: vital signs have closed lists of units.

    Stones leave as kg and kPa as mm[Hg], rounded to two decimals beyond what people read; every
    other value leaves as typed.
    Raises: UnknownUnit: `unit` is not accepted by the component.
    """
    if component.unit(unit) is None:
        raise units.UnknownUnit(f"{unit} is not accepted for {component.key}")
    if not component.fhir_units or unit in component.fhir_units:
        return value, unit
    target = component.canonical_unit
    converted = units.convert(value, component, unit, target)
    return units.rounded(converted, component.decimals + 2), target
