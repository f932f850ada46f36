"""The estimate of tokens: recorded counts of real tokenizers are never more."""

import json
import random
from pathlib import Path

import pytest

from privacy.tokens import tokens

# "most": the greatest count of o200k, cl100k and two other published tokenizers.
RECORDED = json.loads(Path(__file__).with_name("token_counts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("sample", RECORDED, ids=lambda sample: str(sample["kind"]))
def test_no_tokenizer_counted_more(sample: dict[str, object]) -> None:
    assert tokens(str(sample["text"])) >= int(str(sample["most"]))


@pytest.mark.parametrize("kind", ["prose", "es", "vitals", "trend", "lab row", "rsid", "hl7"])
def test_what_a_record_holds_is_not_counted_twice_over(kind: str) -> None:
    (sample,) = (sample for sample in RECORDED if sample["kind"] == kind)
    assert tokens(sample["text"]) <= 1.8 * sample["most"]


@pytest.mark.parametrize(
    "text",
    ["我昨天血压很高", "ትናንት የደም", "\U0001f600\U0001f3e5", "\ue000\uf8ff", "ＡＢＣ"],
)
def test_an_odd_script_counts_at_least_its_bytes(text: str) -> None:
    assert tokens(text) >= len(text.encode())


def test_nothing_is_nothing_and_a_lone_surrogate_is_something() -> None:
    assert tokens("") == 0
    assert tokens("\ud800") > 0


def test_pieces_together_never_count_less_than_the_whole() -> None:
    rng = random.Random(4)
    words = [word for sample in RECORDED for word in str(sample["text"]).split()]
    for _ in range(200):
        lines = [" ".join(rng.choices(words, k=8)) for _ in range(5)]
        assert sum(map(tokens, lines)) + len(lines) >= tokens(" ".join(lines))


def test_twice_the_text_is_at_most_twice_the_tokens() -> None:
    for sample in RECORDED:
        text = str(sample["text"]) + "\n"
        assert tokens(text * 2) <= 2 * tokens(text)
