"""Which names of fields mean that their value identifies somebody, in English and Spanish."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from privacy.scrub.lexicon import FIELDS
from privacy.scrub.spans import Kind
from privacy.scrub.views import fold

_WORDS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")

_ONE: Final = {word: kind for kind in Kind for word in FIELDS.get(kind, ())}
# A word that gives away a longer key: customerEmail, user_phone_2, STRIPE_SECRET_KEY.
_PART: Final = {word: kind for kind in Kind for word in FIELDS.get(f"PART_{kind}", ())}
_NAMED: Final = FIELDS["PERSON_BEFORE_NAME"]
_HARMLESS_END: Final = FIELDS["HARMLESS_END"]
_SECRET_BEFORE_KEY: Final = frozenset({"api", "secret", "private", "master", "access"})
_LOOSE: Final = FIELDS["LOOSE"]


def _joined(key: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(key if key.isascii() else _unaccented(key))]


def _unaccented(key: str) -> str:
    low = fold(key)
    return "".join((b.upper() if a.isupper() else b) for a, b in zip(key, low, strict=True))


class Meaning(NamedTuple):
    """What the value of a field is, and whether the field's name is also used for harmless things.

    A loose field (`name`, `user`, `card`) only counts when its value looks the part.
    """

    kind: Kind
    loose: bool


def meaning_of_phrase(*words: str) -> Meaning | None:
    """The same for words before a colon in running text, where only a whole name counts."""
    return _whole(fold("".join(words)))


@lru_cache(maxsize=2048)
def meaning_of(key: str) -> Meaning | None:
    """What the value under this key identifies, or None.

    Args: key: as written, in camel, snake, kebab or upper case, with or without accents or spaces.
    """
    words = _joined(key)
    found = _whole("".join(words))
    if found or not words:
        return found
    while len(words) > 1 and words[-1].isdigit():
        words.pop()
    if words[-1] in {"key", "keys"} and not _SECRET_BEFORE_KEY.isdisjoint(words):
        return Meaning(Kind.TOKEN, loose=False)
    return _whole("".join(words[-3:])) or _whole("".join(words[-2:])) or _by_part(words)


def _whole(name: str) -> Meaning | None:
    kind = _ONE.get(name)
    return Meaning(kind, name in _LOOSE) if kind else None


def _by_part(words: list[str]) -> Meaning | None:
    if words[-1] == "name":
        return None if _NAMED.isdisjoint(words) else Meaning(Kind.NAME, loose=True)
    if words[-1] in _HARMLESS_END:
        return None
    kind = next((_PART[word] for word in reversed(words) if word in _PART), None)
    return Meaning(kind, loose=False) if kind else None
