"""Frames tell each piece of text once, and a late tab catches up exactly."""

import random

from hypothesis import given
from hypothesis import strategies as st

from chat.citing import Sources
from chat.replies.frames import Frame, Growing
from tests.chat.live.member import Shown

LINES = st.lists(
    st.sampled_from(
        ["Hello **you**", "", "- one", "- two", "```", "| a | b |", "|--|--|", "é🙂 [V1]"]
    ),
    max_size=20,
)


def told(text: str, dice: random.Random) -> list[Frame]:
    """The frames of `text` arriving in random pieces."""
    growing, frames, place = Growing(sources=Sources(links={"V1": "/readings/entry/1/"})), [], 0
    while place < len(text):
        size = dice.randint(1, 9)
        growing.text += text[place : place + size]
        place += size
        frames += growing.advance()
    assert growing.advance() == []
    assert growing.frames == frames
    return frames


@given(LINES, st.integers())
def test_a_tab_that_sees_all_frames_shows_the_text_once(lines: list[str], seed: int) -> None:
    text = "\n".join(lines)
    shown = Shown()
    frames = told(text, random.Random(seed))
    for frame in frames:
        shown.take(frame)
    whole = Growing(sources=Sources(links={"V1": "/readings/entry/1/"}), text=text)
    whole.advance()
    assert (shown.html, shown.rest) == ("".join(whole.html), text[whole.closed :])
    assert [frame["n"] for frame in frames] == list(range(1, len(frames) + 1))


def test_a_tab_that_comes_late_gets_a_snapshot_and_then_the_rest() -> None:
    growing = Growing(text="First.\n\nSecond, half")
    growing.advance()
    shown = Shown()
    shown.take(growing.snapshot())
    growing.text += " and whole."
    for frame in growing.advance():
        shown.take(frame)
    assert "<p>First.</p>" in shown.html
    assert shown.rest == "Second, half and whole."


def test_a_frame_is_as_long_as_its_news() -> None:
    growing = Growing()
    sizes = []
    for _ in range(200):
        growing.text += "word "
        sizes += [len(frame["t"]) for frame in growing.advance() if frame["k"] == "delta"]
    assert max(sizes) <= 5
