"""Single readings of an Apple Health export: units, shares, times, situations and pairs."""

import io

import pytest

from patients.importing.apple.mapping import EACH
from patients.importing.apple.source import AppleHealth
from patients.observation_types import get
from tests.patients.apple_export import (
    CATEGORY,
    ME,
    WATCH,
    element,
    export,
    metadata,
    only,
    pressure,
    record,
    told,
    when,
    zipped,
)


def source(*elements: str) -> AppleHealth:
    return AppleHealth(io.BytesIO(export(*elements)), zone="Europe/Madrid")


def flow(how_much: str, **entries: str) -> str:
    kind = f"{CATEGORY}MenstrualFlow"
    value = f"HKCategoryValueMenstrualFlow{how_much}"
    return record(kind, value, start="12:00", inner=metadata(**entries))


@pytest.mark.parametrize("each", EACH.values(), ids=lambda each: each.type)
def test_every_mapped_type_has_units_that_it_may_be_logged_in(each: object) -> None:
    component = get(each.type).first  # type: ignore[attr-defined]
    for ours, _factor in each.units.values():  # type: ignore[attr-defined]
        assert component.unit(ours)


@pytest.mark.parametrize(
    ("kind", "value", "theirs", "shown", "unit"),
    [
        ("BodyMass", "158.40", "lb", "158.40", "[lb_av]"),
        ("BodyMass", "71.69999694824219", "kg", "71.7", "kg"),
        ("BodyMass", "71.123456789", "kg", "71.123457", "kg"),
        ("Height", "5.75", "ft", "69", "[in_i]"),
        ("Height", "1.755", "m", "175.5", "cm"),
        ("BodyTemperature", "98.6", "degF", "98.6", "[degF]"),
        ("BloodGlucose", "5.4", "mmol<180.1558800000541>/L", "5.4", "mmol/L"),
        ("BloodGlucose", "97", "mg/dL", "97", "mg/dL"),
        ("OxygenSaturation", "0.97", "%", "97", "%"),
        ("OxygenSaturation", "97", "%", "97", "%"),
        ("OxygenSaturation", "1", "%", "100", "%"),
        ("BodyFatPercentage", "0.2231", "%", "22.31", "%"),
        ("BloodAlcoholContent", "0.0008", "%", "0.08", "%"),
        ("HeartRateVariabilitySDNN", "41.2371", "ms", "41.2371", "ms"),
        ("DietaryWater", "8.5", "fl_oz_us", "8.5", "[foz_us]"),
        ("PeakExpiratoryFlowRate", "7.5", "L/s", "450", "L/min"),
    ],
)
def test_a_value_keeps_its_digits_and_its_unit(
    kind: str, value: str, theirs: str, shown: str, unit: str
) -> None:
    row = only(record(kind, value, theirs))
    assert (row["value"], row["unit"]) == (shown, unit)


def test_a_unit_nobody_knows_is_passed_on_to_be_refused_and_never_guessed() -> None:
    assert only(record("BodyMass", "11", "slug"))["unit"] == "slug"
    assert only(record("BodyMass", "11"))["unit"] == "?"


def test_a_time_keeps_its_offset_and_gets_the_zone_that_had_it() -> None:
    at_home = only(record("BodyMass", "70", "kg", offset="+0100"))
    assert (at_home["effective_at"], at_home["tz"]) == (
        "2026-03-01T08:00:00+01:00",
        "Europe/Madrid",
    )
    away = only(record("BodyMass", "70", "kg", offset="-0700"))
    assert (away["effective_at"], away["tz"]) == ("2026-03-01T08:00:00-07:00", "Etc/GMT+7")
    between = only(record("BodyMass", "70", "kg", offset="+0530"))
    assert between["tz"] == "Asia/Kolkata"
    nowhere = only(record("BodyMass", "70", "kg", offset="+0137"))
    assert (nowhere["effective_at"], nowhere["tz"]) == (
        "2026-03-01T08:00:00+01:37",
        "Europe/Madrid",
    )


def test_summer_time_at_home_is_still_home() -> None:
    row = only(record("BodyMass", "70", "kg", day="2026-07-01", offset="+0200"))
    assert row["tz"] == "Europe/Madrid"


def test_a_record_that_names_its_zone_keeps_it_unless_there_is_none_such() -> None:
    named = record("BodyMass", "70", "kg", inner=metadata(HKTimeZone="Asia/Tokyo"))
    wrong = record("BodyMass", "70", "kg", inner=metadata(HKTimeZone="../../etc/passwd"))
    assert only(named)["tz"] == "Asia/Tokyo"
    assert only(wrong)["tz"] == "Europe/Madrid"


