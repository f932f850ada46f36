"""Ana's Apple Health export on its whole way: by the command and by the engine, again and again."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from patients.models import DailyRollup, ImportBatch, Observation
from patients.services import imports, undoing, uploads
from privacy.models import AccessEvent
from tests.patients.apple_export import (
    ME,
    PHONE,
    element,
    export,
    pressure,
    record,
    sleep,
    zipped,
)

NIGHT = ("2026-03-01 23:00:00 +0100", "2026-03-02 06:00:00 +0100")
LIFE = (
    ME,
    record("BodyMass", "71.5", "kg"),
    record("BodyMass", "71.5", "kg"),  # some apps write everything twice
    record("StepCount", "1000", "count", "08:00", "08:20"),
    record("StepCount", "1100", "count", "08:00", "08:20", source=PHONE),
    record("HeartRate", "60", "count/min", "08:01"),
    record("HeartRate", "90", "count/min", "08:59"),
    record("BasalEnergyBurned", "5", "kcal"),
    pressure("128", "82", pulse="66"),
    sleep("AsleepCore", *NIGHT),
)
READINGS = {
    "body_weight": 1, "steps_day": 1, "heart_rate": 2, "blood_pressure": 1, "sleep_duration": 1,
    "sleep_light": 1,
}  # fmt: skip


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    path = tmp_path / "export.zip"
    path.write_bytes(zipped(export(*LIFE)).getvalue())
    return path


def run(path: Path, owner: User, *options: str) -> dict[str, Any]:
    """The command's JSON."""
    said = io.StringIO()
    call_command(
        "import_apple_health", str(path), "--owner", owner.email, "--json", *options, stdout=said
    )
    found: dict[str, Any] = json.loads(said.getvalue())
    return found


def readings(owner: User) -> list[Observation]:
    return list(Observation.objects.editable_by(owner).present().oldest_first())


def test_an_export_becomes_readings_once_and_only_hers(
    ana: User, bruno: User, upload: Path
) -> None:
    found = run(upload, ana)
    assert (found["new"], found["rejected"], found["duplicates"]) == (7, 0, 1)
    assert found["by_type"] == READINGS
    assert found["unknown_columns"] == [
        "Basal Energy Burned × 1",
        "Birth date, sex and blood type × 1",
    ]
    assert (found["first_day"], found["last_day"]) == ("2026-03-01", "2026-03-02")
    assert {row.source for row in readings(ana)} == {"apple_health"}
    assert readings(bruno) == []


def test_pressure_and_pulse_are_taken_together_and_days_are_summed_up(
    ana: User, upload: Path
) -> None:
    run(upload, ana)
    by_type = {row.type: row for row in readings(ana) if row.method != "hourly mean"}
    pair = by_type["blood_pressure"]
    assert (pair.value_text, pair.value2_text) == ("128", "82")
    assert pair.group_id == by_type["heart_rate"].group_id is not None
    days = DailyRollup.objects.editable_by(ana).of_type("steps_day")
    assert [(str(day.local_day), day.total) for day in days] == [("2026-03-01", 1100.0)]


def test_doing_it_again_changes_nothing(ana: User, upload: Path) -> None:
    run(upload, ana)
    before = readings(ana)
    found = run(upload, ana)
    assert (found["new"], found["updated"]) == (0, 0)
    assert found["unchanged"] == 8
    assert readings(ana) == before
    assert ImportBatch.objects.editable_by(ana).count() == 1


def test_a_later_export_adds_and_updates_only_what_it_knows_better(ana: User, upload: Path) -> None:
    run(upload, ana)
    later = (record("StepCount", "500", "count", "19:00", "19:10"), record("Height", "170", "cm"))
    upload.write_bytes(zipped(export(*LIFE, *later)).getvalue())
    found = run(upload, ana)
    assert (found["new"], found["updated"]) == (1, 1)
    (day,) = DailyRollup.objects.editable_by(ana).of_type("steps_day")
    assert day.total == 1600.0


def test_the_import_is_one_batch_in_the_history_and_one_line_in_the_trail(
    ana: User, upload: Path
) -> None:
    run(upload, ana)
    batch = ImportBatch.objects.editable_by(ana).get()
    assert (batch.format, batch.state, batch.name) == ("apple", "done", "export.zip")
    assert batch.counts == {"new": 7, "updated": 0, "unchanged": 1, "rejected": 0}
    assert {row.batch_id for row in readings(ana)} == {batch.pk}
    event = AccessEvent.objects.get(action="import")
    assert (event.subject, event.actor, event.reason) == (ana, None, "import_apple_health")
    assert event.detail["new"] == 7


def test_a_dry_run_tells_and_writes_nothing(ana: User, upload: Path) -> None:
    assert run(upload, ana, "--dry-run")["new"] == 7
    assert readings(ana) == []
    assert not ImportBatch.objects.editable_by(ana).exists()
    assert not AccessEvent.objects.filter(action="import").exists()


