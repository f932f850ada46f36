"""Records of known formats, cut by their own rules: HL7 v2, X12, SQL, database and form errors."""

import re
from typing import Final

from privacy.scrub.spans import Kind, Span, add
from privacy.scrub.views import View

_SEGMENT: Final = re.compile(
    r"(?<![\w|])(?P<name>PID|NK1|GT1|IN[123]|MRG|STF|ACC|PV[12]|OBR|ORC|TXA|OBX|DG1|PR1|ROL|CON"
    r"|CTD|PRD|RXE|EVN|MSH|PD1)\|(?P<fields>[^\r\n]{1,4000})"
)
_WHOLLY: Final = frozenset(
    {
        "PID",
        "NK1",
        "GT1",
        "IN1",
        "IN2",
        "IN3",
        "MRG",
        "STF",
        "ACC",
        "CON",
        "CTD",
        "PRD",
        "ROL",
        "PD1",
    }
)
# Positions of people, places, times and order numbers in the segments that also carry results.
_PEOPLE: Final = {
    "PV1": (7, 8, 9, 17, 19, 44, 45, 50, 52),
    "PV2": (8, 9, 13),
    "OBR": (2, 3, 7, 8, 10, 14, 16, 17, 22, 28, 32, 33, 34, 36),
    "ORC": (2, 3, 9, 10, 11, 12, 14, 15, 19, 21, 22, 23, 24),
    "TXA": (4, 5, 6, 9, 10, 11, 12),
    "OBX": (14, 16, 19, 24),
    "DG1": (5, 16),
    "PR1": (5, 8, 11),
    "RXE": (13, 14),
    "EVN": (5,),
}
_ORDERS: Final = frozenset({"PV1", "PV2", "ORC", "OBR"})
_LONG_NUMBER: Final = re.compile(r"\d{6}")
_PID_PLAIN: Final = re.compile(
    r"[A-Z]{0,3}|\d{1,2}|[^\w]*|\d{4}-\d\^[\w ]+\^\w+|[A-Z]\^[\w ]{1,40}\^HL7\d+"
)
_PID_KINDS: Final = {
    **dict.fromkeys((2, 3, 4), Kind.RECORD_NUMBER),
    **dict.fromkeys((5, 6, 9), Kind.NAME),
    7: Kind.BIRTH_DATE,
    11: Kind.ADDRESS,
    **dict.fromkeys((13, 14), Kind.PHONE),
    18: Kind.ACCOUNT,
    19: Kind.SSN,
    20: Kind.LICENCE,
}
_X12: Final = re.compile(
    r"(?<!\w)(?P<name>NM1|N3|N4|DMG|PER|REF|SBR|CLM)\*(?P<fields>[^~\n]{1,300})"
)
_X12_PLAIN: Final = re.compile(r"[A-Z0-9]{0,3}|D8|[A-Z]{2}")

_SQL: Final = re.compile(
    r"(?:\bselect\b[^;]{1,400}\bfrom\b|\binsert into\b|\bupdate\b[^;]{1,200}\bset\b|\bdelete"
    r" from\b|\bwhere\b\W{0,3}[\w.\"]+\W{1,3}(?:=|in \(|i?like |is )|\bargs=\(|\bparams=[\[(]"
    r"|\bvalues ?\(|\[parameters:)"
)
_LITERAL: Final = re.compile(r"(?<![\w'])[EBN]?'(?P<value>(?:[^'\n]|''){1,500})'")
_PLAIN_LITERAL: Final = re.compile(
    r"[a-z][a-z_.%]{0,40}|[+-]?\d{1,4}|\d{1,3}\.\d+|[A-Z_]{1,24}|[A-Za-z]+/[A-Za-z_]+|utf-?8"
    r"|%[sd]|[%\s]*"
)
_ROW: Final = re.compile(
    r"(?:failing row contains|new row) \((?P<row>[^\n]{1,2000}?)\)(?=[.\s\"']|$)"
)
_DETAIL: Final = re.compile(
    r"key \((?P<column>[^()\n]{1,200})\)=\((?P<row>[^\n]{1,500}?)\)(?= (?:already|is not"
    r"|conflicts|is still)|[.\s]|$)"
)
_INPUT: Final = re.compile(
    r"(?:input_value|input|received|got|given|provided value)=(?P<quote>[\"'])(?P<value>(?:(?!"
    r"(?P=quote)).){1,400})"
)
_ENCODED_WORD: Final = re.compile(r"=\?[\w-]{2,20}\?[bBqQ]\?[^?\s]{1,300}\?=")
_PLAIN_ID: Final = re.compile(r"\d{1,19}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[a-z_]{1,30}")


def find(view: View, out: list[Span]) -> None:
    """Add fields of health messages, literals of SQL and rejected input."""
    text, low = view.text, view.low
    if "|" in text:
        for match in _SEGMENT.finditer(text):
            _hl7(match, out)
    if "*" in text and "~" in text:
        for match in _X12.finditer(text):
            _x12(match, out)
    if "'" in text and _SQL.search(low):
        add(out, Kind.VALUE, filter(_tells, _LITERAL.finditer(text)), "value")
    if "row" in low or "key (" in low:
        _database(low, out)
    if "=?" in text:
        add(out, Kind.VALUE, _ENCODED_WORD.finditer(text))
    if "input" in low or "received=" in low or "got=" in low:
        add(out, Kind.VALUE, filter(_tells, _INPUT.finditer(text)), "value")


def _tells(match: re.Match[str]) -> bool:
    return _PLAIN_LITERAL.fullmatch(match["value"]) is None


def _hl7(match: re.Match[str], out: list[Span]) -> None:
    name = match["name"]
    at = match.start("fields")
    whole = name in _WHOLLY
    chosen = _PEOPLE.get(name, ())
    for number, field in enumerate(match["fields"].split("|"), start=1):
        told = whole or number in chosen or (name in _ORDERS and _LONG_NUMBER.search(field))
        if field and told and not _PID_PLAIN.fullmatch(field):
            kind = _PID_KINDS.get(number, Kind.VALUE) if name == "PID" else Kind.VALUE
            if not (number == 1 and field.isdigit()):
                out.append((at, at + len(field), kind))
        at += len(field) + 1


def _x12(match: re.Match[str], out: list[Span]) -> None:
    at = match.start("fields")
    for field in match["fields"].split("*"):
        if not _X12_PLAIN.fullmatch(field):
            out.append((at, at + len(field), Kind.VALUE))
        at += len(field) + 1


def _database(low: str, out: list[Span]) -> None:
    add(out, Kind.VALUE, _ROW.finditer(low), "row")
    add(out, Kind.VALUE, filter(_tells_of_a_row, _DETAIL.finditer(low)), "row")


def _tells_of_a_row(match: re.Match[str]) -> bool:
    parts = match["row"].split(",")
    return "name" in match["column"] or not all(_PLAIN_ID.fullmatch(p.strip()) for p in parts)
