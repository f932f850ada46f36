"""A follow-up takes what it leaves out from the questions before it."""

import pytest

from chat.records.questions import Question
from tests.chat.asked import days, understood

MONTH = "How has my blood pressure been this month?"
MES = "¿Cómo ha estado mi presión este mes?"
APRIL = "2026-04-01..2026-04-30"
MARCH = "2026-03-01..2026-03-31"
MAY = "2026-05-01..2026-05-19"


def told(question: Question) -> tuple[str, str, str]:
    return question.intent.value, " ".join(question.metrics), days(question.period)


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ([MONTH], "and last month?", ("trend", "blood_pressure", APRIL)),
        ([MONTH], "last month?", ("trend", "blood_pressure", APRIL)),
        ([MONTH], "what about March", ("trend", "blood_pressure", MARCH)),
        ([MONTH, "and last month?"], "and in March?", ("trend", "blood_pressure", MARCH)),
        ([MONTH], "and my weight?", ("trend", "body_weight", MAY)),
        ([MONTH], "and the average pulse?", ("mean", "heart_rate", MAY)),
        ([MONTH], "what was the highest?", ("highest", "blood_pressure", MAY)),
        ([MONTH], "and the lowest last month?", ("lowest", "blood_pressure", APRIL)),
        ([MONTH], "how many readings?", ("count", "blood_pressure", MAY)),
        ([MONTH], "and how many readings?", ("count", "blood_pressure", MAY)),
        ([MONTH], "is that normal?", ("explain", "blood_pressure", MAY)),
        ([MONTH], "why?", ("advice", "blood_pressure", MAY)),
        ([MES], "¿y en marzo?", ("trend", "blood_pressure", MARCH)),
        ([MES], "¿y el mes pasado?", ("trend", "blood_pressure", APRIL)),
        ([MES], "¿y mi peso?", ("trend", "body_weight", MAY)),
        ([MES], "¿y la más alta?", ("highest", "blood_pressure", MAY)),
        (["how am I doing"], "and last month?", ("summary", "", APRIL)),
        (["what changed since March?"], "and in May?", ("changes", "", MAY)),
        (["my meds"], "and my allergies?", ("allergies", "", "")),
        ([MONTH, "and my weight?"], "and in March", ("trend", "body_weight", MARCH)),
    ],
)
def test_a_follow_up_inherits_what_it_leaves_out(
    before: list[str], text: str, expected: tuple[str, str, str]
) -> None:
    assert told(understood(text, previous=before)) == expected


@pytest.mark.parametrize(
    "text",
    ["thanks", "hola", "help", "what medications do I take?", "What is my weight?", "lunch", "ok"],
)
def test_a_whole_question_inherits_nothing(text: str) -> None:
    assert told(understood(text, previous=[MONTH])) == told(understood(text))


def test_a_time_alone_after_nothing_is_not_understood() -> None:
    assert told(understood("and last month?")) == ("unknown", "", APRIL)
    assert told(understood("and last month?", previous=["tell me a joke"]))[0] == "unknown"


def test_compared_to_another_time_keeps_the_first_one() -> None:
    question = understood("how does it compare to last month?", previous=[MONTH])
    assert told(question) == ("compare", "blood_pressure", MAY)
    assert days(question.other) == APRIL


def test_a_line_or_a_part_of_the_day_can_follow() -> None:
    over = understood("how many over 130?", previous=[MONTH])
    assert told(over) == ("beyond", "blood_pressure", MAY)
    assert over.threshold is not None
    mornings = understood("and in the mornings?", previous=[MONTH])
    assert told(mornings)[:2] == ("trend", "blood_pressure")
    assert mornings.narrowing.part == "morning"


def test_a_new_time_after_a_comparison_is_a_course() -> None:
    before = "compare my weight this month with last month"
    assert told(understood("and in March?", previous=[before])) == ("trend", "body_weight", MARCH)
