"""Numbers and codes that belong to one person: records, plans, accounts, papers, devices,"
" bodies."""

import re
from typing import Final

from privacy.scrub.lexicon import NUMBERS
from privacy.scrub.spans import Kind, Span, add
from privacy.scrub.views import View

_SHAPED: Final = re.compile(
    r"(?:"
    r"(?P<NATIONAL_ID>\d{2} \d{2} \d{2} \d{4} \d|\d{1,2}\.\d{3}\.\d{3}-[\dkK]"
    r"|\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}-\d{8}-\d"
    r"|\d{7,8}-[\dkK]|\d{8}-?[A-HJ-NP-TV-Z]|[XYZ]-?\d{7}-?[A-Z]"
    r"|[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d|[A-ZÑ&]{3,4}\d{6}[A-Z\d]{3}"
    r"|[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]|\d{2}/\d{8,10}/\d{2}|\d{3} \d{3} \d{4}"
    r"|[A-Z]{4}\d{6}[A-Z\d]{8})"
    r"|(?P<SSN>\d{3}[- ]\d{2}[- ]\d{4}|[*xX]{3}-[*xX]{2}-\d{4})"
    r"|(?P<RECORD_NUMBER>\d{3}-\d{2}-\d{3}|[A-Z]\d{7,9}|[A-Z]{2,4}-\d{6,10}|(?:MRN|PT|NHC|HC|EMR"
    r"|EHR|PAT|[A-Z])[-#_:]?\d{5,10})"
    r"|"
    r"(?P<HEALTH_PLAN>[1-9][AC-HJ-NP-RT-Y][AC-HJ-NP-RT-Y\d]\d-?[AC-HJ-NP-RT-Y][AC-HJ-NP-RT-Y\d]\d-?[AC-HJ-NP-RT-Y]{2}\d{2}"
    r"|[A-Z]{3,4}\d{8,12}|[A-Z]{4}\d{10})"
    r"|(?P<ACCOUNT>[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?|(?:cus|acct|ba|card|pm"
    r"|src|tok|si|sub|in|pi|seti|ch|cs)_(?:test_|live_)?[A-Za-z0-9]{12,})"
    r"|(?P<DEVICE>\(01\)\d{14}(?:\(\d{2,3}\)[\w-]{1,20})*|[A-Z]{2,3}-[A-Z\d]{4}-\d{4}|"
    r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2})"
    r"|(?P<CARD>\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|3\d{3}[ -]\d{6}[ -]\d{5}|[*xX•]{4}"
    r"(?:[ -]?[*xX•]{4}){0,3}[ -]?\d{4})"
    r"|(?P<VEHICLE>(?=[A-Z\d]{0,16}\d)(?=\d{0,16}[A-Z])[A-HJ-NPR-Z\d]{17})"
    r"|(?P<digits>[3-6]\d{12,18})"
    r")(?![\w-])(?!\.\d|/\d)"
)
# Where a shape may begin: cheap, so that the shapes themselves are tried at few places.
_SHAPED_START: Final = re.compile(
    r"[\dA-Za-z(*•](?<![\w/.-].)(?:(?<=\d)(?=\d\d|\d[ .:-]\d|[A-Z.:]|\d[A-Z])"
    r"|(?<=[(*•Xx])(?=[01*•Xx])|(?=[A-ZÑ&a-z]{0,5}[-#_: ]?\d)|(?<=[a-z])(?=[a-z]{1,4}_)"
    r"|(?=[A-Z]{1,2}-[A-Z\d]{4}-\d)|(?=[0-9A-Fa-f][:-][0-9A-Fa-f]{2}[:-]))"
)
_NOT_A_PERSON: Final = re.compile(
    r"NCT|PMC|LP|LA|MT|CVE|[VRS]CV|RFC|ISO|SHA|UTF|BUG|PR-|CAS|HGNC|OMIM|MONDO|ADR"
)

