"""How readings went over a time: exact figures, as typed, each with its mark."""

import pytest

from accounts.models import User
from tests import factories
from tests.chat.record_of_ana import ask, at, fill


@pytest.fixture
def filled(ana: User) -> User:
    fill(ana)
    return ana


def test_how_her_blood_pressure_has_been_this_month(filled: User) -> None:
    found = ask(filled, "How has my blood pressure been this month?")
    assert found.intent == "trend"
    assert found.text == (
        "**Blood pressure** · this month (May 1 to May 19)\n\n"
        "- 5 readings, **128/82 mmHg** on average [T1]\n"
        "- Lowest 118/76 mmHg, May 3, 08:00 [V1], highest 139/88 mmHg, May 14, 19:30 [V2]\n"
        "- First 131/84 mmHg, May 1, 07:30 [V3], latest 128/82 mmHg, today 08:12 [V4]: "
        "down 3/2 mmHg\n"
        "- 4 of 5 are outside the usual range by ACC/AHA 2017: High, stage 1 (4) [T1]\n\n"
        "Newest:\n\n"
        "- today 08:12: 128/82 mmHg, High, stage 1 [V4]\n"
        "- May 14, 19:30: 139/88 mmHg, High, stage 1 [V2]\n"
        "- May 8, 08:00: 126/80 mmHg, High, stage 1 [V5]\n"
        "- May 3, 08:00: 118/76 mmHg, Normal [V1]\n"
        "- May 1, 07:30: 131/84 mmHg, High, stage 1 [V3]"
    )


def test_numbers_and_dates_follow_the_language(filled: User) -> None:
    found = ask(filled, "¿Cómo ha ido mi peso desde enero?", language="es")
    for said in ("72,43 kg", "73,2 kg", "71,90 kg", "5 de enero", "1,30 kg"):
        assert said in found.text


def test_a_question_in_the_other_language_is_answered_in_it(filled: User) -> None:
    assert "1 de mayo" in ask(filled, "¿cómo ha estado mi presión este mes?").text
    assert "May 1" in ask(filled, "how has my pressure been this month", language="es").text


def test_units_are_mixed_exactly_and_shown_as_typed(filled: User) -> None:
    text = ask(filled, "how has my weight changed since January").text
    assert "4 readings, **72.43 kg** on average" in text
    assert "May 2, 08:00: 159.2 lb" in text
    assert "First 73.2 kg, January 5, 08:00" in text
    assert "down 1.30 kg" in text


def test_values_below_or_above_the_meter_stay_out_of_the_mean(filled: User) -> None:
    text = ask(filled, "average glucose this month").text
    assert "5 readings, **109 mg/dL** on average" in text
    assert "2 readings such as <40 mg/dL are no exact numbers and are left out" in text
    assert "Lowest <40 mg/dL" in text
    assert "highest >400 mg/dL" in text


def test_fasting_glucose_leaves_the_other_readings_out(filled: User) -> None:
    text = ask(filled, "fasting glucose this month").text
    assert text.startswith("**Glucose** · this month (May 1 to May 19) · Fasting")
    assert "4 readings" in text
    assert ">400" not in text


def test_the_evenings_alone(filled: User) -> None:
    text = ask(filled, "my blood pressure in the evenings this month").text
    assert text.startswith(
        "**Blood pressure** · this month (May 1 to May 19) · in the evenings (18 to 24)"
    )
    assert "1 reading: 139/88 mmHg, May 14, 19:30" in text


def test_the_highest_is_the_reading_itself(filled: User) -> None:
    found = ask(filled, "what was my highest blood pressure")
    assert "Highest: 139/88 mmHg, May 14, 19:30, High, stage 1 [V1]" in found.text
    assert "Out of 7 readings." in found.text
    assert "Highest: 73.2 kg, January 5, 08:00 [V1]" in ask(filled, "when was I heaviest").text


def test_the_lowest_of_last_month(filled: User) -> None:
    assert "Lowest: 130/84 mmHg, April 28" in ask(filled, "lowest bp last month").text


def test_what_adds_up_is_added_up(filled: User) -> None:
    text = ask(filled, "how many steps since May 16").text
    assert "**21663 steps** in all, 3 readings" in text
    assert "**7221 steps** a day on average, on 3 days with readings" in text


def test_readings_are_counted(filled: User) -> None:
    text = ask(filled, "how many times did I measure my blood pressure this month").text
    assert "**5 readings** [T1]" in text
    assert "Latest: 128/82 mmHg, today 08:12, High, stage 1 [V1]" in text


def test_without_a_time_the_last_30_days_are_meant(filled: User) -> None:
    assert "the last 30 days (April 20 to May 19)" in ask(filled, "my blood pressure trend").text


def test_when_the_last_30_days_are_empty_all_readings_are_told(ana: User) -> None:
    factories.reading(ana, "body_weight", "70", at=at(1, 5))
    text = ask(ana, "my weight").text
    assert "**Weight** · all readings" in text
    assert "1 reading: 70 kg, January 5" in text


def test_several_kinds_are_told_one_after_the_other(filled: User) -> None:
    text = ask(filled, "my weight and blood pressure this month").text
    assert text.index("**Weight**") < text.index("**Blood pressure**")
    assert "72.06 kg" in text
    assert "128/82 mmHg" in text


def test_nothing_then_names_the_latest_there_is(filled: User) -> None:
    text = ask(filled, "blood pressure in February").text
    assert text == (
        "**Blood pressure** · February 2026: no readings. "
        "The latest is 128/82 mmHg, today 08:12 [V1]."
    )


def test_nothing_ever_says_how_to_add_it(filled: User) -> None:
    found = ask(filled, "my oxygen this week")
    assert "There are no readings of oxygen saturation in your record yet." in found.text
    assert "(/readings/add/oxygen_saturation/)" in found.text
    assert [item.url for item in found.items] == ["/readings/add/oxygen_saturation/"]


def test_the_kin_of_a_kind_stands_in_for_it(ana: User) -> None:
    factories.reading(ana, "resting_heart_rate", "58", at=at(5, 18), unit="/min")
    assert "**Resting heart rate:** 58" in ask(ana, "what's my pulse").text


def test_readings_entered_in_error_do_not_count(filled: User) -> None:
    factories.reading(
        filled, "blood_pressure", "240", "140", at=at(5, 18), status="entered-in-error"
    )
    text = ask(filled, "highest blood pressure this month").text
    assert "240" not in text


def test_periods_are_counted_by_flow(ana: User) -> None:
    for day, code in ((1, "heavy"), (2, "medium"), (3, "medium")):
        factories.reading(ana, "menstruation", "", code=code, at=at(5, day))
    text = ask(ana, "my period this month").text
    assert "**3 readings**" in text
    assert "Medium 2" in text
    assert "Latest: Medium, May 3" in text
