"""Slips in the words that matter are mended; everyday words and other languages are not."""

import pytest

from chat.records.questions import speller
from chat.records.spelling import folded, slips
from chat.records.tongue import spoken_in
from tests.chat.asked import understood


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("my blood presure", "blood_pressure"),
        ("blood pressrue today", "blood_pressure"),
        ("mi presíon", "blood_pressure"),
        ("tensoin", "blood_pressure"),
        ("wieght", "body_weight"),
        ("my weigth", "body_weight"),
        ("glucoze", "glucose"),
        ("gluscosa", "glucose"),
        ("azúcarr", "glucose"),
        ("temprature", "body_temperature"),
        ("temperautra", "body_temperature"),
        ("oxigen", "oxygen_saturation"),
        ("saturacoin", "oxygen_saturation"),
        ("my pluse", "heart_rate"),
        ("how did I slep", ""),
        ("how did I sleeep", "sleep_duration"),
    ],
)
def test_a_slip_is_mended(typed: str, kind: str) -> None:
    assert " ".join(understood(typed).metrics) == kind


@pytest.mark.parametrize(
    "word",
    ["bueno", "lugar", "pasado", "later", "purse", "heard", "education", "lectures", "pension",
     "eight", "charged", "stops", "treasures", "opresion", "situacion", "mouth"],
)  # fmt: skip
def test_an_everyday_word_stays_what_it_is(word: str) -> None:
    assert speller().mended(word) == word


def test_medicine_words_are_mended_too() -> None:
    assert understood("my medicatoins").intent.value == "medications"
    assert understood("mis alérgias").intent.value == "allergies"


def test_folding_keeps_dates_and_decimals_and_drops_signs() -> None:
    assert folded("¿Y el 3/4/2026, a 7,5?") == "y el 3/4/2026 a 7,5"
    assert folded("MÁS  de\u200b 10.000\x00 pasos!!") == "mas de 10.000 pasos"
    assert folded("2026-05-01 128/82") == "2026-05-01 128 82"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("weight", "wieght", 1), ("pulse", "pulso", 1), ("abc", "abc", 0), ("abc", "", 3)],
)
def test_slips_are_counted(one: str, other: str, expected: int) -> None:
    assert slips(one, other) == expected


@pytest.mark.parametrize(
    ("text", "preferred", "expected"),
    [
        ("How has my blood pressure been this month?", "es", "en"),
        ("¿Cómo ha estado mi presión este mes?", "en", "es"),
        ("hola", "en", "es"),
        ("hello", "es", "en"),
        ("HbA1c", "es", "es"),
        ("HbA1c", "en", "en"),
        ("", "es", "es"),
        ("losartan", "fr", "en"),
        ("show me mi peso", "en", "en"),
    ],
)
def test_the_language_of_a_clear_question_wins(text: str, preferred: str, expected: str) -> None:
    assert spoken_in(text, preferred) == expected
