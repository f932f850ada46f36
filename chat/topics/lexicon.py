"""Words that make a message plainly about health, whatever the model thinks of the rest.

Meant to be right rather than complete: where a message also speaks of games, cars, money or the
like ("elsewhere"), nothing is found here and the model decides.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from chat.classifier.features import folded

WORDS = Path(__file__).with_name("words")
LONGEST_PHRASE = 4  # words
SHORTEST_ENDING = 7  # letters of a word whose ending tells
NEAR = 3  # words between "I feel" and the feeling

_FIGURES = re.compile(
    r"\brs\d{3,}\b|\b[cgp]\.[a-z*]?\d+[a-z_>+-]"
    r"|\d ?(?:mg/dl|mmol/l|mmol/mol|mmhg|ng/m?l|pg/ml|ng/dl|g/dl|[mu]?iu/m?l|meq/l|u/l)\b"
    r"|\d ?(?:mcg|ug|mg|iu)\b"
)
# Names that mean a laboratory value only beside a figure: "alt 67".
_SHORT_LAB = re.compile(
    r"\b(?:alt|ast|ggt|bun|inr|esr|wbc|rbc|alp|na|k|ca|mg|bp|hr|rr|temp|bnp|vit d|b12|d3|t3|t4|"
    r"sats?|pulse|fev1|gfr|sodium|potassium|calcium|magnesium|glucose|sugar)"
    r"(?: (?:is|of|was|at|level|low|high|went from|=))*[ :=]*\d"
)
_POSSESSIVE = frozenset(("my", "mi", "mis", "his", "her", "left", "right", "your", "el", "la"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists, ready to be looked up."""

    words: dict[str, str]
    phrases: dict[tuple[str, ...], str]
    disease: tuple[str, ...]
    drug: tuple[str, ...]
    unless: frozenset[str]
    feelings: frozenset[str]
    lead: frozenset[str]
    between: frozenset[str]
    hurt: frozenset[str]
    body: frozenset[str]
    elsewhere: frozenset[str]


def found_in(text: str, words: Sequence[str]) -> str:
    """What makes a folded text and its tokens plainly about health: "drug", "unit"... or ""."""
    lists = lexicon()
    if elsewhere(words):
        return ""
    if _FIGURES.search(text) or _SHORT_LAB.search(text):
        return "figure"
    for word in words:
        if found := lists.words.get(word) or _by_ending(word, lists):
            return found
    return _phrase(words, lists) or _feeling(words, lists) or _pain(words, lists)


def elsewhere(words: Sequence[str]) -> bool:
    """Whether a message also speaks of games, cars, code and the like."""
    return not lexicon().elsewhere.isdisjoint(words)


def _by_ending(word: str, lists: Lexicon) -> str:
    if len(word) < SHORTEST_ENDING or word in lists.unless:
        return ""
    if word.endswith(lists.disease):
        return "disease"
    return "drug" if word.endswith(lists.drug) else ""


def _phrase(words: Sequence[str], lists: Lexicon) -> str:
    for size in range(2, LONGEST_PHRASE + 1):
        for start in range(len(words) - size + 1):
            if found := lists.phrases.get(tuple(words[start : start + size])):
                return found
    return ""


def _feeling(words: Sequence[str], lists: Lexicon) -> str:
    """ "I feel so lonely", "estoy muy triste"; not "I'm at the bank"."""
    for at, word in enumerate(words):
        if word not in lists.lead:
            continue
        for near in words[at + 1 : at + 1 + NEAR]:
            if near in lists.feelings:
                return "feeling"
            if near not in lists.between:
                break
    return ""


def _pain(words: Sequence[str], lists: Lexicon) -> str:
    """ "My knee hurts": a part of the body that is somebody's, and what is wrong with it."""
    if lists.hurt.isdisjoint(words):
        return ""
    pairs = pairwise(words)
    return "body" if any(a in _POSSESSIVE and b in lists.body for a, b in pairs) else ""


@cache
def lexicon() -> Lexicon:
    """The lists of `words/`, read once."""
    table = tomllib.loads((WORDS / "lexicon.toml").read_text("utf-8"))
    phrases: dict[tuple[str, ...], str] = {}
    for name, group in (("disease", "diseases"), ("drug", "drugs"), ("symptom", "symptoms")):
        phrases |= {tuple(line.split()): name for line in _lines(group)}
    for phrase in table["phrases"]["all"].split(","):
        phrases[tuple(phrase.split())] = "phrase"
    loose = " ".join(table["loose"].split())
    alone = {
        parts[0]: name for parts, name in phrases.items()
        if len(parts) == 1 and f" {parts[0]} " not in f" {loose} "
    }  # fmt: skip
    for name, listed in table["words"].items():
        alone |= dict.fromkeys(listed.split(), name)
    endings, feelings = table["endings"], table["feelings"]
    return Lexicon(
        words=alone,
        phrases={p: n for p, n in phrases.items() if len(p) > 1 and " ".join(p) not in loose},
        disease=tuple(endings["disease"].split()),
        drug=tuple(endings["drug"].split()),
        unless=frozenset(endings["unless"].split()),
        feelings=frozenset(feelings["after"].split()),
        lead=frozenset(feelings["lead"].split()),
        between=frozenset(feelings["between"].split()),
        hurt=frozenset(table["pains"]["hurt"].split()),
        body=frozenset(line for line in _lines("body") if " " not in line),
        elsewhere=frozenset(table["elsewhere"]["words"].split()),
    )


def _lines(name: str) -> list[str]:
    rows = (WORDS / f"{name}.txt").read_text("utf-8").splitlines()
    return [folded(row) for row in rows if row and not row.startswith("#")]
