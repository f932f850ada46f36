"""What the columns of a foreign file seem to hold; its owner confirms or corrects it."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from patients.importing import dates, numbers
from patients.importing.roles import (
    BOTH,
    CLOCK,
    DAY,
    DEVICE,
    NOT_READ,
    NOTES,
    TAGS,
    WHEN,
    ValueRole,
    value_roles,
)
from patients.observation_types import named_in
from patients.observation_types.search import folded

Rows = Sequence[Sequence[str]]
WORDS = {
    NOTES: {"note", "notes", "comment", "comments", "nota", "notas", "comentario", "comentarios"},
    TAGS: {"tag", "tags", "label", "labels", "etiqueta", "etiquetas"},
    DEVICE: {"device", "meter", "dispositivo", "aparato"},
}
PARTS = {
    "1": {"systolic", "sys", "sbp", "sistolica", "sistolico", "max"},
    "2": {"diastolic", "dia", "dbp", "diastolica", "diastolico", "min"},
}
SHORT = {
    "pulse": "heart_rate", "pulso": "heart_rate", "hr": "heart_rate", "bpm": "heart_rate",
    "temp": "body_temperature", "spo2": "oxygen_saturation", "bp": "blood_pressure",
    "bg": "glucose", "steps": "steps_day", "pasos": "steps_day",
}  # fmt: skip
UNIT_WORDS = {
    "lbs": "[lb_av]", "pounds": "[lb_av]", "kilos": "kg", "f": "[degF]", "c": "Cel",
    "mgdl": "mg/dL", "mmoll": "mmol/L", "inches": "[in_i]", "bpm": "/min",
}  # fmt: skip
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?\s?m\.?)?", re.ASCII | re.IGNORECASE)
_PAIR = re.compile(r"\s*\d{2,3}\s*/\s*\d{2,3}\s*", re.ASCII)
_NOT_WORD = re.compile(r"[^a-z0-9%]+")


def guess(headings: Sequence[str], rows: Rows, owner_id: int) -> dict[str, Any]:
    """Options for `MappedTable` as far as headings and first rows tell them.

    "order" and "decimal" are `UNCLEAR` ("?") where both ways of reading are possible.
    """
    roles = value_roles(owner_id)
    columns = [_role(heading, _cells(rows, n), roles) for n, heading in enumerate(headings)]
    columns = _once(columns, roles)
    if CLOCK in columns and WHEN in columns:
        columns[columns.index(WHEN)] = DAY
    return {"columns": columns, **signs(columns, rows, roles)}


def signs(columns: Sequence[str], rows: Rows, roles: dict[str, ValueRole]) -> dict[str, str]:
    """The order of dates and the decimal sign in the columns that would be read."""
    days = [n for n, role in enumerate(columns) if role in {WHEN, DAY}]
    values = [n for n, role in enumerate(columns) if role in roles]
    return {
        "order": dates.order_of(cell for n in days for cell in _cells(rows, n)),
        "decimal": numbers.decimal_sign(
            part for n in values for cell in _cells(rows, n) for part in cell.split("/")
        ),
    }


def _cells(rows: Rows, place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row) and row[place].strip()]


def _role(heading: str, cells: Sequence[str], roles: dict[str, ValueRole]) -> str:
    if cells and all(_CLOCK.fullmatch(cell.strip()) for cell in cells):
        return CLOCK
    if cells and all(dates.is_moment(cell) for cell in cells):
        return WHEN
    words = set(folded(heading).split())
    for role, names in WORDS.items():
        if words & names:
            return role
    return _value(heading, words, cells, roles)


def _value(heading: str, words: set[str], cells: Sequence[str], roles: dict[str, ValueRole]) -> str:
    part = next((part for part, names in PARTS.items() if words & names), "")
    named = [kind.key for kind in named_in(heading)]
    named += [SHORT[word] for word in words if word in SHORT]
    if part and (not named or "blood_pressure" in named):
        named = ["blood_pressure"]
    if cells and all(_PAIR.fullmatch(cell) for cell in cells):
        named, part = ["blood_pressure"], BOTH
    numeric = not cells or any(char.isdigit() for char in cells[0])
    if not named or not numeric:
        return NOT_READ
    fitting = [r for r in roles.values() if r.kind.key == named[0] and r.part == (part or "1")]
    return _with_unit(fitting, heading, cells)


def _with_unit(roles: Sequence[ValueRole], heading: str, cells: Sequence[str]) -> str:
    """The role whose unit the heading or the cells name, else the unit that is usual."""
    said = _unit_words([heading, *cells[:5]])
    for role in roles:
        if said & _unit_words(role.names) or any(
            UNIT_WORDS.get(word) == role.unit for word in said
        ):
            return role.key
    usual = [role for role in roles if role.unit == role.kind.first.usual_unit]
    return next((role.key for role in (*usual, *roles)), NOT_READ)


def _unit_words(texts: Iterable[str]) -> set[str]:
    squeezed = (re.sub(r"(?<=\w)/(?=\w)", "", text.casefold()) for text in texts)
    return {word for text in squeezed for word in _NOT_WORD.sub(" ", text).split()} - {""}


def _once(columns: Sequence[str], roles: dict[str, ValueRole]) -> list[str]:
    """Each role for its first column only: a second weight column is left to its owner."""
    seen: set[str] = set()
    found = []
    for role in columns:
        name = role.rpartition("|")[0] if role in roles else role
        found.append(NOT_READ if name in seen else role)
        seen.add(name or "-")
    return found
