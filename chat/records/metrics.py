"""Which kinds of reading a question names; `names.toml` adds to the aliases of the registry."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from django.utils import translation

from chat.records.spelling import folded, longest_phrase
from chat.records.vocabulary import vocabulary
from patients.observation_types import ALL, ObservationType
from patients.observation_types.search import alias_index

MARK = "#"  # stands in the rest of the question where a kind of reading was named
_SLOT = "#:"

# Kinds that stand in for each other when someone logs only one of them.
KIN: Mapping[str, str] = {
    "heart_rate": "resting_heart_rate",
    "resting_heart_rate": "heart_rate",
    "steps_day": "steps",
    "steps": "steps_day",
    "active_energy_day": "active_energy",
    "active_energy": "active_energy_day",
    "symptom_episode": "symptom_severity",
    "symptom_severity": "symptom_episode",
}

# Kinds whose readings of one day add up.
ADDED_UP = frozenset(
    ("steps", "steps_day", "active_energy", "active_energy_day", "workout", "water")
)
# What a unit "per day" is called once days are added up or averaged.
PER_DAY: Mapping[str, str] = {"{steps}/d": "{steps}"}
# Kinds of which "best" means the highest.
MORE_IS_BETTER = ADDED_UP | {
    "sleep_duration", "sleep_deep", "sleep_rem", "mood", "energy", "oxygen_saturation",
    "peak_flow", "fev1", "fvc", "hrv_sdnn",
}  # fmt: skip

_words = vocabulary("names")
_PHRASES = tuple(
    (re.compile(rf"\b{pattern}"), key)
    for key, patterns in _words["phrases"].items()
    for pattern in patterns
)


@cache
def names() -> Mapping[str, str]:
    """Folded name -> registry key, for all kinds in both languages."""
    loose = frozenset(_words["too_loose"])
    found = {name: kind.key for name, kind in alias_index(ALL).items() if name not in loose}
    for key, phrases in _words["also"].items():
        for phrase in phrases:
            found.setdefault(phrase, key)
    for kind in ALL:
        for name in _own_names(kind):
            if name not in loose:
                found.setdefault(name, kind.key)
    return found


def _own_names(kind: ObservationType) -> Iterator[str]:
    """What the app itself calls the kind, in both languages."""
    yield folded(kind.key.replace("_", " "))
    for language in ("en", "es"):
        with translation.override(language):
            yield folded(str(kind.label))


def named_in(text: str) -> tuple[tuple[str, ...], str]:
    """Registry keys named in a folded text, in order, and the text with a mark in their place.

    Of overlapping names the longest wins. Linear in the text.
    """
    for pattern, key in _PHRASES:
        text = pattern.sub(f" {_SLOT}{key} ", text)
    index, most = names(), longest_phrase(names())
    words, rest = text.split(), []
    keys: dict[str, None] = {}
    at = 0
    while at < len(words):
        key, size = _at(words, at, index, most)
        if key:
            keys[key] = None
        rest.append(MARK if key else words[at])
        at += size
    return tuple(keys), " ".join(rest)


def _at(words: list[str], at: int, index: Mapping[str, str], most: int) -> tuple[str, int]:
    if words[at].startswith(_SLOT):
        return words[at].removeprefix(_SLOT), 1
    for size in range(min(most, len(words) - at), 0, -1):
        if key := index.get(" ".join(words[at : at + size])):
            return key, size
    return "", 1
