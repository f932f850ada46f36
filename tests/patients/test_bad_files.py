"""A file that is wrong anywhere changes nothing, and the page says what and where."""

from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from patients.models import ImportBatch, Observation
from tests import factories
from tests.patients.sheets import exported, imported, parsed, press, sheet, upload

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


BAD_CELLS = [
    ("value", "400", "value: Systolic must be between"),
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
    ("status", "perhaps", "status: not a valid choice"),
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
    assert page.context["batch"].counts["rejected"] == 1
    (rejection,) = page.context["rejections"]
    assert rejection.row == 4
    named, _colon, reason = why.rpartition(": ")
    assert named in {"", rejection.column}
    assert reason in escape(rejection.reason)
    assert rejection.reason in unescape(page.content.decode())
    assert press(client, answer["Location"]).status_code == 422
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
    (b"\x89PNG\r\n\x1a\n\x00\x00", "not text in UTF-8"),
    (b"type,value\x00\n", "not a text file"),
    ("tipo,señal\n".encode("latin-1"), "UTF-8"),
    (b'type,effective_at,value\n"pain,2026-01-01,3\n', "quotation mark"),
    (b"type,effective_at,value\npain,2026-01-01\n", "Row 2 has 2 cells"),
    (b"type,value\npain,3\n", "The column “effective_at” is missing"),
    (b"type,type,effective_at,value\n", "same heading"),
    (b"PK\x03\x04 not a spreadsheet", "ZIP file is damaged"),
    (b"<?xml version='1.0'?><html></html>", "not an Apple Health export"),
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
    settings.IMPORT_MAX_BYTES = 100
    response = upload(client_for(ana), b"type,effective_at,value\n" + b"pain,2026-01-01,3\n" * 20)
    assert response.status_code == 413
    assert "larger than" in response.content.decode()


def test_a_long_file_is_read_to_its_end(client_for: SignIn, ana: User) -> None:
    content = b"type,effective_at,value,unit\n" + b"pain,2026-01-01,3,{score}\n" * 5001
    client = client_for(ana)
    page = client.get(upload(client, content)["Location"])
    assert page.context["batch"].counts["new"] == 5001
    assert page.context["batch"].duplicates == 5000


@pytest.mark.parametrize("section", ["x", "nonsense", "users"])
def test_only_parts_of_the_record_go_in_and_out(
    client_for: SignIn, ana: User, section: str
) -> None:
    client = client_for(ana)
    assert upload(client, b"a,b\n", section).status_code == 422
    assert client.get(f"/exchange/export/{section}/").status_code == 404
