"""Scrubbing of structured data: the name of a field decides before its text does."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from privacy.scrub.keys import meaning_of
from privacy.scrub.spans import Kind, placeholder
from privacy.scrub.values import tells

_DEEPEST: Final = 8
_LONGEST: Final = 200


_NEVER_NUMBERS: Final = frozenset(
    {Kind.USERNAME, Kind.NAME, Kind.DATE, Kind.URL, Kind.IP, Kind.FILE, Kind.PHOTO, Kind.VALUE}
)
_Scrub = Callable[[str], str]


def walk(data: Mapping[Any, object], scrub: _Scrub, depth: int = 0) -> dict[str, object]:
    """A copy of the mapping that holds plain data only, with telling values replaced."""
    found: dict[str, object] = {}
    for key, value in islice(data.items(), _LONGEST):
        name = str(key) if isinstance(key, str | int) else type(key).__name__
        found[scrub(name)] = _value(value, name[:64], scrub, depth)
    if len(data) > _LONGEST:
        found["…"] = len(data) - _LONGEST
    return found


def _value(value: object, key: str, scrub: _Scrub, depth: int) -> object:
    meaning = meaning_of(key)
    kind = meaning.kind if meaning else None
    match value:
        case None | bool():
            return value
        case str():
            telling = meaning and tells(meaning.kind, value, loose=meaning.loose)
            return placeholder(meaning.kind) if meaning and telling else scrub(value)
        case int() | float():
            telling = meaning and tells(meaning.kind, str(value), loose=meaning.loose)
            plain = meaning is None or kind in _NEVER_NUMBERS or not telling
            return value if plain else placeholder(kind or Kind.VALUE)
        case datetime():
            return placeholder(kind) if kind in {Kind.BIRTH_DATE, Kind.DATE} else value.isoformat()
        case date():
            return placeholder(kind or Kind.DATE)
        case Mapping() | list() | tuple() | set() | frozenset() if depth < _DEEPEST:
            return _several(value, key, scrub, depth + 1)
        case Sequence() | Mapping() | set() | frozenset() | memoryview():
            return placeholder(Kind.VALUE)
        case _:
            return f"<{type(value).__name__}>"


def _several(value: Collection[object], key: str, scrub: _Scrub, depth: int) -> object:
    if isinstance(value, Mapping):
        return walk(value, scrub, depth)
    return [_value(item, key, scrub, depth) for item in islice(value, _LONGEST)]