def test_meals_and_thermometers_say_where_the_value_belongs() -> None:
    before = record("BloodGlucose", "97", "mg/dL", inner=metadata(HKBloodGlucoseMealTime="1"))
    after = record("BloodGlucose", "97", "mg/dL", inner=metadata(HKBloodGlucoseMealTime="2"))
    ear = record(
        "BodyTemperature", "37.1", "degC", inner=metadata(HKBodyTemperatureSensorLocation="3")
    )
    assert only(before)["context"] == "before_meal"
    assert only(after)["context"] == "after_meal"
    assert only(ear)["body_site"] == "ear"
    assert "context" not in only(record("BloodGlucose", "97", "mg/dL"))


def test_a_blood_pressure_is_one_entry_although_its_numbers_stand_there_twice() -> None:
    row = only(pressure("128", "82"))
    assert (row["type"], row["value"], row["value2"]) == ("blood_pressure", "128", "82")
    assert (row["unit"], row["device"]) == ("mm[Hg]", "Cuff")
    assert "group_id" not in row


def test_a_pulse_inside_the_pair_is_taken_together_with_it() -> None:
    rows = told(pressure("128", "82", pulse="66"), raw_heart_rate=False)
    taken = [row for row in rows if "group_id" in row]
    assert [row["type"] for row in taken] == ["blood_pressure", "heart_rate"]
    assert taken[0]["group_id"] == taken[1]["group_id"]
    assert taken[1]["value"] == "66"


def test_numbers_that_no_pair_claims_are_paired_by_time_and_device() -> None:
    loose = (
        record("BloodPressureSystolic", "131", "mmHg", "09:00"),
        record("BloodPressureDiastolic", "83", "mmHg", "09:00"),
        record("BloodPressureSystolic", "140", "mmHg", "10:00"),
    )
    first, second = told(*loose)
    assert (first["value"], first["value2"]) == ("131", "83")
    assert second["value"] == "140"
    assert "value2" not in second


def test_a_workout_says_how_long_how_far_and_of_which_kind() -> None:
    about = {
        "workoutActivityType": "HKWorkoutActivityTypeRunning", "duration": "30.38167053262393",
        "durationUnit": "min", "sourceName": WATCH, "startDate": when("07:00"),
        "endDate": when("07:30"),
    }  # fmt: skip
    distance = {
        "type": "HKQuantityTypeIdentifierDistanceWalkingRunning",
        "sum": "4.8",
        "unit": "km",
    }
    row = only(element("Workout", about, [element("WorkoutStatistics", distance)]))
    assert (row["type"], row["value"], row["unit"]) == ("workout", "30.381671", "min")
    assert (row["context"], row["method"], row["notes"]) == ("running", "Running", "4.80 km")
    assert row["effective_end"] == "2026-03-01T07:30:00+01:00"
    bare = {key: about[key] for key in about if not key.startswith("duration")}
    assert only(element("Workout", bare | {"workoutActivityType": "Curling"}))["value"] == "30"


def test_bleeding_is_a_day_and_the_first_one_starts_a_cycle() -> None:
    row = only(flow("Heavy", HKMenstrualCycleStart="1"))
    assert (row["type"], row["value"], row["context"]) == ("menstruation", "heavy", "cycle_start")
    assert row["effective_at"] == "2026-03-01"


def test_what_has_no_place_here_is_counted_and_named() -> None:
    found = source(
        ME,
        record("BasalEnergyBurned", "5", "kcal"),
        record("BasalEnergyBurned", "6", "kcal"),
        flow("Unspecified"),
        element("Audiogram", {"startDate": when("08:00")}),
    )
    assert list(found.rows()) == []
    assert found.unknown == [
        "Audiogram × 1",
        "Basal Energy Burned × 2",
        "Birth date, sex and blood type × 1",
        "Menstrual Flow Unspecified × 1",
    ]


@pytest.mark.parametrize("name", ["export.xml", "exportación.xml", "Exportieren.xml", "导出.xml"])
def test_the_export_is_found_in_the_zip_whatever_its_language_calls_it(name: str) -> None:
    packed = zipped(export(record("BodyMass", "70", "kg")), f"apple_health_export/{name}")
    found = AppleHealth(packed, zone="Europe/Madrid")
    assert [row.cells[2] for row in found.rows()] == ["body_weight"]
    assert found.position() == len(packed.getvalue())


def test_the_same_record_has_the_same_id_wherever_the_phone_was_at_the_export() -> None:
    at_home = only(record("BodyMass", "70", "kg", "08:00", offset="+0100"))
    in_denver = only(record("BodyMass", "70", "kg", "00:00", offset="-0700"))
    another = only(record("BodyMass", "71", "kg", "08:00", offset="+0100"))
    assert at_home["entry_id"] == in_denver["entry_id"] != another["entry_id"]


def test_stray_tabs_that_ios_writes_do_not_stop_the_import() -> None:
    xml = export(record("BodyMass", "70", "kg", source="Scale")).replace(b"Scale", b"Sc\x0bale")
    (row,) = AppleHealth(io.BytesIO(xml), zone="UTC").rows()
    assert "Scale" in row.cells
