"""What people are told when a value they type is impossible, unusual or a sudden jump."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from patients import observation_types as types

EVERY_TYPE = types.ALL
NUMERIC = [kind for kind in EVERY_TYPE if kind.kind != "coded"]


def codes(
    key: str, value: str | None, value2: str | None = None, unit: str = "", **rest: Any
) -> list[tuple[str, str]]:
    """(code, tier) of each problem of one entry."""
    to_decimal = {
        k: Decimal(v) if v is not None else None for k, v in (("a", value), ("b", value2))
    }
    kind = types.get(key)
    unit = unit or kind.first.canonical_unit
    found = types.entry_problems(kind, to_decimal["a"], to_decimal["b"], unit, **rest)
    return [(problem.code, problem.tier) for problem in found]


def test_an_ordinary_reading_is_simply_taken() -> None:
    assert codes("blood_pressure", "128", "82") == []
    assert codes("glucose", "7.2", unit="mmol/L", context="fasting") == []
    assert codes("body_temperature", "98.6", unit="[degF]") == []


@pytest.mark.parametrize(
    ("key", "value", "value2", "unit", "code"),
    [
        ("body_temperature", "98", None, "Cel", "too_high"),
        ("blood_pressure", "29", "20", "", "too_low"),
        ("oxygen_saturation", "101", None, "", "too_high"),
        ("heart_rate", "9", None, "", "too_low"),
        ("glucose", "112", None, "mmol/L", "too_high"),
        ("hba1c", "1", None, "%", "too_low"),
        ("hba1c", "251", None, "mmol/mol", "too_high"),
        ("body_weight", "1434", None, "[lb_av]", "too_high"),
        ("pain", "11", None, "", "too_high"),
        ("mood", "0", None, "", "too_low"),
        ("medication_intake", "-1", None, "mg", "too_low"),
        ("sleep_duration", "1441", None, "min", "too_high"),
    ],
)
def test_impossible_values_are_refused(
    key: str, value: str, value2: str | None, unit: str, code: str
) -> None:
    assert (code, "hard") in codes(key, value, value2, unit)


@pytest.mark.parametrize(
    ("key", "value", "value2", "unit", "code"),
    [
        ("blood_pressure", "230", "90", "", "unusual_high"),
        ("blood_pressure", "120", "35", "", "unusual_low"),
        ("heart_rate", "39", None, "", "unusual_low"),
        ("oxygen_saturation", "87", None, "", "unusual_low"),
        ("glucose", "53", None, "mg/dL", "unusual_low"),
        ("glucose", "2.9", None, "mmol/L", "unusual_low"),
        ("glucose", "401", None, "mg/dL", "unusual_high"),
        ("body_temperature", "41.6", None, "Cel", "unusual_high"),
        ("steps_day", "60001", None, "", "unusual_high"),
        ("hba1c", "14.1", None, "%", "unusual_high"),
    ],
)
def test_unusual_values_are_asked_about(
    key: str, value: str, value2: str | None, unit: str, code: str
) -> None:
    assert codes(key, value, value2, unit) == [(code, "confirm")]


@pytest.mark.parametrize("weight", range(20, 301, 10))
def test_a_weight_typed_into_the_blood_pressure_field_trips(weight: int) -> None:
    assert ("required", "hard") in codes("blood_pressure", str(weight))


def test_a_single_part_is_taken_when_the_person_says_so() -> None:
    assert codes("blood_pressure", "128", single=True) == []
    assert codes("blood_pressure", None, "82", single=True) == []
    assert codes("blood_pressure", None, None, single=True) == [("required", "hard")]


def test_the_upper_number_must_be_the_higher_one() -> None:
    assert codes("blood_pressure", "82", "128") == [("systolic_not_above_diastolic", "hard")]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"unit": "psi"}, "unit", "unit_unknown"),
        ({"comparator": "~"}, "comparator", "comparator_unknown"),
        ({"context": "upside_down"}, "context", "context_unknown"),
        ({"value": Decimal("NaN")}, "value", "not_a_number"),
        ({"value": Decimal("Infinity")}, "value", "not_a_number"),
        ({"value": "72"}, "value", "not_a_number"),
        ({"value": Decimal("1E+999999")}, "value", "too_precise"),
        ({"value": Decimal("1E-999999")}, "value", "too_precise"),
        ({"value": Decimal("72." + "1" * 40)}, "value", "too_precise"),
        ({"value": None}, "value", "required"),
        ({"value2": Decimal(3)}, "value2", "not_expected"),
    ],
)
def test_nonsense_is_named_with_its_field(changes: dict[str, Any], field: str, code: str) -> None:
    entry = {"value": Decimal(72), "unit": "/min", **changes}
    found = types.entry_problems(types.get("heart_rate"), **entry)
    assert [(p.field, p.code, p.tier) for p in found] == [(field, code, "hard")]


def test_scales_take_whole_numbers_and_no_comparator() -> None:
    assert codes("pain", "3.5") == [("not_whole", "hard")]
    assert codes("pain", "3.0") == []
    assert codes("pain", "3", comparator="<") == [("comparator_not_allowed", "hard")]


def test_a_meter_that_prints_lo_is_kept_as_less_than() -> None:
    assert codes("glucose", "40", comparator="<") == [("unusual_low", "confirm")]


def test_flow_is_one_of_the_listed_words() -> None:
    flow = types.get("menstruation")
    assert types.entry_problems(flow, "light") == []
    assert [p.code for p in types.entry_problems(flow, "torrential")] == ["choice_unknown"]
    assert [p.code for p in types.entry_problems(flow, Decimal(3))] == ["choice_unknown"]


def test_the_message_names_field_and_bound_in_the_unit_typed() -> None:
    temperature = types.get("body_temperature")
    with translation.override("en"):
        (problem,) = types.entry_problems(temperature, Decimal(200), unit="[degF]")
        assert str(problem.message) == (
            "Body temperature must be between 68.0\u202f°F and 114.8\u202f°F."
        )
        (unit,) = types.entry_problems(temperature, Decimal(37), unit="K")
        assert str(unit.message) == "Body temperature is measured in °C, °F."
        (high,) = types.entry_problems(types.get("hba1c"), Decimal("14.5"), unit="%")
        assert str(high.message) == (
            "HbA1c 14.5\u202f% is unusually high (above 14\u202f%). Check it, then confirm."
        )


def test_messages_speak_the_language_of_whoever_reads_them() -> None:
    (problem,) = types.entry_problems(types.get("body_temperature"), Decimal("41.8"), unit="Cel")
    with translation.override("es"):
        assert "41,8" in str(problem.message)
    with translation.override("en"):
        assert "41.8" in str(problem.message)


@given(
    kind=st.sampled_from(NUMERIC),
    value=st.decimals(allow_nan=True, allow_infinity=True) | st.none(),
    value2=st.decimals(allow_nan=True, allow_infinity=True) | st.none(),
    unit=st.sampled_from(sorted({u.ucum for k in NUMERIC for c in k.components for u in c.units})),
    comparator=st.sampled_from(["", "<", ">", "=", "<="]),
)
def test_no_entry_whatever_breaks_the_form(
    kind: types.ObservationType,
    value: Decimal | None,
    value2: Decimal | None,
    unit: str,
    comparator: str,
) -> None:
    for problem in types.entry_problems(kind, value, value2, unit, comparator):
        assert str(problem.message)
        assert "{" not in str(problem.message)


@given(kind=st.sampled_from(NUMERIC), value=st.decimals(-10, 5000, places=2), data=st.data())
def test_whoever_types_another_unit_meets_the_same_bounds(
    kind: types.ObservationType, value: Decimal, data: st.DataObject
) -> None:
    component = kind.first
    choice = data.draw(st.sampled_from(component.units))
    hard = types.limits(component.hard, component, choice.ucum)
    found = {p.code for p in types.entry_problems(kind, value, value, choice.ucum)}
    if not component.whole or value == value.to_integral_value():
        assert ("too_low" in found) == (hard.low is not None and value < hard.low) or (
            len(kind.components) > 1
        )


def jump(
    key: str, value: str, unit: str, days: int, before: str, before_unit: str, **rest: Any
) -> list[str]:
    last = (Decimal(before), before_unit, date(2026, 3, 1))
    on = date.fromordinal(date(2026, 3, 1).toordinal() + days)
    kind = types.get(key)
    return [
        p.code for p in types.change_problems(kind, Decimal(value), unit, on=on, last=last, **rest)
    ]


def test_a_tenth_of_the_weight_in_a_week_is_asked_about() -> None:
    assert jump("body_weight", "79", "kg", 6, "88", "kg") == ["unusual_change"]
    assert jump("body_weight", "79.2", "kg", 6, "88", "kg") == []
    assert jump("body_weight", "79", "kg", 8, "88", "kg") == []
    assert jump("body_weight", "174", "[lb_av]", 3, "88", "kg") == ["unusual_change"]
    assert jump("body_weight", "194", "[lb_av]", 3, "88", "kg") == []


def test_an_adult_does_not_grow_four_centimetres_but_a_child_does() -> None:
    assert jump("body_height", "174", "cm", 400, "170", "cm", age_years=40) == ["unusual_change"]
    assert jump("body_height", "174", "cm", 400, "170", "cm", age_years=12) == []
    assert jump("body_height", "67.5", "[in_i]", 400, "170", "cm") == []


@pytest.mark.parametrize(("days", "asked"), [(14, True), (15, False), (90, False), (91, True)])
def test_a_very_short_or_long_cycle_is_asked_about(days: int, asked: bool) -> None:
    assert bool(jump("menstruation", "0", "", days, "0", "")) is asked


def test_more_than_twice_the_usual_dose_is_asked_about() -> None:
    assert jump("medication_intake", "1100", "mg", 0, "0.5", "g") == ["unusual_change"]
    assert jump("medication_intake", "1000", "mg", 0, "500", "mg") == []
    assert jump("medication_intake", "9", "{tablet}", 0, "500", "mg") == []


def test_nothing_is_asked_without_an_earlier_entry_or_a_rule() -> None:
    kind = types.get("body_weight")
    assert types.change_problems(kind, Decimal(80), "kg", on=date(2026, 3, 1)) == []
    assert jump("heart_rate", "180", "/min", 1, "60", "/min") == []
