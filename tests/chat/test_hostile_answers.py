"""Whatever a model writes and wherever its stream is cut, a page shows nothing it must not."""

import importlib.util
import json
import time
from collections.abc import Callable
from html import escape
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.citing import Sources
from chat.engines.surrogates import Mender
from chat.numbers import Numbers, sent
from chat.replies.frames import Growing
from tests.chat.live.member import Shown
from tests.samples import SAMPLES
from tests.web.hostile_markdown import corpus
from tests.web.safe_html import LINKS, violations

LABELS = {"V12": 'a "label" <b onclick=x>128/82</b> & more', "P": "'profile' </a><script>"}
SOURCES = Sources(LINKS, LABELS, Numbers(sent(["128/82 on 2026-10-02"])))
OURS = corpus()


def attacks(name: str) -> list[dict[str, Any]]:
    """The measured cases where they lie on this machine."""
    path = SAMPLES / "attacks" / f"{name}.jsonl" if SAMPLES else None
    lines = path.read_text(encoding="utf-8").splitlines() if path and path.exists() else []
    return [json.loads(line) for line in lines]


def judge() -> ModuleType | None:
    """The checker that came with them."""
    path = SAMPLES / "attacks" / "check_html.py" if SAMPLES else None
    if path is None or not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("check_html", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


JUDGE = judge()
THEIRS = [str(case["payload"]) for case in attacks("xss")]
STREAMS = [[str(piece) for piece in case["chunks"]] for case in attacks("xss_stream")]


def unsafe(html: str) -> list[str]:
    """What is wrong with a fragment, by our checker and by theirs."""
    html.encode()  # what cannot be encoded cannot be sent
    found = violations(html)
    return found + (JUDGE.violations(html) if JUDGE else [])


def page_of(tab: Shown) -> str:
    """The reply as static/js/chat.js builds it: blocks, then the open one as nothing but text."""
    return f"{tab.html}<p>{escape(tab.rest)}</p>"


def streamed(pieces: list[str]) -> list[str]:
    """Every state that a page is in while `pieces` arrive, and the page that stays."""
    growing, tab, mender, states = Growing(SOURCES), Shown(), Mender(), []
    for piece in [*pieces, ""]:
        growing.text += mender.feed(piece) if piece else mender.flush()
        for frame in growing.advance():
            json.dumps(frame).encode()
            tab.take(frame)
        states.append(page_of(tab))
        late = Shown()
        late.take(growing.snapshot())
        assert page_of(late) == page_of(tab)
    return [*dict.fromkeys(states), SOURCES.whole(growing.text).html]


def test_there_are_many() -> None:
    assert len(OURS) >= 300


@pytest.mark.parametrize("part", range(8))
def test_no_answer_breaks_out_at_any_prefix(part: int) -> None:
    for text in (OURS + THEIRS)[part::8]:
        for after in ("", "\n\nand on"):
            for html in streamed(list(text + after)):
                assert unsafe(html) == [], (text, html)


@pytest.mark.parametrize("part", range(8))
def test_no_answer_breaks_out_of_the_saved_page_of_any_prefix(part: int) -> None:
    for text in (OURS + THEIRS)[part::8]:
        for end in range(1, len(text) + 1):
            html = SOURCES.whole(text[:end]).html
            assert unsafe(html) == [], text[:end]


def test_no_cut_in_two_breaks_out() -> None:
    halves = [[text[: len(text) // 2], text[len(text) // 2 :]] for text in OURS + THEIRS]
    for pieces in halves + STREAMS:
        for html in streamed(pieces):
            assert unsafe(html) == [], pieces


@given(st.lists(st.sampled_from([*OURS, "\n", "\n\n", "> ", "- ", "| ", "    "]), max_size=6))
def test_no_mixture_breaks_out(texts: list[str]) -> None:
    for html in streamed(texts):
        assert unsafe(html) == []


@given(st.text(st.characters(), max_size=60).map(lambda s: s + "\ud83d"), st.integers(0, 60))
def test_halves_of_characters_never_reach_a_page(text: str, cut: int) -> None:
    mender = Mender()
    whole = mender.feed(text[:cut]) + mender.feed(text[cut:]) + mender.flush()
    assert whole.encode()
    assert whole == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


SLOW = [
    *("[V12] ", "[V12, ", "171 ", "1-", "1,", "**1", "`1`", "[1](", "|1", "> 1\n", "- 1\n", "<1"),
    *("1\n\n", "[V1][", "&#49;", "1 may ", "171/", "12 and ", "\ud83d", "&", "![", "_1_"),
]


@pytest.mark.parametrize(
    "text",
    [pattern * (90_000 // len(pattern)) for pattern in SLOW]
    + [str(case["text"]) for case in attacks("redos")],
    ids=lambda text: repr(text[:8]),
)
def test_ninety_kilobytes_of_anything_take_under_a_second(text: str) -> None:
    def seconds(work: Callable[[str], object]) -> float:
        started = time.process_time()
        work(text)
        return time.process_time() - started

    numbers = Numbers(sent([text[:9000]]))
    for work in (SOURCES.whole, lambda t: list(numbers.doubtful(t)), lambda t: sent([t])):
        assert min(seconds(work) for _ in range(2)) < 1
