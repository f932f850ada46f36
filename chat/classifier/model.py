"""TF-IDF and logistic regression, evaluated in plain Python.

The files are written by `python -m scripts.train_topics` and `train_crisis`. Each gram has the
square of its rarity and two weights: towards two labels, both against everything else.
"""

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, sqrt
from pathlib import Path
from typing import Any

from chat.classifier.features import letter_grams, spelt, word_grams

STEADY = 30.0  # beyond this a logit is certain, and exp() stays finite

Gram = tuple[float, float, float]  # squared rarity, towards the one label, towards the other
NOTHING: Gram = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Model:
    """Weights as read from the file. letters_of caches the sums of words in the vocabulary."""

    bias: tuple[float, float]
    words: dict[str, Gram]
    letters: dict[str, Gram]
    fingerprint: str
    letters_of: dict[str, Gram]

    def score(self, words: Sequence[str]) -> float:
        """How sure it is that a message is of one of the two labels: 0 to 1."""
        one, other = self.logits(words)
        likely = exp(min(one, STEADY)) + exp(min(other, STEADY))
        return likely / (1.0 + likely)

    def logits(self, words: Sequence[str]) -> tuple[float, float]:
        """Log odds of either label against everything else."""
        own = self.words
        one = _summed(own[gram] for gram in word_grams(words) if gram in own)
        other = _summed(self._letters(word) for word in spelt(words))
        by_words, by_letters = 1.0 / (sqrt(one[0]) or 1.0), 1.0 / (sqrt(other[0]) or 1.0)
        return (
            self.bias[0] + one[1] * by_words + other[1] * by_letters,
            self.bias[1] + one[2] * by_words + other[2] * by_letters,
        )

    def _letters(self, word: str) -> Gram:
        found = self.letters_of.get(word)
        if found is None:
            letters = self.letters
            found = _summed(letters[gram] for gram in letter_grams(word) if gram in letters)
            if word in self.words:  # only words of the vocabulary: what people typed is not kept
                self.letters_of[word] = found
        return found


def _summed(grams: Iterable[Gram]) -> Gram:
    weight = first = second = 0.0
    for rarity, one, other in grams:
        weight += rarity
        first += one
        second += other
    return weight, first, second


@cache
def read(path: Path) -> Model:
    """The model of a weights file, read once."""
    kept: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return Model(
        bias=(kept["bias"][0], kept["bias"][1]),
        words=_grams(kept["words"], kept["scale"]),
        letters=_grams(kept["letters"], kept["scale"]),
        fingerprint=kept["fingerprint"],
        letters_of={},
    )


def _grams(table: dict[str, Any], scale: int) -> dict[str, Gram]:
    """Three columns of whole numbers, each `scale` times the figure."""
    columns = zip(table["rarity"], table["one"], table["other"], strict=True)
    return {
        gram: ((rarity / scale) ** 2, rarity * one / scale**2, rarity * other / scale**2)
        for gram, (rarity, one, other) in zip(table["grams"].split("\n"), columns, strict=True)
    }
