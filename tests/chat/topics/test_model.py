"""The weights belong to the sentences, and are evaluated as TF-IDF and logistic regression are."""

import gzip
import json
from functools import cache
from math import exp, fsum, isclose, sqrt
from typing import Any

from chat.classifier.features import folded, letter_grams, spelt, tokens, word_grams
from chat.topics.deciding import WEIGHTS, model
from scripts.topic_data import LABELS, fingerprint, samples, written
from tests.chat.topics.cases import HERE, lines

MOST_BYTES = 700_000


@cache
def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(WEIGHTS.read_bytes()))
    return found


def test_the_weights_belong_to_the_sentences() -> None:
    """Train again (`python -m scripts.train_topics`) after any change of what is learnt."""
    assert model().fingerprint == fingerprint()


def test_the_file_stays_small() -> None:
    assert WEIGHTS.stat().st_size < MOST_BYTES


@cache
def table(half: str) -> dict[str, tuple[int, int, int]]:
    part = kept()[half]
    rows = zip(part["rarity"], part["one"], part["other"], strict=True)
    return dict(zip(part["grams"].split("\n"), rows, strict=True))


def reference(text: str) -> tuple[float, float]:
    """Log odds by the book: each half a unit vector of rarities, times the weights, plus bias."""
    raw = kept()
    scale, words = raw["scale"], tokens(folded(text))
    halves = [
        (table("words"), [word_grams(words)]),
        (table("letters"), [letter_grams(word) for word in spelt(words)]),
    ]
    odds = list(raw["bias"])
    for rows, groups in halves:
        used = [rows[gram] for group in groups for gram in group if gram in rows]
        length = sqrt(fsum((rarity / scale) ** 2 for rarity, _, _ in used)) or 1.0
        for at in (0, 1):
            odds[at] += fsum((r[0] / scale) * (r[at + 1] / scale) / length for r in used)
    return odds[0], odds[1]


def test_plain_python_gives_what_the_formula_gives() -> None:
    texts = [line for name in ("health", "other") for line in lines(HERE / f"cases_{name}.txt")]
    for text in texts[::9]:
        words = tokens(folded(text))
        for found, expected in zip(model().logits(words), reference(text), strict=True):
            assert isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)
        health, small = reference(text)
        likely = exp(health) + exp(small)
        assert isclose(model().score(words), likely / (1 + likely), rel_tol=1e-9)


def test_words_that_nobody_taught_are_not_kept_in_memory() -> None:
    before = set(model().letters_of)
    model().score(tokens(folded("Xanthippe Qwertzuiop said hello to zyzzyvas")))
    assert set(model().letters_of) - before <= set(model().words)


def test_no_sentence_is_taught_under_two_labels() -> None:
    labels: dict[str, set[str]] = {}
    for sample in written():
        labels.setdefault(folded(sample.text), set()).add(sample.label)
    assert {text: found for text, found in labels.items() if len(found) > 1} == {}


def test_there_are_thousands_of_sentences_of_every_label_and_always_the_same() -> None:
    found = samples()
    assert found == samples()
    assert {sample.label for sample in found} == set(LABELS)
    assert sum(not sample.source.startswith("made/") for sample in found) > 5_000
    assert all(sample.text for sample in found)


def test_the_cases_of_these_tests_are_not_taught() -> None:
    taught = {folded(sample.text) for sample in written()}
    for path in sorted(HERE.glob("cases_*.txt")):
        if path.name != "cases_neutral.txt":  # a greeting is a greeting
            assert [line for line in lines(path) if folded(line) in taught] == []
