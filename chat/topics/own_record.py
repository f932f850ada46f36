"""Whether a message asks about one's own record, or how to use this site."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from chat.records.metrics import names
from chat.records.spelling import longest_phrase
from chat.topics.lexicon import WORDS

MOST = 40  # words; longer messages are left to the steps after this one

_OWN = frozenset(("my", "mine", "mi", "mis", "our"))
_ASIDE = 3  # words between "my" and what is owned


@dataclass(frozen=True, slots=True)
class RecordWords:
    """The lists of `words/record.toml`. most: words of the longest name."""

    names: frozenset[str]
    most: int
    site: re.Pattern[str]


def asks_own_record(text: str, words: Sequence[str]) -> bool:
    """Whether a folded text with these tokens is about the reader's own record or this site."""
    if len(words) > MOST:
        return False
    if record_words().site.search(text):
        return True
    return any(word in _OWN and _owned(words, at + 1) for at, word in enumerate(words))


def _owned(words: Sequence[str], start: int) -> bool:
    """Whether a part of a record is named soon after "my"."""
    known = record_words()
    for at in range(start, min(start + _ASIDE, len(words))):
        for size in range(1, known.most + 1):
            if " ".join(words[at : at + size]) in known.names:
                return True
    return False


@cache
def record_words() -> RecordWords:
    """The lists, read once, with the reader's own names for kinds of reading."""
    table = tomllib.loads((WORDS / "record.toml").read_text("utf-8"))
    named = frozenset(names()) - frozenset(table["loose"].split())
    return RecordWords(
        names=named | frozenset(table["parts"].split()),
        most=longest_phrase(names()),
        site=re.compile(rf"\b(?:{'|'.join(table['site'])})\b"),
    )
