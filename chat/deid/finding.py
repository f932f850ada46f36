"""What in a text tells who somebody is, and what only looks like it in a health record.

The finders of `privacy.scrub` are made for logs, where nothing is lost by hiding too much. Here
the model has to understand what is left: values, doses, codes and rsIDs stay, and in the record's
own lines a pair of capitals is a brand and not a person unless the name is a common one.
"""

import base64
import binascii
import re
from collections import OrderedDict
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from typing import Final, NamedTuple

from chat.deid.people import Circle
from chat.topics.lexicon import WORDS as TOPIC_WORDS
from privacy.scrub import Kind, KnownIdentifiers, find_spans
from privacy.scrub.lexicon import AMBIGUOUS, FAMILY, GIVEN
from privacy.scrub.names import strength_before
from privacy.scrub.views import View, fold

NAMES: Final = frozenset({Kind.NAME, Kind.USERNAME})
DATES: Final = frozenset({Kind.DATE, Kind.BIRTH_DATE})
WORDS: Final[dict[Kind, str]] = {
    Kind.NAME: "person", Kind.USERNAME: "person", Kind.EMAIL: "email", Kind.PHONE: "phone",
    Kind.ADDRESS: "place", Kind.ZIP: "place", Kind.DATE: "date", Kind.BIRTH_DATE: "date",
    Kind.URL: "link", Kind.IP: "link", Kind.PHOTO: "file", Kind.FILE: "file",
    Kind.TOKEN: "secret", Kind.PASSWORD: "secret", Kind.VALUE: "text",
}  # fmt: skip
NUMBERED: Final = frozenset({"number", "phone", "place", "secret"})
MOST_DIGITS: Final = 6  # of a value; 12345678S is a document, not seconds
OTHER: Final = "number"  # of a document, a plan, an account, a device

_UNITS: Final = (
    r"mg|mcg|µg|ug|ng|pg|kg|g|mmol|µmol|umol|nmol|pmol|mol|mEq|IU|UI|U|mL|dL|L|fL|%|mmHg|mm\[Hg\]"
    r"|bpm|kcal|cm|mm|m|km|h|min|s|steps|pasos|puffs?|tablets?|pastillas?|gotas|drops|°C|°F"
)
# Never an identifier by itself: values with units and ratios, while they are short.
_VALUES: Final = re.compile(
    rf"(?<!\w)(?:[<>≤≥~]?\d[\d.,/]*(?: \d{{3}})*\s?(?:{_UNITS})(?!\w)"
    r"|\d{2,3}/\d{2,3}(?![\w/]))",
    re.IGNORECASE,
)
_UNIT_AFTER: Final = re.compile(rf"\s?(?:{_UNITS})(?!\w)")
_YEAR: Final = re.compile(r"\d{4}|\d[./-]\d")
# Nor codes of tests, diagnoses, medicines and genes.
_CODES: Final = re.compile(
    r"(?<!\w)(?:(?:rs|i)\d{3,}(?!\w)"
    r"|(?:LOINC|loinc)[ :]?\d{1,5}-\d(?!\w)|\d{1,5}-\d(?![\w-])"
    r"|(?:SNOMED|snomed|SCTID|RxNorm|rxcui)\D{0,6}\d{4,18}(?!\w)"
    r"|[A-TV-Z]\d[0-9AB](?:\.\d{1,4})?(?!\w)|[A-Z]\d\d[A-Z]{2}\d\d(?!\w)"
    r"|(?:NM|NC|NP|NG|ENST|ENSG)_?\d+(?:\.\d+)?(?:[(:]\S{1,40})?|[cgpm]\.(?=\w{0,8}\d)[A-Za-z0-9_>*+=-]{3,30}"
    r"|(?:chr)?(?:\d{1,2}|X|Y|MT):\d{4,9}(?:[A-Z>]{1,8})?"
    r")",
    re.IGNORECASE,
)
# Plants and remedies that are called after somebody.
_REMEDIES: Final = re.compile(
    r"(?<!\w)(?:(?:St\.? ?John[’']?s|Queen Anne[’']?s) \w+|Hierba de San Juan"
    r"|ros[ae] (?:mosqueta|canina|damascena|hips?|water)|agua de rosas?|hierba luisa)(?!\w)",
    re.IGNORECASE,
)
# Months that are also names: `since May`, `May 2026`.
_MONTH: Final = re.compile(r"may|april|june|august|abril|julio|mayo|junio|agosto", re.IGNORECASE)
_MONTH_BEFORE: Final = re.compile(
    r"(?<!\w)(?:in|since|last|next|until|till|during|early|late|mid|this|every|before|after|en|desde"
    r"|hasta|pasado|pr[oó]ximo)[ -]$",
    re.IGNORECASE,
)
_MONTH_AFTER: Final = re.compile(r",? (?:(?:of|de|del) )?(?:19|20)\d\d(?!\d)")
_ENCODED: Final = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=-])")
_MARKED_LINE: Final = re.compile(r"^\[[A-Z]{1,2}\d[\d.]*\][^\n]*\n?", re.MULTILINE)
_WORD: Final = re.compile(r"[^\W\d_]+")
_MESSAGE: Final = re.compile(r"[|~]")
_CAPITALS_AFTER: Final = re.compile(r"(?:[ -](?:[a-z]{1,3} )?[A-Z][\w'-]*){1,4}")
_MEDICAL_LISTS: Final = ("diseases", "symptoms", "body", "drugs")
TOLD: Final = 2


class Found(NamedTuple):
    """A stretch of a text. `known`: it belongs to one of the people of the conversation."""

    start: int
    end: int
    kind: Kind
    known: bool = False


