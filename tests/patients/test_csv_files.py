"""CSV files are read in a stream; one that breaks off is told with its row and column."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError

from patients.importing.csv_files import CHUNK, CsvFile, OwnCsv
from patients.spreadsheets.sheets import SHEETS

HEAD = "type,effective_at,value,notes\r\n"


def read(content: bytes) -> list[tuple[int, list[str]]]:
    return [(row.number, list(row.cells)) for row in CsvFile(io.BytesIO(content)).rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(encoding: str, delimiter: str, end: str) -> None:
    mark = "\ufeff" if encoding.endswith("e") else ""
    lines = [["a", "b"], ['"x\nñ 😀"', "1"], ["", " y "]]
    text = mark + end.join(delimiter.join(line) for line in lines) + end
    assert read(text.encode(encoding)) == [(2, ["x\nñ 😀", "1"]), (3, ["", " y "])]


def test_lines_that_lie_across_the_blocks_of_a_file_stay_whole() -> None:
    rows = [[f"é{number}" * 40, f'"a,\r\n{number}"'] for number in range(3_000)]
    content = "a,b\r\n" + "".join(",".join(row) + "\r\n" for row in rows)
    assert len(content) > 5 * CHUNK
    found = read(content.encode())
    assert [cells[0] for _number, cells in found] == [row[0] for row in rows]
    assert [number for number, _cells in found] == list(range(2, 3_002))


TOP = HEAD.encode()
GOOD = TOP + b"pain,2026,3,ok\r\n"
QUOTES = "A quotation mark"
BROKEN = [
    (GOOD + b"pain,2026,3,\xff\r\n", "Row 3, column “notes”: This is not text"),
    (GOOD + b'pain,"20"26,3,x\r\n', f"Row 3, column “effective_at”: {QUOTES}"),
    (GOOD + b'pain,2026,"3,x\r\n', f"Row 3, column “value”: {QUOTES}"),
    (GOOD + b"pain,2026", "Row 3 has 2 cells; the first row has 4. The file"),
    (TOP + b"pain,2026,3,ok,more\r\n", "Row 2 has 5 cells; the first row has 4."),
    (TOP + b"pain,20\x0026,3,ok\r\n", "Row 2, column “effective_at”: The file is not a text"),
    (HEAD.encode("utf-16") + b"p\x00\x00\xd8q\x00", "Row 2, column “type”: This is not text"),
    (HEAD.encode("utf-16") + "pain,1,2,3\r\n".encode("utf-16-le")[:-1], "This is not text"),
    (TOP + b'pain,2026,3,"' + b"x" * 200_000 + b'"\r\n', f"Row 2, column “notes”: {QUOTES}"),
    (TOP + b"x" * 3_000_000, "Row 2"),
]


@pytest.mark.parametrize(("content", "why"), BROKEN)
def test_a_broken_file_is_told_with_row_and_column(content: bytes, why: str) -> None:
    with pytest.raises(ValidationError) as told:
        read(content)
    assert why in told.value.messages[0]


def test_rows_before_the_break_were_read() -> None:
    file = CsvFile(io.BytesIO(HEAD.encode() + b"a,b,c,d\r\n" * 50 + b'e,"f'))
    rows = file.rows()
    assert [next(rows).number for _ in range(50)] == list(range(2, 52))
    with pytest.raises(ValidationError, match="Row 52"):
        next(rows)


def test_columns_of_the_sheet_are_picked_in_any_order_and_the_rest_is_named() -> None:
    content = b"Hue, VALUE ,type\nred,3,pain\n\nblue,4,mood\n"
    source = OwnCsv(io.BytesIO(content), SHEETS["readings"])
    assert (list(source.columns), list(source.unknown)) == (["value", "type"], ["hue"])
    rows = [(row.number, list(row.cells)) for row in source.rows()]
    assert rows == [(2, ["3", "pain"]), (4, ["4", "mood"])]  # the blank row counts
    assert source.position() == len(content)


class Endless(io.RawIOBase):
    """Four megabytes of rows that are nowhere in memory."""

    def __init__(self) -> None:
        self.left = 60

    def read(self, size: int = -1) -> bytes:
        self.left -= 1
        return b"a,b\n" * (CHUNK // 4) if self.left > 0 else b""


def test_a_long_file_takes_no_more_memory_than_a_short_one() -> None:
    rows: Iterator[object] = CsvFile(Endless()).rows()  # type: ignore[arg-type]
    next(rows)
    tracemalloc.start()
    try:
        assert sum(1 for _ in rows) > 900_000
        assert tracemalloc.get_traced_memory()[1] < 12 * CHUNK * 8
    finally:
        tracemalloc.stop()
