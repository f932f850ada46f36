"""Dates of a person's life and ages over 89; the time stamps of the log itself stay."""

import re
from typing import Final

from privacy.scrub.lexicon import HINTS
from privacy.scrub.spans import Kind, Span, add
from privacy.scrub.views import View

_MONTHS: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|ene(?:ro)?|febrero|marzo|abr(?:il)?|mayo|junio|julio"
    "|ago(?:sto)?|sep(?:tiembre)?|set(?:iembre)?|octubre|noviembre|dic(?:iembre)?"
)
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_YEAR: Final = r"(?:18|19|20)\d\d"
_CLOCK: Final = (
    r"(?:(?:t\d\d:?\d\d|,? \d\d:\d\d|:\d\d:\d\d)(?::?\d\d(?:[.,]\d{1,9})?)?"
    r"(?:z|[+-]\d\d:?\d\d)?(?!\d))"
)

_NUMERIC: Final = re.compile(
    rf"(?:"
    rf"(?P<iso>{_YEAR}([-/.]){_MONTH}\2{_DAY})(?P<clock>{_CLOCK})?"
    rf"|(?:{_DAY}([-/.]){_MONTH}\4|{_MONTH}([-/.]){_DAY}\5){_YEAR}(?P<late>{_CLOCK})?"
    rf"|{_DAY}/{_DAY}/\d\d"
    rf")(?![\da-su-z_/])(?![.-]\d)"
)
_SHORT: Final = re.compile(rf"{_DAY}([-.]){_DAY}\1\d\d(?![\w/])(?![.-]\d)")
_COMPACT: Final = re.compile(
    rf"(?:{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|"
    rf"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d)(?:t\d{{4,6}}z?)?(?![\w/-])(?!\.\d)"
)
_SPELLED: Final = re.compile(
    rf"(?<![\w.])(?:"
    rf"{_DAY}(?:st|nd|rd|th|º)?(?P<sep>-|/|\.| de | del? |,? )(?:{_MONTHS})\.?"
    rf"(?:(?:-|/|\.|,? de | del? |,? ){{1,2}}(?:{_YEAR}|\d\d(?!\d|:)))?(?P<clock>:\d\d:\d\d:\d\d"
    rf"|{_CLOCK})?"
    rf"|(?:{_MONTHS})\.?[ -]{_DAY}(?:st|nd|rd|th)?(?:,? {_YEAR}|-{_YEAR}|(?![\d.,/%]\d|\d))"
    rf"|(?:{_MONTHS})\.?(?: de | del |[ -]){_YEAR}"
    rf")(?!\w)"
)
_MONTH_WORDS: Final = HINTS["MONTHS"]
_AGE_WORDS: Final = HINTS["AGES"]
_REPR: Final = re.compile(
    r"(?:datetime\.)?(?:date|datetime)\(\s?\d{4}\s?,[\d ,]{2,40}[^()\n]{0,60}\)"
)

_BORN: Final = re.compile(
    r"(?:\bd\.?o\.?b\b|birth|\bborn|nacid[oa]|nacimiento|\bf\.? ?nac|\bnac\b|\bn\."
    r" el)[^\n\[\]]{0,18}$"
)
_BEFORE_COMPACT: Final = re.compile(
    r"(?:\b(?:d\.?o\.?b\.?|born|birth ?date|birthday|date|dated|visit|visited|collected|admitted"
    r"|admit|discharged"
    r"|seen|received|reported|drawn|on|since|until|from|to|el|del?|fecha|nacid[oa]|nacimiento"
    r"|visita|ingreso"
    r"|alta|consulta|toma|cita|deceased|died|onset|exam|appt|appointment|service|dos|birth"
    r"|birthdate|dtstart|dtend)"
    r"\s?(?:on|of|el|date)?[\s:=(\"'#]{1,4}|[|^*])$"
)
_BEFORE_SHORT: Final = re.compile(
    r"(?:\b(?:d\.?o\.?b\.?|born|birth ?date|birthday|date|dated|visit|collected|nacid[oa] el"
    r"|nacio(?: el)?|born on"
    r"|fecha|nacimiento"
    r"|visita|deceased|died)[\s:=(\"']{1,4})$"
)
_STAMPED: Final = re.compile(
    r"(?:^|\n|\[|(?:^|[\s\"'{,;(])(?:timestamp|ts|time|asctime|logged_?at|now|started|finished|at"
    r"|expires)[\"']?[\s:=]{1,3}[\"']?)$"
)
_AGE: Final = re.compile(
    r"(?:\b(?:age|aged|edad|turned|turns)(?: of| de)?[\s:=\"'-]{1,4}(?P<after>9\d|1[0-4]\d)\b"
    r"(?![.,/]\d|%|:)"
    r"|(?<![\w./-])(?P<before>9\d|1[0-4]\d)\s?-?\s?(?:years?[ -]?old|year[ -]old|years? of age"
    r"|yrs?[ -]?old|y/o|yo\b"
    r"|y\.o\.|years?\b(?=,? (?:man|woman|male|female|lady|gentleman))|anos?\b(?! de (?:antiguedad"
    r"|garantia))|-year)"
    r"|(?<!\w)(?:male|female|man|woman|mujer|hombre|varon|[mf])[,/]\s?(?P<sexed>9\d|1[01]\d)"
    r"(?=[)\],;]|$)"
    r"|(?<![\w./-])(?P<sex>9\d|1[01]\d)[ ,/]{1,2}(?:male|female|man|woman|mujer|hombre|varon)"
    r"(?!\w))"
)


def find(view: View, out: list[Span]) -> None:
    """Add every date without a log's time stamp shape, and every age over 89."""
    if not view.numbers:
        return
    low = view.low
    _numeric(view, out)
    if not _MONTH_WORDS.isdisjoint(view.words):
        _spelled(low, out)
    if "date" in low and "(" in low:
        add(out, Kind.DATE, _REPR.finditer(low))
    if not _AGE_WORDS.isdisjoint(view.words):
        out.extend((*m.span(m.lastgroup or 0), Kind.AGE) for m in _AGE.finditer(low))


def _kind(low: str, start: int) -> Kind:
    return Kind.BIRTH_DATE if _BORN.search(low, max(0, start - 32), start) else Kind.DATE


def _numeric(view: View, out: list[Span]) -> None:
    low = view.low
    for start in view.numbers:
        if low[start - 1 : start] in ("/", ".", "-") and start:
            continue
        match = _NUMERIC.match(low, start)
        if match:
            end = _without_clock(low, match)
            if end > start:
                out.append((start, end, _kind(low, start)))
            continue
        for pattern, before in ((_COMPACT, _BEFORE_COMPACT), (_SHORT, _BEFORE_SHORT)):
            match = pattern.match(low, start)
            if match and before.search(low, max(0, start - 24), start):
                out.append((start, match.end(), _kind(low, start)))


def _without_clock(low: str, match: re.Match[str]) -> int:
    """Where the day ends; the start when it is the stamp of a log line."""
    clock = "clock" if match["clock"] else "late" if match["late"] else ""
    if not clock:
        return match.end()
    if _STAMPED.search(low, max(0, match.start() - 16), match.start()):
        return match.start()
    return match.start(clock)


def _spelled(low: str, out: list[Span]) -> None:
    for match in _SPELLED.finditer(low):
        start, end = match.span()
        if match["clock"] and _STAMPED.search(low, max(0, start - 16), start):
            continue
        out.append((start, end, _kind(low, start)))
