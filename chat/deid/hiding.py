"""The one door: every text of a prompt without what identifies, and the way back."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from chat.deid.days import ANY_DAY, CLOCK, ISO_DAY, ISO_MONTH, YEAR, Calendar, When
from chat.deid.finding import DATES, NAMES, OTHER, WORDS, Found, known_in, patterns_in
from chat.deid.mapping import Mapping
from chat.deid.people import Circle, names_of
from chat.deid.restoring import DASHES, PADDING, SPACES, UNITS, Counted
from healthtracker.web.markdown_blocks import visible
from privacy.scrub import Kind
from privacy.scrub.lexicon import ORDINARY
from privacy.scrub.views import View, fold

_AGED: Final = "90+"
LONGEST_LABEL: Final = 4
_TELLS: Final = re.compile(r"[^\W_]")
_ALNUM: Final = re.compile(r"[^\W_]+")
_UNIT: Final = "|".join(UNITS)
# Brackets around a counted day, in any form in which the way back would read one.
_BRACKETED: Final = re.compile(
    rf"(?:\\?\[){{1,2}}[{PADDING}]{{0,4}}(?:{_UNIT})[{SPACES}]{{0,2}}[{DASHES}+]?[{PADDING}]{{0,2}}"
    rf"\d{{1,5}}[{PADDING}]{{0,4}}(?:\\?\]){{1,2}}",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    rf"(?<!\w)(?P<unit>{_UNIT})[{SPACES}]{{0,2}}(?P<sign>[{DASHES}+])[{SPACES}]{{0,2}}"
    rf"(?P<digits>\d{{1,5}})(?!\d)",
    re.IGNORECASE,
)
# Letters that look like others of the alphabet: 𝐀𝐧𝐚, ﬁ, Ⓐ.
_STYLED: Final = re.compile("[\U0001d400-\U0001d7ff\ufb00-\ufb06\u24b6-\u24e9\u2460-\u2468]")


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes out for a stretch of a text. `counted`: a day, not an identifier."""

    start: int
    end: int
    text: str
    counted: Counted | None = None


@dataclass
class Hiding:
    """Hides the texts of one prompt. Counts what it replaced and notes the days it counted."""

    circle: Circle
    calendar: Calendar
    mapping: Mapping

    def __post_init__(self) -> None:
        self.count = 0
        self.sent: set[Counted] = set()
        self.written: set[Counted] = set()
        self._lookalike = re.compile(
            rf"(?:\\?\[){{0,2}}[{PADDING}]{{0,4}}[^\W\d_]+[{DASHES}]\d+:{self.mapping.tag}"
            rf"(?![^\W_])[{PADDING}]{{0,4}}(?:\\?\]){{0,2}}",
            re.IGNORECASE,
        )

    def hide(self, text: str) -> str:
        """`text` as it may leave."""
        text = plain(text)
        self.written.update(_written(text))
        parts: list[str] = []
        at = 0
        for piece in self._pieces(text):
            parts += [text[at : piece.start], piece.text]
            at = piece.end
            if piece.counted:
                self.sent.add(piece.counted)
            else:
                self.count += 1
        parts.append(text[at:])
        return "".join(parts)

    def _pieces(self, text: str) -> list[Piece]:
        patterns = patterns_in(text)
        met = known_in(text, self.circle)
        known = [found for found in met if found.kind is not Kind.BIRTH_DATE]
        wide = [f for f in patterns if f.kind not in NAMES and f.kind not in DATES]
        wide = [f for f in wide if f.kind is not Kind.AGE or text[f.end : f.end + 1] != "+"]
        names = [f for f in patterns if f.kind in NAMES]
        free = _Free(len(text))
        pieces: list[Piece] = []
        # In this order: what is taken first stays whole, what comes later gives way.
        for match in (*self._lookalike.finditer(text), *_BRACKETED.finditer(text)):
            pieces += [
                Piece(start, end, self.mapping.stand_in("text", text[start:end], text[start:end]))
                for start, end in free.take(*match.span())
            ]
        namesakes = [f for f in names if self._is_namesake(text, f, known)]
        for found in (*wide, *namesakes, *known):
            pieces += self._opaque(text, found, free)
        pieces += self._dates(text, [*patterns, *met], free)
        for found in names:
            pieces += self._opaque(text, found, free)
        return sorted(pieces, key=lambda piece: piece.start)

    def _is_namesake(self, text: str, found: Found, known: list[Found]) -> bool:
        """Somebody else who shares one name with somebody known: `Ana Pérez`, not `Ana Torres`."""
        if not any(k.start < found.end and found.start < k.end for k in known):
            return False
        words = names_of(text[found.start : found.end])
        shared = max((len(words & somebody.words) for somebody in self.circle.people), default=0)
        return shared == 1 < len(words)

    def _opaque(self, text: str, found: Found, free: "_Free") -> Iterator[Piece]:
        for start, end in free.take(found.start, found.end):
            if (start, end) != (found.start, found.end):
                start, end = _without_edges(text, start, end)
                if found.kind in NAMES and _is_label(text[start:end]):
                    continue
            if start < end:
                yield Piece(start, end, self._stand_in(text[start:end], found))

    def _stand_in(self, written: str, found: Found) -> str:
        if found.kind is Kind.AGE:
            return _AGED
        word = WORDS.get(found.kind, OTHER)
        if found.kind in NAMES:
            somebody = self.circle.who(written) if found.known else None
            if somebody is not None:
                return self.mapping.stand_in(word, somebody.key, somebody.name)
            return self.mapping.stand_in(word, f"n:{_folded(written)}", written)
        return self.mapping.stand_in(word, _key(found.kind, written), written)

    def _dates(self, text: str, found: list[Found], free: "_Free") -> Iterator[Piece]:
        dates = [f for f in found if f.kind in DATES]
        spans = [match.span() for match in (*ISO_DAY.finditer(text), *ISO_MONTH.finditer(text))]
        spans += [m.span() for m in ANY_DAY.finditer(text) if self.calendar.is_birth(m[0])]
        spans += [(f.start, f.end) for f in dates]
        born = [(f.start, f.end) for f in dates if f.kind is Kind.BIRTH_DATE]
        for start, end in spans:
            if free.is_free(start, end):
                identifies = any(first < end and start < last for first, last in born)
                piece = self._date(text, start, end, identifies=identifies)
                free.take(start, piece.end)
                yield piece
        for match in YEAR.finditer(text):
            when = When(int(match["year"]))
            stand_in = self.calendar.stand_in(when)
            if stand_in and free.is_free(*match.span("year")):
                yield Piece(*match.span("year"), stand_in, self._counted(when))

    def _date(self, text: str, start: int, end: int, *, identifies: bool) -> Piece:
        written = text[start:end]
        if self.calendar.is_birth(written):
            born = min(self.calendar.births)
            return Piece(start, end, self.mapping.stand_in("date", "born", born.isoformat()))
        when = None if identifies else self.calendar.read(written)
        if when is None or not (stand_in := self.calendar.stand_in(when)):
            return Piece(start, end, self.mapping.stand_in("date", f"d:{fold(written)}", written))
        clock = CLOCK.search(written)
        return Piece(start, end - (len(clock[0]) if clock else 0), stand_in, self._counted(when))

    def _counted(self, when: When) -> Counted | None:
        unit, number = self.calendar.counted(when)
        return (unit, number) if unit else None


