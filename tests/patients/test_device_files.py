"""What meters, scales and sensors export: known by its headings, read without inventing numbers."""

import io

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from patients.importing.devices.known import DEVICES
from patients.importing.examining import examine
from patients.importing.formats import NeedsMapping
from patients.importing.known import FORMATS, recognise
from tests.patients.apple_export import export, record, zipped
from tests.patients.device_files import (
    LIBRE_HEAD,
    OMRON_HEAD,
    SCALE_HEAD,
    clarity,
    libre,
    opened,
    told,
)

WITHINGS_BP = 'Date,Heart rate,Systolic,Diastolic,Comments\n"2026-03-05 08:15:00",64,130,85,calm\n'
OMRON = f"{OMRON_HEAD}\nMar 3 2026,08:12,128,82,64,-,-,Off,after coffee\n"
SCALE = f'{SCALE_HEAD}\n"2026-03-05 07:30:00",72.40,15.2,3.1,54.1,40.2,\n'
SLEEP = (
    "from,to,light (s),deep (s),rem (s),awake (s)\n"
    "2026-03-04T23:00:00+01:00,2026-03-05T06:30:00+01:00,14400,5400,5400,1800\n"
)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (clarity(), "dexcom"),
        (libre(), "libreview"),
        (OMRON.encode(), "omron"),
        (WITHINGS_BP.encode(), "withings_pressure"),
        (SCALE.encode(), "withings_weight"),
        (b'Date,"Height (m)",Comments\n"2026-03-05 07:30:00",1.755,\n', "withings_height"),
        (SLEEP.encode(), "withings_sleep"),
        (export(record("BodyMass", "70", "kg")), "apple"),
        (zipped(export()).getvalue(), "apple"),
        (b"day;value\n2026-03-05;72\n", "csv"),
    ],
)
def test_each_file_is_known_by_what_is_in_it(content: bytes, key: str) -> None:
    assert recognise(io.BytesIO(content)).key == key


def test_every_device_is_offered_and_has_a_name() -> None:
    assert {device.key for device in DEVICES} <= FORMATS.keys()
    assert all(str(device.label) for device in DEVICES)


def test_a_sensor_below_and_above_its_range_stays_a_comparison(ana: User) -> None:
    rows = told(
        clarity(
            ("2026-03-05T08:00:12", "EGV", "Low"), ("2026-03-05T08:05:12", "EGV", "High"),
            ("2026-03-05T08:10:12", "EGV", "112"),
        ),
        ana,
    )  # fmt: skip
    said = [(row.get("comparator", ""), row["value"], row["unit"]) for row in rows]
    assert said == [("<", "40", "mg/dL"), (">", "400", "mg/dL"), ("", "112", "mg/dL")]
    assert {row["context"] for row in rows} == {"sensor"}
    assert rows[0]["effective_at"] == "2026-03-05T08:00:12"


def test_the_same_in_millimoles_and_the_fingerstick_that_calibrates(ana: User) -> None:
    rows = told(
        clarity(
            ("2026-03-05T08:00:12", "EGV", "Low"), ("2026-03-05T08:05:12", "EGV", "High"),
            ("2026-03-05T08:10:12", "Calibration", "6.2"),
            unit="mmol/L",
        ),
        ana,
    )  # fmt: skip
    said = [(row.get("comparator", ""), row["value"], row["context"]) for row in rows]
    assert said == [("<", "2.2", "sensor"), (">", "22.2", "sensor"), ("", "6.2", "random")]


def test_carbs_and_insulin_are_counted_and_named(ana: User) -> None:
    source = opened(clarity(("2026-03-05T08:00:12", "Carbs", "")), ana)
    assert list(source.rows()) == []
    assert source.unknown == ["Carbs × 1"]


def test_the_hour_that_comes_twice_is_told_apart_by_its_order(ana: User) -> None:
    ana.time_zone = "Europe/Madrid"
    night = [f"2026-10-25T02:{minute:02}:00" for minute in (50, 55)] + ["2026-10-25T02:00:00"]
    rows = told(clarity(*((at, "EGV", "100") for at in night)), ana)
    assert [row["effective_at"][-6:] for row in rows] == ["+02:00", "+02:00", "+01:00"]
    assert len({row["entry_id"] for row in rows}) == 3


def test_libreview_reads_history_scans_and_strips(ana: User) -> None:
    rows = told(
        libre(
            ("13-03-2026 08:00", "0", "101"), ("13-03-2026 08:05", "1", "LO"),
            ("13-03-2026 08:10", "2", "99"), ("13-03-2026 08:15", "6", ""),
        ),
        ana,
    )  # fmt: skip
    said = [(row.get("comparator", ""), row["value"], row["context"]) for row in rows]
    assert said == [("", "101", "sensor"), ("<", "40", "sensor"), ("", "99", "random")]
    assert rows[0]["effective_at"] == "2026-03-13T08:00:00"
    assert rows[0]["device"] == "FreeStyle Libre 3"


def test_headings_in_another_language_and_comma_numbers_are_read(ana: User) -> None:
    head = LIBRE_HEAD.replace("Historic Glucose", "Historial de glucosa").replace(
        "Device Timestamp", "Sello de tiempo del dispositivo"
    )
    content = libre(("13-03-2026 08:00", "0", '"5,4"'), unit="mmol/L", head=head)
    (row,) = told(content, ana)
    assert (row["value"], row["unit"]) == ("5.4", "mmol/L")


def test_month_and_day_are_decided_by_the_whole_file(ana: User) -> None:
    american = libre(("03-04-2026 08:00 AM", "0", "100"), ("03-13-2026 09:00 PM", "0", "101"))
    rows = told(american, ana)
    assert [row["effective_at"] for row in rows] == ["2026-03-04T08:00:00", "2026-03-13T21:00:00"]


