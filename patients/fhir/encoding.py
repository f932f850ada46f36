"""FHIR's JSON: numbers keep the digits that were typed, so 72.50 stays 72.50."""

from collections.abc import Iterator
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any


def encode(value: Any) -> str:
    """One JSON value as compact text; a Decimal is written out digit by digit.

    Raises: TypeError: a float (it would invent digits) or anything JSON has no word for.
    """
    return "".join(_parts(value))


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield encode_basestring(value)
    elif isinstance(value, bool) or value is None:
        yield {True: "true", False: "false", None: "null"}[value]
    elif isinstance(value, Decimal):
        yield f"{value:f}"
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, dict):
        yield from _object(value)
    elif isinstance(value, list | tuple):
        yield from _array(value)
    else:
        raise TypeError(f"{type(value).__name__} has no place in FHIR's JSON.")


def _object(value: dict[str, Any]) -> Iterator[str]:
    opening = "{"
    for key, member in value.items():
        yield f"{opening}{encode_basestring(key)}:"
        yield from _parts(member)
        opening = ","
    yield "{}" if opening == "{" else "}"


def _array(value: list[Any] | tuple[Any, ...]) -> Iterator[str]:
    opening = "["
    for member in value:
        yield opening
        yield from _parts(member)
        opening = ","
    yield "[]" if opening == "[" else "]"
