"""The order of checks of one message."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path

from chat.classifier.features import folded, tokens
from chat.classifier.model import Model, read
from chat.safety import crisis_in
from chat.topics.lexicon import WORDS, elsewhere, found_in
from chat.topics.neutral import is_small_talk
from chat.topics.own_record import asks_own_record

WEIGHTS = Path(__file__).with_name("weights.json.gz")
WINDOW = 2  # earlier questions that a follow-up may lean on
MOST_EARLIER = 220  # characters of each of them
FOREIGN = 2  # small words of another language that give it away
ALONE = 4  # words that a message needs to stand by itself
SURE = 0.97  # a message that scores this much needs no window, though it leans on one
FAR = 0.02  # under this, a message that stands by itself has left the subject
LEANING_TRUST, TRUST = 0.65, 0.5  # how much the window counts for
SHORT_TALK = 8  # words of small talk, which hide no danger; a farewell may begin with thanks
LONG_STORY, OWN_SHARE = 45, 0.08  # words; how many of them are "I" and "my"
SMALLEST = 1e-6  # keeps log odds finite

_LEANING = """
    it its they them their theirs this that these those one ones he she his her there then other
    others same such else instead both either eso esa ese esto esta este lo la los las ello ellos
    ellas su sus otro otra otros otras mismo misma tambien
"""
_LEANS = frozenset(_LEANING.split())
_OWN = frozenset(("i", "im", "ive", "me", "my", "myself", "yo", "mi", "mis", "estoy", "tengo"))
_OPENS = re.compile(r"^(?:and|but|or|so|then|also|what about|how about|why|y|pero|o|entonces|e)\b")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the checks say. verdict: "allow", "judge", "redirect" or "crisis". score: how much it
    looks like health, 0 to 1, None where no model was asked. reason: the check that decided.
    crisis: kinds of emergency, most urgent first.
    """

    verdict: str
    score: float | None
    reason: str
    crisis: tuple[str, ...] = ()


def model() -> Model:
    """What was learnt about health (and small talk) against everything else."""
    return read(WEIGHTS)


def classify(
    text: str, previous: Sequence[str] = (), *, redirect_below: float, allow_above: float
) -> Ruling:
    """Rule on `text`, said after `previous` allowed questions (oldest first) of one person.

    A score below `redirect_below` is redirected, one of `allow_above` or more allowed; between
    them, and for languages that the model does not know, the verdict is "judge".
    """
    plain = folded(text)
    words = tokens(plain)
    found = by_rule(plain, words)
    harmless = found == "small-talk" and len(words) <= SHORT_TALK
    if kinds := crisis_in(text, harmless=harmless):
        return Ruling("crisis", None, "crisis", kinds)
    if found:
        return Ruling("allow", None, found)
    score, reason = model().score(words), "model"
    if previous and score < (SURE if leans(words) else allow_above):
        score, reason = _after(words, score, previous)
    if score >= allow_above:
        return Ruling("allow", score, reason)
    if in_other_language(words):
        return Ruling("judge", score, "language")
    if score < redirect_below and is_story(words):
        return Ruling("judge", score, "story")
    return Ruling("redirect" if score < redirect_below else "judge", score, reason)


def by_rule(plain: str, words: Sequence[str]) -> str:
    """The rule that allows a message, or ""."""
    if is_small_talk(words):
        return "small-talk"
    if asks_own_record(plain, words):
        return "record"
    if found := found_in(plain, words):
        return f"lexicon-{found}"
    return ""


def _after(words: Sequence[str], alone: float, previous: Sequence[str]) -> tuple[float, str]:
    """The score of a message in the light of what was asked before it."""
    spoken = [(plain, tokens(plain)) for plain in map(_shortened, previous[-WINDOW:])]
    leaning = leans(words)
    if any(found_in(plain, said) or asks_own_record(plain, said) for plain, said in spoken):
        return (1.0, "window-rule") if leaning or alone >= FAR else (alone, "model")
    before = [word for _, said in spoken for word in said]
    window = max(model().score(before), model().score([*before, *words]))
    trust = LEANING_TRUST if leaning else TRUST
    odds = (1 - trust) * _log_odds(alone) + trust * _log_odds(window)
    return 1.0 / (1.0 + exp(-odds)), "window"


def _shortened(said: str) -> str:
    return folded(said[:MOST_EARLIER])


def _log_odds(score: float) -> float:
    within = min(max(score, SMALLEST), 1.0 - SMALLEST)
    return log(within / (1.0 - within))


def in_other_language(words: Sequence[str]) -> bool:
    """Whether a message is in a language that the model was not taught."""
    strange = sum(not word.isascii() for word in words)
    if 2 * strange > len(words):
        return True
    return sum(word in small_foreign_words() for word in words) >= FOREIGN


def is_story(words: Sequence[str]) -> bool:
    """Whether somebody tells at length of themselves: not turned away by the model alone."""
    own = sum(word in _OWN for word in words)
    return len(words) >= LONG_STORY and own >= OWN_SHARE * len(words) and not elsewhere(words)


@cache
def small_foreign_words() -> frozenset[str]:
    """Articles, pronouns and the like of other languages."""
    rows = (WORDS / "other_languages.txt").read_text("utf-8").splitlines()
    return frozenset(word for row in rows if not row.startswith("#") for word in row.split())


def leans(words: Sequence[str]) -> bool:
    """Whether a message needs what came before it: short, or full of "it" and "those"."""
    if len(words) < ALONE or not _LEANS.isdisjoint(words):
        return True
    return bool(_OPENS.match(" ".join(words[:3])))
