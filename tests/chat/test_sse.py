"""Events come out of the byte stream whole, however it was cut, and a hostile one stays small."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.engines.sse import EventTooLarge, ServerEvent, Splitter

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=40)
NAMES = st.sampled_from(["", "message", "response.output_text.delta", "ñandú"])
EVENTS = st.lists(st.tuples(NAMES, st.lists(TEXT, min_size=1, max_size=3)), max_size=8)


def wire(events: list[tuple[str, list[str]]], newline: str, noise: str = "") -> bytes:
    lines: list[str] = []
    for name, data in events:
        lines += [noise] if noise else []
        lines += [f"event: {name}"] if name else []
        lines += [*(f"data: {line}" for line in data), ""]
    return "".join(line + newline for line in lines).encode()


def split(splitter: Splitter, chunks: list[bytes]) -> list[ServerEvent]:
    return [event for chunk in chunks for event in splitter.feed(chunk)]


def cut(data: bytes, places: list[int]) -> list[bytes]:
    marks = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in pairwise(marks)]


@given(
    EVENTS,
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", ": ping", "id: 7", "retry: 1000", "unknown"]),
    st.lists(st.integers(0, 10_000), max_size=30),
)
def test_the_same_events_come_out_wherever_the_bytes_were_cut(
    events: list[tuple[str, list[str]]], newline: str, noise: str, places: list[int]
) -> None:
    data = wire(events, newline, noise)
    expected = [ServerEvent(name, "\n".join(lines)) for name, lines in events]
    assert split(Splitter(), cut(data, places)) == expected
    assert split(Splitter(), [bytes([byte]) for byte in data]) == expected


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_any_bytes_give_events_or_a_value_error(chunks: list[bytes]) -> None:
    try:
        for event in split(Splitter(limit=500), chunks):
            assert len(event.data.encode()) <= 500
    except ValueError:
        pass


@given(EVENTS)
def test_an_unfinished_last_event_is_not_an_event(events: list[tuple[str, list[str]]]) -> None:
    data = wire(events, "\n") + b"data: half an answer\n"
    assert len(split(Splitter(), [data])) == len(events)


def test_a_byte_order_mark_is_not_part_of_the_first_field() -> None:
    assert split(Splitter(), [b"\xef\xbb", b"\xbfdata: a\n\n"]) == [ServerEvent("", "a")]


def test_one_leading_space_is_syntax_and_the_next_is_data() -> None:
    assert split(Splitter(), [b"data:a\ndata:  b\ndata\n\n"]) == [ServerEvent("", "a\n b\n")]


def test_an_event_type_without_data_is_not_an_event() -> None:
    assert split(Splitter(), [b"event: ping\n\ndata: a\n\n"]) == [ServerEvent("", "a")]


@pytest.mark.parametrize(
    "attack",
    [
        [b"data: " + b"x" * 2000],
        [b"data: " + b"x" * 600 + b"\n", b"data: " + b"x" * 600 + b"\n"],
        [b"x"] * 1100,
        [b": " + b"x" * 2000],
    ],
    ids=["one line", "many lines", "drip", "comment"],
)
def test_an_endless_event_is_refused(attack: list[bytes]) -> None:
    with pytest.raises(EventTooLarge):
        split(Splitter(limit=1000), attack)


def test_events_before_the_one_that_is_too_large_still_count() -> None:
    events = Splitter(limit=100).feed(b"data: a\n\ndata: " + b"x" * 200)
    assert next(events) == ServerEvent("", "a")
    with pytest.raises(EventTooLarge):
        next(events)


def test_the_limit_is_per_event_and_not_for_the_stream() -> None:
    data = (b"data: " + b"x" * 90 + b"\n\n") * 50
    assert len(split(Splitter(limit=100), [data])) == 50


def test_bytes_that_are_not_utf_8_are_an_error() -> None:
    with pytest.raises(UnicodeDecodeError):
        split(Splitter(), [b"data: \xff\xfe\n\n"])


def test_a_large_event_in_tiny_pieces_takes_linear_time() -> None:
    def seconds(size: int) -> float:
        splitter, began = Splitter(), time.process_time()
        split(splitter, [b"data: "] + [b"x" * 8] * (size // 8) + [b"\n\n"])
        return time.process_time() - began

    seconds(50_000)
    small, large = seconds(100_000), seconds(800_000)
    assert large < 40 * max(small, 0.002), "8 times the bytes may not take 64 times as long"
