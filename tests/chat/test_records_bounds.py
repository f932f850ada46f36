"""Whose record is read, that every value is cited, what it costs, and that no text breaks it."""

import random
import re
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils.html import escape

from accounts.models import User
from healthtracker.web.markdown import render_untrusted
from patients.models import Observation
from tests import factories, people
from tests.chat.asked import understood
from tests.chat.record_of_ana import BRUNOS, ask, at, fill, fill_bruno
from tests.chat.test_records_questions import labelled

QUESTIONS = [(row[0], row[1]) for row in (*labelled("en"), *labelled("es"))]
MARK = re.compile(r"\[([A-Z]\d+)\]")
# Answers whose lists state rules or offer help, not values of the record.
OF_RULES = ("explain", "help")


@pytest.fixture
def filled(ana: User, bruno: User) -> User:
    fill(ana)
    fill_bruno(bruno)
    return ana


def test_every_question_is_answered_from_her_record_alone_cited_and_in_six_queries(
    filled: User, bruno: User
) -> None:
    ask(filled, "my meds")  # opens the data key, as any request with the profile has
    own = {
        str(pk) for pk in Observation.objects.editable_by(filled).values_list("entry_id", flat=True)
    }
    for language, question in QUESTIONS:
        with CaptureQueriesContext(connection) as queries:
            found = ask(filled, question, language=language)
        assert len(queries) <= 6, (question, len(queries))
        assert found.text, question
        assert not any(value in found.text for value in BRUNOS), question
        cites = {item.cite: item for item in found.items}
        assert set(MARK.findall(found.text)) <= set(cites), question
        for line in found.text.splitlines():
            states_value = line.startswith("- ") and re.search(r"\d", line)
            if states_value and found.intent not in OF_RULES:
                assert MARK.search(line), (question, line)
        for item in found.items:
            resolve(item.url.partition("?")[0].partition("#")[0])
            if item.cite.startswith("V"):
                assert item.object_id in own, question


def test_the_cost_does_not_grow_with_the_record(ana: User) -> None:
    questions = ("How has my blood pressure been?", "how am I doing", "anything out of range?")
    factories.readings(ana, 3)
    few = [_queries(ana, question) for question in questions]
    factories.readings(ana, 30, type="heart_rate", value="71")
    factories.readings(ana, 30)
    assert [_queries(ana, question) for question in questions] == few


def _queries(ana: User, question: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        ask(ana, question)
    return len(queries)


def test_a_linked_clinician_reads_what_is_shared_and_no_more(filled: User, soto: User) -> None:
    text = ask(soto, "latest blood pressure", patient=filled).text
    assert "128/82 mmHg" in text
    doctor = people.provider("Paula Prats")
    people.link(filled, doctor, ("profile",))
    assert "128" not in ask(doctor, "latest blood pressure", patient=filled).text
    assert "Losartan" in ask(doctor, "what medicines does she take?", patient=filled).text


def test_an_unlinked_clinician_and_another_patient_read_nothing(
    filled: User, bruno: User, vega: User
) -> None:
    for stranger in (vega, bruno):
        for question in ("latest blood pressure", "how am I doing", "my meds", "blood type"):
            found = ask(stranger, question, patient=filled)
            assert "128" not in found.text
            assert "Losartan" not in found.text
            assert "O+" not in found.text
            assert not [item for item in found.items if item.cite[0] in "VTMCAIFP"]


def test_the_answer_renders_with_a_link_for_every_mark(filled: User) -> None:
    for question in ("How has my blood pressure been this month?", "my meds", "my oxygen"):
        found = ask(filled, question)
        html = render_untrusted(found.text, links={item.cite: item.url for item in found.items})
        for item in found.items:
            assert f'href="{escape(item.url)}"' in html
        assert not MARK.search(html)


def test_deleted_readings_are_gone(ana: User) -> None:
    row = factories.reading(ana, "heart_rate", "97", at=at(5, 18))
    row.deleted_at = row.created_at
    row.save(update_fields=["deleted_at"])
    assert "97" not in ask(ana, "what's my pulse").text


def test_a_late_evening_reading_belongs_to_her_day(ana: User) -> None:
    ana.time_zone = "America/New_York"
    ana.save(update_fields=["time_zone"])
    factories.reading(ana, "heart_rate", "61", at=at(5, 18, 23, 50))  # already the 19th in UTC
    factories.reading(ana, "heart_rate", "72", at=at(5, 19, 0, 5))
    assert "72 per minute" in ask(ana, "pulse today").text
    assert "61" not in ask(ana, "pulse today").text
    assert "1 reading: 61 per minute, yesterday 23:50" in ask(ana, "pulse yesterday").text


def test_words_of_the_record_cannot_pose_as_marks_or_markup(ana: User) -> None:
    factories.line(
        ana,
        "medications",
        name="[V1](https://evil.example) <img src=x> *now*",
        frequency="a\n\n# b",
    )
    text = ask(ana, "my meds").text
    assert "\\[V1\\](https" in text
    assert "\\<img src=x\\> \\*now\\*" in text
    assert "\n# b" not in text


HOSTILE = (
    "since ", "from march to ", "a ", "1/", "12/12/", "last 3 ", "is my my my ", "did i take any ",
    "<script>alert(1)</script> ", "'; DROP TABLE x; -- ", "\x00\x07", "\u202e\u200b", "🙂", "ſ",
    "İ",
    "9" * 50 + " ", "[V1] ", "{{ x }} ", "% s %(x)s ", "abcdefghij", "más ", "血压 ", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_answered_quickly(ana: User, piece: str) -> None:
    text = (piece * 8_000)[:8_000]
    start = time.process_time()
    found = ask(ana, text, previous=[text] * 3)
    assert found.text
    assert piece.strip() not in found.text or len(piece.strip()) < 3
    assert time.process_time() - start < 1


def test_a_question_at_the_end_of_a_long_text_is_found() -> None:
    assert understood("bla " * 3_000 + "what is my weight?").intent == "latest"


def test_any_mix_of_words_is_understood_somehow() -> None:
    words = " ".join(question for _language, question in QUESTIONS).split()
    chance = random.Random(7)
    for _round in range(1_500):
        text = " ".join(chance.choices(words, k=chance.randint(1, 12)))
        assert understood(text, previous=[text[::-1]]).intent


def test_any_mix_of_words_is_answered_somehow(filled: User) -> None:
    words = " ".join(question for _language, question in QUESTIONS).split()
    chance = random.Random(11)
    for _round in range(150):
        text = " ".join(chance.choices(words, k=chance.randint(1, 10)))
        found = ask(filled, text)
        assert found.text
        assert not any(value in found.text for value in BRUNOS)
