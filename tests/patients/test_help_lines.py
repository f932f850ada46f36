"""Whom to call: lines of the profile's country, else of the time zone's, none made up."""

import json
import re
from pathlib import Path

import pytest

from accounts.models import User
from patients import countries, help_lines
from patients.help_lines import help_for
from tests import factories

ROWS = json.loads(Path(help_lines.__file__).with_suffix(".json").read_text(encoding="utf-8"))
KNOWN = [
    ("US", ["911", "988", "18002221222", "18007997233"]),
    ("ES", ["112", "024", "915620420", "016"]),
    ("GB", ["999", "112", "116123", "111"]),
    ("MX", ["911", "8009112000"]),
    ("AR", ["911", "107", "135"]),
    ("CO", ["123", "106"]),
    ("CL", ["131", "*4141"]),
    ("FR", ["15", "112", "3114"]),
    ("DE", ["112", "116123"]),
]


def dials(user: User) -> list[str]:
    return [line.dial for line in help_for(user, {"crisis", "poison", "violence"}).lines]


def test_every_row_can_be_dialled_and_says_where_it_is_from() -> None:
    assert set(ROWS) <= set(countries.NAMES)
    for code, row in ROWS.items():
        assert row["emergency"], code
        assert row["source"], code
        assert row["checked"], code
        for need in help_lines.NEEDS:
            for number, _name in row.get(need, ()):
                assert re.fullmatch(r"\*?[0-9][0-9 -]*", number), (code, number)
                assert 2 <= len(help_lines.dialled(number)) <= 12, (code, number)


@pytest.mark.django_db
@pytest.mark.parametrize(("country", "wanted"), KNOWN)
def test_known_countries(ana: User, country: str, wanted: list[str]) -> None:
    factories.facts(ana, country=country)
    assert set(wanted) <= set(dials(ana))


@pytest.mark.django_db
def test_only_what_is_needed_is_listed_and_the_emergency_number_first(ana: User) -> None:
    factories.facts(ana, country="ES")
    found = help_for(ana, {"crisis"})
    assert found.lines[0].dial == "112"
    assert "016" not in [line.dial for line in found.lines]
    assert found.place == "Spain"


@pytest.mark.django_db
def test_the_time_zone_stands_in_for_a_country(ana: User) -> None:
    ana.time_zone = "America/Bogota"
    assert "123" in dials(ana)


@pytest.mark.django_db
@pytest.mark.parametrize(("country", "zone"), [("", "UTC"), ("GQ", "UTC"), ("", "Asia/Kabul")])
def test_an_unknown_country_gets_no_invented_line(ana: User, country: str, zone: str) -> None:
    factories.facts(ana, country=country)
    ana.time_zone = zone
    assert dials(ana) == ["112", "911"]
    assert help_for(ana, {"crisis"}).place == ""


@pytest.mark.django_db
def test_the_profile_decides_over_the_time_zone(ana: User) -> None:
    factories.facts(ana, country="MX")
    ana.time_zone = "Europe/Madrid"
    assert "911" in dials(ana)
