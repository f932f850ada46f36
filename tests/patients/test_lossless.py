"""What goes out comes back byte by byte: every type, any words, any zone, in both languages."""

from typing import Any

import pytest
from django.utils import translation

from accounts.models import User
from patients.models import DailyRollup, Observation
from patients.services import rollups
from patients.spreadsheets.sheets import SHEETS
from tests.patients.generated import LOGGED, Generated, as_file
from tests.patients.importing import taken_in, taken_out, wipe
from tests.patients.sheets import parsed
from tests.patients.test_export_and_import import rich_record

pytestmark = pytest.mark.django_db
MANY = 100_000


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_type_with_hostile_words_comes_back_byte_by_byte(
    ana: User, bruno: User, settings: Any, language: str
) -> None:
    settings.USE_THOUSAND_SEPARATOR = True
    file = as_file(Generated(seed=7).rows(2_000))
    with translation.override(language):
        found = taken_in(ana, file)
        out = taken_out(ana)
        taken_in(bruno, out)
        again = taken_out(bruno)
    assert found.rejected == 0, found.rejections
    assert out == file
    assert again == file
    types = set(Observation.objects.editable_by(ana).values_list("type", flat=True))
    assert types == {kind.key for kind in LOGGED}


def test_every_sheet_comes_back_byte_by_byte(ana: User, bruno: User) -> None:
    rich_record(ana)
    files = {key: taken_out(ana, key) for key in SHEETS}
    wipe(ana)
    for person in (ana, bruno):
        for key, file in files.items():
            taken_in(person, file, key)
        for key, file in files.items():
            assert taken_out(person, key) == file, key


@pytest.mark.parametrize("key", SHEETS)
def test_an_unchanged_sheet_changes_nothing(ana: User, key: str) -> None:
    rich_record(ana)
    found = taken_in(ana, taken_out(ana, key), key)
    assert (found.changes, found.rejected, found.duplicates) == (0, 0, 0)
    assert found.unchanged == len(parsed(taken_out(ana, key)))


def test_a_hundred_thousand_readings_out_wiped_in_and_out_again(ana: User, settings: Any) -> None:
    """Out in English, back in Spanish: a file says the same whoever reads the pages."""
    settings.USE_THOUSAND_SEPARATOR = True
    file = as_file(Generated(seed=11).rows(MANY))
    first = taken_in(ana, file)
    out = taken_out(ana)
    wipe(ana)
    assert not Observation.objects.editable_by(ana).exists()
    with translation.override("es"):
        second = taken_in(ana, out)
        assert taken_out(ana) == out == file
    assert (first.new, second.new, first.rejected) == (MANY, MANY, 0)


def test_the_rollups_after_an_import_are_those_of_a_rebuild(ana: User) -> None:
    taken_in(ana, as_file(Generated(seed=3).rows(1_500, days=40)))

    def state() -> list[Any]:
        rows = DailyRollup.objects.unscoped("test").filter(owner=ana)
        return sorted(rows.values_list("type", "local_day", "n", "total", "low", "high", "below"))

    imported = state()
    rollups.rebuild(ana)
    assert imported == state()
    assert len(imported) > 100
