"""The people of this request, found in any order, case, spelling or separator."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from privacy.scrub.lexicon import EPONYM_AFTER, EPONYM_BEFORE, HINTS, ORDINARY, PARTICLES
from privacy.scrub.names import strength_before
from privacy.scrub.spans import Kind, Span
from privacy.scrub.values import is_role
from privacy.scrub.views import View

_WORD: Final = re.compile(r"[^\W_]+")
_BETWEEN: Final = re.compile(r"[\s._,+\-'/]{1,3}")
_PARTICLES: Final = PARTICLES | {"jr", "sr", "ii", "iii", "mc", "o"}
_TWO_LETTERS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae", "ñ": "ny"}
)
_HEAD: Final = 6
_DIGIT: Final = re.compile(r"\d")
_CODE_HINT: Final = re.compile(r"\d\W{0,3}\d\W{0,3}\d\W{0,3}\d")
_EXTENSION: Final = re.compile(r"\s*(?:x|ext\.?|#)\s*\d{1,6}\s*$", re.IGNORECASE)
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:;\n\"'>(]\s{0,3})$")
_EVERYDAY: Final = HINTS["EVERYDAY"]
_MODALS: Final = frozenset({"will", "may"})
_AS_A_VERB: Final = re.compile(
    r"\s{1,2}(?:(?:as|all|the|an?|this|that|these|those|your|my|its?|them|access|permissions?"
    r"|consent"
    r"|read|unread|up|down|of|per|not|no|period|level|rate|color)\b|(?:to|from|by|at|in|of) \d|\d)"
)
_LOWER_WORD_AFTER: Final = re.compile(r"\s{1,2}[a-z]")
# Words of one letter: they count as an initial only before a full stop.
_SHORT_WORDS: Final = frozenset("aeiouy")
_NUMBER_AFTER: Final = re.compile(r"[\s:=+<>-]{0,3}\d|[+]")


_Word = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Person:
    """What a log could give away about one person.

    Names are as the person writes them, in one string or several; numbers with any separators.
    """

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    usernames: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    record_numbers: tuple[str, ...] = ()
    birth_dates: tuple[date, ...] = ()


class KnownIdentifiers:
    """Matcher for a few people, built once and used for every text of a request.

    Args: people: the users in this request and those whose objects it touches, not everybody.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        self._names: dict[str, int] = {}
        self._glued: set[str] = set()
        self._initials: dict[str, int] = {}
        self._phrases: dict[str, Kind] = {}
        self._codes: dict[str, Kind] = {}
        for number, person in enumerate(people):
            self._add(1 << number, person)
        self._phrases_by_word = _by_head(self._phrases, lambda phrase: _WORD.findall(phrase)[0])
        self._heads = frozenset(self._names.keys() | self._glued | self._phrases_by_word.keys())
        self._codes_by_head = _by_head(self._codes, lambda code: code[:_HEAD])

    def __bool__(self) -> bool:
        return bool(self._names or self._phrases or self._codes)

    def find(self, view: View, out: list[Span]) -> None:
        """Add every place where one of these people is named, addressed or numbered."""
        low = view.low
        words = _WORD.findall(low)
        if not self._heads.isdisjoint(words) or not self._glued.isdisjoint(view.words):
            placed = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(low)]
            self._find_names(view, placed, out)
            self._find_phrases(low, placed, out)
        if self._codes and _CODE_HINT.search(low):
            self._find_codes(low, "".join(words), out)

    def _add(self, bit: int, person: Person) -> None:
        for name in person.names:
            self._add_name(bit, name)
        for email in person.emails:
            low = _composed(email)
            if _WORD.match(low):
                self._phrases[low] = Kind.EMAIL
            local = low.partition("@")[0]
            for part in (local, local.partition("+")[0]):
                self._add_login(part)
        for username in person.usernames:
            self._add_login(_composed(username))
        for phone in person.phones:
            self._add_phone(re.sub(r"\D", "", _EXTENSION.sub("", phone)))
        for record_number in person.record_numbers:
            self._add_record_number("".join(_WORD.findall(_composed(record_number))))
        for born in person.birth_dates:
            for form in ("%Y%m%d", "%d%m%Y", "%m%d%Y"):
                self._codes.setdefault(born.strftime(form), Kind.BIRTH_DATE)

    def _add_name(self, bit: int, name: str) -> None:
        words = _WORD.findall(_composed(name))
        others = [w for other in _other_spellings(name) for w in _WORD.findall(_composed(other))]
        for word in (*words, *(word for word in others if len(word) > 3)):
            self._names[word] = self._names.get(word, 0) | bit
        for word in words:
            if word not in _PARTICLES:
                self._initials[word[0]] = self._initials.get(word[0], 0) | bit
        for cut in range(1, len(words)):
            first, last = "".join(words[:cut]), "".join(words[cut:])
            short = "".join(word[0] for word in words[:cut])
            self._glued |= {first, last, first + last, last + first, short + last, last + short}
        self._glued = {w for w in self._glued if len(w) >= 5 and w not in ORDINARY | _EVERYDAY}

    def _add_login(self, login: str) -> None:
        plain = login.rstrip("0123456789")
        if (
            len(login) >= 4
            and _WORD.match(login)
            and not is_role(login)
            and login not in ORDINARY | _EVERYDAY
        ):
            self._phrases.setdefault(login, Kind.USERNAME)
            if len(plain) >= 6 and plain not in ORDINARY:
                self._glued.add(plain)

    def _add_phone(self, digits: str) -> None:
        for form in (digits, digits.lstrip("0"), digits[-10:], digits[-9:]):
            if len(form) >= 7:
                self._codes[form] = Kind.PHONE

    def _add_record_number(self, code: str) -> None:
        digits = "".join(character for character in code if character.isdigit())
        for form in (code, digits):
            if len(form) >= _HEAD and form[_HEAD - 1].isdigit():
                self._codes[form] = Kind.RECORD_NUMBER

    def _find_phrases(self, low: str, words: list[_Word], out: list[Span]) -> None:
        for start, _, word in words:
            for phrase, kind in self._phrases_by_word.get(word, ()):
                end = start + len(phrase)
                if low.startswith(phrase, start) and not low[end : end + 1].isalpha():
                    out.append((start, end, kind))

    def _find_names(self, view: View, words: list[_Word], out: list[Span]) -> None:
        low = view.low
        at = 0
        while at < len(words):
            start, end, word = words[at]
            who = self._names.get(word, 0)
            if not who:
                if word in self._glued or (
                    word[-1].isdigit() and word.rstrip("0123456789") in self._glued
                ):
                    out.append((start, end, Kind.NAME))
                at += 1
                continue
            first = at
            while at + 1 < len(words) and _BETWEEN.fullmatch(low, words[at][1], words[at + 1][0]):
                following = words[at + 1]
                both = who & (self._names.get(following[2], 0) or self._initial(low, following))
                if not both:
                    break
                who, at = both, at + 1
            self._run(view, words, first, at, out)
            at += 1

    def _initial(self, low: str, written: _Word) -> int:
        _, end, word = written
        if len(word) > 1 or (word in _SHORT_WORDS and low[end : end + 1] != "."):
            return 0
        return self._initials.get(word, 0)

    def _run(self, view: View, words: list[_Word], first: int, last: int, out: list[Span]) -> None:
        """A run of one person's names counts, unless it is one word that is also something else."""
        telling = [w for _, _, w in words[first : last + 1] if w not in _PARTICLES]
        start, end = words[first][0], words[last][1]
        before = words[first - 1] if first else (0, 0, "")
        if (
            telling
            and self._initial(view.low, before)
            and _BETWEEN.fullmatch(view.low, before[1], start)
        ):
            start = before[0]
            telling.append(before[2])
        particles = last + 1 - first - len(telling)
        if (
            len(telling) > 1
            or (telling and particles > 1)
            or (telling and _stands_alone(view, start, end, telling[0]))
        ):
            out.append((start, end, Kind.NAME))

    def _find_codes(self, low: str, squashed: str, out: list[Span]) -> None:
        """Numbers whatever separates their digits: found in the text without its separators."""
        heads = self._codes_by_head
        starts: list[int] = []
        for digit in _DIGIT.finditer(squashed, _HEAD - 1):
            at = digit.start() - _HEAD + 1
            for code, kind in heads.get(squashed[at : at + _HEAD], ()):
                end = at + len(code)
                if not squashed.startswith(code, at):
                    continue
                starts = starts or [i for m in _WORD.finditer(low) for i in range(*m.span())]
                if not _runs_on(squashed, starts, at, end, kind):
                    out.append((starts[at], starts[end - 1] + 1, kind))
                    break


