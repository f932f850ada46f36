"""Numbers of an answer that were never sent are found; everything else is left alone."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.numbers import Numbers, numbers_of, sent

TODAY = date(2026, 11, 23)
RECORD = (
    "[V12] 2026-10-02 08:12 blood pressure 128/82 mm[Hg]",
    "[T1] LDL 162 mg/dL; HbA1c 7.25 %; steps 12500; weight 70.1 kg; temp 36.60",
    "[T2] n=22 2025-10-27..2026-11-03 mean 126.4/80.1 sodium 1,250 mg; platelets 250 000",
    "I took 3,5 mg of it on 5 November",
)


def doubted(text: str, *record: str) -> list[str]:
    """What is found in `text`."""
    numbers = Numbers(sent(record or RECORD, TODAY))
    return [text[begin:end] for begin, end in numbers.doubtful(text)]


@pytest.mark.parametrize(
    "text",
    [
        *("128/82 mmHg", "128 over 82", "128mmHg", "128‑82", "LDL of 162 mg/dL", "(162)"),
        *("7.25 %", "7.250", "7,25 %", "7.3%", "7.2", "36.6 °C", "36,6", "36.600"),
        *("12,500 steps", "12.500 pasos", "12 500 steps", "12\u202f500", "12'500", "12500"),
        *("1250 mg", "1,250 mg", "1.250 mg", "250,000", "250.000", "250000"),
        *("a mean of 126/80", "about 126.4", "70 kg", "70.1 kg", "3.5 mg", "3,5 mg"),
        *("2026-10-02", "2 October 2026", "October 2", "Oct 2nd", "2 de octubre de 2026", "2 oct"),
        *("10/2/2026", "2/10/2026", "02.10.26", "October 2026", "octubre de 2026", "in 2025"),
        *("between 2 and 27 October", "Oct 2–27", "the 27th", "today, November 23", "5 Nov"),
        *("3 readings", "2-3 times", "pain 7/10", "4 x10^9/L", "1. first", "0 of them"),
        *("at 08:15", "from 22:30 to 6:05", "the last 90 days", "within 24 hours", "for 6 weeks"),
        *("los últimos 90 días", "durante 12 meses", "cada 12 horas"),
        *("vitamin B12", "HbA1c", "rs429358", "CYP2C19", "COVID-19", "omega-3", "PHQ-9", "[V99]"),
        *("call 911", "text 988 now", "llama al 112", "teléfono 024"),
    ],
)
def test_what_was_sent_and_what_says_nothing_of_a_record_is_left_alone(text: str) -> None:
    assert doubted(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("130/82", ["130"]),
        ("128/84", ["84"]),
        ("It was 180/110 mmHg, not 128/82.", ["180/110"]),
        ("163 mg/dL", ["163"]),
        ("LDL 4.19 mmol/L", ["4.19"]),  # converted by the model, so nobody vouches for it
        ("7.4 %", ["7.4"]),
        ("7.26", ["7.26"]),
        ("7.30", ["7.30"]),
        ("126.5", ["126.5"]),
        ("12,501 steps", ["12,501"]),
        ("125000", ["125000"]),
        ("up 12%", ["12"]),
        ("8 mg twice a day", ["8"]),
        ("2 tablets", ["2"]),
        ("slept 5 hours", ["5"]),
        ("54 years old", ["54"]),
        ("weight 27 kg", ["27"]),  # a day of the record is no weight
        ("in 2019", ["2019"]),
        ("2026-10-03", ["2026-10-03"]),
        ("2 October 2025", ["2 October 2025"]),
        ("9 November", ["9 November"]),
        ("el 9 de noviembre", ["9 de noviembre"]),
        ("on the 14th", ["14"]),
        ("glucose 112", ["112"]),
        ("Call them. Your glucose is 911; it was 112", ["911", "112"]),
        ("99:99", ["99:99"]),
        ("9" * 30, ["9" * 30]),
        ("１２９ mmHg", ["１２９"]),
        ("-5.5", ["5.5"]),
        ("11;11;12", ["11", "11", "12"]),
    ],
)
def test_what_matches_nothing_is_found(text: str, found: list[str]) -> None:
    assert doubted(text) == found


def test_the_question_counts_too() -> None:
    assert doubted("You ask about 140/90.", "Is 140/90 high?") == []


def test_a_list_without_spaces_is_read_as_its_numbers() -> None:
    assert doubted("120,130,125", "readings 120, 130 and 125") == []
    assert doubted("120,130,126", "readings 120, 130 and 125") == ["120,130,126"]


def test_no_check_without_numbers() -> None:
    assert numbers_of(None) is None


@given(st.decimals(min_value=0, max_value=99999, places=3), st.integers(0, 2))
def test_every_way_to_round_a_sent_value_passes(value: object, places: int) -> None:
    written = f"{value:.{places}f}"
    assert doubted(f"It was {written} mg", f"x {value} mg") == []


@given(st.text(max_size=300) | st.text(alphabet="0123456789 .,/-:'\u202fmayoct", max_size=300))
def test_any_text_gives_spans_in_order_that_do_not_touch(text: str) -> None:
    numbers = Numbers(sent(["1 2 3", text[:20]], TODAY))
    last = 0
    for begin, end in numbers.doubtful(text):
        assert last <= begin < end <= len(text)
        last = end


@given(st.text(alphabet="0123456789 .,/-:'\u202fmayoct", max_size=300))
def test_whatever_was_sent_may_be_said(text: str) -> None:
    assert doubted(text, text) == []


SLOW = ["1", "1,", "1.", "1 ", "1-", "12 ", "123 ", "12/", "may ", "12 and ", "1:", "9'", "2 may 2"]


@pytest.mark.parametrize("pattern", SLOW)
def test_the_time_grows_with_the_length(pattern: str) -> None:
    def seconds(size: int) -> float:
        text = (pattern * size)[:size]
        started = time.process_time()
        list(Numbers(sent([text], TODAY)).doubtful(text))
        return time.process_time() - started

    small = min(seconds(20_000) for _ in range(2))
    assert seconds(80_000) < max(9 * small, 1)
