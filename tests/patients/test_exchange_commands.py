"""Sheets leave and come back by command: told in words or JSON, audited, with honest exit codes."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from patients.models import ImportBatch, Observation
from patients.spreadsheets.sheets import SHEETS
from privacy.models import AccessEvent
from tests import factories
from tests.patients.importing import taken_out, wipe
from tests.patients.sheets import sheet
from tests.patients.test_export_and_import import rich_record

pytestmark = pytest.mark.django_db
PAIN = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}


def told(*command: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_every_sheet_leaves_and_comes_back_by_command(ana: User, tmp_path: Path) -> None:
    rich_record(ana)
    before = {key: taken_out(ana, key) for key in SHEETS}
    for key in SHEETS:
        file = tmp_path / key
        said = json.loads(
            told("export_observations", owner=ana.email, section=key, output=str(file), json=True)
        )
        assert file.read_bytes() == before[key]
        assert said["sha256"] == hashlib.sha256(before[key]).hexdigest()
        assert said["bytes"] == len(before[key])
    wipe(ana)
    for key in SHEETS:
        told("import_observations", str(tmp_path / key), owner=ana.email.upper(), section=key)
    assert {key: taken_out(ana, key) for key in SHEETS} == before


def test_an_export_goes_to_standard_output_and_into_the_trail(
    ana: User, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.reading(ana)
    call_command("export_observations", owner=ana.email)
    assert capfdbinary.readouterr().out == taken_out(ana)
    event = AccessEvent.objects.get(action="export")
    assert (event.subject, event.object_type, event.actor) == (ana, "readings", None)
    assert event.detail == {"count": 1}


def test_an_import_tells_what_it_did_and_can_be_undone(ana: User, tmp_path: Path) -> None:
    file = tmp_path / "pain.csv"
    file.write_bytes(sheet([PAIN, {**PAIN, "value": "4"}]))
    said = json.loads(told("import_observations", str(file), owner=ana.email, json=True))
    assert (said["new"], said["rejected"], said["by_type"]) == (2, 0, {"pain": 2})
    batch = ImportBatch.objects.editable_by(ana).get()
    assert batch.state == "done"
    assert Observation.objects.editable_by(ana).filter(batch=batch).count() == 2
    event = AccessEvent.objects.get(action="import")
    assert (event.subject, event.reason) == (ana, "import_observations")


def test_a_dry_run_writes_nothing(ana: User, tmp_path: Path) -> None:
    file = tmp_path / "pain.csv"
    file.write_bytes(sheet([PAIN]))
    assert "1 new" in told("import_observations", str(file), owner=ana.email, dry_run=True)
    assert not Observation.objects.editable_by(ana).exists()
    assert not ImportBatch.objects.editable_by(ana).exists()


def test_rejected_rows_end_with_one_and_import_nothing_unless_asked(
    ana: User, tmp_path: Path
) -> None:
    file = tmp_path / "pain.csv"
    file.write_bytes(sheet([PAIN, {**PAIN, "value": "11"}]))
    out = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was imported") as error:
        call_command("import_observations", str(file), owner=ana.email, stdout=out)
    assert error.value.returncode == 1
    assert "row 3: value" in out.getvalue()
    assert not Observation.objects.editable_by(ana).exists()
    told("import_observations", str(file), owner=ana.email, valid_only=True)
    assert Observation.objects.editable_by(ana).count() == 1


@pytest.mark.parametrize(
    "command",
    [
        ["import_observations", "missing.csv", "--owner", "ana.torres@example.org"],
        ["import_observations", "missing.csv", "--owner", "nobody@example.org"],
        ["import_observations", "missing.csv"],
        ["export_observations", "--owner", "nobody@example.org"],
        ["export_observations", "--owner", "ana.torres@example.org", "--section", "nonsense"],
        ["export_observations", "--owner", "ana.torres@example.org", "--json"],
    ],
)
def test_wrong_use_ends_with_two(ana: User, command: list[str]) -> None:
    ana.email = "ana.torres@example.org"
    ana.save(update_fields=["email"])
    with pytest.raises(CommandError) as error:
        call_command(*command)
    assert getattr(error.value, "returncode", 2) in {1, 2}
    assert error.value.returncode == 2 or "argument" in str(error.value) or "required" in str(error)


def test_a_broken_file_ends_with_one_and_says_where(ana: User, tmp_path: Path) -> None:
    file = tmp_path / "pain.csv"
    file.write_bytes(sheet([PAIN]) + b'pain,"20')
    with pytest.raises(CommandError, match="Row 3") as error:
        call_command("import_observations", str(file), owner=ana.email)
    assert error.value.returncode == 1


def test_a_file_that_cannot_be_written_is_told(ana: User, tmp_path: Path) -> None:
    where = tmp_path / "no" / "such" / "folder.csv"
    with pytest.raises(CommandError, match="No such file"):
        call_command("export_observations", owner=ana.email, output=str(where))
