"""Excel files come in like any other, and what they hide does not."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from patients.importing.workbook import WorkbookTable
from patients.models import ImportBatch, Observation
from tests import factories
from tests.patients.sheets import exported, parsed, press, upload
from tests.patients.workbooks import BOMB, STRINGS, with_part, with_strings, workbook

SignIn = Callable[[User], Client]
WEIGHTS = [
    ["Day", "Weight (kg)", "Note"],
    [datetime(2026, 7, 2, 8, 12, 30), 0.1 + 72.2, "=1+1"],  # noqa: DTZ001 - Excel knows no zones
    [date(2026, 7, 3), 72, None],
]
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><sst>&b;</sst>'
FIRST = "xl/worksheets/sheet1.xml"


def table(content: bytes, sheet: str = "") -> WorkbookTable:
    return WorkbookTable(io.BytesIO(content), sheet)


def test_cells_are_what_excel_shows() -> None:
    found = table(workbook({"Empty": [], "Weights": [[], *WEIGHTS]}))
    assert found.sheets == ["Empty", "Weights"]
    assert found.headings == ["Day", "Weight (kg)", "Note"]
    assert [(row.number, list(row.cells)) for row in found.rows()] == [
        (3, ["2026-07-02 08:12:30", "72.3", ""]),  # a formula that was never worked out
        (4, ["2026-07-03", "72", ""]),
    ]


@pytest.mark.django_db
def test_our_own_sheet_saved_as_a_workbook_changes_nothing(client_for: SignIn, ana: User) -> None:
    factories.reading(ana, notes="=x", tags=("a, b",))
    client = client_for(ana)
    (cells,) = parsed(exported(client))
    content = workbook({"readings": [list(cells), list(cells.values())]})
    page = client.get(upload(client, content, "", "r.xlsx")["Location"])
    assert page.context["batch"].counts["unchanged"] == 1
    assert (page.context["changes"], page.context["batch"].format) == (0, "workbook")


@pytest.mark.django_db
def test_a_foreign_workbook_is_asked_about_and_the_sheet_can_be_chosen(
    client_for: SignIn, ana: User
) -> None:
    client = client_for(ana)
    content = workbook({"Cover": [["Made by Scale"]], "Weights": WEIGHTS})
    where = str(upload(client, content, "", "w.xlsx")["Location"])
    form = client.get(f"{where}columns/").context["form"]
    assert (form.found["sheets"], form.found["sheet"]) == (["Cover", "Weights"], "Cover")
    press(client, f"{where}columns/", sheet="Weights")
    form = client.get(f"{where}columns/").context["form"]
    assert [form[f"column{n}"].value() for n in range(3)] == ["when", "body_weight|1|kg", "notes"]
    answers = {name: form[name].value() for name in form.fields if form[name].value()}
    press(client, f"{where}columns/", **answers)
    press(client, where)
    rows = Observation.objects.editable_by(ana).order_by("effective_at")
    assert [(row.value_text, row.precision) for row in rows] == [("72.3", "minute"), ("72", "day")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(with_part(workbook({"a": WEIGHTS}), STRINGS, BOMB, 300), id="strings"),
        pytest.param(with_part(workbook({"a": WEIGHTS}), FIRST, BOMB, 300), id="sheet"),
    ],
)
def test_a_bomb_is_not_unpacked(client_for: SignIn, ana: User, content: bytes) -> None:
    assert len(content) < 2 * 1024 * 1024
    client = client_for(ana)
    tracemalloc.start()
    try:
        where = upload(client, content, "", "bomb.xlsx")["Location"]
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
    finally:
        tracemalloc.stop()
    assert "unpacks to far more" in client.get(where).content.decode()
    assert ImportBatch.objects.editable_by(ana).get().state == "unreadable"


@pytest.mark.parametrize("part", [STRINGS, FIRST, "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize("junk", [b"", b"not xml", ENTITIES])
def test_a_damaged_or_entity_laden_workbook_is_refused(part: str, junk: bytes) -> None:
    content = with_strings(workbook({"a": WEIGHTS}), b"<sst></sst>")
    list(table(content).rows())
    with pytest.raises(ValidationError, match="damaged"):
        list(table(with_part(content, part, junk)).rows())


def test_a_workbook_cut_off_anywhere_is_damaged() -> None:
    content = workbook({"a": WEIGHTS})
    for length in range(200, len(content), 400):
        with pytest.raises(ValidationError, match="damaged"):
            list(table(content[:length]).rows())


def test_a_row_at_the_far_end_costs_nothing_and_too_many_columns_are_refused() -> None:
    far = workbook({"a": [*WEIGHTS, *[[] for _ in range(5000)], ["2026-07-04", 73]]})
    assert [row.number for row in table(far).rows()] == [2, 3, 5004]
    with pytest.raises(ValidationError, match="more than 100 columns"):
        table(workbook({"a": [[f"c{n}" for n in range(200)]]}))


@pytest.mark.django_db
def test_another_zip_is_told_what_it_is_not(client_for: SignIn, ana: User) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("letter.txt", "hello")
    answer = upload(client_for(ana), target.getvalue(), "", "a.zip")
    assert answer.status_code == 422
    assert "neither an Excel workbook nor an Apple Health export" in answer.content.decode()
