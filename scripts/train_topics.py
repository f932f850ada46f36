"""Train the topic model and write `chat/topics/weights.json.gz`.

`python -m scripts.install train`, then `python -m scripts.train_topics [--trial]`: with --trial
nothing is written and a fifth of every source is held out and measured.
"""

import argparse
import gzip
import hashlib
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path
from typing import Any

import django
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from chat.topics.deciding import by_rule
from chat.topics.features import folded, letter_grams, spelt, tokens, word_grams
from chat.topics.model import WEIGHTS, Model, read
from scripts.install import say
from scripts.topic_data import LABELS, Sample, fingerprint, samples

SCALE = 1_000
HELD_OUT = 5  # one sentence of this many
WORDS_FROM, LETTERS_FROM = 2, 4  # how many sentences must hold a gram
MOST_WORDS, MOST_LETTERS = 30_000, 30_000
LIMITS = (0.1, 0.2, 0.3, 0.5)
STRENGTH = 6.0  # the inverse of regularisation
# Small talk has its own rules before the model; here it only must not be taken for something else.
IMPORTANCE = {"health": 1.0, "neutral": 1.0, "other": 1.0}


@dataclass(frozen=True)
class Columns:
    """Which grams are counted, and how rare each is."""

    words: dict[str, float]
    letters: dict[str, float]


def texts_of(sample: Sample) -> list[str]:
    """What is learnt of a sample: a follow-up only together with what came before it."""
    return [" ".join((*sample.previous, sample.text))]


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
    """One row a message: both halves have length one, as in `chat.topics.model`."""
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


def fitted(rows: Sequence[Sample]) -> dict[str, Any]:
    """The weights of a model trained on `rows`, as the file keeps them."""
    messages = [tokens(folded(text)) for row in rows for text in texts_of(row)]
    labels = [row.label for row in rows for _ in texts_of(row)]
    columns = columns_of(messages)
    learner = LogisticRegression(C=STRENGTH, max_iter=400, class_weight=IMPORTANCE)
    learner.fit(matrix(messages, columns), labels)
    at = {label: list(learner.classes_).index(label) for label in LABELS}
    weights, bias = learner.coef_, learner.intercept_
    toward = {name: weights[at[name]] - weights[at["other"]] for name in ("health", "neutral")}
    split = len(columns.words)
    return {
        "fingerprint": fingerprint(),
        "scale": SCALE,
        "bias": [float(bias[at[name]] - bias[at["other"]]) for name in ("health", "neutral")],
        "words": _packed(columns.words, {k: v[:split] for k, v in toward.items()}),
        "letters": _packed(columns.letters, {k: v[split:] for k, v in toward.items()}),
    }


def _packed(rarity: dict[str, float], toward: dict[str, Any]) -> dict[str, Any]:
    return {
        "grams": "\n".join(rarity),
        "rarity": [round(value * SCALE) for value in rarity.values()],
        "health": np.rint(toward["health"] * SCALE).astype(int).tolist(),
        "small": np.rint(toward["neutral"] * SCALE).astype(int).tolist(),
    }


def write(kept: dict[str, Any], path: Path) -> int:
    """Write the file, the same bytes for the same weights; returns its size."""
    plain = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(plain, compresslevel=9, mtime=0))
    return path.stat().st_size


def held_out(sample: Sample) -> bool:
    """A fixed share, by the sentence itself, so that it stays when sentences are added."""
    return hashlib.sha256(sample.text.casefold().encode()).digest()[0] % HELD_OUT == 0


def told(model: Model, rows: Sequence[Sample]) -> None:
    """Say what rules and model make of rows that were not learnt, for each source."""
    found: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        plain = folded(row.text)
        ruled = by_rule(plain, tokens(plain))
        score = 1.0 if ruled else model.score(tokens(folded(texts_of(row)[0])))
        found[row.label, row.source].append(score)
    for label in LABELS:
        found[label, "all of them"] = [
            n for (one, _), ns in found.items() if one == label for n in ns
        ]
    say("Of what was held out, the share scored below " + ", ".join(map(str, LIMITS)))
    for (label, source), scores in sorted(found.items()):
        shares = (sum(score < limit for score in scores) / len(scores) for limit in LIMITS)
        figures = "  ".join(f"{share:6.1%}" for share in shares)
        say(f"{label:8} {source:36} {len(scores):6}  {figures}")


def main(arguments: Sequence[str]) -> None:
    """Measure what was held out, then train on everything and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trial", action="store_true", help="Only measure; write nothing.")
    parser.add_argument("--quick", action="store_true", help="Only write; measure nothing.")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthtracker.settings")
    django.setup()  # the rules know the names of readings
    rows = samples()
    say(f"{len(rows)} sentences: {dict(Counter(row.label for row in rows))}")
    if not options.quick:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / WEIGHTS.name
            write(fitted([row for row in rows if not held_out(row)]), path)
            told(read(path), [row for row in rows if held_out(row)])
    if not options.trial:
        say(f"{write(fitted(rows), WEIGHTS)} bytes in {WEIGHTS.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
