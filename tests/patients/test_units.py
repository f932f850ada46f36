"""Units convert exactly, and nobody's reading changes because it was shown in another unit."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from patients import observation_types, units
from patients.observation_types import Component

EVERY_COMPONENT = [c for kind in observation_types.ALL for c in kind.components if c.units]
typed = st.decimals("0.01", 5000, places=2)


def part(key: str, component: str = "") -> Component:
    kind = observation_types.get(key)
    return kind.component(component or kind.first.key)


def turn(value: str, key: str, source: str, target: str) -> Decimal:
    return units.convert(Decimal(value), part(key), source, target)


@pytest.mark.parametrize(
    ("value", "key", "source", "target", "exact"),
    [
        ("120", "blood_pressure", "mm[Hg]", "kPa", "15.99864"),
        ("1", "body_weight", "[lb_av]", "kg", "0.45359237"),
        ("1", "body_weight", "[stone_av]", "kg", "6.35029318"),
        ("1", "body_weight", "[stone_av]", "[lb_av]", "14"),
        ("80.5", "body_weight", "kg", "g", "80500"),
        ("1", "body_height", "[in_i]", "cm", "2.54"),
        ("37", "body_temperature", "Cel", "[degF]", "98.6"),
        ("-40", "body_temperature", "[degF]", "Cel", "-40"),
        ("98.6", "body_temperature", "[degF]", "Cel", "37"),
        ("1", "active_energy", "kcal", "kJ", "4.184"),
        ("18.0156", "glucose", "mg/dL", "mmol/L", "1"),
        ("7.5", "sleep_duration", "h", "min", "450"),
        ("90", "workout", "min", "h", "1.5"),
        ("6.5", "hba1c", "%", "mmol/mol", "47.545"),
        ("48", "hba1c", "mmol/mol", "%", "6.54304"),
        ("3.25", "fev1", "L", "mL", "3250"),
        ("1", "water", "[foz_us]", "mL", "29.5735295625"),
    ],
)
def test_published_factors_hold_to_the_last_digit(
    value: str, key: str, source: str, target: str, exact: str
) -> None:
    assert turn(value, key, source, target) == Decimal(exact)


def test_a_mile_is_exact_for_whoever_measures_distance() -> None:
    class Distance:
        quantity = "distance"

    assert units.convert(Decimal(1), Distance(), "[mi_i]", "km") == Decimal("1.609344")


@pytest.mark.parametrize(
    ("mg_dl", "mmol_l"),
    [
        (54, "3.0"),
        (70, "3.9"),
        (100, "5.6"),
        (126, "7.0"),
        (140, "7.8"),
        (180, "10.0"),
        (200, "11.1"),
        (400, "22.2"),
    ],
)
def test_glucose_lines_published_in_both_units_are_the_same_line(mg_dl: int, mmol_l: str) -> None:
    converted = turn(str(mg_dl), "glucose", "mg/dL", "mmol/L")
    assert units.rounded(converted, 1) == Decimal(mmol_l)


def test_a_hundred_mg_of_glucose_matches_the_ucum_library() -> None:
    assert units.rounded(turn("100", "glucose", "mg/dL", "mmol/L"), 4) == Decimal("5.5507")


@pytest.mark.parametrize(("percent", "mmol"), [("6.5", 48), ("7.0", 53), ("5.7", 39)])
def test_hba1c_is_an_equation_not_a_factor(percent: str, mmol: int) -> None:
    assert units.rounded(turn(percent, "hba1c", "%", "mmol/mol"), 0) == mmol
    back = turn(str(mmol), "hba1c", "mmol/mol", "%")
    assert units.rounded(back, 1) == Decimal(percent)


def test_estimated_average_glucose_follows_adag() -> None:
    assert units.estimated_average_glucose(Decimal("6.5")) == Decimal("139.85")
    assert units.rounded(units.estimated_average_glucose(Decimal(7)), 1) == Decimal("154.2")
    molar = units.estimated_average_glucose(Decimal(7), "mmol/L")
    assert units.rounded(molar, 1) == Decimal("8.5")
    with pytest.raises(units.UnknownUnit):
        units.estimated_average_glucose(Decimal(7), "g")


def lost(values: list[Decimal], key: str, typed_in: str, shown_in: str, decimals: int) -> int:
    """How many values do not come back to what was typed after being shown in another unit."""
    component = part(key)
    places = -int(values[0].as_tuple().exponent)
    return sum(
        1
        for value in values
        if units.rounded(
            units.convert(
                units.rounded(units.convert(value, component, typed_in, shown_in), decimals),
                component,
                shown_in,
                typed_in,
            ),
            places,
        )
        != value
    )


GLUCOSE = [Decimal(n) for n in range(20, 801)]
FAHRENHEIT = [Decimal(n).scaleb(-1) for n in range(900, 1101)]
POUNDS = [Decimal(n).scaleb(-1) for n in range(500, 4000)]


@pytest.mark.parametrize(
    ("values", "key", "typed_in", "shown_in", "decimals", "losses"),
    [
        (GLUCOSE, "glucose", "mg/dL", "mmol/L", 1, 347),
        (GLUCOSE, "glucose", "mg/dL", "mmol/L", 2, 0),
        (FAHRENHEIT, "body_temperature", "[degF]", "Cel", 1, 89),
        (FAHRENHEIT, "body_temperature", "[degF]", "Cel", 2, 0),
        (POUNDS, "body_weight", "[lb_av]", "kg", 1, 1912),
        (POUNDS, "body_weight", "[lb_av]", "kg", 2, 0),
    ],
)
def test_the_losses_that_make_us_keep_what_was_typed(
    values: list[Decimal], key: str, typed_in: str, shown_in: str, decimals: int, losses: int
) -> None:
    assert lost(values, key, typed_in, shown_in, decimals) == losses


@given(value=typed, component=st.sampled_from(EVERY_COMPONENT), data=st.data())
def test_every_accepted_unit_comes_back(
    value: Decimal, component: Component, data: st.DataObject
) -> None:
    family = sorted(units.QUANTITIES[component.quantity])
    known = [u.ucum for u in component.units if u.ucum in family]
    if not known:
        return
    source, target = (data.draw(st.sampled_from(known)) for _ in range(2))
    there = units.convert(value, component, source, target)
    back = units.convert(there, component, target, source)
    if component.quantity == "hba1c" and source != target:
        # The two published equations are not exact inverses of each other.
        assert abs(back - value) < Decimal("0.1") + value * Decimal("0.0005")
    else:
        assert abs(back - value) < Decimal("1e-25") * max(value, 1)


@given(value=typed, component=st.sampled_from(EVERY_COMPONENT))
def test_the_same_unit_keeps_the_very_digits(value: Decimal, component: Component) -> None:
    unit = component.canonical_unit
    assert str(units.convert(value, component, unit, unit)) == str(value)


@given(low=typed, high=typed, component=st.sampled_from(EVERY_COMPONENT), data=st.data())
def test_order_survives_conversion(
    low: Decimal, high: Decimal, component: Component, data: st.DataObject
) -> None:
    known = [u.ucum for u in component.units if u.ucum in units.QUANTITIES[component.quantity]]
    if not known or low >= high:
        return
    source, target = (data.draw(st.sampled_from(known)) for _ in range(2))
    smaller, larger = (units.convert(v, component, source, target) for v in (low, high))
    assert smaller < larger


@pytest.mark.parametrize(
    "component", [c for c in EVERY_COMPONENT if c.quantity != "dose"], ids=lambda c: c.key
)
def test_the_first_unit_of_a_component_is_what_its_quantity_compares_in(
    component: Component,
) -> None:
    value, unit = units.canonical(Decimal(5), component, component.units[-1].ucum)
    assert unit == component.canonical_unit
    assert value == units.convert(Decimal(5), component, component.units[-1].ucum, unit)
    assert {u.ucum for u in component.units} <= set(units.QUANTITIES[component.quantity])


def test_tablets_stay_tablets_and_micrograms_become_milligrams() -> None:
    dose = part("medication_intake")
    assert units.canonical(Decimal(2), dose, "{tablet}") == (Decimal(2), "{tablet}")
    assert units.canonical(Decimal(500), dose, "ug") == (Decimal("0.5"), "mg")
    with pytest.raises(units.UnknownUnit):
        units.convert(Decimal(1), dose, "{tablet}", "mg")


def test_a_foreign_unit_is_refused_by_name() -> None:
    with pytest.raises(units.UnknownUnit, match="kg does not measure glucose"):
        turn("1", "glucose", "mg/dL", "kg")


def test_people_read_units_not_codes() -> None:
    assert str(units.label("mm[Hg]")) == "mmHg"
    assert str(units.label("Cel")) == "°C"
    assert str(units.label("kg/m2")) == "kg/m²"
    assert units.label("[something]") == "[something]"
    assert units.display(Decimal(7), "{score}") == "7"


@pytest.mark.parametrize("component", EVERY_COMPONENT, ids=lambda c: c.key)
def test_every_accepted_unit_has_a_name(component: Component) -> None:
    assert all(choice.ucum in units.LABELS for choice in component.units)


def test_numbers_follow_the_language_of_the_reader() -> None:
    with translation.override("en"):
        assert units.display(Decimal("7.20"), "mmol/L") == "7.20\u202fmmol/L"
        assert units.number(Decimal("1234.5"), 0) == "1235"
    with translation.override("es"):
        assert units.display(Decimal("7.20"), "mmol/L") == "7,20\u202fmmol/L"


@pytest.mark.parametrize(("value", "shown"), [("2.5", "3"), ("3.5", "4"), ("-2.5", "-3")])
def test_halves_round_away_from_zero_as_on_paper(value: str, shown: str) -> None:
    assert str(units.rounded(Decimal(value), 0)) == shown
