"""Doses: taken or skipped once, counted by the plan of their day, never rewritten."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from patients.adherence import Adherence, medicines_of
from patients.models import MedicationIntake, MedicationSchedule, seen_by
from patients.recurrence import slot_of
from patients.services import dosing, entries, profile
from privacy.models import AccessEvent
from tests import factories_life as life

pytestmark = pytest.mark.django_db
# Noon of a Tuesday in Madrid.
NOON = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 10)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(ana: User) -> object:
    ana.time_zone = "Europe/Madrid"
    ana.save()
    with time_machine.travel(NOON, tick=False):
        yield


def intakes(owner: User) -> list[MedicationIntake]:
    return list(seen_by(owner, owner, MedicationIntake).order_by("at"))


def kept(owner: User, days: int = 30) -> Adherence:
    return medicines_of(owner, owner)[0].over(days)


def test_two_taps_on_taken_are_one_dose(ana: User) -> None:
    plan = life.plan(ana)
    first = life.answer(plan, "2026-11-10T08:00")
    second = life.answer(plan, "2026-11-10T08:00")
    assert first.pk == second.pk
    assert len(intakes(ana)) == 1
    assert AccessEvent.objects.filter(object_id=str(first.entry_id)).count() == 1


def test_a_dose_may_be_taken_back_and_answered_again(ana: User) -> None:
    plan = life.plan(ana)
    row = life.answer(plan, "2026-11-10T08:00")
    entries.delete_entry(actor=ana, row=row)
    assert intakes(ana) == []
    again = life.answer(plan, "2026-11-10T08:00", life.SKIPPED)
    assert again.pk == row.pk
    assert [each.status for each in intakes(ana)] == ["not-done"]


def test_skipped_becomes_taken_without_a_second_row(ana: User) -> None:
    plan = life.plan(ana)
    life.answer(plan, "2026-11-10T08:00", life.SKIPPED)
    row = life.answer(plan, "2026-11-10T08:00")
    assert (row.taken_at, len(intakes(ana))) == (NOON, 1)


def test_a_dose_ticked_off_late_counts_as_taken_at_its_time(ana: User) -> None:
    plan = life.plan(ana)
    row = life.answer(plan, "2026-11-08T08:00")
    assert row.taken_at == datetime(2026, 11, 8, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("slot", ["2026-11-11T08:00", "2026-11-10T09:00", "2026-10-01T08:00"])
def test_a_dose_no_plan_asks_for_today_or_before_cannot_be_answered(ana: User, slot: str) -> None:
    plan = life.plan(ana)
    with pytest.raises(ValidationError):
        life.answer(plan, slot)
    assert intakes(ana) == []


def test_nobody_answers_for_somebody_else(ana: User, bruno: User) -> None:
    plan = life.plan(ana)
    with pytest.raises(PermissionDenied):
        dosing.answer_dose(
            actor=bruno, schedule=plan, slot=slot_of("2026-11-10T08:00"), status=life.TAKEN
        )
    with pytest.raises(PermissionDenied):
        life.plan(bruno, life.medicine(ana))


def test_a_plan_of_ones_own_cannot_name_a_medicine_of_somebody_else(ana: User, bruno: User) -> None:
    foreign = life.medicine(ana)
    with pytest.raises(ValidationError):
        entries.add_entry(
            actor=bruno, patient=bruno, model=MedicationSchedule, entry_id=uuid4(),
            values={"medication": foreign, "times": ["08:00"], "start_day": TODAY},
        )  # fmt: skip


def test_taken_of_due_counts_taken_skipped_and_missed(ana: User) -> None:
    plan = life.plan(ana, None, "08:00", start_day=TODAY - 9 * DAY)
    for day in range(1, 8):
        life.answer(plan, f"2026-11-0{day}T08:00")
    life.answer(plan, "2026-11-08T08:00", life.SKIPPED)
    found = kept(ana)
    assert (found.taken, found.skipped, found.missed) == (7, 1, 1)  # today's is still open
    assert (found.due, found.percent, found.since) == (9, 78, date(2026, 11, 1))


def test_days_before_the_plan_began_are_not_missed(ana: User) -> None:
    plan = life.plan(ana, start_day=TODAY - 2 * DAY)
    life.answer(plan, "2026-11-08T08:00")
    life.answer(plan, "2026-11-09T08:00")
    assert kept(ana, 90).due == 2


def test_an_open_dose_is_missed_only_six_hours_later(ana: User) -> None:
    life.plan(ana, start_day=TODAY)
    assert kept(ana).due == 0
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        assert kept(ana).missed == 1


def test_changing_a_plan_does_not_rewrite_what_was_due(ana: User) -> None:
    plan = life.plan(ana, start_day=TODAY - 4 * DAY)
    life.answer(plan, "2026-11-07T08:00")
    before = kept(ana)
    new = dosing.change_plan(actor=ana, row=plan, values=said(plan, times=["21:00"]))
    assert new.pk != plan.pk
    plan.refresh_from_db()
    assert plan.end_day == TODAY
    after = kept(ana)
    assert (after.taken, after.missed) == (before.taken, before.missed) == (1, 3)


def said(plan: MedicationSchedule, **changes: object) -> dict[str, object]:
    """A plan as its form states it, the change counting from tomorrow."""
    names = ("times", "weekdays", "every_days", "end_day", "as_needed", "dose", "dose_unit")
    return {**{n: getattr(plan, n) for n in names}, "start_day": TODAY + DAY, **changes}


def test_a_change_cannot_be_made_to_count_from_the_past(ana: User) -> None:
    plan = life.plan(ana)
    values = said(plan, times=["21:00"], start_day=TODAY - 3 * DAY)
    with pytest.raises(ValidationError, match="past stays"):
        dosing.change_plan(actor=ana, row=plan, values=values)


def test_setting_only_an_end_keeps_the_plan(ana: User) -> None:
    plan = life.plan(ana)
    same = dosing.change_plan(actor=ana, row=plan, values=said(plan, end_day=TODAY + 5 * DAY))
    assert (same.pk, same.end_day) == (plan.pk, TODAY + 5 * DAY)


def test_two_plans_of_a_medicine_cannot_ask_for_the_same_dose(ana: User) -> None:
    medicine = life.medicine(ana)
    life.plan(ana, medicine, "08:00", weekdays=["mon", "tue"])
    life.plan(ana, medicine, "08:00", weekdays=["sat", "sun"])
    with pytest.raises(ValidationError, match="Another plan"):
        life.plan(ana, medicine, "08:00", "20:00", weekdays=["sun"])


def test_overlapping_plans_from_a_file_count_each_time_once(ana: User) -> None:
    medicine = life.medicine(ana)
    plan = life.plan(ana, medicine, start_day=TODAY - 3 * DAY)
    entries.add_entry(
        actor=ana, patient=ana, model=MedicationSchedule, entry_id=uuid4(),
        values={"medication": medicine, "times": ["08:00"], "start_day": TODAY - 3 * DAY},
    )  # fmt: skip
    life.answer(plan, "2026-11-08T08:00")
    assert (kept(ana).taken, kept(ana).missed) == (1, 2)


@pytest.mark.parametrize(("day", "due"), [("2026-03-29", 3), ("2026-10-25", 3)])
def test_days_on_which_the_clock_jumps_count_like_others(ana: User, day: str, due: int) -> None:
    jump = date.fromisoformat(day)
    plan = life.plan(ana, None, "02:30", "03:30", "22:00", start_day=jump, end_day=jump)
    with time_machine.travel(datetime.combine(jump + DAY, NOON.timetz()), tick=False):
        for clock in ("02:30", "03:30", "22:00"):
            life.answer(plan, f"{day}T{clock}")
        found = kept(ana, 7)
    assert (found.taken, found.due) == (due, due)


def test_a_dose_stays_answered_when_the_person_moves_to_another_zone(ana: User) -> None:
    plan = life.plan(ana, start_day=TODAY)
    life.answer(plan, "2026-11-10T08:00")
    ana.time_zone = "America/New_York"
    ana.save()
    with time_machine.travel(NOON + timedelta(hours=10), tick=False):
        assert (kept(ana).taken, kept(ana).missed) == (1, 0)


def test_a_stopped_medicine_is_not_missed_after_its_end(ana: User) -> None:
    medicine = life.medicine(ana)
    life.plan(ana, medicine, start_day=TODAY - 8 * DAY)
    profile.end_profile_entry(
        actor=ana, row=medicine, on="2026-11-05", status={"status": "stopped"}
    )
    assert kept(ana).missed == 4


def test_what_is_taken_when_needed_has_no_share_to_miss(ana: User) -> None:
    medicine = life.medicine(ana, "Sumatriptan")
    life.plan(ana, medicine, as_needed=True)
    life.took(ana, medicine)
    life.took(ana, medicine, NOON - 40 * DAY)
    found = medicines_of(ana, ana)[0]
    assert found.as_needed
    assert found.over(90).percent is None
    assert (found.extra_over(30), found.extra_over(90)) == (1, 2)


def test_a_dose_beside_the_plan_does_not_fill_a_missed_one(ana: User) -> None:
    medicine = life.medicine(ana)
    life.plan(ana, medicine, start_day=TODAY - DAY)
    life.took(ana, medicine, NOON - DAY)
    assert (kept(ana).taken, kept(ana).missed) == (0, 1)


def test_plans_and_doses_go_and_come_back_with_their_medicine(ana: User) -> None:
    medicine = life.medicine(ana)
    plan = life.plan(ana, medicine)
    life.answer(plan, "2026-11-10T08:00")
    gone = life.answer(plan, "2026-11-09T08:00")
    entries.delete_entry(actor=ana, row=gone)
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        profile.delete_profile_entry(actor=ana, row=medicine)
        assert medicines_of(ana, ana) == []
        assert intakes(ana) == []
        profile.restore_profile_entry(actor=ana, row=medicine)
    assert len(intakes(ana)) == 1
    assert medicines_of(ana, ana)[0].plans == [plan]


def test_reading_how_plans_are_kept_takes_three_queries_however_many_doses(
    ana: User, django_assert_num_queries: object
) -> None:
    plan = life.plan(ana, None, "08:00", "20:00")
    life.answer(plan, "2026-11-09T08:00")
    with django_assert_num_queries(3):  # type: ignore[operator]
        medicines_of(ana, ana)
    for day in range(1, 10):
        life.answer(plan, f"2026-11-0{day}T20:00")
    life.plan(ana, life.medicine(ana, "Metformin"))
    with django_assert_num_queries(3):  # type: ignore[operator]
        medicines_of(ana, ana)
