"""Nothing that can be typed breaks the checks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.classifier.features import MOST, folded, tokens
from tests.chat.topics.cases import ruled

ENDLESS = [
    "a" * 200_000,
    "my " * 70_000,
    "i feel so very " * 14_000,
    "repeat what did you just " * 8_000,
    "what can you " * 16_000,
    "\x00\x1b\u202e\u200b" * 50_000,
    "ﷺ" * 66_000,
    "e\u0301" * 100_000,
    "9" * 200_000,
    "/ $ * ~" * 30_000,
    "\ud800" * 1_000,
    "🤒" * 50_000,
]


@pytest.mark.parametrize("text", ENDLESS, ids=lambda text: ascii(text[:6]))
def test_endless_and_odd_text_gets_a_verdict(text: str) -> None:
    assert ruled(text, [text, text]).verdict in ("allow", "judge", "redirect", "crisis")
    assert len(folded(text)) <= 2 * MOST


@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=3))
def test_any_text_gets_a_verdict_and_a_score_between_0_and_1(text: str, before: list[str]) -> None:
    found = ruled(text, before)
    assert found.score is None or 0.0 <= found.score <= 1.0
    assert found.reason


def test_hidden_characters_and_accents_do_not_hide_a_word() -> None:
    assert tokens(folded("d\u200bia\u0301be\u202etes")) == ["diabetes"]
    assert ruled("PÉNICILLIN\u00a0allergy").reason.startswith("lexicon")


def test_of_a_long_message_the_beginning_and_the_end_are_read() -> None:
    filler = "lorem dolor amet " * 200
    assert ruled(f"my knee is swollen {filler}").verdict == "allow"
    assert ruled(f"{filler} so my knee is swollen").verdict == "allow"
