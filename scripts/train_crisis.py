"""Train what senses emergencies; write `weights.json.gz` and `kinds.json.gz` in `chat/safety/`.

`python -m scripts.install train`, then `python -m scripts.train_crisis [--trial]`: with --trial
nothing is written and a fifth of the sentences is held out and measured.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from chat.classifier.features import folded, tokens, word_grams
from chat.classifier.model import read
from chat.safety.detecting import ruled
from chat.safety.sensing import KINDS, WEIGHTS
from scripts import topic_data
from scripts.crisis_data import NONE, Row, fingerprint, rows, sentences
from scripts.fit_text import SCALE, fitted, held_out, write
from scripts.install import say

BODY, MIND = "body", "mind"
OF_THE_MIND = frozenset(("self_harm", "harm_others", "abuse", "psychosis", "starving"))
LIMITS = (0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95)
KIND_GRAMS_FROM = 3  # sentences that must hold a gram for it to tell the kind


def sense(learnt: Sequence[Row]) -> dict[str, Any]:
    """The weights that tell an emergency of body or mind from everything else."""
    labels = [NONE if k == NONE else MIND if k in OF_THE_MIND else BODY for k, _ in learnt]
    weights = fitted([text for _, text in learnt], labels, (BODY, MIND))
    return {"fingerprint": fingerprint(), **weights}


def kinds(learnt: Sequence[Row]) -> dict[str, Any]:
    """The weights that tell one kind of emergency from another."""
    told = [(kind, dict.fromkeys(_grams(text), 1)) for kind, text in learnt if kind != NONE]
    found = DictVectorizer()
    counted = found.fit_transform([grams for _, grams in told])
    frequent = np.asarray(counted.sum(axis=0)).ravel() >= KIND_GRAMS_FROM
    learner = LogisticRegression(max_iter=400, class_weight="balanced")
    learner.fit(counted[:, frequent], [kind for kind, _ in told])
    return {
        "fingerprint": fingerprint(),
        "scale": SCALE,
        "names": list(learner.classes_),
        "bias": [round(float(one), 3) for one in learner.intercept_],
        "grams": "\n".join(np.array(found.feature_names_)[frequent]),
        "weights": np.rint(learner.coef_.T * SCALE).astype(int).tolist(),
    }


def _grams(text: str) -> set[str]:
    return word_grams(tokens(folded(text)))


def measure() -> None:
    """Say what would be found of what was held out, by the rules and by the model as well."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / WEIGHTS.name
        write(sense([row for row in rows() if not held_out(row[1])]), path)
        model = read(path)
    own = [(kind, text) for kind, text in sentences() if held_out(text)]
    groups = {
        "emergencies": [text for kind, text in own if kind != NONE],
        "look-alikes": [text for kind, text in own if kind == NONE],
        "everything else": [one.text for one in topic_data.written() if held_out(one.text)],
    }
    say(f"Of what was held out, the share found: by rules, and with a score from {LIMITS} on")
    for name, texts in groups.items():
        told = [ruled(text) for text in texts]
        scores = [model.score(tokens(folded(text))) for text in texts]
        shares = [
            sum(
                bool(rule) or (rule is None and score >= limit)
                for rule, score in zip(told, scores, strict=True)
            )
            / len(texts)
            for limit in LIMITS
        ]
        figures = "  ".join(f"{share:6.1%}" for share in shares)
        say(f"{name:16} {len(texts):6}  {sum(map(bool, told)) / len(texts):6.1%}  {figures}")


def main(arguments: Sequence[str]) -> None:
    """Measure what was held out; then train on everything and write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trial", action="store_true", help="Only measure; write nothing.")
    parser.add_argument("--quick", action="store_true", help="Only write; measure nothing.")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthtracker.settings")
    django.setup()
    if not options.quick:
        measure()
    if not options.trial:
        sizes = write(sense(rows()), WEIGHTS), write(kinds(list(sentences())), KINDS)
        say(f"{sizes[0]} and {sizes[1]} bytes written")


if __name__ == "__main__":
    main(sys.argv[1:])
