"""Whether the value of a field tells who somebody is, given what the field is for."""

import re
from typing import Final

from privacy.scrub.lexicon import FIELDS, PARTICLES
from privacy.scrub.spans import Kind, is_placeholder

_EMPTY: Final = FIELDS["EMPTY"]
_ROLES: Final = FIELDS["ROLES"]
_IDENTIFIER: Final = re.compile(
    r"[a-z0-9_.:/*-]+|[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+|[A-Z0-9]+(?:_[A-Z0-9]+)+"
)
_TEMPLATE: Final = re.compile(r"%\(?\w*\)?[a-z]|\{\{?[\w. ]*\}\}?|\$\w+|<[\w-]+>")
_EMAIL_LIKE: Final = re.compile(r"[@\d._]|%40")
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_POSITION: Final = re.compile(r"[+-]?\d{1,3}\.\d{3,}")
_NAME_WORDS: Final = re.compile(r"[^\W\d_][\w'’.\-]*(?:[ ,+_]{1,2}[^\W\d_][\w'’.\-]*)*[.,]?")
_IDS: Final = frozenset(
    {Kind.RECORD_NUMBER, Kind.HEALTH_PLAN, Kind.ACCOUNT, Kind.CARD, Kind.LICENCE, Kind.VEHICLE,
     Kind.DEVICE, Kind.NATIONAL_ID, Kind.SSN, Kind.ZIP, Kind.PHONE, Kind.BIOMETRIC}
)  # fmt: skip


def names_somebody(text: str) -> bool:
    """True for words that could be a name: capitalised throughout, or several plain words."""
    if not _NAME_WORDS.fullmatch(text) or len(text) > 100:
        return False
    words = [w for w in re.split(r"[ ,+_]+", text) if w and w.lower() not in PARTICLES]
    if len(words) > 6 or not words:
        return False
    if all(word[0].isupper() for word in words):
        return not _IDENTIFIER.fullmatch(text) or text.isupper()
    return 2 <= len(words) <= 5 and "_" not in text and all(word.islower() for word in words)


def is_role(word: str) -> bool:
    """True for sign-in names that belong to a part, not a person: `admin`, `root`, `patient`."""
    return word.lower() in _ROLES


def _telling_id(value: str) -> bool:
    digits = sum(character.isdigit() for character in value)
    return digits >= 3 and len(value) >= 4 and not _UUID.fullmatch(value)


def _telling_secret(value: str) -> bool:
    return len(value) >= 6 and (
        any(character.isdigit() for character in value) or value.lower() != value
    )


def _telling_username(value: str) -> bool:
    if value.lower() in _ROLES or _NUMBER.fullmatch(value) or _UUID.fullmatch(value):
        return False
    return len(value) >= 3 and " object" not in value


def tells(kind: Kind, value: str, *, loose: bool) -> bool:
    """True when this value of a field of this kind should be replaced.

    Args: loose: the field's name is also used for harmless things, so the value must show it.
    """
    value = value.strip()
    if not value or value.lower() in _EMPTY or is_placeholder(value) or _TEMPLATE.fullmatch(value):
        return False
    if kind is Kind.EMAIL:
        return _EMAIL_LIKE.search(value) is not None
    if kind is Kind.AGE:
        number = re.match(r"\d+", value)
        return number is not None and int(number.group()[:4]) > 89
    if not loose:
        return _tells_something(kind, value)
    return _tells_by_itself(kind, value)


def _tells_something(kind: Kind, value: str) -> bool:
    match kind:
        case Kind.USERNAME:
            return _telling_username(value)
        case Kind.TOKEN:
            return len(value) >= 6 or any(character.isdigit() for character in value)
        case Kind.IP:
            return "." in value or ":" in value
        case Kind.FILE:
            return "." in value or " " in value
        case _:
            return True


def _tells_by_itself(kind: Kind, value: str) -> bool:
    match kind:
        case Kind.NAME:
            return names_somebody(value)
        case Kind.USERNAME:
            return _telling_username(value)
        case Kind.ADDRESS:
            plain = _NUMBER.fullmatch(value) or _IDENTIFIER.fullmatch(value)
            return plain is None or _POSITION.fullmatch(value) is not None
        case Kind.TOKEN:
            return _telling_secret(value) and not _UUID.fullmatch(value)
        case Kind.PASSWORD:
            return len(value) >= 4
        case Kind.VALUE:
            return len(value) >= 3 and not _NUMBER.fullmatch(value)
        case _ if kind in _IDS:
            return _telling_id(value)
        case _:
            return False
