"""What people may want to know; `phrases.toml` holds the ways of asking for it."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from chat.records.vocabulary import vocabulary


class Intent(StrEnum):
    """What one question asks for."""

    LATEST = "latest"
    HIGHEST = "highest"
    LOWEST = "lowest"
    MEAN = "mean"
    TOTAL = "total"
    TREND = "trend"
    COUNT = "count"
    LOGGED = "logged"
    LIST = "list"
    BEYOND = "beyond"
    COMPARE = "compare"
    OUT_OF_RANGE = "out_of_range"
    EXPLAIN = "explain"
    CHANGES = "changes"
    SUMMARY = "summary"
    INVENTORY = "inventory"
    MEDICATIONS = "medications"
    CONDITIONS = "conditions"
    ALLERGIES = "allergies"
    IMMUNIZATIONS = "immunizations"
    FAMILY = "family"
    CONTACTS = "contacts"
    PROFILE = "profile"
    ADVICE = "advice"
    HOW_TO = "how_to"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    UNKNOWN = "unknown"


# About readings of a named kind; a follow-up may ask the same of another kind or time.
OF_READINGS = frozenset(
    (
        Intent.LATEST, Intent.HIGHEST, Intent.LOWEST, Intent.MEAN, Intent.TOTAL, Intent.TREND,
        Intent.COUNT, Intent.LOGGED, Intent.LIST, Intent.BEYOND, Intent.COMPARE,
        Intent.OUT_OF_RANGE, Intent.EXPLAIN, Intent.ADVICE,
    )
)  # fmt: skip
OF_PROFILE = frozenset(
    (
        Intent.MEDICATIONS, Intent.CONDITIONS, Intent.ALLERGIES, Intent.IMMUNIZATIONS,
        Intent.FAMILY, Intent.CONTACTS, Intent.PROFILE,
    )
)  # fmt: skip
# These make sense for a time without any kind of reading.
OF_TIME = frozenset(
    (
        Intent.CHANGES, Intent.SUMMARY, Intent.INVENTORY, Intent.OUT_OF_RANGE, Intent.LIST,
        Intent.LOGGED, Intent.COUNT,
    )
)  # fmt: skip

Patterns = tuple[tuple[Intent, re.Pattern[str]], ...]


def _compiled(table: Iterable[dict[str, Any]]) -> Patterns:
    return tuple(
        (Intent(row["intent"]), re.compile(_whole_words([*row["en"], *row["es"]], row)))
        for row in table
    )


def _whole_words(phrases: list[str], row: dict[str, Any]) -> str:
    unless = "".join(rf"(?<!{re.escape(word)} )" for word in row.get("not_after", ()))
    return rf"(?<!\S){unless}(?:{'|'.join(phrases)})(?!\S)"


ASKED: Patterns = _compiled(vocabulary("phrases")["asked"])
GENERAL: Patterns = _compiled(vocabulary("phrases")["general"])
TOPICS: Patterns = _compiled(vocabulary("phrases")["topics"])


def first_of(patterns: Patterns, text: str) -> Intent | None:
    """The first intent whose pattern occurs in a folded text."""
    return next((intent for intent, pattern in patterns if pattern.search(text)), None)
