"""Looks for somebody in what was captured on its way out, in whatever form it went."""

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

_SEPARATORS = re.compile(r"[ .,\-/()+_:\u00a0]+")
_RUNS = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_ODD = str.maketrans({"ł": "l", "ø": "o", "\u2019": "'"})
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
DATE = re.compile(r"(?<!\d)(?:19|20)\d\d-\d\d(?:-\d\d)?(?!\d)")


def forms(body: bytes) -> Iterator[str]:
    """The body as text: raw, its JSON strings, and those URL-, HTML- and base64-decoded."""
    raw = body.decode("utf-8")
    texts = "\n".join(_strings(json.loads(raw)))
    yield raw
    yield texts
    yield "\n".join(_decoded(texts))
    if "%" in texts:
        yield unquote(unquote(texts))
    if "&" in texts:
        yield unescape(texts)
    if "\\" in texts:
        yield texts.encode("latin-1", "ignore").decode("unicode_escape", "ignore")


def folded(text: str) -> str:
    """Small letters without accents, marks or styles."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).lower().translate(_ODD)
    return _UNSEEN.sub("", plain)


def tells(body: bytes, words: Iterable[str], digits: Iterable[str]) -> list[str]:
    """What of these can be read in the body."""
    found = set()
    words, digits = list(words), list(digits)
    for form in forms(body):
        text = folded(form)
        numbers = _SEPARATORS.sub("", text)
        found |= {word for word in words if word in text}
        found |= {number for number in digits if number in numbers}
    return sorted(found)


def unsent(sent: bytes, never: Iterable[str]) -> list[str]:
    """Which of these shapes went out all the same, letters or digits."""
    text = folded(sent.decode("utf-8"))
    numbers = _SEPARATORS.sub("", text)
    return [shape for shape in never if shape in text or (shape.isdigit() and shape in numbers)]


def dates(body: bytes) -> list[str]:
    """Days and months in what was said, instructions aside."""
    parts = json.loads(body)
    said = parts.get("messages") or parts.get("input") or []
    return DATE.findall("\n".join(_strings([s for s in said if s.get("role") != "system"])))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _decoded(text: str) -> Iterator[str]:
    for run in _RUNS.findall(text):
        plain = run.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            yield base64.b64decode(plain + "=" * (-len(plain) % 4)).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue
