"""Days, hours and nights of an Apple Health export: chosen and summed up, never added twice."""

from tests.patients.apple_export import (
    DAY,
    PHONE,
    WATCH,
    element,
    metadata,
    only,
    pressure,
    record,
    sleep,
    told,
)

NIGHT = "2026-03-01"
MORNING = "2026-03-02"


def at(clock: str, day: str = MORNING, offset: str = "+0100") -> str:
    return f"{day} {clock}:00 {offset}"


def of_type(kind: str, *elements: str) -> list[dict[str, str]]:
    return [row for row in told(*elements) if row["type"] == kind]


def steps(count: str, start: str, end: str, source: str = WATCH, day: str = DAY) -> str:
    return record("StepCount", count, "count", start, end, source=source, day=day)


def summary(day: str, energy: str) -> str:
    said = {"dateComponents": day, "activeEnergyBurned": energy, "activeEnergyBurnedUnit": "kcal"}
    return element("ActivitySummary", said)


def test_a_walk_that_phone_and_watch_both_counted_counts_once() -> None:
    row = only(steps("1000", "08:00", "08:20"), steps("1100", "08:00", "08:20", PHONE))
    assert (row["type"], row["value"], row["unit"]) == ("steps_day", "1100", "{steps}/d")
    assert row["effective_at"] == "2026-03-01"
    assert row["device"] == f"{WATCH}, {PHONE}"


def test_each_hour_counts_what_the_better_device_of_that_hour_says() -> None:
    """The watch lay on its charger from nine to ten; the phone stayed at home from ten on."""
    row = only(
        steps("1000", "08:00", "08:50"), steps("400", "08:00", "08:50", PHONE),
        steps("700", "09:10", "09:40", PHONE),
        steps("300", "10:00", "10:30"),
    )  # fmt: skip
    assert row["value"] == "2000"


def test_a_total_of_a_whole_day_is_never_added_to_hours() -> None:
    band = steps("9000", "00:00", "23:59", "Band")
    assert only(band, steps("3000", "08:00", "08:50"))["value"] == "9000"
    assert only(band, steps("9500", "08:00", "08:50"))["value"] == "9500"


def test_a_record_across_the_full_hour_is_shared_out_by_time() -> None:
    """Otherwise the phone's ten minutes and the watch's would land in different hours."""
    row = only(
        steps("100", "08:50", "09:10", PHONE), steps("60", "08:50", "09:00"),
        steps("60", "09:00", "09:10"),
    )  # fmt: skip
    assert row["value"] == "120"


def test_a_walk_across_midnight_belongs_to_both_days() -> None:
    late = record("StepCount", "100", "count", "23:55", f"{MORNING} 00:05:00 +0100", day=DAY)
    assert [(row["effective_at"], row["value"]) for row in told(late)] == [
        ("2026-03-01", "50"),
        ("2026-03-02", "50"),
    ]


def test_a_day_in_another_zone_keeps_the_days_of_the_file() -> None:
    row = only(record("StepCount", "10", "count", "23:30", offset="-0700"))
    assert (row["effective_at"], row["tz"]) == ("2026-03-01", "Etc/GMT+7")


def test_a_longer_export_updates_the_day_it_knew() -> None:
    before = only(steps("1000", "08:00", "08:20"))
    after = only(steps("1000", "08:00", "08:20"), steps("500", "18:00", "18:20"))
    assert before["entry_id"] == after["entry_id"]
    assert (before["value"], after["value"]) == ("1000", "1500")


def test_apples_own_total_of_energy_goes_before_ours() -> None:
    burned = record("ActiveEnergyBurned", "12.5", "kcal", "08:00", "08:01")
    assert only(burned)["value"] == "13"
    row = only(burned, summary(DAY, "590.252"), summary("2026-03-02", "0"))
    assert (row["type"], row["value"], row["unit"]) == ("active_energy_day", "590.252", "kcal")


def test_energy_in_two_units_is_summed_in_the_first() -> None:
    row = only(
        record("ActiveEnergyBurned", "100", "kcal", "08:00", "08:01"),
        record("ActiveEnergyBurned", "418.4", "kJ", "09:00", "09:01"),
    )
    assert (row["value"], row["unit"]) == ("200", "kcal")


def test_heart_rate_is_a_mean_for_each_hour_that_says_what_it_is_made_of() -> None:
    rows = told(
        record("HeartRate", "60", "count/min", "08:01"),
        record("HeartRate", "90.5", "count/min", "08:59"),
        record("HeartRate", "70", "count/min", "09:00"),
    )
    assert [(row["value"], row["notes"]) for row in rows] == [
        ("75", "2 readings, 60–90"),
        ("70", "1 reading"),
    ]
    assert rows[0]["effective_at"] == "2026-03-01T08:00:00+01:00"
    assert rows[0]["effective_end"] == "2026-03-01T08:59:00+01:00"
    assert rows[0]["method"] == "hourly mean"


