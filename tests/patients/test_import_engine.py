"""What a file would do is told row by row; what it does happens at once or not at all."""

import io
import tempfile
from datetime import date
from typing import BinaryIO, cast
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from patients.importing.csv_files import OwnCsv
from patients.importing.examining import examine
from patients.importing.sources import SourceRow
from patients.importing.writing import ChangedMeanwhile, write
from patients.models import DailyRollup, ImportBatch, ImportedChange, Observation
from patients.resources import RESOURCES
from patients.services import observations
from patients.spreadsheets import files
from patients.spreadsheets.sheets import SHEETS
from tests import factories
from tests.patients.generated import Generated, as_file
from tests.patients.importing import looked_at, taken_in, taken_out, wipe
from tests.patients.sheets import parsed, sheet

pytestmark = pytest.mark.django_db
PAIN = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}


def test_the_outcome_counts_rows_days_types_and_repeats(ana: User) -> None:
    rows = [
        PAIN,
        {**PAIN, "value": "4", "effective_at": "2026-07-05"},
        PAIN,
        {**PAIN, "value": "11"},
    ]
    found = looked_at(ana, sheet(rows))
    assert found.counts == {"new": 3, "updated": 0, "unchanged": 0, "rejected": 1}
    assert (found.first_day, found.last_day) == (date(2026, 7, 2), date(2026, 7, 5))
    assert (found.by_type, found.duplicates) == ({"pain": 3}, 1)
    (refused,) = found.rejections
    assert (refused.row, refused.column) == (5, "value")
    assert "between 0 and 10" in refused.reason
    assert not Observation.objects.editable_by(ana).exists()


def test_rejected_rows_are_handed_out_with_their_cells(ana: User) -> None:
    kept: list[tuple[SourceRow, list[tuple[str, str]]]] = []
    content = sheet([PAIN, {**PAIN, "unit": "kg"}])
    source = OwnCsv(io.BytesIO(content), SHEETS["readings"])
    examine(
        owner=ana, section="readings", source=source,
        refused=lambda row, reasons: kept.append((row, reasons)),
    )  # fmt: skip
    ((row, reasons),) = kept
    assert (row.number, row.cells[-1], reasons[0][0]) == (3, "kg", "unit")


BAD = [
    ("value", "NaN", "Write a number"),
    ("value", "1e5", "Write a number"),
    ("value", "400", "between"),
    ("value", "", "at least one value"),
    ("unit", "kg", "is measured in"),
    ("type", "custom-00000000", "none of your own types"),
    ("entry_id", "17", "not an id"),
    ("effective_at", "2026-02-30", "Write the time"),
    ("effective_at", "2099-01-01T00:00:00+00:00", "in the future"),
    ("effective_end", "2020-01-01T00:00:00+00:00", "before the start"),
    ("tz", "Mars/Olympus", "time zone"),
    ("tags", '["\\u0000"]', "tags"),
    ("notes", "x" * 4001, "4000"),
    ("schema", "allergies/1", "This row is"),
]


@pytest.mark.parametrize(("column", "cell", "why"), BAD)
def test_both_ways_in_refuse_a_bad_cell_by_row_and_column(
    ana: User, column: str, cell: str, why: str
) -> None:
    factories.reading(ana)
    (good,) = parsed(taken_out(ana))
    rows = [{**good, "entry_id": str(uuid4())}, {**good, "entry_id": str(uuid4()), column: cell}]
    found = looked_at(ana, sheet(rows))
    assert (found.new, found.rejected) == (1, 1)
    assert (found.rejections[0].row, found.rejections[0].column) == (3, column)
    assert why in found.rejections[0].reason
    result = RESOURCES["readings"](ana).import_data(files.read(sheet(rows)), dry_run=True)
    refused = [row.number for row in result.invalid_rows] + [n for n, _ in result.row_errors()]
    assert refused == [2]


def test_an_edited_row_updates_and_the_entry_before_is_kept(ana: User) -> None:
    row = factories.reading(ana, notes="before")
    (cells,) = parsed(taken_out(ana))
    batch = ImportBatch.objects.create(owner=ana, section="readings")
    found = taken_in(ana, sheet([{**cells, "value": "131", "notes": "after"}]), batch_id=batch.pk)
    assert found.updated == 1
    row.refresh_from_db()
    assert (row.value_text, row.notes, row.canonical) == ("131", "after", 131)
    assert row.batch_id is None  # it was not made by this import
    kept = ImportedChange.objects.editable_by(ana).get()
    assert kept.before == {"cells": cells, "deleted_at": None}
    assert DailyRollup.objects.editable_by(ana).get().low == 131


