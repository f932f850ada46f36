"""One readable view of a text: escapes decoded, odd spaces and dashes made plain, accents"
" folded."""

import re
import unicodedata
from functools import cached_property
from html import unescape
from typing import Final

_ESCAPES: Final = re.compile(
    r"(?P<url>(?:%(?:25){0,2}[0-9A-Fa-f]{2})++)"
    r"|(?P<quoted>(?:=[89A-F][0-9A-F]){2,}+)"
    r"|(?P<unicode>(?:(?:\\{1,4}|%)u[0-9A-Fa-f]{4})++)"
    r"|(?P<byte>(?:\\{1,4}x[0-9A-Fa-f]{2})++)"
    r"|(?P<octal>(?:\\{1,4}[0-3][0-7]{2}){2,}+)"
    r"|(?P<sign>\\{1,4}[nrt\"'/])"
    r"|(?P<entity>&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,6});)"
)
_UNIT: Final = re.compile(
    r"(?:%(?:25){0,2}|=|\\+x)(?P<hex>[0-9A-Fa-f]{2})|(?:\\+|%)u(?P<code>[0-9A-Fa-f]{4})"
    r"|\\+(?P<octal>[0-3][0-7]{2})"
)
_NUMBER: Final = re.compile(r"\d(?<!\w.)\w*")
_LETTERS: Final = re.compile(r"[a-z]+")
_SIGNS: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "/": "/"}

_INVISIBLE: Final = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
_ODD: Final = re.compile(
    "[\u00a0\u2000-\u200a\u202f\u205f\u3000\u2010-\u2015\u2212\ufe58\ufe63"
    "\u2018\u2019\u02bc\u201c\u201d\u0660-\u0669\u06f0-\u06f9\uff01-\uff5e]"
)


def _plain_signs() -> dict[int, str]:
    table = dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
    table |= dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63], "-")
    table |= dict.fromkeys([0x2018, 0x2019, 0x2BC], "'") | dict.fromkeys([0x201C, 0x201D], '"')
    for zero in (0x660, 0x6F0):
        table |= {zero + digit: str(digit) for digit in range(10)}
    return table | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def _folded_letters() -> dict[int, str]:
    """Lower case without accents, one character for one character so that offsets stay."""
    table = {ord("ß"): "s", ord("ı"): "i", ord("İ"): "i"}
    table |= {ord(a): b for a, b in zip("ŁłØøĐđÐðÞþÆæŒœ", "llooddddttaaoo", strict=True)}
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if len(base) == 1:
            table.setdefault(code, base)
    return table


_PLAIN: Final = _plain_signs()
_FOLD: Final = _folded_letters()


def fold(text: str) -> str:
    """Lower case without accents, of the same length (`"Łukasz"` -> `"lukasz"`)."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.translate(_FOLD)


class View:
    """A text as it reads, with the way back to its own offsets.

    Identifiers hide behind %40, \\u00e9, &#39;, no-break spaces and combining accents; patterns
    are tried on the readable view and the spans are carried back.
    """

    __slots__ = ("__dict__", "_starts", "text")

    def __init__(self, raw: str) -> None:
        self._starts: list[int] | None = None
        self.text = raw
        if "%" in raw or "\\" in raw or "&" in raw or "=C" in raw or "=E" in raw:
            self._decode()
        if not self.text.isascii():
            if _ODD.search(self.text):
                self.text = self.text.translate(_PLAIN)
            if _INVISIBLE.search(self.text):
                self._drop_invisible()

    @cached_property
    def low(self) -> str:
        """The view folded: lower case, no accents, same offsets."""
        return fold(self.text)

    @cached_property
    def numbers(self) -> list[int]:
        """Where a word that begins with a digit begins."""
        return [match.start() for match in _NUMBER.finditer(self.text)]

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded words of the view, to see at once which finders have nothing to look for."""
        return frozenset(_LETTERS.findall(self.low))

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the raw text of a stretch of the view."""
        if self._starts is None:
            return start, end
        return self._starts[start], self._starts[end]

    def _decode(self) -> None:
        parts: list[str] = []
        starts: list[int] = []
        at = 0
        raw = self.text
        for match in _ESCAPES.finditer(raw):
            start, end = match.span()
            parts.append(raw[at:start])
            starts.extend(range(at, start))
            offset = start
            for character, length in _read(match):
                parts.append(character)
                starts.append(offset)
                offset += length
            at = end
        if at == 0:
            return
        parts.append(raw[at:])
        starts.extend(range(at, len(raw) + 1))
        self.text, self._starts = "".join(parts), starts

    def _drop_invisible(self) -> None:
        starts = self._starts or list(range(len(self.text) + 1))
        # A dropped mark belongs to the letter before it: the next start stays after the mark.
        keep = [i for i, c in enumerate(self.text) if not _INVISIBLE.match(c)]
        self._starts = [starts[i] for i in keep] + [starts[-1]]
        self.text = "".join(self.text[i] for i in keep)


def _read(match: re.Match[str]) -> list[tuple[str, int]]:
    """The characters an escape run stands for, each with the length of its escape."""
    run = match.group()
    match match.lastgroup:
        case "sign":
            return [(_SIGNS[run[-1]], len(run))]
        case "entity":
            return [(_entity(run), len(run))]
        case "unicode":
            return _units(run)
        case _:
            return _octets(run)


def _entity(run: str) -> str:
    character = unescape(run)
    return character if len(character) == 1 else "?"


def _units(run: str) -> list[tuple[str, int]]:
    codes = [(int(unit["code"], 16), len(unit[0])) for unit in _UNIT.finditer(run)]
    return [("?" if 0xD800 <= code < 0xE000 else chr(code), length) for code, length in codes]


def _octets(run: str) -> list[tuple[str, int]]:
    """Bytes read as UTF-8 where they are, as Latin-1 where they are not."""
    units = [(_octet(unit), len(unit[0])) for unit in _UNIT.finditer(run)]
    data = bytes(code for code, _ in units)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return [(chr(code), length) for code, length in units]
    found: list[tuple[str, int]] = []
    at = 0
    for character in text:
        width = len(character.encode("utf-8"))
        found.append((character, sum(length for _, length in units[at : at + width])))
        at += width
    return found


def _octet(unit: re.Match[str]) -> int:
    return int(unit["hex"], 16) if unit["hex"] else int(unit["octal"], 8)
