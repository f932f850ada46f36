"""Ten years of readings in some thirty lines, at the same number of queries as one month."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from patients.briefing_readings import readings
from privacy.registry import BriefingItem, BriefingQuery
from tests import factories
from tests.patients import decade

pytestmark = pytest.mark.django_db
Queries = Callable[[int], Any]


def trends(items: list[BriefingItem]) -> list[str]:
    """Texts of the trend lines."""
    return [item.text for item in items if item.kind == "trend"]


def yesterday() -> date:
    """Whatever day the tests run."""
    return timezone.now().date() - timedelta(days=1)


def test_a_decade_of_daily_vitals_fits_in_thirty_lines(ana: User) -> None:
    count = decade.write(ana, yesterday())
    query = BriefingQuery(12_000)
    with CaptureQueriesContext(
        connection,
    ) as spent:
        items = readings(ana, query)
    lines = trends(items)
    assert count == 25_550
    assert len(lines) == 28
    assert sum(item.tokens for item in items) < 8_000
    assert len(spent) <= 8
    pressure = [line for line in lines if line.startswith("Blood pressure")]
    assert [line.split(":")[0] for line in pressure] == [
        "Blood pressure, all", "Blood pressure, last 12 months",
        "Blood pressure, last 30 days", "Blood pressure, mean of each year",
    ]  # fmt: skip
    assert "n=3650" in pressure[0]
    assert "slope" in pressure[0]
    assert "out of range" in pressure[0]
    assert len(pressure[3].split(", ")) >= 10
    (note,) = query.left_out
    assert note.startswith("summarised, older readings: ")
    assert f"Blood pressure before {yesterday() - timedelta(days=8)} (3641)" in note


def test_queries_do_not_grow_with_the_years(ana: User, bruno: User) -> None:
    decade.write(ana, yesterday(), days=60)
    decade.write(bruno, yesterday(), days=3650, step=30)
    spent = []
    for person in (ana, bruno):
        with CaptureQueriesContext(connection) as found:
            readings(person, BriefingQuery(12_000))
        spent.append(len(found))
    assert spent[0] == spent[1]


def test_the_slope_is_that_of_a_steady_loss(ana: User) -> None:
    for weeks in range(40):
        at = timezone.now() - timedelta(weeks=weeks, hours=1)
        factories.reading(ana, "body_weight", str(80 + weeks * 0.1)[:4], at=at)
    whole = trends(readings(ana, BriefingQuery(4000)))[0]
    assert "slope -5." in whole  # a tenth a week, as a year
    assert " a year" in whole


def test_what_is_out_of_range_comes_first(ana: User) -> None:
    factories.readings(ana, 5, value="118", value2="76")
    factories.reading(ana, "body_temperature", "39.4", unit="Cel")
    items = readings(ana, BriefingQuery(4000))
    assert items[0].text.startswith("Body temperature, all: n=1")
    assert next(item.kind for item in items if item.kind != "trend") == "body_temperature"
    assert "39.4 °C H" in items[2].text


def test_a_tight_budget_keeps_one_line_of_every_type_before_rows(ana: User) -> None:
    decade.write(ana, yesterday(), days=900, step=9)
    query = BriefingQuery(900)
    items = readings(ana, query)
    assert [line.split(":")[0].endswith(", all") for line in trends(items)].count(True) == 7
    assert sum(item.tokens for item in items) <= 900
    assert query.left_out


def test_only_the_rows_that_a_question_names_come_in_full(ana: User) -> None:
    decade.write(ana, yesterday(), days=200)
    general = {item.cite for item in readings(ana, BriefingQuery(4000))}
    query = BriefingQuery(40_000, question="my weight?", kinds=("body_weight",))
    asked = readings(ana, query)
    assert len(asked) == 200
    assert {item.kind for item in asked} == {"body_weight"}
    assert not general & {item.cite for item in asked}
    first, last = yesterday() - timedelta(days=100), yesterday() - timedelta(days=91)
    query = BriefingQuery(4000, question="?", kinds=("body_weight",), first=first, last=last)
    assert len(readings(ana, query)) == 10
    assert readings(ana, BriefingQuery(4000, question="how are you?")) == []


def test_rows_asked_for_beyond_the_budget_are_noted(ana: User) -> None:
    decade.write(ana, yesterday(), days=200)
    query = BriefingQuery(500, question="weight", kinds=("body_weight",))
    asked = readings(ana, query)
    assert 0 < len(asked) < 40
    assert query.left_out == [
        f"rows asked for, {yesterday() - timedelta(days=len(asked))} and before"
    ]
