"""The rules as data: what each kind of emergency sounds like, and what undoes it.

`kinds/*.toml` hold one kind each, `words.toml` the named sets and spellings, `guards.toml` the
turns of phrase that deny, recall or ask in general, `idioms.toml` those that only joke.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chat.safety.matching import Index, vocabulary
from chat.safety.sensing import UNCLEAR
from chat.safety.tokens import Reader

HERE = Path(__file__).parent

# Most urgent first: what cannot wait a minute stands before what cannot wait an hour.
RULED = (
    "unresponsive", "choking", "allergy", "breathing", "drowning", "overdose", "bleeding",
    "seizure", "heart", "stroke", "self_harm", "harm_others", "infant", "pregnancy", "sugar",
    "injury", "burn", "heat", "headache", "sepsis", "abuse", "torsion", "vision", "psychosis",
    "starving",
)  # fmt: skip
ORDER = (*RULED, UNCLEAR)


@dataclass(frozen=True)
class Rule:
    """One way of telling of an emergency: all `parts` (numbers in the index) near each other.

    Attributes: asked: a question about it counts too, as asking is the sign.
    """

    kind: str
    parts: tuple[int, ...]
    asked: bool


@dataclass(frozen=True)
class Rules:
    """Everything needed to look at a text."""

    reader: Reader
    index: Index
    by_first: dict[int, list[Rule]]
    idioms: Index
    guards: dict[str, Index]


@cache
def load() -> Rules:
    """The rules, read once."""
    words = _toml("words.toml")
    guards = _toml("guards.toml") | _toml("idioms.toml")
    sets: dict[str, str] = words["sets"]
    index, texts = Index(), []
    by_first: dict[int, list[Rule]] = {}
    for kind in RULED:
        for key, patterns in _toml(f"kinds/{kind}.toml").items():
            for text in patterns:
                parts = [part.strip() for part in text.split("&")]
                texts += parts
                numbers = tuple(index.add(part, sets) for part in parts)
                rule = Rule(kind, numbers, key.startswith("asked"))
                by_first.setdefault(numbers[0], []).append(rule)
    indexes = {}
    for name, patterns in guards.items():
        indexes[name] = guard = Index()
        texts += patterns
        for text in patterns:
            guard.add(text, sets)
    reader = Reader(
        vocabulary=vocabulary(texts, sets) | set(words["known"].split()),
        mended=words["mended"].split(),
        known=words["known"].split(),
        same=words["same"],
        fillers=words["fillers"].split(),
    )
    return Rules(reader, index, by_first, indexes.pop("idioms"), indexes)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))
