"""What is judged quickly is judged as it would be slowly, and travels as it would."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from patients.importing import rows
from patients.importing.fast import FastReadings
from patients.importing.wire import READING_ORDER, moment_text, wire_of
from patients.models import Observation
from patients.spreadsheets.sheets import SHEETS
from tests.patients.generated import HEADINGS, Generated

pytestmark = pytest.mark.django_db
SHEET = SHEETS["readings"]
SOUND = Generated(seed=23).rows(300)
# Cells that are wrong, odd or empty, for any column.
ODD = st.one_of(
    st.sampled_from(
        [
            "", " ", "0", "-0.5", "NaN", "1e3", "'", "''=1", "=1", "12345678901234", "7.1234567",
            "kg", "mm[Hg]", "<", "≤", "pain", "bmi", "custom-00000000", "readings/1", "facts/1",
            "2026-10-02", "2026-10-02T08:12", "2026-10-02 08:12:30", "2026-03-29 02:30",
            "2026-11-01T01:30:15.000000-05:00", "2999-01-01T00:00:00+00:00", "2026-13-01",
            "Europe/Madrid", "America/New_York", "Mars/Olympus", "fasting", "final", "x" * 130,
            str(uuid4()), '["a", "b"]', "[1]", "a, b", "heavy", "entered-in-error",
        ]
    ),
    st.text(max_size=12).filter(lambda text: "\0" not in text),
)  # fmt: skip
CHANGES = st.dictionaries(st.sampled_from(HEADINGS), ODD, max_size=3)


def slowly(owner: User, cells: list[str], now: datetime) -> Observation | None:
    """The reading that the slow way makes of a row, or None."""
    try:
        entry = rows.new_entry(SHEET, owner, now)
        named = zip(HEADINGS, cells, strict=True)
        rows.fill(SHEET, entry, rows.cells_of(SHEET, named, owner))
        rows.judge(SHEET, entry)
    except ValidationError:
        return None
    made: Observation = entry
    return made


def state(entry: Any) -> dict[str, Any]:
    """Every field but those that the database makes."""
    names = [f.attname for f in Observation._meta.concrete_fields if f.name not in ("id", "batch")]
    found = {name: getattr(entry, name) for name in names}
    return {**found, "entry_id": str(entry.entry_id)}


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(row=st.sampled_from(SOUND), changes=CHANGES)
def test_the_quick_way_takes_what_the_slow_way_takes_and_nothing_else(
    ana: User, row: list[str], changes: dict[str, str]
) -> None:
    now = timezone.now()
    cells = [changes.get(name, cell) for name, cell in zip(HEADINGS, row, strict=True)]
    slow = slowly(ana, cells, now)
    fast = FastReadings(SHEET, ana, HEADINGS, now)
    # Twice: judged, then remembered.
    for _ in range(2):
        parts = fast.read(cells, str(slow.entry_id) if slow else "")
        assert (parts is None) == (slow is None)
        if parts is not None and slow is not None:
            assert state(fast.entry(parts)) == state(slow)


def test_what_is_remembered_of_one_row_is_never_taken_for_another(ana: User) -> None:
    now = timezone.now()
    fast = FastReadings(SHEET, ana, HEADINGS, now)
    for cells in (*SOUND, *SOUND):
        slow = slowly(ana, cells, now)
        assert slow is not None
        parts = fast.read(cells, str(slow.entry_id))
        assert parts is not None
        assert state(fast.entry(parts)) == state(slow)


def test_both_ways_travel_alike(ana: User) -> None:
    now = timezone.now()
    fast, wire = FastReadings(SHEET, ana, HEADINGS, now), wire_of(SHEET, ana)
    notes = READING_ORDER.index("notes")
    for cells in SOUND[:60]:
        slow = slowly(ana, cells, now)
        assert slow is not None
        parts = fast.read(cells, str(slow.entry_id))
        assert parts is not None
        quick, values = fast.line(parts), list(map(str, wire.values(slow)))
        if isinstance(quick, tuple):
            travelled = list(map(str, quick))
            assert (
                travelled[:notes] + travelled[notes + 1 :] == values[:notes] + values[notes + 1 :]
            )


def _as_instant(cell: str) -> object:
    """Two spellings of one instant are one."""
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return cell


@given(moment=st.datetimes(min_value=datetime(1900, 1, 2), timezones=st.timezones()))  # noqa: DTZ001
def test_an_instant_travels_as_django_sends_it(moment: datetime) -> None:
    sent = moment_text()(moment)
    if connection.vendor == "sqlite":
        assert sent == connection.ops.adapt_datetimefield_value(moment)
    else:
        assert datetime.fromisoformat(sent).astimezone(UTC) == moment.astimezone(UTC)


def test_every_field_of_a_reading_has_its_place() -> None:
    names = {f.name for f in Observation._meta.concrete_fields}
    assert set(READING_ORDER) == names - {"id", "batch"}
