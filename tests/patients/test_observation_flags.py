"""What a value is said to mean: by whose rule, in which unit, and never for a child."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients import observation_types as types

EVERY_TYPE = types.ALL
NUMERIC = [kind for kind in EVERY_TYPE if kind.kind != "coded"]


def flag(
    key: str, value: str, value2: str | None = None, unit: str = "", **rest: Any
) -> types.Flag:
    kind = types.get(key)
    parts = dict(zip((c.key for c in kind.components), (value, value2), strict=False))
    values = {k: Decimal(v) for k, v in parts.items() if v is not None}
    return types.classify(kind, values, unit=unit, **rest)


def level(*args: Any, **rest: Any) -> str:
    return flag(*args, **rest).level


@pytest.mark.parametrize(
    ("systolic", "diastolic", "label", "expected"),
    [
        ("118", "76", "Normal", "in_range"),
        ("120", "79", "Elevated", "watch"),
        ("129", "60", "Elevated", "watch"),
        ("130", "79", "High, stage 1", "high"),
        ("118", "80", "High, stage 1", "high"),
        ("125", "90", "High, stage 2", "high"),
        ("140", "70", "High, stage 2", "high"),
        ("180", "120", "High, stage 2", "high"),
        ("181", "80", "Severely high", "critical_high"),
        ("150", "121", "Severely high", "critical_high"),
        ("89", "65", "Low", "low"),
        ("95", "59", "Low", "low"),
        ("125", "55", "Elevated", "watch"),
        ("60", "45", "Very low", "critical_low"),
    ],
)
def test_blood_pressure_goes_by_the_worse_of_its_two_parts(
    systolic: str, diastolic: str, label: str, expected: str
) -> None:
    found = flag("blood_pressure", systolic, diastolic)
    assert (str(found.label), found.level) == (label, expected)


def test_the_source_of_a_flag_is_named() -> None:
    assert str(flag("blood_pressure", "150", "85").source) == "ACC/AHA 2017"
    assert "own line" in str(flag("blood_pressure", "60", "35").source)


def test_blood_pressure_in_kilopascals_meets_the_same_lines() -> None:
    assert str(flag("blood_pressure", "18.7", "11.0", "kPa").label) == "High, stage 2"
    assert str(flag("blood_pressure", "15.9", "10.6", "kPa").label) == "Normal"


def test_one_part_alone_is_still_flagged() -> None:
    assert level("blood_pressure", "150") == "high"


@pytest.mark.parametrize(
    ("value", "unit", "context", "expected"),
    [
        ("53", "mg/dL", "random", "critical_low"),
        ("69", "mg/dL", "fasting", "low"),
        ("3.8", "mmol/L", "bedtime", "low"),
        ("3.9", "mmol/L", "bedtime", "in_range"),
        ("99", "mg/dL", "lab_fasting", "in_range"),
        ("100", "mg/dL", "lab_fasting", "watch"),
        ("5.5", "mmol/L", "lab_fasting", "in_range"),
        ("5.6", "mmol/L", "lab_fasting", "watch"),
        ("125", "mg/dL", "lab_fasting", "watch"),
        ("126", "mg/dL", "lab_fasting", "high"),
        ("7.0", "mmol/L", "lab_fasting", "high"),
        ("139", "mg/dL", "lab_glucose_drink", "in_range"),
        ("140", "mg/dL", "lab_glucose_drink", "watch"),
        ("11.1", "mmol/L", "lab_glucose_drink", "high"),
        ("130", "mg/dL", "before_meal", "in_range"),
        ("131", "mg/dL", "before_meal", "high"),
        ("179", "mg/dL", "after_meal", "in_range"),
        ("180", "mg/dL", "after_meal", "high"),
        ("150", "mg/dL", "lab_random", "none"),
        ("150", "mg/dL", "", "none"),
        ("199.97", "mg/dL", "lab_random", "high"),
        ("401", "mg/dL", "", "critical_high"),
    ],
)
def test_glucose_means_what_its_context_says(
    value: str, unit: str, context: str, expected: str
) -> None:
    assert level("glucose", value, unit=unit, context=context) == expected


@pytest.mark.parametrize(
    ("value", "comparator", "expected"),
    [("40", "<", "critical_low"), ("54", "<", "critical_low"), ("54", "<=", "none"),
     ("400", ">", "critical_high"), ("400", ">=", "none"), ("200", "<", "none")],
)  # fmt: skip
def test_lo_and_hi_are_flagged_only_where_they_are_certain(
    value: str, comparator: str, expected: str
) -> None:
    found = level("glucose", value, context="fasting", comparator=comparator)
    assert found == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("5.6", "%", "in_range"),
        ("5.7", "%", "watch"),
        ("6.5", "%", "high"),
        ("38", "mmol/mol", "in_range"),
        ("39", "mmol/mol", "watch"),
        ("47", "mmol/mol", "watch"),
        ("48", "mmol/mol", "high"),
    ],
)
def test_hba1c_is_read_in_the_unit_it_was_typed(value: str, unit: str, expected: str) -> None:
    assert level("hba1c", value, unit=unit) == expected


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("oxygen_saturation", "95", "in_range"),
        ("oxygen_saturation", "94.9", "low"),
        ("oxygen_saturation", "90", "low"),
        ("oxygen_saturation", "89", "critical_low"),
        ("body_temperature", "36.4", "none"),
        ("body_temperature", "37.3", "in_range"),
        ("body_temperature", "37.4", "watch"),
        ("body_temperature", "38", "high"),
        ("heart_rate", "59", "low"),
        ("heart_rate", "100", "in_range"),
        ("heart_rate", "101", "high"),
        ("resting_heart_rate", "52", "watch"),
        ("respiratory_rate", "18", "in_range"),
        ("respiratory_rate", "19", "high"),
        ("bmi", "18.4", "low"),
        ("bmi", "24.9", "in_range"),
        ("bmi", "25.0", "watch"),
        ("bmi", "30", "high"),
        ("sleep_duration", "6.9", "watch"),
        ("sleep_duration", "7", "in_range"),
        ("pain", "9", "none"),
    ],
)
def test_single_values_meet_their_usual_range(key: str, value: str, expected: str) -> None:
    assert level(key, value) == expected


def test_a_fever_in_fahrenheit_is_a_fever() -> None:
    assert level("body_temperature", "100.4", unit="[degF]") == "high"
    assert level("body_temperature", "100.3", unit="[degF]") == "watch"


def test_a_pulse_during_sport_is_not_called_fast() -> None:
    assert level("heart_rate", "150", context="active") == "none"
    assert level("heart_rate", "150", context="at_rest") == "high"


@given(
    kind=st.sampled_from(NUMERIC),
    value=st.decimals(0, 5000, places=1),
    age=st.integers(min_value=0, max_value=17),
)
def test_a_child_is_never_flagged(kind: types.ObservationType, value: Decimal, age: int) -> None:
    values = {component.key: value for component in kind.components}
    found = types.classify(kind, values, age_years=age, sex="female", best=Decimal(400))
    assert found is types.NO_FLAG
    assert types.usual_limits(kind, age_years=age) is None


def test_waist_needs_to_know_the_sex() -> None:
    assert level("waist", "90") == "none"
    assert level("waist", "90", sex="male") == "in_range"
    assert level("waist", "89", sex="female") == "high"


def test_peak_flow_zones_need_a_personal_best() -> None:
    assert level("peak_flow", "300") == "none"
    assert level("peak_flow", "480", best=Decimal(500)) == "in_range"
    assert level("peak_flow", "300", best=Decimal(500)) == "watch"
    assert level("peak_flow", "240", best=Decimal(500)) == "critical_low"
    assert level("peak_flow", "240", best=Decimal(0)) == "none"


def test_charts_get_the_reference_band_in_the_unit_shown() -> None:
    pressure = types.get("blood_pressure")
    assert types.usual_limits(pressure) == types.Limits(Decimal(90), Decimal(120))
    assert types.usual_limits(pressure, "diastolic") == types.Limits(Decimal(60), Decimal(80))
    kilopascals = types.usual_limits(pressure, "diastolic", unit="kPa")
    assert kilopascals == types.Limits(Decimal("8.0"), Decimal("10.7"))
    assert types.usual_limits(types.get("oxygen_saturation")) == types.Limits(Decimal(95), None)
    assert types.usual_limits(types.get("peak_flow")) is None
    assert types.usual_limits(types.get("body_weight")) is None
