"""Cells that a spreadsheet program could run are defused, and come back to the letter."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.spreadsheets.guard import DANGEROUS, guarded, unguarded

texts = st.text() | st.text(alphabet="=+-@\t\r'\0 \uff1d\uff0bab1", max_size=12)


@given(texts)
def test_a_text_survives_the_guard(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(texts, texts)
def test_two_texts_never_become_one_cell(one: str, other: str) -> None:
    assert (guarded(one) == guarded(other)) == (one == other)


@given(texts)
def test_no_cell_starts_a_formula(text: str) -> None:
    first = guarded(text).lstrip(" ")[:1]
    assert first not in DANGEROUS - {"'"}


@pytest.mark.parametrize(
    "text", ["=1+1", "==2", "+1", "-1", "@SUM(A1)", "\tx", "  =x", "'x", "＝1"]
)
def test_known_formulas_are_defused(text: str) -> None:
    assert guarded(text) == f"'{text}"


@given(st.lists(texts.filter(lambda text: "\0" not in text), min_size=1, max_size=4))
def test_a_row_survives_a_csv_file(row: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerow([guarded(cell) for cell in row])
    (read,) = list(csv.reader(io.StringIO(file.getvalue(), newline=""), strict=True)) or [[""]]
    assert [unguarded(cell) for cell in read] == row