def test_new_rows_know_their_batch(ana: User) -> None:
    batch = ImportBatch.objects.create(owner=ana, section="readings")
    taken_in(ana, sheet([PAIN, {**PAIN, "value": "4"}]), batch_id=batch.pk)
    assert Observation.objects.editable_by(ana).filter(batch=batch).count() == 2


def test_a_deleted_entry_comes_back_by_its_id(ana: User) -> None:
    row = factories.reading(ana)
    content = taken_out(ana)
    observations.delete_observation(actor=ana, row=row)
    assert not DailyRollup.objects.editable_by(ana).exists()
    assert taken_in(ana, content).updated == 1
    row.refresh_from_db()
    assert row.deleted_at is None
    assert DailyRollup.objects.editable_by(ana).get().n == 1


def test_someone_elses_ids_match_nothing(ana: User, bruno: User) -> None:
    row = factories.reading(ana, notes="hers")
    assert taken_in(bruno, taken_out(ana).replace(b"hers", b"his")).new == 1
    row.refresh_from_db()
    assert row.notes == "hers"
    assert row.owner == ana


def test_the_same_id_twice_is_refused_unless_it_says_the_same(ana: User) -> None:
    factories.reading(ana)
    (cells,) = parsed(taken_out(ana))
    wipe(ana)
    found = looked_at(ana, sheet([cells, cells, {**cells, "value": "131"}]))
    assert found.counts == {"new": 1, "updated": 0, "unchanged": 1, "rejected": 1}
    assert found.duplicates == 2
    assert "same id" in found.rejections[0].reason


def test_other_spellings_of_what_is_there_change_nothing(ana: User) -> None:
    factories.reading(ana, "body_weight", "72.50", tz="UTC")
    (cells,) = parsed(taken_out(ana))
    foreign = {k: v for k, v in cells.items() if k not in ("schema", "loinc", "created_at")}
    foreign["effective_at"] = cells["effective_at"].replace("+00:00", "Z").replace("T", "t")
    assert looked_at(ana, sheet([foreign])).unchanged == 1


@pytest.mark.parametrize("change", ["added", "edited"])
def test_a_record_that_changes_meanwhile_is_not_written_over(ana: User, change: str) -> None:
    row = factories.reading(ana)
    (cells,) = parsed(taken_out(ana))
    content = sheet([{**cells, "value": "131"}, {**cells, "entry_id": str(uuid4())}])
    if change == "added":
        wipe(ana)
    with tempfile.TemporaryFile() as file:
        spool = cast("BinaryIO", file)
        source = OwnCsv(io.BytesIO(content), SHEETS["readings"])
        examine(owner=ana, section="readings", source=source, spool=spool)
        if change == "added":
            factories.reading(ana, entry_id=row.entry_id, value="140")
        else:
            changed = factories.entry_of(row, value="140")
            observations.edit_observation(actor=ana, row=row, entry=changed)
        with pytest.raises(ChangedMeanwhile, match="try again"):
            write(owner=ana, section="readings", spool=spool, batch_id=None)
    assert Observation.objects.editable_by(ana).get().value_text == "140"


def test_both_ways_in_give_the_same_record(ana: User, bruno: User) -> None:
    content = as_file(Generated(seed=5).rows(400))
    taken_in(ana, content)
    result = RESOURCES["readings"](bruno).import_data(files.read(content), dry_run=False)
    assert not result.has_errors()
    assert not result.has_validation_errors()
    assert taken_out(bruno) == content == taken_out(ana)
    left = {"id", "owner", "notes", "batch"}
    names = [f.name for f in Observation._meta.concrete_fields if f.name not in left]
    states = [
        list(Observation.objects.editable_by(person).order_by("entry_id").values_list(*names))
        for person in (ana, bruno)
    ]
    assert states[0] == states[1]
    sums = [
        list(
            DailyRollup.objects.editable_by(person)
            .order_by("type", "local_day")
            .values_list("type", "local_day", "n", "exact", "total", "am", "pm", "below", "above")
        )
        for person in (ana, bruno)
    ]
    assert sums[0] == sums[1]


def test_a_file_without_what_is_needed_is_refused_whole(ana: User) -> None:
    with pytest.raises(ValidationError, match="“effective_at” is missing"):
        looked_at(ana, b"type,value\npain,3\n")