def test_where_every_day_could_be_read_both_ways_its_owner_is_asked(ana: User) -> None:
    unclear = libre(("03-04-2026 08:00", "0", "100"))
    with pytest.raises(NeedsMapping) as asked:
        told(unclear, ana)
    assert asked.value.headings[2] == "Device Timestamp"
    (row,) = told(unclear, ana, order="dmy")
    assert row["effective_at"] == "2026-04-03T08:00:00"


@pytest.mark.parametrize(
    ("day", "clock", "read"),
    [
        ("Mar 3 2026", "08:12", "2026-03-03T08:12:00"),
        ('"Mar 3, 2026"', "8:12 PM", "2026-03-03T20:12:00"),
        ("3 mar 2026", "08:12", "2026-03-03T08:12:00"),
        ("2026/03/03", "08:12", "2026-03-03T08:12:00"),
        ("23/03/2026", "08:12", "2026-03-23T08:12:00"),
    ],
)
def test_a_cuff_writes_its_days_in_many_ways(day: str, clock: str, read: str, ana: User) -> None:
    content = f"{OMRON_HEAD}\n{day},{clock},128,82,64,-,-,Off,-\n"
    pressure, pulse = told(content.encode(), ana)
    assert pressure["effective_at"] == pulse["effective_at"] == read
    assert (pressure["value"], pressure["value2"], pressure["unit"]) == ("128", "82", "mm[Hg]")
    assert (pulse["type"], pulse["value"]) == ("heart_rate", "64")
    assert pressure["group_id"] == pulse["group_id"]
    assert "notes" not in pressure


def test_a_cuff_in_spanish_with_semicolons_is_read_and_its_note_kept(ana: User) -> None:
    head = "Fecha;Hora;Sistólica (mmHg);Diastólica (mmHg);Pulso (ppm);Notas"
    pressure, _pulse = told(f"{head}\n13 ene 2026;08:12;128;82;64;café".encode(), ana)
    assert (pressure["value"], pressure["notes"]) == ("128", "café")
    assert pressure["effective_at"] == "2026-01-13T08:12:00"


def test_withings_pressure_comes_with_its_pulse(ana: User) -> None:
    pressure, pulse = told(WITHINGS_BP.encode(), ana)
    assert (pressure["value"], pressure["value2"], pressure["notes"]) == ("130", "85", "calm")
    assert pulse["value"] == "64"


@pytest.mark.parametrize(("unit", "ours"), [("kg", "kg"), ("lb", "[lb_av]"), ("pud", "pud")])
def test_a_scale_keeps_what_it_weighed_and_names_what_was_left_out(
    unit: str, ours: str, ana: User
) -> None:
    source = opened(SCALE.replace("(kg)", f"({unit})").encode(), ana)
    (row,) = source.rows()
    said = dict(zip(source.columns, row.cells, strict=True))
    assert (said["value"], said["unit"]) == ("72.40", ours)
    assert f"Fat mass ({unit})" in source.unknown
    assert f"Weight ({unit})" not in source.unknown


def test_a_height_in_metres_is_kept_in_centimetres(ana: User) -> None:
    (row,) = told(b'Date,"Height (m)",Comments\n"2026-03-05 07:30:00",1.755,\n', ana)
    assert (row["value"], row["unit"]) == ("175.5", "cm")


def test_a_night_is_light_deep_and_rem_together(ana: User) -> None:
    rows = told(SLEEP.encode(), ana)
    assert {row["type"]: row["value"] for row in rows} == {
        "sleep_duration": "420", "sleep_light": "240", "sleep_deep": "90", "sleep_rem": "90",
    }  # fmt: skip
    assert {row["effective_end"] for row in rows} == {"2026-03-05T06:30:00+01:00"}


@pytest.mark.parametrize(
    "content",
    [
        clarity(("2026-03-05T08:00:12", "EGV", "112"), ("2026-03-05T08:05:12", "EGV", "Low")),
        libre(("13-03-2026 08:00", "0", "101"), ("13-03-2026 08:05", "1", "HI")),
        OMRON.encode(),
        WITHINGS_BP.encode(),
        SCALE.encode(),
        SLEEP.encode(),
    ],
    ids=["dexcom", "libreview", "omron", "bp", "weight", "sleep"],
)
def test_the_engine_takes_every_row(content: bytes, ana: User) -> None:
    outcome = examine(owner=ana, section="readings", source=opened(content, ana))
    assert (outcome.rejected, outcome.rejections) == (0, [])
    assert outcome.new == len(told(content, ana)) > 0


def test_a_time_that_did_not_exist_and_a_word_for_a_value_are_refused(ana: User) -> None:
    ana.time_zone = "Europe/Madrid"
    content = clarity(
        ("2026-03-29T02:30:00", "EGV", "100"), ("2026-03-05T08:00:00", "EGV", "???"),
        ("not a time", "EGV", "100"),
    )  # fmt: skip
    outcome = examine(owner=ana, section="readings", source=opened(content, ana))
    assert (outcome.new, outcome.rejected) == (0, 3)
    assert [each.column for each in outcome.rejections] == ["effective_at", "value", "effective_at"]
    assert [each.row for each in outcome.rejections] == [5, 6, 7]


def test_a_file_in_another_encoding_is_refused_with_its_row(ana: User) -> None:
    content = clarity(("2026-03-05T08:00:12", "EGV", "112")) + b"\xff\xfe\x00broken"
    source = opened(content, ana, order="ymd")
    with pytest.raises(ValidationError, match=r"Row \d+ is not text"):
        list(source.rows())
