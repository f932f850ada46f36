"""Fitting the small text models: TF-IDF over words and letters, then logistic regression."""

import gzip
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from chat.classifier.features import folded, letter_grams, spelt, tokens, word_grams

SCALE = 1_000
WORDS_FROM, LETTERS_FROM = 2, 4  # how many sentences must hold a gram
MOST_WORDS, MOST_LETTERS = 30_000, 30_000
STRENGTH = 6.0  # the inverse of regularisation
HELD_OUT = 5  # one sentence of this many


@dataclass(frozen=True)
class Columns:
    """Which grams are counted, and how rare each is."""

    words: dict[str, float]
    letters: dict[str, float]


def rarities(rows: Iterable[set[str]], least: int, most: int) -> dict[str, float]:
    """Gram -> inverse document frequency, of the grams that are frequent enough."""
    counts: Counter[str] = Counter()
    total = 0
    for row in rows:
        counts.update(row)
        total += 1
    kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
    return {gram: log((1 + total) / (1 + n)) + 1 for gram, n in sorted(kept) if n >= least}


def letters_in(words: Sequence[str]) -> list[set[str]]:
    """The letter grams of each word that is looked at."""
    return [letter_grams(word) for word in spelt(words)]


def columns_of(messages: Sequence[Sequence[str]]) -> Columns:
    """The columns that the training messages give."""
    words = rarities((word_grams(message) for message in messages), WORDS_FROM, MOST_WORDS)
    letters = (set[str]().union(*letters_in(message)) for message in messages)
    return Columns(words, rarities(letters, LETTERS_FROM, MOST_LETTERS))


def matrix(messages: Sequence[Sequence[str]], columns: Columns) -> csr_matrix:
    """One row a message: both halves have length one, as in `chat.classifier.model`."""
    at_word = {gram: at for at, gram in enumerate(columns.words)}
    at_letter = {gram: at + len(at_word) for at, gram in enumerate(columns.letters)}
    data: list[float] = []
    places: list[int] = []
    starts = [0]
    for message in messages:
        half: dict[int, float] = {
            at_word[gram]: columns.words[gram] for gram in word_grams(message) if gram in at_word
        }
        _put(half, sum(value**2 for value in half.values()), data, places)
        half, square = defaultdict(float), 0.0
        for grams in letters_in(message):
            for gram in grams & columns.letters.keys():
                half[at_letter[gram]] += columns.letters[gram]
                square += columns.letters[gram] ** 2
        _put(half, square, data, places)
        starts.append(len(places))
    shape = (len(messages), len(at_word) + len(at_letter))
    return csr_matrix((data, places, starts), shape=shape)


def _put(half: dict[int, float], square: float, data: list[float], places: list[int]) -> None:
    for at, value in half.items():
        places.append(at)
        data.append(value / sqrt(square))


def fitted(texts: Sequence[str], labels: Sequence[str], toward: tuple[str, str]) -> dict[str, Any]:
    """The weights of a model trained on `texts`, as its file keeps them.

    Args: toward: the two labels whose weights against the third one are kept.
    """
    messages = [tokens(folded(text)) for text in texts]
    columns = columns_of(messages)
    learner = LogisticRegression(C=STRENGTH, max_iter=400)
    learner.fit(matrix(messages, columns), labels)
    (rest,) = set(learner.classes_) - set(toward)
    at = {label: list(learner.classes_).index(label) for label in (*toward, rest)}
    weights, bias = learner.coef_, learner.intercept_
    against = [weights[at[name]] - weights[at[rest]] for name in toward]
    split = len(columns.words)
    return {
        "scale": SCALE,
        "bias": [float(bias[at[name]] - bias[at[rest]]) for name in toward],
        "words": _packed(columns.words, [row[:split] for row in against]),
        "letters": _packed(columns.letters, [row[split:] for row in against]),
    }


def _packed(rarity: dict[str, float], against: list[Any]) -> dict[str, Any]:
    return {
        "grams": "\n".join(rarity),
        "rarity": [round(value * SCALE) for value in rarity.values()],
        "one": np.rint(against[0] * SCALE).astype(int).tolist(),
        "other": np.rint(against[1] * SCALE).astype(int).tolist(),
    }


def write(kept: dict[str, Any], path: Path) -> int:
    """Write the file, the same bytes for the same weights; returns its size."""
    plain = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(plain, compresslevel=9, mtime=0))
    return path.stat().st_size


def held_out(text: str) -> bool:
    """A fixed share, by the sentence itself, so that it stays when sentences are added."""
    return hashlib.sha256(text.casefold().encode()).digest()[0] % HELD_OUT == 0
