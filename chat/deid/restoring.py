"""Puts back, on the way to the reader, what stand-ins stand for: at any cut of the stream.

A piece that ends inside what may yet become a stand-in is held back from there on, at most some
sixty characters. Whether a stand-in begins at a place is decided only when nothing that may still
come could change the answer, so the stream reads as the whole text would, however it is cut.

Understood beside the exact form: other case, bold, code or spaces inside the brackets, escaped
brackets, another kind of dash, one pair of brackets or none (a stand-in carries its
conversation's tag, and a bare day must be one that was sent). Anything else stays as it is.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from chat.deid.days import Calendar, Unit

DASHES: Final = "-\u2010\u2011\u2012\u2013\u2212"
SPACES: Final = " \t\u00a0\u202f"
PADDING: Final = SPACES + "*_`"
UNITS: Final[dict[str, Unit]] = {
    "day": "day", "día": "day", "dia": "day", "month": "month", "mes": "month",
    "year": "year", "año": "year", "ano": "year",
}  # fmt: skip
MOST_PADDING: Final = 4
MOST_DIGITS: Final = 5
_BARE_NUMBER_ON: Final = ".,"

Counted = tuple[Unit, int]


class _Undecided(Exception):
    """What has come so far may still become a stand-in."""


class _Found(NamedTuple):
    end: int
    text: str


class Restorer:
    """Feed it the pieces of one reply in order, and flush it at its end.

    Args: texts: stand-in without brackets, such as "person-1:ab12", to what it stands for.
    calendar: None where no dates were counted. sent: the counted days that went out. written:
    days that somebody wrote in so many words ("day -3"), which without brackets are left alone.
    """

    def __init__(
        self,
        texts: Mapping[str, str] | None = None,
        calendar: Calendar | None = None,
        sent: Collection[Counted] = (),
        written: Collection[Counted] = (),
    ) -> None:
        self._texts = dict(texts or {})
        self._calendar = calendar
        self._bare = frozenset(sent) - frozenset(written)
        words = [*self._texts, *(UNITS if calendar else ())]
        self._beginnings = {word[:size] for word in words for size in range(1, len(word) + 1)}
        letters = "".join(sorted({word[0] for word in words}))
        # Where a stand-in may begin: a bracket, perhaps escaped, or a word like its first.
        self._start = re.compile(rf"\\|\[|(?<!\w)[{letters}]", re.IGNORECASE) if words else None
        self._held = ""
        self._before = ""  # the last character that was handed out, for the edge of a word

    def feed(self, piece: str) -> str:
        """What may be shown now."""
        if self._start is None:
            return piece
        return self._read(self._held + piece, last=False)

    def flush(self) -> str:
        """The rest, at the end of the reply or wherever it was cut off."""
        rest, self._held = self._held, ""
        return self._read(rest, last=True) if rest else ""

    def whole(self, text: str) -> str:
        """A whole text at once."""
        return self.feed(text) + self.flush()

    def _read(self, text: str, *, last: bool) -> str:
        assert self._start is not None  # noqa: S101 - asked before
        # The character before the text decides whether its first word begins there.
        lead = len(self._before)
        text = self._before + text
        out: list[str] = []
        done = at = lead
        self._held = ""
        while match := self._start.search(text, at):
            at = match.start()
            try:
                found = self._stand_in(_Cursor(text, at, last=last))
            except _Undecided:
                self._held = text[at:]
                break
            if found is None:
                at += 1
                continue
            out += [text[done:at], found.text]
            done = at = found.end
        end = len(text) - len(self._held)
        out.append(text[done:end])
        self._before = text[end - 1 : end] if end else ""
        return "".join(out)

    def _stand_in(self, cursor: "_Cursor") -> _Found | None:
        opened = cursor.brackets("[", most=2)
        if opened:
            cursor.padding()
        elif cursor.here() == "\\":
            return None
        word = cursor.word(self._beginnings)
        if word in self._texts:
            text = self._texts[word]
        elif word in UNITS and self._calendar is not None:
            text = self._day(cursor, UNITS[word], bare=not opened)
        else:
            return None
        if not text:
            return None
        if not opened:
            return None if cursor.in_word() else _Found(cursor.at, text)
        cursor.padding()
        return _Found(cursor.at, text) if cursor.brackets("]", most=opened) == opened else None

    def _day(self, cursor: "_Cursor", unit: Unit, *, bare: bool) -> str:
        number = cursor.number(SPACES if bare else PADDING)
        if number is None or self._calendar is None:
            return ""
        sign, digits = number
        value = -int(digits) if sign == "-" else int(digits)
        if bare:
            if not sign or (unit, value) not in self._bare or cursor.number_goes_on():
                return ""
        elif not sign and value:
            return ""  # "[day 14]" of a cycle
        return self._calendar.told(unit, value)


class _Cursor:
    """Reads one possible stand-in. Raises `_Undecided` where the answer lies in what comes."""

    __slots__ = ("_last", "_text", "at")

    def __init__(self, text: str, at: int, *, last: bool) -> None:
        self._text = text
        self._last = last
        self.at = at

    def here(self, ahead: int = 0) -> str:
        """The character here; "" behind the end of a finished text."""
        at = self.at + ahead
        if at < len(self._text):
            return self._text[at]
        if self._last:
            return ""
        raise _Undecided

    def brackets(self, bracket: str, most: int) -> int:
        """Pass up to `most` brackets, each perhaps escaped; how many there were."""
        for count in range(most):
            if self.here() == bracket:
                self.at += 1
            elif self.here() == "\\" and self.here(1) == bracket:
                self.at += 2
            else:
                return count
        return most

    def padding(self, signs: str = PADDING, most: int = MOST_PADDING) -> None:
        """Pass spaces and marks of emphasis."""
        for _count in range(most):
            if not self.here() or self.here() not in signs:
                return
            self.at += 1

    def word(self, beginnings: Collection[str]) -> str:
        """The longest text here that begins one of the stand-ins, folded."""
        found = ""
        while character := self.here():
            longer = found + ("-" if character in DASHES else character.lower())
            if longer not in beginnings:
                break
            found = longer
            self.at += 1
        return found

    def number(self, padding: str) -> tuple[str, str] | None:
        """A sign ("" for none) and digits, after a space or two (or a sign alone)."""
        begin = self.at
        self.padding(SPACES, 2)
        spaced = self.at > begin
        sign = ""
        if self.here() and self.here() in DASHES + "+":
            sign = "+" if self.here() == "+" else "-"
            self.at += 1
            self.padding(padding, 2)
        digits = ""
        while len(digits) <= MOST_DIGITS and self.here() in tuple("0123456789"):
            digits += self.here()
            self.at += 1
        fits = 0 < len(digits) <= MOST_DIGITS
        return (sign, digits) if fits and (spaced or sign) else None

    def in_word(self) -> bool:
        """Whether a letter or digit follows at once."""
        following = self.here()
        return following.isalnum() or following == "_"

    def number_goes_on(self) -> bool:
        """Whether the number has decimals."""
        following = self.here()
        return following != "" and following in _BARE_NUMBER_ON and self.here(1).isdigit()
