"""A record goes out as a spreadsheet and comes back the same, or not at all."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from patients.models import ImportBatch, Observation
from patients.profile_sections import SECTIONS
from patients.resources import SHEETS
from privacy.models import AccessEvent
from tests import factories
from tests.patients.sheets import exported, imported, parsed, sheet, upload

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db
HOSTILE = "=cmd|' /C calc'!A0\r\nsecond \"line\", with; all\tof it \u202eabc \U0001f600 'x"
DELETE = "tests empty a record before importing it again"


def rich_record(person: User) -> None:
    """Readings and a profile with everything that breaks naive files."""
    at = datetime(2026, 10, 25, 1, 30, 15, 123456, tzinfo=UTC)  # the second 02:30 in Madrid
    factories.reading(
        person, "glucose", "7.20", at=at, tz="Europe/Madrid", unit="mmol/L", comparator="<",
        context="fasting", notes=HOSTILE, tags=("plain", "a, b", "=x"), device="-Contour",
        effective_end=None,
    )  # fmt: skip
    factories.reading(person, "blood_pressure", "128", tz="America/New_York", group_id=uuid4())
    factories.reading(
        person, "sleep_duration", "7.50", unit="h", effective_end=at, at=at.replace(hour=0)
    )
    factories.reading(
        person, "menstruation", "", code="heavy", precision="day", tz="Europe/Madrid",
        at=datetime(2026, 10, 1, 22, tzinfo=UTC),
    )  # fmt: skip
    for section in SECTIONS:
        factories.line(person, section.key, notes=HOSTILE)
    factories.line(
        person, "medications", dose="50", dose_unit="mg", started="2019", ended="2020-05"
    )
    factories.line(person, "immunizations", dose_number=3)
    factories.line(person, "family", age_at_onset=0)
    factories.facts(
        person, birth_date=date(1981, 3, 9), sex="female", blood_type="A+", country="ES"
    )


def wipe(person: User) -> None:
    for resource in SHEETS.values():
        resource.model.objects.unscoped(DELETE).filter(owner=person).delete()


@pytest.mark.parametrize("language", ["en", "es"])
def test_out_and_back_and_out_again_gives_the_same_bytes(
    client_for: SignIn, ana: User, bruno: User, language: str
) -> None:
    rich_record(ana)
    ana.language = bruno.language = language
    ana.save(update_fields=["language"])
    bruno.save(update_fields=["language"])
    hers, his = client_for(ana), client_for(bruno)
    files = {section: exported(hers, section) for section in SHEETS}
    wipe(ana)
    for client in (hers, his):
        for section, content in files.items():
            assert imported(client, content, section).status_code == 302
            assert exported(client, section) == content, section


@pytest.mark.parametrize("section", SHEETS)
def test_importing_a_file_again_changes_nothing(
    client_for: SignIn, ana: User, section: str
) -> None:
    rich_record(ana)
    client = client_for(ana)
    page = client.get(upload(client, exported(client, section), section)["Location"])
    outcome = page.context["outcome"]
    assert (outcome.changes, outcome.rejected) == (0, 0)
    assert outcome.unchanged > 0
    assert "in your record already" in page.content.decode()


def test_an_edited_row_changes_its_entry_and_a_row_without_id_is_new(
    client_for: SignIn, ana: User
) -> None:
    row, client = factories.reading(ana, notes="before"), client_for(ana)
    (cells,) = parsed(exported(client))
    new = {**cells, "entry_id": "", "value": "135", "created_at": "", "updated_at": ""}
    answer = imported(client, sheet([{**cells, "value": "131", "notes": "after"}, new]))
    assert "1 new, 1 changed" in client.get(answer["Location"]).content.decode()
    rows = Observation.objects.editable_by(ana).order_by("value_text")
    assert [(r.value_text, r.notes) for r in rows] == [("131", "after"), ("135", "before")]
    changed = rows[0]
    assert (changed.pk, changed.created_at) == (row.pk, row.created_at)
    assert changed.updated_at > row.updated_at
    assert changed.canonical == 131


def test_someone_elses_id_makes_a_row_of_ones_own_and_touches_nothing(
    client_for: SignIn, ana: User, bruno: User
) -> None:
    row = factories.reading(ana, notes="hers")
    content = exported(client_for(ana)).replace(b"hers", b"his")
    page = client_for(bruno).get(upload(client_for(bruno), content)["Location"])
    assert page.context["outcome"].new == 1  # no hint that the id exists
    imported(client_for(bruno), content)
    row.refresh_from_db()
    assert row.notes == "hers"
    assert Observation.objects.editable_by(bruno).get().notes == "his"


def test_a_short_file_written_by_hand_is_enough(client_for: SignIn, ana: User) -> None:
    ana.time_zone = "Europe/Madrid"
    ana.save(update_fields=["time_zone"])
    rows = [
        {"type": "body_weight", "effective_at": "2026-07-02 08:12", "value": "72.50", "unit": "kg"},
        {"type": "steps_day", "effective_at": "2026-07-02", "value": "9500", "unit": "{steps}/d"},
    ]
    assert imported(client_for(ana), sheet(rows, delimiter=";")).status_code == 302
    steps, weight = Observation.objects.editable_by(ana).order_by("-type")
    assert weight.effective_at == datetime(2026, 7, 2, 6, 12, tzinfo=UTC)
    assert (weight.value_text, weight.tz, weight.source) == ("72.50", "Europe/Madrid", "csv")
    assert steps.precision == "day"


def test_foreign_text_is_taken_as_it_is(client_for: SignIn, ana: User) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    imported(client_for(ana), sheet([{**row, "notes": "'quoted'"}]))
    assert Observation.objects.editable_by(ana).get().notes == "'quoted'"


BAD_CELLS = [
    ("value", "400", "value_text: Systolic must be between"),
    ("value", "1,280", "value: Write a number"),
    ("value", "NaN", "value: Write a number"),
    ("unit", "kg", "unit: Blood pressure is measured in"),
    ("type", "blod_pressure", "is not a type that can be logged"),
    ("type", "bmi", "is not a type that can be logged"),
    ("effective_at", "2027-13-01", "Write the time as"),
    ("effective_at", "2099-01-01T10:00:00+00:00", "This time is in the future"),
    ("effective_at", "", "Write the time as"),
    ("tz", "Mars/Olympus", "is not a known time zone"),
    ("entry_id", "17", "This is not an id that we gave"),
    ("group_id", "17", "This is not an id that we gave"),
    ("status", "perhaps", "status"),
    ("comparator", "~", "Use &lt;"),
    ("context", "flying", "Choose one of the listed situations"),
    ("device", "x" * 121, "at most 120"),
    ("notes", "x" * 4001, "at most 4000"),
    ("tags", "[1, 2]", "Write tags with commas"),
    ("created_at", "2026-01-01T10:00:00", "no offset"),
    ("schema", "allergies/1", "This row is"),
]


@pytest.mark.parametrize(("column", "cell", "why"), BAD_CELLS)
def test_one_bad_row_keeps_the_whole_file_out_and_is_named(
    client_for: SignIn, ana: User, column: str, cell: str, why: str
) -> None:
    factories.reading(ana)
    client = client_for(ana)
    (good,) = parsed(exported(client))
    good = {**good, "entry_id": str(uuid4())}
    second = {**good, "entry_id": str(uuid4())}
    other = {**second, "entry_id": str(uuid4()), "updated_at": "", "created_at": "", column: cell}
    answer = upload(client, sheet([good, second, other]))
    page = client.get(answer["Location"])
    text = page.content.decode()
    assert page.context["outcome"].rejected == 1
    assert page.context["outcome"].rejections[0].row == 4
    assert why in text
    assert client.post(answer["Location"]).status_code == 422
    assert Observation.objects.editable_by(ana).count() == 1


def test_the_same_id_twice_in_a_file_is_refused(client_for: SignIn, ana: User) -> None:
    factories.reading(ana)
    client = client_for(ana)
    (cells,) = parsed(exported(client))
    page = client.get(upload(client, sheet([cells, {**cells, "value": "130"}]))["Location"])
    assert "Another row has the same id" in page.content.decode()


BAD_FILES: list[tuple[bytes, str]] = [
    (b"", "The file is empty"),
    (b"\r\n\r\n", "The file is empty"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
    (b"type,value\x00\n", "not a text file"),
    ("tipo,señal\n".encode("latin-1"), "UTF-8"),
    (b'type,effective_at,value\n"pain,2026-01-01,3\n', "quotation mark"),
    (b"type,effective_at,value\npain,2026-01-01\n", "Row 2 has 2 cells"),
    (b"type,value\npain,3\n", "The column “effective_at” is missing"),
    (b"type,type,effective_at,value\n", "same heading"),
    (b"PK\x03\x04 not a spreadsheet", "is missing"),
]


@pytest.mark.parametrize(("content", "why"), BAD_FILES)
def test_a_file_that_is_no_sheet_is_told_so_and_not_kept(
    client_for: SignIn, ana: User, settings: Any, content: bytes, why: str
) -> None:
    response = upload(client_for(ana), content)
    assert response.status_code == 422
    assert why in response.content.decode()
    assert not ImportBatch.objects.editable_by(ana).exists()
    root = Path(settings.SEALED_ROOT)
    assert not root.exists() or not [p for p in root.rglob("*") if p.is_file()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_of_other_programs_are_read(
    client_for: SignIn, ana: User, encoding: str, delimiter: str
) -> None:
    row = {
        "type": "pain",
        "effective_at": "2026-07-02",
        "value": "3",
        "unit": "{score}",
        "notes": "é",
    }
    content = sheet([row], delimiter=delimiter).decode().encode(encoding)
    assert imported(client_for(ana), content).status_code == 302
    assert Observation.objects.editable_by(ana).get().notes == "é"


def test_a_file_over_the_limit_is_413(client_for: SignIn, ana: User, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    response = upload(client_for(ana), b"type,effective_at,value\n" + b"pain,2026-01-01,3\n" * 20)
    assert response.status_code == 413
    assert "larger than" in response.content.decode()


def test_a_file_with_too_many_rows_is_refused_before_it_is_judged(
    client_for: SignIn, ana: User
) -> None:
    content = b"type,effective_at,value\n" + b"pain,2026-01-01,3\n" * 5001
    response = upload(client_for(ana), content)
    assert "more than 5000 rows" in response.content.decode()


@pytest.mark.parametrize("section", ["", "nonsense", "users"])
def test_only_parts_of_the_record_go_in_and_out(
    client_for: SignIn, ana: User, section: str
) -> None:
    client = client_for(ana)
    assert upload(client, b"a,b\n", section).status_code == 422
    assert client.get(f"/exchange/export/{section or 'x'}/").status_code == 404


def test_a_waiting_file_is_sealed_and_gone_when_done(
    client_for: SignIn, ana: User, settings: Any
) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    client = client_for(ana)
    answer = upload(client, sheet([{**row, "notes": "canary words"}]))
    files = [path for path in Path(settings.SEALED_ROOT).rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"canary" not in files[0].read_bytes()
    client.post(answer["Location"])
    assert not files[0].exists()


def test_confirming_twice_imports_once(client_for: SignIn, ana: User) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    client = client_for(ana)
    where = upload(client, sheet([row]))["Location"]
    assert [client.post(where).status_code for _ in range(2)] == [302, 302]
    assert Observation.objects.editable_by(ana).count() == 1


def test_a_dropped_file_is_never_imported(client_for: SignIn, ana: User, settings: Any) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    client = client_for(ana)
    where = upload(client, sheet([row]))["Location"]
    client.post(f"{where}drop/")
    client.post(where)
    assert not Observation.objects.editable_by(ana).exists()


def test_someone_elses_upload_looks_like_none(client_for: SignIn, ana: User, bruno: User) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    where = upload(client_for(ana), sheet([row]))["Location"]
    client = client_for(bruno)
    assert client.get(where).status_code == 404
    assert client.post(where).status_code == 404
    assert client.post(f"{where}drop/").status_code == 404
    assert not Observation.objects.unscoped("nothing was imported").exists()


def test_columns_nobody_knows_are_reported(client_for: SignIn, ana: User) -> None:
    row = {
        "type": "pain",
        "effective_at": "2026-07-02",
        "value": "3",
        "unit": "{score}",
        "hue": "x",
    }
    client = client_for(ana)
    page = client.get(upload(client, sheet([row]))["Location"])
    assert "not read: hue" in page.content.decode()


def test_an_export_is_an_attachment_and_leaves_its_row_count_in_the_trail(
    client_for: SignIn, ana: User
) -> None:
    factories.readings(ana, 3)
    response = client_for(ana).get("/exchange/export/readings/")
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    event = AccessEvent.objects.get(action="export")
    assert (event.object_type, event.detail) == ("readings", {"count": 3})


def test_an_import_leaves_one_line_in_the_trail(client_for: SignIn, ana: User) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    imported(client_for(ana), sheet([row, {**row, "value": "4"}]))
    event = AccessEvent.objects.get(action="import")
    assert event.detail["new"] == 2
    assert not AccessEvent.objects.filter(action="create").exists()


def test_no_cell_of_an_export_runs_in_a_spreadsheet(client_for: SignIn, ana: User) -> None:
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", "  =1", "＝1"):
        factories.reading(ana, notes=text, tags=(text.strip(),), device=text)
    for cells in parsed(exported(client_for(ana))):
        for name in ("notes", "tags", "device"):
            assert cells[name].startswith("'")