def test_an_unfinished_hour_is_updated_by_the_next_export() -> None:
    first = record("HeartRate", "60", "count/min", "08:01")
    before, after = only(first), only(first, record("HeartRate", "80", "count/min", "08:40"))
    assert before["entry_id"] == after["entry_id"]
    assert after["value"] == "70"


def test_the_hour_that_the_clock_shows_twice_is_two_hours() -> None:
    night = "2026-10-25"
    rows = told(
        record("HeartRate", "50", "count/min", "02:30", day=night, offset="+0200"),
        record("HeartRate", "60", "count/min", "02:30", day=night, offset="+0100"),
    )
    assert [row["effective_at"][-14:] for row in rows] == ["02:00:00+02:00", "02:00:00+01:00"]
    assert {row["tz"] for row in rows} == {"Europe/Madrid"}


def test_every_reading_comes_where_that_is_asked_for() -> None:
    rows = told(
        record("HeartRate", "60", "count/min", "08:01"),
        record("HeartRate", "90", "count/min", "08:59"),
        raw_heart_rate=True,
    )
    assert [(row["value"], row["unit"]) for row in rows] == [("60", "/min"), ("90", "/min")]


def test_what_cannot_be_averaged_is_passed_on_and_spoils_no_mean() -> None:
    rows = told(
        record("HeartRate", "60", "count/min", "08:01"),
        *(record("HeartRate", wrong, "count/min", "08:02") for wrong in ("NaN", "1e999", "4", "x")),
        record("HeartRate", "1", "Hz", "08:03"),
    )
    assert [row["value"] for row in rows] == ["NaN", "1e999", "4", "x", "1", "60"]
    assert rows[4]["unit"] == "Hz"


def test_a_night_is_what_was_slept_and_not_what_was_lain() -> None:
    rows = told(
        sleep("InBed", at("22:30", NIGHT), at("07:30"), PHONE),
        sleep("AsleepCore", at("23:00", NIGHT), at("02:00")),
        sleep("Awake", at("02:00"), at("02:30")),
        sleep("AsleepDeep", at("02:30"), at("04:00")),
        sleep("AsleepREM", at("04:00"), at("06:00")),
    )
    assert {row["type"]: row["value"] for row in rows} == {
        "sleep_duration": "390", "sleep_light": "180", "sleep_deep": "90", "sleep_rem": "120",
    }  # fmt: skip
    assert {row["effective_at"] for row in rows} == {"2026-03-01T23:00:00+01:00"}
    assert {row["effective_end"] for row in rows} == {"2026-03-02T06:00:00+01:00"}
    assert len({row["group_id"] for row in rows}) == 1


def test_one_device_tells_a_night_and_the_one_with_stages_comes_first() -> None:
    app = sleep("AsleepUnspecified", at("22:00", NIGHT), at("08:00"), "Sleep app")
    (row,) = of_type("sleep_duration", app, sleep("AsleepCore", at("23:00", NIGHT), at("06:00")))
    assert (row["value"], row["device"]) == ("420", WATCH)
    assert only(app)["value"] == "600"


def test_pieces_that_overlap_count_once() -> None:
    row = only(
        sleep("AsleepUnspecified", at("23:00", NIGHT), at("03:00")),
        sleep("AsleepUnspecified", at("02:00"), at("05:00")),
    )
    assert row["value"] == "360"


def test_a_nap_is_another_sleep_of_the_same_day() -> None:
    rows = told(
        sleep("AsleepUnspecified", at("14:00"), at("14:40")),
        sleep("AsleepUnspecified", at("23:00", NIGHT), at("06:00")),
    )
    assert [row["value"] for row in rows] == ["420", "40"]
    assert len({row["entry_id"] for row in rows}) == 2


def test_a_night_in_which_summer_time_ends_is_an_hour_longer() -> None:
    row = only(
        sleep("Asleep", at("23:00", "2026-10-24", "+0200"), at("07:00", "2026-10-25", "+0100"))
    )
    assert row["value"] == "540"
    assert row["tz"] == "Europe/Madrid"


def test_a_night_far_away_ends_on_the_day_over_there() -> None:
    """Slept in Tokyo, exported at home: woken at seven there, when it was still Sunday here."""
    zone = metadata(HKTimeZone="Asia/Tokyo")
    row = only(sleep("Asleep", at("15:00", NIGHT), at("23:00", NIGHT), inner=zone))
    assert row["tz"] == "Asia/Tokyo"


def test_a_pulse_taken_with_the_cuff_is_also_part_of_its_hour() -> None:
    rows = of_type("heart_rate", pressure("128", "82", pulse="66"))
    assert [row.get("method", "") for row in rows] == ["", "hourly mean"]
