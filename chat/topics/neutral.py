"""Small talk with the assistant: greetings, thanks, yes and no, who it is. Never turned away."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from chat.topics.lexicon import WORDS

MOST_PLAIN = 10  # words of a message made of nothing but small-talk words
MOST = 16  # words of a message that holds one of the phrases


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """The lists of `words/small_talk.*`: single words, phrases, and what undoes a phrase."""

    words: frozenset[str]
    phrases: re.Pattern[str]
    unless: frozenset[str]


def is_small_talk(words: Sequence[str]) -> bool:
    """Whether the tokens of a message are small talk; also when there are no words at all."""
    known = small_talk()
    if len(words) <= MOST_PLAIN and known.words.issuperset(words):
        return True
    if len(words) > MOST or not known.unless.isdisjoint(words):
        return False
    return known.phrases.search(" ".join(words)) is not None


@cache
def small_talk() -> SmallTalk:
    """The lists, read once."""
    table = tomllib.loads((WORDS / "small_talk.toml").read_text("utf-8"))
    lists = {
        "@speak": "|".join(table["speak"].split()),
        "@language": "|".join([*table["languages"], *table["language_words"].split()]),
    }
    phrases = []
    for phrase in table["phrases"]:
        for name, words in lists.items():
            phrase = phrase.replace(name, words)
        phrases.append(phrase)
    return SmallTalk(
        words=frozenset((WORDS / "small_talk.txt").read_text("utf-8").split()),
        phrases=re.compile(rf"\b(?:{'|'.join(phrases)})"),
        unless=frozenset(table["unless"].split()),
    )