class _Free:
    """Which characters of a text are still to be had."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing of it was taken."""
        return self._taken.find(1, start, end) < 0

    def take(self, start: int, end: int) -> list[tuple[int, int]]:
        """Take what is left between the two; the stretches that were."""
        found: list[tuple[int, int]] = []
        at = start
        while at < end:
            taken = self._taken.find(1, at, end)
            stop = end if taken < 0 else taken
            if stop > at:
                found.append((at, stop))
            at = stop
            while at < end and self._taken[at]:
                at += 1
        self._taken[start:end] = b"\1" * (end - start)
        return found


def plain(text: str) -> str:
    """Without what hides or disguises letters."""
    text = visible(text)
    return text if text.isascii() else _STYLED.sub(_unstyled, text)


def calendar_of(owner_day: date, circle: Circle) -> Calendar:
    """Counting from the day on which the conversation began, where its owner was."""
    births = frozenset(born for somebody in circle.people for born in somebody.person.birth_dates)
    return Calendar(owner_day, births, circle.month_first)


def _unstyled(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match.group())


def _written(text: str) -> Iterator[Counted]:
    for match in _BARE.finditer(text):
        value = int(match["digits"])
        yield UNITS[match["unit"].lower()], value if match["sign"] == "+" else -value


def _without_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """What is left of a carved piece without the separators at its ends."""
    letters = [match.start() for match in _TELLS.finditer(text, start, end)]
    return (letters[0], letters[-1] + 1) if letters else (start, start)


def _is_label(written: str) -> bool:
    """What stands beside a name and is none: `Ana Torres, DNI`."""
    return (written.isupper() and len(written) <= LONGEST_LABEL) or fold(written) in ORDINARY


def _folded(written: str) -> str:
    return "".join(_ALNUM.findall(View(written).low))


def _key(kind: Kind, written: str) -> str:
    """What is the same in all its spellings."""
    if kind is Kind.PHONE:
        digits = re.sub(r"\D", "", written)
        return f"p:{digits[-9:]}"
    if kind is Kind.EMAIL:
        return f"e:{written.casefold()}"
    if WORDS.get(kind, OTHER) == OTHER:
        return f"i:{_folded(written)}"
    return f"{kind.value}:{written}"