def _runs_on(squashed: str, starts: list[int], at: int, end: int, kind: Kind) -> bool:
    """True when the digits found are a part of a longer number."""
    after = end < len(squashed) and squashed[end].isdigit() and starts[end] == starts[end - 1] + 1
    before = at > 0 and squashed[at - 1].isdigit() and squashed[at].isdigit()
    return after or (before and kind is not Kind.PHONE and starts[at] == starts[at - 1] + 1)


def _by_head(
    found: dict[str, Kind], head: Callable[[str], str]
) -> dict[str, list[tuple[str, Kind]]]:
    index: dict[str, list[tuple[str, Kind]]] = {}
    for text in sorted(found, key=len, reverse=True):
        index.setdefault(head(text), []).append((text, found[text]))
    return index


def _composed(text: str) -> str:
    return View(text).low.strip()


def _other_spellings(name: str) -> tuple[str, ...]:
    """A name with accents as ASCII-only systems and wrong decoders write it."""
    if name.isascii():
        return ()
    dropped = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    misread = name.encode("utf-8").decode("latin-1")
    return name.lower().translate(_TWO_LETTERS), dropped, misread


def _stands_alone(view: View, start: int, end: int, word: str) -> bool:
    """Whether one name without its other half is meant as a name here."""
    text, low = view.text, view.low
    if EPONYM_AFTER.match(low, end) or EPONYM_BEFORE.search(low, max(0, start - 24), start):
        return False
    if len(word) > 2 and word not in _EVERYDAY and word not in ORDINARY:
        return True
    written = text[start:end]
    if not written[0].isupper() or not (written[1:].islower() or len(written) == 1):
        return len(word) > 2 and strength_before(low, start) == 2
    if _NUMBER_AFTER.match(text, end) and len(word) < 4:
        return False
    if not _SENTENCE_START.search(text, max(0, start - 4), start):
        return True
    if word in _MODALS:
        return _LOWER_WORD_AFTER.match(text, end) is None
    return _AS_A_VERB.match(low, end) is None
