"""Time phrases stand for the days people mean, on their own clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from chat.records.periods import Clock, said
from chat.records.spelling import folded
from chat.records.time_phrases import find
from tests.chat.asked import NOW, ZONE, clock, days


def when(text: str, language: str = "en") -> list[str]:
    """The periods in `text`, asked on Tuesday 2026-05-19 at 10:30 in New York."""
    return [days(period) for period in find(folded(text), clock(language))[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-05-19..2026-05-19"),
        ("tonight", "2026-05-19..2026-05-19"),
        ("yesterday", "2026-05-18..2026-05-18"),
        ("the day before yesterday", "2026-05-17..2026-05-17"),
        ("this morning", "05-19T00:00~05-19T12:00"),
        ("yesterday evening", "05-18T17:00~05-19T00:00"),
        ("last night", "05-18T18:00~05-19T12:00"),
        ("this week", "2026-05-18..2026-05-19"),
        ("last week", "2026-05-11..2026-05-17"),
        ("the week before last", "2026-05-04..2026-05-10"),
        ("last weekend", "2026-05-09..2026-05-10"),
        ("this weekend", "2026-05-16..2026-05-17"),
        ("the last week", "2026-05-13..2026-05-19"),
        ("past 7 days", "2026-05-13..2026-05-19"),
        ("the last few days", "2026-05-17..2026-05-19"),
        ("the last couple of weeks", "2026-05-06..2026-05-19"),
        ("last 3 months", "2026-02-19..2026-05-19"),
        ("past year", "2025-05-19..2026-05-19"),
        ("last quarter", "2026-02-19..2026-05-19"),
        ("last month", "2026-04-01..2026-04-30"),
        ("the previous month", "2026-04-01..2026-04-30"),
        ("this year so far", "2026-01-01..2026-05-19"),
        ("last year", "2025-01-01..2025-12-31"),
        ("3 days ago", "2026-05-16..2026-05-16"),
        ("two weeks ago", "2026-05-04..2026-05-10"),
        ("since two weeks ago", "2026-05-05.."),
        ("on Monday", "2026-05-18..2026-05-18"),
        ("last Tuesday", "2026-05-12..2026-05-12"),
        ("since Friday", "2026-05-15.."),
        ("in March", "2026-03-01..2026-03-31"),
        ("in November", "2025-11-01..2025-11-30"),
        ("in May", "2026-05-01..2026-05-19"),
        ("March 2025", "2025-03-01..2025-03-31"),
        ("March last year", "2025-03-01..2025-03-31"),
        ("on 3 March", "2026-03-03..2026-03-03"),
        ("on December 24th", "2025-12-24..2025-12-24"),
        ("on the 1st of May", "2026-05-01..2026-05-01"),
        ("March 3, 2024", "2024-03-03..2024-03-03"),
        ("on 3/4/2026", "2026-03-04..2026-03-04"),
        ("on 3/4", "2026-03-04..2026-03-04"),
        ("2026-04-03", "2026-04-03..2026-04-03"),
        ("in 2024", "2024-01-01..2024-12-31"),
        ("since March", "2026-03-01.."),
        ("since the beginning of the year", "2026-01-01.."),
        ("since Christmas", "2025-12-25.."),
        ("after May 3", "2026-05-04.."),
        ("before April", "..2026-03-31"),
        ("until yesterday", "..2026-05-18"),
        ("from March to May", "2026-03-01..2026-05-19"),
        ("from November to January", "2025-11-01..2026-01-31"),
        ("between 1 March and 15 April", "2026-03-01..2026-04-15"),
        ("March 1 to 15", "2026-03-01..2026-03-15"),
        ("from Monday to today", "2026-05-18..2026-05-19"),
        ("lately", "2026-04-20..2026-05-19"),
        ("ever", "ever"),
    ],
)
def test_english_times(text: str, expected: str) -> None:
    assert when(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hoy", "2026-05-19..2026-05-19"),
        ("ayer por la tarde", "05-18T12:00~05-18T20:00"),
        ("anteayer", "2026-05-17..2026-05-17"),
        ("anoche", "05-18T18:00~05-19T12:00"),
        ("esta semana", "2026-05-18..2026-05-19"),
        ("la semana pasada", "2026-05-11..2026-05-17"),
        ("el mes pasado", "2026-04-01..2026-04-30"),
        ("el mes anterior", "2026-04-01..2026-04-30"),
        ("el último mes", "2026-04-19..2026-05-19"),
        ("últimos 7 días", "2026-05-13..2026-05-19"),
        ("los últimos tres meses", "2026-02-19..2026-05-19"),
        ("los 7 últimos días", "2026-05-13..2026-05-19"),
        ("últimas semanas", "2026-04-22..2026-05-19"),
        ("este año", "2026-01-01..2026-05-19"),
        ("lo que va de año", "2026-01-01..2026-05-19"),
        ("del mes", "2026-05-01..2026-05-19"),
        ("hace 3 días", "2026-05-16..2026-05-16"),
        ("desde hace dos semanas", "2026-05-05.."),
        ("el lunes", "2026-05-18..2026-05-18"),
        ("el martes pasado", "2026-05-12..2026-05-12"),
        ("en marzo", "2026-03-01..2026-03-31"),
        ("en marzo de 2025", "2025-03-01..2025-03-31"),
        ("marzo del año pasado", "2025-03-01..2025-03-31"),
        ("el 3 de marzo", "2026-03-03..2026-03-03"),
        ("el 3/4", "2026-04-03..2026-04-03"),
        ("desde enero", "2026-01-01.."),
        ("desde el 1 de mayo", "2026-05-01.."),
        ("desde principios de año", "2026-01-01.."),
        ("antes de abril", "..2026-03-31"),
        ("hasta ayer", "..2026-05-18"),
        ("de marzo a mayo", "2026-03-01..2026-05-19"),
        ("entre el 1 de marzo y el 15 de abril", "2026-03-01..2026-04-15"),
        ("del 1 al 15 de marzo", "2026-03-01..2026-03-15"),
        ("en 2025", "2025-01-01..2025-12-31"),
        ("últimamente", "2026-04-20..2026-05-19"),
        ("alguna vez", "ever"),
    ],
)
def test_spanish_times(text: str, expected: str) -> None:
    assert when(text, "es") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "may I see it", "march on", "on 31/02/2026", "last 99999999999 days", "128/82",
        "from 72 to 70",
        "in the morning light", "2000 steps", "set it", "9999-12-31",
    ],
)  # fmt: skip
def test_what_is_no_time_is_left_alone(text: str) -> None:
    assert when(text) == []


def test_the_last_24_hours_are_real_hours_when_the_clock_changes() -> None:
    now = datetime(2026, 3, 8, 12, tzinfo=ZONE)  # summer time began this night
    period = find("last 24 hours", Clock(now, ZONE))[0][0]
    assert period.since is not None
    assert (now.astimezone(UTC) - period.since.astimezone(UTC)).total_seconds() == 24 * 3600


def test_today_is_the_day_on_the_persons_clock() -> None:
    late = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
    assert Clock(late, ZONE).today.isoformat() == "2026-05-19"
    assert Clock(late, ZoneInfo("Europe/Madrid")).today.isoformat() == "2026-05-20"


def test_a_midnight_that_the_clock_skips_still_begins_the_day() -> None:
    zone = ZoneInfo("America/Santiago")  # 2025-09-07 began at 01:00
    midnight = Clock(NOW, zone).at(datetime(2025, 9, 7, tzinfo=zone).date(), 0)
    assert midnight.astimezone(UTC).isoformat() == "2025-09-07T04:00:00+00:00"


def test_the_29th_of_february_is_the_latest_there_was() -> None:
    assert when("on 29 February") == ["2024-02-29..2024-02-29"]


@pytest.mark.parametrize(
    ("text", "english", "spanish"),
    [
        ("in April", "April 2026", "abril de 2026"),
        ("in 2025", "2025", "2025"),
        ("between 1 March and 15 April", "March 1", "1 de marzo"),
        ("on March 3, 2024", "March 3, 2024", "3 de marzo de 2024"),
    ],
)
def test_a_period_is_said_back_in_the_persons_language(
    text: str, english: str, spanish: str
) -> None:
    period = find(folded(text), clock())[0][0]
    with translation.override("en"):
        assert english in said(period, clock().today)
    with translation.override("es"):
        assert spanish in said(period, clock().today)
