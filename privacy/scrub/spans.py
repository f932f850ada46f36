"""What was found where: the kinds of identifier, and how found stretches are merged and"
" replaced."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """A class of identifier; its value is the word inside the placeholder.

    The classes follow the Safe Harbor list of 45 CFR 164.514(b)(2), plus secrets.
    """

    NAME = "NAME"
    USERNAME = "USERNAME"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    ADDRESS = "ADDRESS"
    ZIP = "ZIP"
    DATE = "DATE"
    BIRTH_DATE = "BIRTH_DATE"
    AGE = "AGE"
    SSN = "SSN"
    NATIONAL_ID = "NATIONAL_ID"
    RECORD_NUMBER = "RECORD_NUMBER"
    HEALTH_PLAN = "HEALTH_PLAN"
    ACCOUNT = "ACCOUNT"
    CARD = "CARD"
    LICENCE = "LICENCE"
    VEHICLE = "VEHICLE"
    DEVICE = "DEVICE"
    URL = "URL"
    IP = "IP"
    BIOMETRIC = "BIOMETRIC"
    PHOTO = "PHOTO"
    FILE = "FILE"
    TOKEN = "TOKEN"  # noqa: S105 - the word for a token
    PASSWORD = "PASSWORD"  # noqa: S105
    VALUE = "VALUE"


Span = tuple[int, int, Kind]
"""Start and end offset (end excluded) and the kind of what stands there."""

PLACEHOLDER: Final = re.compile(rf"\[(?:{'|'.join(Kind)})\]")


_PLACEHOLDERS: Final = {kind: f"[{kind.value}]" for kind in Kind}


def placeholder(kind: Kind) -> str:
    return _PLACEHOLDERS[kind]


def is_placeholder(text: str) -> bool:
    return PLACEHOLDER.fullmatch(text) is not None


def add(
    out: list[Span], kind: Kind, matches: Iterable[re.Match[str]], group: int | str = 0
) -> None:
    """Note where each match, or one group of it, stands."""
    out.extend((*match.span(group), kind) for match in matches)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Order the spans and join those that overlap; the longest of a group names its kind."""
    merged: list[Span] = []
    longest = 0
    for start, end, kind in sorted(spans):
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            first, last, named = merged[-1]
            if end - start > longest:
                longest, named = end - start, kind
            merged[-1] = (first, max(last, end), named)
        else:
            merged.append((start, end, kind))
            longest = end - start
    return merged


def outside_placeholders(text: str, spans: list[Span]) -> list[Span]:
    """Drop what lies inside a placeholder already there, so that scrubbing twice changes"
    " nothing."""
    if "[" not in text:
        return spans
    held = [match.span() for match in PLACEHOLDER.finditer(text)]
    if not held:
        return spans
    kept: list[Span] = []
    at = 0
    for span in spans:
        while at < len(held) and held[at][1] <= span[0]:
            at += 1
        if at < len(held) and held[at][0] <= span[0] and span[1] <= held[at][1]:
            continue
        kept.append(span)
    return kept


def replace(text: str, spans: Iterable[Span]) -> str:
    """Put placeholders where the (ordered, disjoint) spans are."""
    parts: list[str] = []
    at = 0
    for start, end, kind in spans:
        parts.append(text[at:start])
        parts.append(placeholder(kind))
        at = end
    parts.append(text[at:])
    return "".join(parts)