def test_every_heart_rate_comes_on_request(ana: User, upload: Path) -> None:
    assert run(upload, ana, "--raw-heart-rate")["by_type"]["heart_rate"] == 4


def test_a_rejected_row_keeps_everything_out_until_one_says_otherwise(
    ana: User, upload: Path
) -> None:
    bad = (record("BodyMass", "71", "slug"), record("HeartRate", "NaN", "count/min"))
    upload.write_bytes(export(*LIFE, *bad))
    with pytest.raises(CommandError, match="Nothing was imported"):
        run(upload, ana)
    assert readings(ana) == []
    found = run(upload, ana, "--valid-only")
    assert found["rejected"] == 2
    assert [each["column"] for each in found["rejections"]] == ["unit", "value"]
    assert len(readings(ana)) == 7


def test_what_is_no_export_is_refused_with_the_reason(ana: User, upload: Path) -> None:
    upload.write_bytes(b"<html></html>")
    with pytest.raises(CommandError, match="not an Apple Health export") as caught:
        run(upload, ana)
    assert caught.value.returncode == 1
    upload.write_bytes(zipped(export(*LIFE)).getvalue()[:-400])
    with pytest.raises(CommandError, match="damaged"):
        run(upload, ana)
    upload.write_bytes(export(*LIFE, end=""))
    with pytest.raises(CommandError, match="cut off"):
        run(upload, ana)
    assert readings(ana) == []


def test_a_wrong_name_or_file_is_wrong_use(ana: User, upload: Path) -> None:
    for path, email in ((upload, "nobody@example.org"), (upload / "none.zip", ana.email)):
        with pytest.raises(CommandError) as caught:
            call_command("import_apple_health", str(path), "--owner", email)
        assert caught.value.returncode == 2


def test_the_outcome_is_readable_without_json(ana: User, upload: Path) -> None:
    said = io.StringIO()
    call_command("import_apple_health", str(upload), "--owner", ana.email, stdout=said)
    assert "7 new, 0 updated" in said.getvalue()
    assert "not read: Basal Energy Burned × 1" in said.getvalue()


def test_a_workout_and_a_day_of_energy_are_possible_readings(ana: User, upload: Path) -> None:
    about = {
        "workoutActivityType": "HKWorkoutActivityTypeRunning", "duration": "5.19412346680959",
        "durationUnit": "min", "sourceName": "Watch", "startDate": NIGHT[0], "endDate": NIGHT[1],
    }  # fmt: skip
    burned = {
        "dateComponents": "2026-03-01", "activeEnergyBurned": "590.252",
        "activeEnergyBurnedUnit": "kcal",
    }  # fmt: skip
    upload.write_bytes(export(element("Workout", about), element("ActivitySummary", burned)))
    assert run(upload, ana)["by_type"] == {"workout": 1, "active_energy_day": 1}


# As a public example of 2019 has it, from before DTDs and zones.
OLD = """<HealthData locale="en_US">
 <ExportDate value="2019-07-19 10:36:11 -0700"/>
 <Record type="HKQuantityTypeIdentifierBodyMassIndex" sourceName="Scale" unit="count"
  startDate="2016-04-18 08:25:32 -0700" endDate="2016-04-18 08:25:32 -0700" value="22.5312">
  <MetadataEntry key="Scale App Version" value="2.16.0"/>
 </Record>
 <Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="5.19412346680959"
  durationUnit="min" totalDistance="0.49" totalDistanceUnit="mi" sourceName="Watch"
  startDate="2016-11-14 07:25:41 -0700" endDate="2016-11-14 07:30:52 -0700"/>
</HealthData>"""


def test_an_old_export_is_read_and_what_is_worked_out_here_is_left_out(
    ana: User, upload: Path
) -> None:
    upload.write_text(OLD, encoding="utf-8")
    found = run(upload, ana)
    assert found["by_type"] == {"workout": 1}
    assert found["unknown_columns"] == ["Body Mass Index × 1"]
    (row,) = readings(ana)
    assert (row.value_text, row.notes) == ("5.194123", "0.49 mi")


def test_an_export_that_was_uploaded_is_checked_imported_and_taken_back(
    ana: User, upload: Path
) -> None:
    with upload.open("rb") as file:
        size = upload.stat().st_size
        batch = uploads.open_batch(actor=ana, section="", source=file, size=size, name="my.zip")
    imports.examine(batch_id=batch.pk)
    batch = ImportBatch.objects.editable_by(ana).get()
    assert (batch.format, batch.state, batch.counts["new"]) == ("apple", "ready", 7)
    imports.confirm(batch=batch)
    imports.run(batch_id=batch.pk)
    assert len(readings(ana)) == 7
    undoing.undo(batch=ImportBatch.objects.editable_by(ana).get())
    undoing.run(batch_id=batch.pk)
    assert readings(ana) == []