_CUE: Final = {word: kind for kind in Kind for word in NUMBERS.get(kind, ())}
_CUE_WORDS: Final = frozenset(_CUE)
_FILLERS: Final = NUMBERS["FILLERS"]
_VEHICLE_WORDS: Final = NUMBERS[Kind.VEHICLE]
_WORD: Final = re.compile(r"[a-z]+")
_CANDIDATE: Final = re.compile(
    r"(?<![\w./@:+-])(?:"
    r"(?P<spaced>[(+]{0,2}\d{1,5}\)?(?:[ .\-/]{1,2}\(?\d{1,5}\)?){1,6}(?:[ -]?[A-Za-z])?)"
    r"|(?P<code>(?=[A-Za-z#:_/+=.-]{0,12}\d)#?[A-Za-z0-9][\w\-:/+=.]{3,})"
    r")(?![\w])"
)
_PLATE: Final = re.compile(
    r"(?<![\w-])(?:\d{4}[ -]?[A-Z]{3}|[A-Z]{1,3}[ -]?\d{2,4}[ -]?[A-Z]{0,3}|[A-Z]{1,2} \d{4}"
    r" [A-Z]{1,2})(?![\w-])"
)
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_UNIT_AFTER: Final = re.compile(
    r"\s?(?:mg|ml|mmol|mcg|ug|g/|kg|%|ms\b|s\b|bytes|kb|mb|rows|filas|mmhg|bpm|units?\b|ui\b|iu\b"
    r"|min|hours?|days?|horas|dias|years)"
)


def find(view: View, out: list[Span]) -> None:
    """Add codes known by their shape and codes that follow a word which names them."""
    text = view.text
    end = 0
    for start in _SHAPED_START.finditer(text):
        match = _SHAPED.match(text, start.start()) if start.start() >= end else None
        if match:
            end = match.end()
            _shaped(match, out)
    if not _CUE_WORDS.isdisjoint(view.words):
        _cued(view, out)


def _shaped(match: re.Match[str], out: list[Span]) -> None:
    kind = match.lastgroup or ""
    found = match.group()
    if kind == "digits":
        if 13 <= len(found) <= 19 and _luhn(found):
            out.append((match.start(), match.end(), Kind.CARD))
    elif not _NOT_A_PERSON.match(found):
        out.append((match.start(), match.end(), Kind[kind]))


def _luhn(digits: str) -> bool:
    total = 0
    for at, character in enumerate(reversed(digits)):
        value = int(character) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _cued(view: View, out: list[Span]) -> None:
    low = view.low
    for match in _CANDIDATE.finditer(view.text):
        start, end = match.span()
        kind = _cue_before(low, start)
        if kind is None or not _fits(kind, match.group(), low, end):
            continue
        while low[end - 1] in ".:/=-+" and end > start:
            end -= 1
        out.append((start, end, kind))
    if not _VEHICLE_WORDS.isdisjoint(view.words):
        plates = _PLATE.finditer(view.text)
        told = (m for m in plates if _cue_before(low, m.start()) is Kind.VEHICLE)
        add(out, Kind.VEHICLE, told)


def _cue_before(low: str, start: int) -> Kind | None:
    """The kind named by the nearest telling word before, over at most four fillers."""
    begin = max(0, start - 36)
    left = low[begin:start]
    for stop in ("\n", ";", "|", "}", "]", ">", '",', "',"):
        left = left[left.rfind(stop) + 1 :]
    words = _WORD.findall(left)
    for word in reversed(words[-5:]):
        if word in _CUE:
            return _CUE[word]
        if word not in _FILLERS:
            return None
    return None


def _fits(kind: Kind, found: str, low: str, end: int) -> bool:
    digits = sum(character.isdigit() for character in found)
    if kind is Kind.PHONE:
        return 7 <= digits <= 15 and digits >= len(found) * 0.5
    if kind is Kind.ZIP:
        return 4 <= digits <= 9 and len(found) <= 10
    if kind is Kind.TOKEN:
        return digits >= 4 and " " not in found
    if kind is Kind.BIOMETRIC:
        return len(found) >= 8 and not _UNIT_AFTER.match(low, end)
    if kind is Kind.CARD:
        return digits >= 4 and not _UNIT_AFTER.match(low, end)
    if _UUID.fullmatch(found.lower()) or _UNIT_AFTER.match(low, end):
        return False
    if kind is Kind.DEVICE and found.isalnum() and len(found) >= 6:
        return digits >= 2
    return digits >= (
        5 if kind in {Kind.RECORD_NUMBER, Kind.DEVICE, Kind.HEALTH_PLAN, Kind.ACCOUNT} else 4
    )
