"""Questions as people type them are understood: what, of which readings, for which time."""

from pathlib import Path

import pytest

from chat.records.intents import Intent
from tests.chat.asked import days, understood

HERE = Path(__file__).parent


def labelled(language: str) -> list[tuple[str, str, str, str, str]]:
    """(language, question, intent, kinds, days) of each labelled question."""
    lines = HERE.joinpath(f"questions_{language}.txt").read_text("utf-8").splitlines()
    rows = [[part.strip() for part in line.split("|")] for line in lines if line[:1] != "#"]
    return [(language, *row) for row in rows]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("language", "text", "intent", "kinds", "when"), [*labelled("en"), *labelled("es")]
)
def test_a_question_is_understood(
    language: str, text: str, intent: str, kinds: str, when: str
) -> None:
    question = understood(text, language)
    assert question.intent.value == intent
    assert " ".join(question.metrics) == kinds
    assert days(question.period) == when


@pytest.mark.parametrize(("language", "text"), [row[:2] for row in labelled("en")[:60]])
def test_capitals_signs_and_spaces_make_no_difference(language: str, text: str) -> None:
    plain = understood(text, language)
    loud = understood(f"  {text.upper().replace(' ', '   ')} !!! ", language)
    assert (loud.intent, loud.metrics, loud.period) == (plain.intent, plain.metrics, plain.period)


def test_every_intent_can_be_reached() -> None:
    reached = {row[2] for row in [*labelled("en"), *labelled("es")]}
    assert reached == {intent.value for intent in Intent}


@pytest.mark.parametrize(
    ("text", "first", "other"),
    [
        ("compare March and April blood pressure", "2026-03-01..2026-03-31",
         "2026-04-01..2026-04-30"),
        ("blood pressure this year vs last year", "2026-01-01..2026-05-19",
         "2025-01-01..2025-12-31"),
        ("compara la tensión de marzo con la de abril", "2026-03-01..2026-03-31",
         "2026-04-01..2026-04-30"),
    ],
)  # fmt: skip
def test_two_times_are_compared(text: str, first: str, other: str) -> None:
    question = understood(text)
    assert (days(question.period), days(question.other)) == (first, other)


@pytest.mark.parametrize(
    ("text", "above", "first", "second"),
    [
        ("blood pressure readings over 140/90", True, "140", "90"),
        ("how many times was my blood pressure above 140 over 90", True, "140", "90"),
        ("glucose below 70 last week", False, "70", "None"),
        ("days with more than 10,000 steps", True, "10000", "None"),
        ("peso por encima de 72,5", True, "72.5", "None"),
        ("días con más de 10.000 pasos", True, "10000", "None"),
        ("noches con menos de 6 horas de sueño", False, "6", "None"),
    ],
)
def test_a_number_draws_a_line(text: str, above: bool, first: str, second: str) -> None:
    found = understood(text).threshold
    assert found is not None
    assert (found.above, str(found.first), str(found.second)) == (above, first, second)


def test_so_many_newest_readings_are_asked_for() -> None:
    assert understood("show my last 5 blood pressure readings").limit == 5
    assert understood("mis últimas tres mediciones de glucosa", "es").limit == 3
    assert understood("my last 500 weights").limit == 20


def test_fasting_glucose_is_told_from_glucose_after_meals() -> None:
    assert understood("average fasting glucose").narrowing.contexts == ("fasting", "lab_fasting")
    assert "after_meal" in understood("glucosa después de comer", "es").narrowing.contexts
    assert not understood("fasting weight").narrowing


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("my average blood pressure in the evenings", "evening"),
        ("blood pressure in the mornings this month", "morning"),
        ("mi tensión por las noches", "night"),
        ("mi tensión por las mañanas", "morning"),
        ("how much do I sleep at night", ""),
        ("blood pressure yesterday morning", ""),
    ],
)
def test_a_part_of_the_day_narrows_the_readings(text: str, part: str) -> None:
    assert understood(text).narrowing.part == part


def test_at_most_three_kinds_are_answered_at_once() -> None:
    text = "my weight, blood pressure, pulse, sleep and steps"
    assert understood(text).metrics == ("body_weight", "blood_pressure", "heart_rate")
