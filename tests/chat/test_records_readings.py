"""Single readings, lists, lines drawn, two times compared, usual ranges."""

from datetime import date, datetime

import pytest

from accounts.models import User
from tests import factories
from tests.chat.asked import ZONE
from tests.chat.record_of_ana import ask, at, fill


@pytest.fixture
def filled(ana: User) -> User:
    fill(ana)
    return ana


def test_the_latest_and_the_one_before(filled: User) -> None:
    found = ask(filled, "What's my latest blood pressure?")
    assert found.text == (
        "**Blood pressure:** 128/82 mmHg, today 08:12, High, stage 1 [V1]\n\n"
        "Before that: 139/88 mmHg, May 14, 19:30, High, stage 1 [V2]"
    )


def test_the_latest_of_several_kinds(filled: User) -> None:
    text = ask(filled, "what is my weight and my latest glucose").text
    assert "**Weight:** 71.90 kg, yesterday 08:00" in text
    assert "**Glucose:** 130 mg/dL, May 14, 07:00" in text


def test_the_body_mass_index_is_worked_out_from_weight_and_height(ana: User) -> None:
    factories.reading(ana, "body_weight", "72", at=at(5, 18))
    assert "needs a weight and a height" in ask(ana, "what's my bmi").text
    factories.reading(ana, "body_height", "170", at=at(1, 2), unit="cm")
    found = ask(ana, "what's my bmi")
    assert "24.9 kg/m²" in found.text
    assert "72 kg, yesterday" in found.text
    assert "170 cm, January 2" in found.text
    assert [item.kind for item in found.items] == ["body_weight", "body_height"]


def test_whether_something_was_logged_today(filled: User) -> None:
    assert ask(filled, "did I log my weight today?").text == (
        "**Weight** · today: no, nothing logged. The latest is 71.90 kg, yesterday 08:00 [V1]."
    )
    text = ask(filled, "did I log anything today?").text
    assert "**Readings** · today: yes, 2 readings." in text
    assert "Blood pressure, today 08:12: 128/82 mmHg" in text
    assert "Sleep, today 06:00: 7.25 h" in text


def test_a_list_has_as_many_as_asked_for(filled: User) -> None:
    text = ask(filled, "show my last 3 blood pressure readings").text
    assert text.count("\n- ") == 3
    assert text.index("128/82") < text.index("139/88") < text.index("126/80")
    assert "118/76" not in text


def test_a_longer_list_says_where_the_rest_is(ana: User) -> None:
    for day in range(1, 13):
        factories.reading(ana, "heart_rate", str(60 + day), at=at(5, day))
    found = ask(ana, "list my pulse readings")
    assert found.text.count("\n- ") == 10
    assert "These are the newest 10; the list has the rest. [T1]" in found.text
    assert found.items[-1].url == "/readings/?type=heart_rate"


def test_readings_past_a_line_are_counted_and_named(filled: User) -> None:
    text = ask(filled, "how many times was my blood pressure over 130").text
    assert "**3** of 7 readings above 130 mmHg [T1]" in text
    assert "139/88" in text
    assert "130/84" not in text
    pair = ask(filled, "blood pressure above 135/85 this year").text
    assert "**2** of 7 readings above 135/85 mmHg" in pair
    assert "134/86" in pair


def test_a_line_is_meant_in_the_unit_most_used_or_named(filled: User) -> None:
    assert "**3** of 4 readings above 72 kg" in ask(filled, "weight over 72").text
    assert "**1** of 4 readings above 160 lb" in ask(filled, "weight over 160 lbs").text


def test_two_months_side_by_side(filled: User) -> None:
    found = ask(filled, "compare my blood pressure this month with last month")
    assert found.text == (
        "**Blood pressure**\n\n"
        "- Last month (April 1 to April 30): 132/85 mmHg on average, 2 readings [T1]\n"
        "- This month (May 1 to May 19): 128/82 mmHg on average, 5 readings [T2]\n"
        "- Difference: down 4/3 mmHg [T1] [T2]"
    )
    assert [item.url for item in found.items] == [
        "/readings/?type=blood_pressure&first=2026-04-01&last=2026-04-30",
        "/readings/?type=blood_pressure&first=2026-05-01&last=2026-05-19",
    ]


def test_one_time_is_compared_with_its_counterpart(filled: User) -> None:
    text = ask(filled, "is my blood pressure lower than last month").text
    assert "This month" in text
    assert "Last month" in text
    week = ask(filled, "were my steps better than last week").text
    assert "Last week (May 11 to May 17): 5707 steps a day on average" in week
    assert "up 4544 steps" in week


def test_one_side_without_readings_says_so(filled: User) -> None:
    text = ask(filled, "compare my blood pressure in March and April").text
    assert "March 2026: no readings of blood pressure" in text
    assert "Difference" not in text


def test_everything_outside_its_usual_range(filled: User) -> None:
    text = ask(filled, "anything out of range this month?").text
    assert "Blood pressure: 4 of 5 are outside the usual range by ACC/AHA 2017" in text
    assert "Glucose: 4 of 5 are outside" in text
    assert "Sleep: It is within the usual range by CDC. [" in text
    assert "Newest outside the usual range:" in text
    assert "118/76" not in text


def test_a_range_is_explained_with_its_source(filled: User) -> None:
    text = ask(filled, "is my blood pressure normal?").text
    assert "**Blood pressure:** 128/82 mmHg, today 08:12, High, stage 1 [V1]" in text
    assert "usual range by ACC/AHA 2017 (adults at rest, not pregnant)" in text
    assert "- Elevated: from 120 mmHg, below 130 mmHg" in text
    assert "- High, stage 2: from 140 mmHg, up to 180 mmHg" in text
    assert "for your clinician" in text


def test_a_range_in_the_unit_of_the_reading(ana: User) -> None:
    factories.reading(ana, "glucose", "5.2", at=at(5, 18), unit="mmol/L", context="fasting")
    assert (
        "from 3.9 mmol/L, below 5.6 mmol/L" in ask(ana, "what is the normal range for sugar").text
    )


def test_a_child_is_shown_no_adult_range(ana: User) -> None:
    factories.facts(ana, birth_date=date(datetime.now(ZONE).year - 9, 1, 1))
    factories.reading(ana, "heart_rate", "110", at=at(5, 18))
    text = ask(ana, "is my pulse normal?").text
    assert "for adults" in text
    assert "Faster" not in text
