"""Which times a plan asks for: weekdays, intervals, borders of days, clocks that jump."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from patients.models import Reminder
from patients.recurrence import Slot, asks_for, first_clash, next_slot, slot_of, slots

MADRID = ZoneInfo("Europe/Madrid")
MONDAY = date(2026, 3, 2)


def rule(**fields: object) -> Reminder:
    return Reminder(**{"times": ["08:00"], "start_day": MONDAY, **fields})  # type: ignore[arg-type]


def days(made: Reminder, first: date, last: date) -> list[int]:
    return [slot.day.day for slot in slots(made, first, last)]


def test_every_day_asks_each_day_at_each_time() -> None:
    found = list(slots(rule(times=["08:00", "20:30"]), MONDAY, date(2026, 3, 3)))
    assert [str(slot) for slot in found] == [
        "2026-03-02T08:00", "2026-03-02T20:30", "2026-03-03T08:00", "2026-03-03T20:30",
    ]  # fmt: skip


def test_only_the_chosen_weekdays_are_asked_for() -> None:
    made = rule(weekdays=["mon", "fri"])
    assert days(made, MONDAY, date(2026, 3, 15)) == [2, 6, 9, 13]


def test_every_third_day_is_counted_from_the_first_across_a_month() -> None:
    made = rule(every_days=3)
    assert days(made, date(2026, 3, 25), date(2026, 4, 5)) == [26, 29, 1, 4]


def test_nothing_is_asked_before_the_start_or_after_the_end() -> None:
    made = rule(end_day=date(2026, 3, 4))
    assert days(made, date(2026, 2, 1), date(2026, 4, 1)) == [2, 3, 4]
    assert asks_for(made, slot_of("2026-03-04T08:00"))
    assert not asks_for(made, slot_of("2026-03-05T08:00"))
    assert not asks_for(made, slot_of("2026-03-04T09:00"))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-29T02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # skipped: 03:30 summer
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first
        ("2026-03-29T08:00", datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
        ("2026-03-28T08:00", datetime(2026, 3, 28, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_wall_clock_time_means_one_instant_whatever_the_clock_does(
    text: str, instant: datetime
) -> None:
    assert slot_of(text).at(MADRID) == instant


@pytest.mark.parametrize("last", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_on_which_the_clock_jumps_has_as_many_doses_as_any(last: date) -> None:
    made = rule(times=["02:30", "03:30", "22:00"])
    assert len(list(slots(made, last, last))) == 3


@pytest.mark.parametrize("text", ["", "2026-03-29", "2026-03-29T25:00", "2026-02-30T08:00", "x"])
def test_what_is_no_slot_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$|\S"):
        slot_of(text)


def test_the_next_time_may_be_a_year_away_or_never_come() -> None:
    after = slot_of("2026-03-02T08:00")
    assert str(next_slot(rule(every_days=365), after)) == "2027-03-02T08:00"
    assert next_slot(rule(end_day=MONDAY), after) is None


def test_two_plans_clash_only_on_a_day_and_time_of_both() -> None:
    weekdays, weekend = rule(weekdays=["mon", "tue"]), rule(weekdays=["sat"])
    assert first_clash(weekdays, weekend) is None
    assert first_clash(weekdays, rule(times=["09:00"])) is None
    odd, every_third = rule(every_days=2), rule(start_day=date(2026, 3, 3), every_days=3)
    clash = first_clash(odd, every_third)
    assert clash == Slot(date(2026, 3, 6), slot_of("2026-03-06T08:00").clock)
