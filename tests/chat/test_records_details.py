"""Corners: parts missing, opposite directions, days without a time, unknown zones, long lists."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from patients.models import Observation
from tests import factories
from tests.chat.asked import NOW
from tests.chat.record_of_ana import ask, at, fill


@pytest.fixture
def filled(ana: User) -> User:
    fill(ana)
    return ana


def test_parts_that_go_opposite_ways_are_signed(ana: User) -> None:
    factories.reading(ana, "blood_pressure", "130", "78", at=at(5, 1))
    factories.reading(ana, "blood_pressure", "124", "81", at=at(5, 2))
    assert ": −6/+3 mmHg" in ask(ana, "blood pressure this month").text


def test_no_change_is_said(ana: User) -> None:
    for day in (1, 2):
        factories.reading(ana, "body_weight", "70.0", at=at(5, day))
    assert ": no change" in ask(ana, "has my weight changed this month").text


def test_a_pressure_with_a_part_missing_stays_out_of_the_mean(ana: User) -> None:
    factories.reading(ana, "blood_pressure", "120", "80", at=at(5, 1))
    row = factories.reading(ana, "blood_pressure", "150", "90", at=at(5, 2))
    Observation.objects.editable_by(ana).filter(pk=row.pk).update(value2_text="", canonical2=None)
    text = ask(ana, "blood pressure this month").text
    assert "2 readings, **120/80 mmHg** on average" in text
    assert "1 reading with a part missing is left out" in text
    assert "latest 150/– mmHg" in text


def test_the_highest_measured_twice(ana: User) -> None:
    for day in (1, 2):
        factories.reading(ana, "heart_rate", "88", at=at(5, day))
    assert "Measured 2 times. [T1]" in ask(ana, "highest pulse").text


def test_a_day_without_a_time_is_said_without_one(ana: User) -> None:
    factories.reading(ana, "body_weight", "70", at=at(5, 2), precision="day")
    assert "**Weight:** 70 kg, May 2 [V1]" in ask(ana, "what's my weight").text


def test_a_zone_nobody_knows_does_not_hide_the_reading(ana: User) -> None:
    row = factories.reading(ana, "body_weight", "70", at=at(5, 2))
    Observation.objects.editable_by(ana).filter(pk=row.pk).update(tz="Moon/Base")
    assert "70 kg, May 2, 12:00" in ask(ana, "what's my weight").text


def test_doses_are_counted_as_taken_and_skipped(ana: User) -> None:
    for day, context in ((16, "taken"), (17, "taken"), (18, "skipped")):
        factories.reading(
            ana, "medication_intake", "1", unit="{tablet}", context=context, at=at(5, day)
        )
    text = ask(ana, "how many pills have I taken this week").text
    assert "Skipped 1" in text
    assert "Taken 2" in ask(ana, "how many doses did I skip this month").text
    assert "no, nothing logged" in ask(ana, "did I take my pills today?").text


def test_readings_without_a_usual_range_say_so(ana: User) -> None:
    factories.reading(ana, "steps_day", "4000", at=at(5, 18), unit="{steps}/d")
    assert "No usual range applies" in ask(ana, "any abnormal steps").text
    assert "No usual range applies" in ask(ana, "is my step count normal?").text


def test_a_kind_that_is_missing_among_several_is_named(filled: User) -> None:
    text = ask(filled, "what is my weight and my oxygen").text
    assert "**Weight:** 71.90 kg" in text
    assert "no readings of oxygen saturation" in text


def test_an_imported_body_mass_index_is_taken_as_it_is(ana: User) -> None:
    row = factories.reading(ana, "body_weight", "70", at=at(5, 2))
    Observation.objects.editable_by(ana).filter(pk=row.pk).update(
        type="bmi", value_text="22.4", unit="kg/m2", canonical="22.4"
    )
    assert "**Body mass index:** 22.4 kg/m²" in ask(ana, "bmi").text


def test_doses_in_tablets_make_no_mean(ana: User) -> None:
    for day in (1, 2):
        factories.reading(
            ana, "medication_intake", "2", unit="{tablet}", context="taken", at=at(5, day)
        )
    text = ask(ana, "how am I doing").text
    assert "**Medicine taken:** latest 2 tablets (May 2), 2 readings" in text


def test_a_very_long_profile_says_how_many_lines_there_are(ana: User) -> None:
    for number in range(32):
        factories.line(ana, "conditions", name=f"Condition {number:02}")
    text = ask(ana, "what conditions do I have").text
    assert text.count("\n- ") == 30
    assert "There are 32 lines in all. [P1]" in text


def test_yesterday_is_compared_with_today(filled: User) -> None:
    text = ask(filled, "compare my steps with yesterday").text
    assert "Yesterday: 10250 steps a day on average, 1 reading" in text
    assert "Today: no readings of steps in a day" in text


def test_a_span_is_compared_with_the_one_before(filled: User) -> None:
    text = ask(filled, "compare my blood pressure in the last 7 days").text
    assert "The last 7 days (May 13 to May 19)" in text
    assert "May 6 to May 12" in text


def test_a_line_changed_lately_is_called_changed(ana: User) -> None:
    row = factories.line(ana, "medications", name="Losartan")
    old = timezone.now() - timedelta(days=90)
    type(row).objects.editable_by(ana).filter(pk=row.pk).update(created_at=old)
    now = timezone.now() + timedelta(minutes=1)
    assert "- Changed: Losartan [M1]" in ask(ana, "what changed since yesterday", now=now).text
    assert "Losartan" not in ask(ana, "what changed in March", now=NOW).text


def test_the_last_hours(filled: User) -> None:
    assert "**Sleep** · the last 24 hours" in ask(filled, "sleep in the last 24 hours").text
    assert "the last hour: no readings" in ask(filled, "pressure in the last hour").text
    assert "(May 18 to" not in ask(filled, "pressure in the last 24h").text


def test_what_was_logged_on_one_day_is_listed(filled: User) -> None:
    text = ask(filled, "what did I record on May 14").text
    assert text.startswith("**Readings** · May 14")
    assert "Blood pressure, May 14, 19:30: 139/88 mmHg" in text
    assert "Glucose, May 14, 07:00: 130 mg/dL" in text


def test_no_emergency_contact_offers_to_add_one(ana: User) -> None:
    assert "(/profile/contacts/add/)" in ask(ana, "emergency contact").text
    assert "(/profile/facts/)" in ask(ana, "what's my blood type").text


def test_only_allergies_on_file_are_offered_as_an_example(ana: User) -> None:
    factories.line(ana, "allergies")
    assert "“What allergies do I have?”" in ask(ana, "help").text
