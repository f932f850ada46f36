"""What is due today: doses and reminders, what is answered, and what midnight does to them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from patients.due import DueItem, due_for
from patients.models import MedicationIntake, seen_by
from patients.recurrence import slot_of
from patients.services import profile, reminders
from tests import factories
from tests import factories_life as life

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)
NOON = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


def told(owner: User) -> list[tuple[str, str]]:
    return [(f"{item.at:%H:%M}", item.state) for item in due_for(owner)]


def titles(items: list[DueItem]) -> list[str]:
    return [str(item.title) for item in items]


def test_open_doses_come_first_then_later_ones_then_what_is_done(ana: User) -> None:
    plan = life.plan(ana, None, "05:00", "11:00", "18:00", start_day=TODAY)
    other = life.plan(ana, life.medicine(ana, "Metformin"), "09:00", start_day=TODAY)
    life.answer(other, "2026-11-10T09:00")
    assert told(ana) == [("05:00", "missed"), ("11:00", "due"), ("18:00", "later"),
                         ("09:00", "done")]  # fmt: skip
    life.answer(plan, "2026-11-10T11:00", life.SKIPPED)
    assert ("11:00", "skipped") in told(ana)


def test_last_evenings_dose_can_be_answered_after_midnight_but_not_the_next_noon(ana: User) -> None:
    life.plan(ana, None, "23:00", start_day=TODAY)
    with time_machine.travel(datetime(2026, 11, 11, 0, 30, tzinfo=UTC), tick=False):
        assert told(ana) == [("23:00", "due"), ("23:00", "later")]
    with time_machine.travel(datetime(2026, 11, 11, 12, 0, tzinfo=UTC), tick=False):
        assert told(ana) == [("23:00", "later")]


def test_times_are_those_of_the_persons_own_clock(ana: User) -> None:
    life.plan(ana, None, "08:00", start_day=TODAY)
    ana.time_zone = "Pacific/Auckland"  # there it is already the 11th, 01:00
    ana.save()
    (item,) = due_for(ana)
    assert item.at == datetime(2026, 11, 10, 19, 0, tzinfo=UTC)
    assert item.state == "later"


def test_what_is_paused_stopped_ended_or_when_needed_is_not_due(ana: User) -> None:
    paused = life.medicine(ana, "Paused")
    life.plan(ana, paused)
    profile.edit_profile_entry(actor=ana, row=paused, values={"status": "on-hold"})
    life.plan(ana, life.medicine(ana, "Over"), end_day=TODAY - timedelta(days=1))
    life.plan(ana, life.medicine(ana, "Sometimes"), as_needed=True)
    gone = life.medicine(ana, "Gone")
    life.plan(ana, gone)
    profile.delete_profile_entry(actor=ana, row=gone)
    life.plan(ana, life.medicine(ana, "Next week"), start_day=TODAY + timedelta(days=7))
    assert due_for(ana) == []


def test_only_ones_own_doses_are_due(ana: User, bruno: User) -> None:
    life.plan(ana)
    life.reminder(ana)
    assert due_for(bruno) == []


def test_logging_the_reading_does_what_the_reminder_asked(ana: User) -> None:
    life.reminder(ana)
    assert told(ana) == [("08:00", "due")]
    factories.reading(ana, at=NOON - timedelta(hours=1))
    assert told(ana) == [("08:00", "done")]


@pytest.mark.parametrize(("hours", "state"), [(7, "due"), (5.5, "done")])
def test_a_reading_counts_from_two_hours_before_its_reminder(
    ana: User, hours: float, state: str
) -> None:
    life.reminder(ana)
    factories.reading(ana, at=NOON - timedelta(hours=hours))
    assert told(ana) == [("08:00", state)]


def test_a_morning_reading_does_not_answer_the_evening_reminder(ana: User) -> None:
    life.reminder(ana, times=["08:00", "20:00"])
    factories.reading(ana, at=NOON - timedelta(hours=4))
    assert told(ana) == [("20:00", "later"), ("08:00", "done")]
    with time_machine.travel(NOON + timedelta(hours=9), tick=False):
        assert told(ana) == [("20:00", "due")]


def test_another_type_of_reading_answers_nothing(ana: User) -> None:
    life.reminder(ana)
    factories.reading(ana, "body_weight", "70", at=NOON - timedelta(hours=1))
    assert told(ana) == [("08:00", "due")]


def test_a_night_counts_by_when_one_woke_up(ana: User) -> None:
    life.reminder(ana, type="sleep_duration")
    factories.reading(
        ana, "sleep_duration", "8", unit="h", at=NOON - timedelta(hours=13),
        effective_end=NOON - timedelta(hours=5),
    )  # fmt: skip
    assert told(ana) == [("08:00", "done")]


def test_ones_own_words_are_done_by_a_tap_and_open_again_by_undo(ana: User) -> None:
    row = life.reminder(ana, "Call the pharmacy")
    assert titles(due_for(ana)) == ["Call the pharmacy"]
    (item,) = due_for(ana)
    reminders.mark_done(actor=ana, row=row, slot=slot_of("2026-11-10T08:00"))
    assert told(ana) == [("08:00", "done")]
    reminders.take_back(actor=ana, row=row)
    assert told(ana) == [("08:00", "due")]
    assert item.is_open


def test_put_off_it_comes_back_in_an_hour(ana: User) -> None:
    row = life.reminder(ana, "Stretch")
    reminders.snooze(actor=ana, row=row, until=NOON + timedelta(hours=1))
    assert told(ana) == [("13:00", "later")]
    with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
        assert told(ana) == [("08:00", "due")]


def test_a_forgotten_reminder_does_not_pile_up(ana: User) -> None:
    life.reminder(ana, "Drink", times=["07:00", "09:00", "11:00"])
    assert told(ana) == [("11:00", "due")]


def test_a_paused_reminder_is_silent(ana: User) -> None:
    row = life.reminder(ana)
    reminders.set_active(actor=ana, row=row, active=False)
    assert due_for(ana) == []


def test_three_queries_however_much_is_due(ana: User, django_assert_num_queries: object) -> None:
    life.plan(ana)
    life.reminder(ana)
    with django_assert_num_queries(3):  # type: ignore[operator]
        due_for(ana)
    for number in range(5):
        plan = life.plan(ana, life.medicine(ana, f"Medicine {number}"), "08:00", "12:00")
        life.answer(plan, "2026-11-10T08:00")
        life.reminder(ana, f"Thing {number}")
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(due_for(ana)) == 17


def test_one_tap_without_script_and_back_to_the_page_it_was_on(ana: User, client: Client) -> None:
    plan = life.plan(ana, start_day=TODAY)
    client.force_login(ana)
    assert b"Losartan" in client.get("/life/").content
    said = {"slot": "2026-11-10T08:00", "status": "completed", "back": "life"}
    for _tap in range(2):
        answer = client.post(f"/life/plans/{plan.entry_id}/answer/", said)
        assert answer["Location"] == "/life/"
    assert seen_by(ana, ana, MedicationIntake).count() == 1
    page = client.get("/life/").content.decode()
    (row,) = seen_by(ana, ana, MedicationIntake)
    assert f"/life/doses/{row.entry_id}/delete/" in page
    client.post(f"/life/doses/{row.entry_id}/delete/", {"back": "life"})
    assert told(ana) == [("08:00", "due")]


@pytest.mark.parametrize(
    "said",
    [
        {"slot": "2026-11-10T09:00", "status": "completed"},
        {"slot": "nonsense", "status": "completed"},
        {"slot": "2026-11-10T08:00", "status": "eaten"},
        {},
    ],
)
def test_a_damaged_answer_saves_nothing_and_says_so(
    ana: User, client: Client, said: dict[str, str]
) -> None:
    plan = life.plan(ana)
    client.force_login(ana)
    answer = client.post(f"/life/plans/{plan.entry_id}/answer/", said, follow=True)
    assert answer.status_code == 200
    assert "Nothing was saved" in answer.content.decode()
    assert seen_by(ana, ana, MedicationIntake).count() == 0


def test_a_back_that_names_no_page_of_ours_leads_home(ana: User, client: Client) -> None:
    plan = life.plan(ana)
    client.force_login(ana)
    said = {"slot": "2026-11-10T08:00", "status": "completed", "back": "//evil.example"}
    answer = client.post(f"/life/plans/{plan.entry_id}/answer/", said)
    assert answer["Location"] == "/life/medicines/"