class _Clinical(NamedTuple):
    """Stretches that a clinician needs as they are."""

    values: list[tuple[int, int]]
    codes: list[tuple[int, int]]
    remedies: list[tuple[int, int]]


def known_in(text: str, circle: Circle) -> list[Found]:
    """Where the people of the conversation are named, addressed or numbered."""
    remedies = _spans(_REMEDIES, text)
    spans = [
        span
        for span in _known(text, circle.known)
        if not _inside(remedies, *span[:2]) and not _is_month(text, *span[:2])
    ]
    return [*(Found(*span, known=True) for span in spans), *_encoded(text, circle.known)]


def patterns_in(text: str) -> list[Found]:
    """What identifies by its shape. Lines of the record, which begin with a mark, one by one."""
    found: list[Found] = []
    offset = 0
    for is_record, part in _parts(text):
        spans = _of_line(part) if is_record else _of_text(part)
        found += [Found(f.start + offset, f.end + offset, f.kind) for f in spans]
        offset += len(part)
    return found


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """Each line of the record alone, and what lies between as it is."""
    at = 0
    for match in _MARKED_LINE.finditer(text):
        if at < match.start():
            yield False, text[at : match.start()]
        yield True, match[0]
        at = match.end()
    if at < len(text):
        yield False, text[at:]


def _is_month(text: str, start: int, end: int) -> bool:
    if not _MONTH.fullmatch(text, start, end):
        return False
    before = _MONTH_BEFORE.search(text, max(0, start - 10), start)
    return before is not None or _MONTH_AFTER.match(text, end) is not None


def _known(text: str, known: KnownIdentifiers) -> Iterator[tuple[int, int, Kind]]:
    view = View(text)
    spans: list[tuple[int, int, Kind]] = []
    known.find(view, spans)
    for start, end, kind in spans:
        yield (*view.origin(start, end), kind)


def _encoded(text: str, known: KnownIdentifiers) -> Iterator[Found]:
    """Base64 in which somebody of the conversation is named."""
    for match in _ENCODED.finditer(text):
        run = match.group().rstrip("=").replace("-", "+").replace("_", "/")
        try:
            plain = base64.b64decode(run + "=" * (-len(run) % 4), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue
        if any(_known(plain, known)) or find_spans(plain):
            yield Found(match.start(), match.end(), Kind.VALUE)


def _patterns(text: str, *, record: bool) -> tuple[Found, ...]:
    spans = find_spans(text)
    if not spans:
        return ()
    clinical = _Clinical(*(_spans(p, text) for p in (_VALUES, _CODES, _REMEDIES)))
    plain = not _MESSAGE.search(text)
    return tuple(
        Found(start, end, kind)
        for start, end, kind in spans
        if not (kind is Kind.DATE and _is_amount(text, start, end))
        and not _is_clinical(text, (start, end, kind), clinical)
        and not (plain and kind is Kind.VALUE)
        and (kind not in NAMES or _is_name(text, start, end, record=record))
    )


def _is_clinical(text: str, found: tuple[int, int, Kind], clinical: "_Clinical") -> bool:
    start, end, kind = found
    if kind in NAMES:
        return _inside(clinical.remedies, start, end)
    if WORDS.get(kind, OTHER) not in NUMBERED:
        return False
    digits = sum(character.isdigit() for character in text[start:end])
    short = digits <= MOST_DIGITS and _inside(clinical.values, start, end)
    return short or _inside(clinical.codes, start, end)


def _is_amount(text: str, start: int, end: int) -> bool:
    """`may 10` and `Mar 10 mg` are no days."""
    written = text[start:end]
    if _YEAR.search(written) or written[-1:].isalpha() or "/" in written:
        return False
    return written.startswith("may ") or _UNIT_AFTER.match(text, end) is not None


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def _inside(stretches: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in stretches)


def _is_name(text: str, start: int, end: int, *, record: bool) -> bool:
    """Whether capitals are a person: told to be one, called as people are, or nothing medical."""
    if strength_before(fold(text), start) == TOLD:
        return True
    words = [fold(word) for word in _WORD.findall(text[start:end])]
    if any(word in GIVEN or word in FAMILY for word in words if word not in AMBIGUOUS):
        return True
    if record:
        return False
    following = _CAPITALS_AFTER.match(text, end)
    words += [fold(word) for word in _WORD.findall(following[0])] if following else []
    return _medical().isdisjoint(words)


@cache
def _medical() -> frozenset[str]:
    """Words of diseases, symptoms, body and medicines in both languages."""
    texts = [(TOPIC_WORDS / f"{name}.txt").read_text(encoding="utf-8") for name in _MEDICAL_LISTS]
    lines = [line for text in texts for line in text.splitlines() if not line.startswith("#")]
    return frozenset(word for line in lines for word in _WORD.findall(fold(line)) if len(word) > 3)


class _Remembered:
    """What was found in a text, by the digest of the text: the words themselves are not kept.

    The record and the earlier turns come again with every question.
    """

    MOST = 20_000

    def __init__(self, *, record: bool) -> None:
        self._record = record
        self._found: OrderedDict[bytes, tuple[Found, ...]] = OrderedDict()

    def __call__(self, text: str) -> tuple[Found, ...]:
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).digest()
        found = self._found.get(digest)
        if found is None:
            found = _patterns(text, record=self._record)
            self._found[digest] = found
            if len(self._found) > self.MOST:
                self._found.popitem(last=False)
        return found


_of_line: Final = _Remembered(record=True)
_of_text: Final = _Remembered(record=False)
