"""The cycle: where it starts, how long it is, and what may be expected with care."""

from datetime import date, timedelta
from itertools import accumulate

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from patients.cycle import PeriodDay, cycle_from, cycle_of
from patients.models import Observation, seen_by
from tests import factories_life as life

FIRST = date(2026, 1, 5)
DAY = timedelta(days=1)


def days(*starts: date, flows: tuple[str, ...] = ("medium", "heavy", "light")) -> list[PeriodDay]:
    return [
        PeriodDay(start + number * DAY, flow, is_start=False)
        for start in starts
        for number, flow in enumerate(flows)
    ]


def starts_after(*lengths: int) -> list[date]:
    return [FIRST + total * DAY for total in accumulate((0, *lengths))]


def test_starts_are_found_without_being_marked() -> None:
    starts = starts_after(28, 30)
    assert cycle_from(days(*starts), starts[-1]).starts == starts


def test_spotting_between_two_periods_is_no_start() -> None:
    starts = starts_after(28)
    spotting = PeriodDay(FIRST + 14 * DAY, "light", is_start=False)
    assert cycle_from([*days(*starts), spotting], starts[-1]).starts == starts


def test_a_day_without_bleeding_is_no_period() -> None:
    dry = PeriodDay(FIRST, "none", is_start=False)
    assert cycle_from([dry], FIRST).starts == []


def test_a_light_period_counts_when_it_is_marked() -> None:
    light = PeriodDay(FIRST, "light", is_start=True)
    assert cycle_from([light], FIRST).starts == [FIRST]


def test_nothing_is_expected_from_fewer_than_three_cycles() -> None:
    starts = starts_after(28, 29)
    found = cycle_from(days(*starts), starts[-1] + 3 * DAY)
    assert (found.expected, found.average, found.current_day) == (None, None, 4)


def test_the_next_one_is_expected_between_the_shortest_and_the_longest() -> None:
    starts = starts_after(27, 30, 28)
    found = cycle_from(days(*starts), starts[-1])
    assert found.expected == (starts[-1] + 27 * DAY, starts[-1] + 30 * DAY)
    assert (found.shortest, found.longest, found.average) == (27, 30, 28)


def test_only_the_last_six_cycles_count() -> None:
    starts = starts_after(40, 28, 28, 28, 28, 28, 28)
    found = cycle_from(days(*starts), starts[-1])
    assert (found.longest, len(found.counted)) == (28, 6)


@pytest.mark.parametrize("odd", [14, 91])
def test_a_cycle_that_can_hardly_be_one_is_asked_about_and_not_counted(odd: int) -> None:
    starts = starts_after(28, odd, 28, 29)
    found = cycle_from(days(*starts), starts[-1])
    assert [each.days for each in found.odd] == [odd]
    assert [each.days for each in found.counted] == [28, 28, 29]


@pytest.mark.parametrize("usual", [15, 90])
def test_the_borders_still_count(usual: int) -> None:
    starts = starts_after(usual)
    assert cycle_from(days(*starts), starts[-1]).odd == []


def test_after_ninety_days_without_a_period_no_day_is_told() -> None:
    starts = starts_after(28, 28, 28)
    found = cycle_from(days(*starts), starts[-1] + 120 * DAY)
    assert (found.current_day, found.expected) == (None, None)


def test_the_strip_shows_six_weeks_up_to_today() -> None:
    found = cycle_from(days(FIRST), FIRST + 2 * DAY)
    strip = found.strip()
    assert (len(strip), strip[-1].is_today, strip[-3].is_start) == (42, True, True)
    assert [each.flow for each in strip[-4:]] == ["", "medium", "heavy", "light"]


@given(st.lists(st.tuples(st.integers(0, 900), st.sampled_from(["none", "light", "heavy"]))))
def test_whatever_is_logged_starts_lie_on_bleeding_days_in_order(
    logged: list[tuple[int, str]],
) -> None:
    told = [PeriodDay(FIRST + day * DAY, flow, is_start=False) for day, flow in logged]
    found = cycle_from(told, FIRST + 900 * DAY)
    assert found.starts == sorted(set(found.starts))
    assert set(found.starts) <= {each.day for each in told if each.flow != "none"}


@pytest.mark.django_db
def test_only_who_may_read_readings_learns_the_cycle(ana: User, soto: User, vega: User) -> None:
    today = life.today_of(ana)
    life.period(ana, today - 3 * DAY, start=True)
    assert cycle_of(ana, ana, today).current_day == 4
    assert cycle_of(soto, ana, today).current_day == 4
    assert cycle_of(vega, ana, today).starts == []


@pytest.mark.django_db
def test_a_day_is_logged_once_and_corrected_by_logging_it_again(ana: User, client: Client) -> None:
    client.force_login(ana)
    today = life.today_of(ana).isoformat()
    for flow in ("heavy", "light"):
        page = client.get("/life/cycle/")
        entry_id = page.context["form"].initial["entry_id"]
        said = {"day": today, "flow": flow, "is_start": "on", "entry_id": str(entry_id)}
        assert client.post("/life/cycle/", said).status_code == 302
    (row,) = seen_by(ana, ana, Observation)
    assert (row.code, row.context, row.precision) == ("light", "cycle_start", "day")


@pytest.mark.django_db
def test_an_odd_start_is_asked_about_before_it_is_saved(ana: User, client: Client) -> None:
    today = life.today_of(ana)
    life.period(ana, today - 8 * DAY, start=True)
    client.force_login(ana)
    entry_id = client.get("/life/cycle/").context["form"].initial["entry_id"]
    said = {"day": today.isoformat(), "flow": "heavy", "is_start": "on", "entry_id": entry_id}
    answer = client.post("/life/cycle/", said)
    assert answer.status_code == 422
    assert "cycle of 8 days" in answer.content.decode()
    assert seen_by(ana, ana, Observation).count() == 1
    token = answer.context["form"].token
    assert client.post("/life/cycle/", {**said, "confirmed": token}).status_code == 302
    assert seen_by(ana, ana, Observation).count() == 2
