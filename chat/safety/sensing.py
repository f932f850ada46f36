"""What no rule knows, a small model may still sense: danger told in words nobody foresaw.

Written by `python -m scripts.train_crisis` from `sentences/`. It only ever adds a card.
"""

import gzip
import json
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from chat.classifier.features import folded, tokens, word_grams
from chat.classifier.model import read

HERE = Path(__file__).parent
WEIGHTS, KINDS = HERE / "weights.json.gz", HERE / "kinds.json.gz"
UNCLEAR = "unclear"
SURE = 0.5  # of there being an emergency at all
SURE_OF_KIND = 0.5


@dataclass(frozen=True)
class Kinds:
    """Logistic regression over words and pairs: gram -> one weight for each kind."""

    names: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, tuple[int, ...]]
    scale: int
    fingerprint: str


def sensed(text: str) -> str:
    """The kind of emergency that `text` is likely to tell of, or ""; `UNCLEAR` where unsure."""
    words = tokens(folded(text))
    score = read(WEIGHTS).score(words) if words else 0.0
    if score < SURE:
        return ""
    kind, likely = likeliest(words)
    return kind if score * likely >= SURE_OF_KIND else UNCLEAR


def likeliest(words: list[str]) -> tuple[str, float]:
    """The kind that fits the words of an emergency best, and how well: 0 to 1."""
    known = kinds()
    used = [known.weights[gram] for gram in word_grams(words) if gram in known.weights]
    odds = [bias + sum(row[at] for row in used) / known.scale for at, bias in enumerate(known.bias)]
    best = max(odds)
    return known.names[odds.index(best)], 1.0 / sum(exp(one - best) for one in odds)


@cache
def kinds() -> Kinds:
    """What was learnt about the kinds, read once."""
    kept = json.loads(gzip.decompress(KINDS.read_bytes()))
    rows = zip(kept["grams"].split("\n"), kept["weights"], strict=True)
    return Kinds(
        tuple(kept["names"]),
        tuple(kept["bias"]),
        {gram: tuple(row) for gram, row in rows},
        kept["scale"],
        kept["fingerprint"],
    )
