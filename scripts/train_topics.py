"""Train the topic model and write `chat/topics/weights.json.gz`.

`python -m scripts.install train`, then `python -m scripts.train_topics [--trial]`: with --trial
nothing is written and a fifth of every source is held out and measured.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django

from chat.classifier.features import folded, tokens
from chat.classifier.model import Model, read
from chat.topics.deciding import WEIGHTS, by_rule
from scripts.fit_text import fitted, held_out, write
from scripts.install import say
from scripts.topic_data import LABELS, Sample, fingerprint, samples

LIMITS = (0.1, 0.2, 0.3, 0.5)


def texts_of(sample: Sample) -> list[str]:
    """What is learnt of a sample: a follow-up only together with what came before it."""
    return [" ".join((*sample.previous, sample.text))]


def fitted_to(rows: Sequence[Sample]) -> dict[str, Any]:
    """The weights of a model trained on `rows`, as the file keeps them."""
    pairs = [(text, row.label) for row in rows for text in texts_of(row)]
    texts, labels = [text for text, _ in pairs], [label for _, label in pairs]
    return {"fingerprint": fingerprint(), **fitted(texts, labels, ("health", "neutral"))}


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
            write(fitted_to([row for row in rows if not held_out(row.text)]), path)
            told(read(path), [row for row in rows if held_out(row.text)])
    if not options.trial:
        say(f"{write(fitted_to(rows), WEIGHTS)} bytes in {WEIGHTS.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
