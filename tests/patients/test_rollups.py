"""Daily rollups say at every moment what the readings of each day amount to."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from patients.figures import flag_of
from patients.models import DailyRollup, Observation
from patients.observation_types import get
from patients.patient_facts import Facts
from patients.services import observations, profile, rollups
from tests import factories

MADRID = ZoneInfo("Europe/Madrid")
pytestmark = pytest.mark.django_db


def _at(hour: int, day: int = 2) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=MADRID)


def _days(owner: User, key: str) -> list[DailyRollup]:
    return list(DailyRollup.objects.editable_by(owner).of_type(key).order_by("local_day"))


def _cells(owner: User) -> list[tuple[object, ...]]:
    rows = DailyRollup.objects.editable_by(owner).order_by("type", "local_day")
    return [row[1:] for row in rows.values_list()]


def test_a_day_of_pressures_is_summed_with_its_mornings_and_evenings(ana: User) -> None:
    factories.reading(ana, value="120", value2="80", at=_at(7), tz="Europe/Madrid")
    factories.reading(ana, value="140", value2="90", at=_at(20), tz="Europe/Madrid")
    (day,) = _days(ana, "blood_pressure")
    assert (day.n, day.exact, day.low, day.high, day.total) == (2, 2, 120, 140, 260)
    assert (day.low2, day.high2, day.total2) == (80, 90, 170)
    assert (day.am, day.am_total, day.pm, day.pm_total2) == (1, 120, 1, 90)
    assert (day.judged, day.below, day.above) == (2, 0, 2)  # 120/80 is no longer usual


def test_an_inexact_reading_counts_but_is_in_no_sum(ana: User) -> None:
    factories.reading(ana, "glucose", "100", at=_at(8))
    factories.reading(ana, "glucose", "40", comparator="<", at=_at(9))
    (day,) = _days(ana, "glucose")
    assert (day.n, day.exact, day.total, day.low) == (2, 1, 100, 100)


def test_deleting_restoring_and_moving_a_reading_moves_its_sums(ana: User) -> None:
    row = factories.reading(ana, "body_weight", "70", at=_at(8))
    observations.delete_observation(actor=ana, row=row)
    assert _days(ana, "body_weight") == []
    observations.restore_observation(actor=ana, row=row)
    assert [day.n for day in _days(ana, "body_weight")] == [1]
    moved = factories.entry_of(row, effective_at=row.effective_at + timedelta(days=3))
    observations.edit_observation(actor=ana, row=row, entry=moved)
    (day,) = _days(ana, "body_weight")
    assert day.local_day == row.local_day


EDGES = [
    ("blood_pressure", "mm[Hg]", "", [("119", "79"), ("120", "79"), ("119", "80"), ("90", "60")]),
    ("blood_pressure", "mm[Hg]", "", [("89", "70"), ("150", "50"), ("85", "59"), ("130", "80")]),
    ("blood_pressure", "kPa", "", [("15.9", "10.6"), ("16.0", "10.6"), ("15.9", "10.7")]),
    ("glucose", "mg/dL", "sensor", [("69", ""), ("70", ""), ("180", ""), ("181", "")]),
    ("glucose", "mmol/L", "sensor", [("3.8", ""), ("3.9", ""), ("10.0", ""), ("10.1", "")]),
    ("glucose", "mmol/L", "fasting", [("5.5", ""), ("5.6", ""), ("3.9", ""), ("7.0", "")]),
    ("glucose", "mg/dL", "", [("60", ""), ("300", "")]),
    ("body_temperature", "[degF]", "", [("97.6", ""), ("97.7", ""), ("99.1", ""), ("99.2", "")]),
    ("oxygen_saturation", "%", "", [("94", ""), ("95", ""), ("100", "")]),
]


@pytest.mark.parametrize(("key", "unit", "context", "values"), EDGES)
def test_a_value_on_the_edge_counts_as_its_flag_says(
    ana: User, key: str, unit: str, context: str, values: list[tuple[str, str]]
) -> None:
    said = []
    for number, (value, value2) in enumerate(values):
        at = _at(number + 8)
        row = factories.reading(ana, key, value, value2, at=at, unit=unit, context=context)
        flag = flag_of(row, get(key), Facts())
        said.append(flag.level)
    (day,) = _days(ana, key)
    judged = [level for level in said if level != "none"]
    assert (day.n, day.judged) == (len(values), len(judged))
    assert day.below + day.above == sum(level != "in_range" for level in judged)
    assert day.below == sum(level in {"low", "critical_low"} for level in judged)


def test_rebuilding_changes_nothing(ana: User, bruno: User) -> None:
    for each in (ana, bruno):
        factories.readings(each, 3, type="heart_rate", value="70")
    before = [_cells(each) for each in (ana, bruno)]
    rollups.rebuild(ana)
    assert [_cells(each) for each in (ana, bruno)] == before


def test_a_database_older_than_rollups_is_filled_when_it_is_prepared(
    ana: User, bruno: User
) -> None:
    for hour in (7, 20):
        factories.reading(ana, value="130", at=_at(hour), tz="Europe/Madrid")
    factories.reading(bruno, "steps_day", "8000", precision="day", unit="{steps}/d")
    before = [_cells(each) for each in (ana, bruno)]
    Observation.objects.unscoped("test").update(local_hour=None)
    DailyRollup.objects.unscoped("test").delete()
    call_command("prepare", verbosity=0)
    assert [_cells(each) for each in (ana, bruno)] == before
    hours = Observation.objects.editable_by(ana).oldest_first().values_list("local_hour", flat=True)
    assert list(hours) == [7, 20]


def test_an_operator_may_rebuild_for_one_person(
    ana: User, bruno: User, capsys: pytest.CaptureFixture[str]
) -> None:
    factories.readings(ana, 3)
    factories.readings(bruno, 2)
    DailyRollup.objects.unscoped("test").delete()
    call_command("rebuild_rollups", "--owner", ana.email.upper(), "--json")
    assert json.loads(capsys.readouterr().out) == {"people": 1, "days": 3}
    assert _cells(bruno) == []
    call_command("rebuild_rollups", "--missing")
    assert "1 people, 2 days" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nobody"):
        call_command("rebuild_rollups", "--owner", "nobody@example.org")


def test_what_is_to_be_watched_counts_on_its_own_side(ana: User) -> None:
    factories.reading(ana, "sleep_duration", "5.5", unit="h", at=_at(7))
    factories.reading(ana, value="125", value2="75", at=_at(8))
    (night,), (pressures,) = _days(ana, "sleep_duration"), _days(ana, "blood_pressure")
    assert (night.below, night.above) == (1, 0)
    assert (pressures.below, pressures.above) == (0, 1)


def test_a_person_who_turns_out_to_be_a_child_is_not_judged_as_a_grown_up(ana: User) -> None:
    factories.reading(ana, value="140", value2="90", at=_at(8))
    facts = {"sex": "", "blood_type": "", "country": ""}
    for born, above in (("2018-05-05", 0), ("1981-03-09", 1)):
        values = {"birth_date": datetime.fromisoformat(born).date(), **facts}
        profile.save_facts(actor=ana, patient=ana, values=values)
        (day,) = _days(ana, "blood_pressure")
        assert day.above == above
