"""Finding observation types by the words people use, in English and Spanish."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from patients.observation_types.definitions import ObservationType

_WORDS = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Lower case without accents, words parted by single spaces, other signs dropped."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORDS.findall("".join(c for c in plain if not unicodedata.combining(c))))


def alias_index(kinds: Iterable[ObservationType]) -> Mapping[str, ObservationType]:
    """Folded alias, in any language, to its type; the first type to claim an alias keeps it."""
    index: dict[str, ObservationType] = {}
    for kind in kinds:
        for names in (*kind.aliases.values(), (kind.key,)):
            for name in names:
                index.setdefault(folded(name), kind)
    return index


def types_named(text: str, index: Mapping[str, ObservationType]) -> list[ObservationType]:
    """Types named in free text, in order of appearance; of overlapping names the longest wins.

    "resting heart rate" names one type, not two. Linear in the text: at each word the longest
    alias that starts there is tried first.
    """
    words = folded(text).split()
    longest = max((name.count(" ") + 1 for name in index), default=0)
    found: dict[str, ObservationType] = {}
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            kind = index.get(" ".join(words[at : at + size]))
            if kind is not None:
                found.setdefault(kind.key, kind)
                at += size - 1
                break
        at += 1
    return list(found.values())
