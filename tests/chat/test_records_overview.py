"""The whole record at a glance, what changed, the profile, and what the reader says of itself."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from tests import factories
from tests.chat.record_of_ana import ask, fill


@pytest.fixture
def filled(ana: User) -> User:
    fill(ana)
    return ana


def test_how_she_is_doing(filled: User) -> None:
    text = ask(filled, "how am I doing?").text
    assert text.startswith("**Readings** · the last 30 days (April 20 to May 19)")
    assert (
        "- **Blood pressure:** latest 128/82 mmHg (today), 129/83 mmHg on average of 7 readings, "
        "6 outside the usual range [T1]"
    ) in text
    assert "**Medicines:** Losartan [M1], Metformin [M2]" in text
    assert "Ibuprofen" not in text
    assert "**Allergies:** Penicillin [A1]" in text


def test_a_summary_of_a_time_keeps_to_it(filled: User) -> None:
    text = ask(filled, "summary of April").text
    assert "April 2026" in text
    assert "132/85 mmHg on average of 2 readings" in text
    assert "Medicines" not in text


def test_what_there_is(filled: User) -> None:
    text = ask(filled, "what data do you have?").text
    assert "**Readings** · all readings: 20 readings [T1]" in text
    assert "- Weight: 4 readings" in text


def test_what_changed_since_a_day(filled: User) -> None:
    text = ask(filled, "what changed since May 10?").text
    assert (
        "**Blood pressure:** 2 readings, from 139/88 mmHg to 128/82 mmHg (down 11/6 mmHg)" in text
    )
    assert "**Weight:** 1 reading, 71.90 kg" in text
    assert "Medicines" not in text


def test_lines_of_the_profile_changed_since_a_day_are_told(ana: User) -> None:
    factories.line(ana, "medications", name="Losartan")
    now = timezone.now() + timedelta(minutes=1)
    text = ask(ana, "what's new since yesterday?", now=now).text
    assert "**Medicines**\n\n- New: Losartan [M1]" in text


def test_medicines_with_dose_and_those_no_longer_taken(filled: User) -> None:
    found = ask(filled, "what medications am I taking?")
    assert "**Medicines** · 2 current" in found.text
    assert "Losartan: 50 mg, at night, for High blood pressure, since March 2025 [M1]" in found.text
    assert "No longer:\n\n- Ibuprofen: stopped, until February 2024 [M3]" in found.text
    assert [item.url.split("/")[2] for item in found.items] == ["medications"] * 3


def test_a_medicine_is_found_by_name_or_by_what_it_is_for(filled: User) -> None:
    for question in ("when did I start losartan", "what do I take for blood pressure"):
        text = ask(filled, question).text
        assert "Losartan" in text
        assert "Metformin" not in text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what conditions do I have", "Hypertension: active, since November 2024 [C1]"),
        ("am I allergic to penicillin?", "Penicillin: rash [A1]"),
        ("when was my tetanus shot", "Tetanus: 2019 [I1]"),
        ("family history", "Stroke: mother [F1]"),
        ("what's my blood type", "Blood type: O+ [P1]"),
        ("who is my emergency contact", "1 emergency contact is saved."),
    ],
)
def test_the_profile_is_told_with_its_marks(filled: User, question: str, said: str) -> None:
    assert said in ask(filled, question).text


def test_who_to_call_is_not_repeated_in_the_conversation(filled: User) -> None:
    found = ask(filled, "who is my emergency contact")
    assert "Iker" not in found.text
    assert "600" not in found.text
    assert found.items[0].url == "/profile/#contacts"


def test_an_empty_part_says_how_to_fill_it(ana: User) -> None:
    found = ask(ana, "my allergies")
    assert "Allergies: your profile has no entries yet." in found.text
    assert "(/profile/allergies/add/)" in found.text


def test_advice_is_refused_and_the_record_told(filled: User) -> None:
    text = ask(filled, "why is my blood pressure high?").text
    assert "I can only read your records" in text
    assert "128/82 mmHg" in text
    assert "Losartan: 50 mg" in ask(filled, "should I take more losartan?").text


def test_what_it_does_not_know_it_says_and_offers_what_it_can(filled: User) -> None:
    text = ask(filled, "what is diabetes?").text
    assert text.startswith("I can only read your records")
    assert "“How has my blood pressure been this month?”" in text
    assert "“What medicines do I take?”" in text


@pytest.mark.parametrize(("language", "word"), [("en", "help"), ("es", "ayuda")])
def test_every_example_is_a_question_it_can_answer(filled: User, language: str, word: str) -> None:
    offered = re.findall(r"“(.+?)”", ask(filled, word, language=language).text)
    assert len(offered) == 3
    intents = [ask(filled, question, language=language).intent for question in offered]
    assert intents == ["trend", "medications", "highest"]


@pytest.mark.parametrize(
    "question",
    ["How am I?", "my weight", "what changed?", "anything abnormal?", "list everything", "help",
     "hi", "compare my weight", "what data do you have", "lunch", "did I log anything today",
     "highest pulse", "steps over 100", "my meds", "blood type", "is my bp normal"],
)  # fmt: skip
def test_an_empty_record_is_said_to_be_empty(ana: User, question: str) -> None:
    text = ask(ana, question).text
    assert text
    assert not re.search(r"\[[VTMCAIF]\d", text.replace("[T1]", ""))


def test_how_to_add_links_to_the_page(filled: User) -> None:
    found = ask(filled, "how do I add my weight?")
    assert "I only read" in found.text
    assert "(/readings/add/body_weight/)" in found.text


def test_greetings_and_thanks_are_short(filled: User) -> None:
    assert len(ask(filled, "thanks").text) < 80
    assert ask(filled, "hola", language="es").intent == "greeting"
