"""How a reading is written: number, unit, comparator, flag; always as typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from patients import units
from patients.entries import decimal_of
from patients.models import Observation
from patients.observation_types import NO_FLAG, Flag, ObservationType, classify, find
from patients.patient_facts import Facts

COMPARATOR_SIGNS = {"": "", "<": "<", "<=": "≤", ">=": "≥", ">": ">"}


@dataclass(frozen=True)
class Figure:
    """A value ready for a page.

    Attributes: number: "128/82", "<40", "Light". unit: its name, "" for scores. level: one of the
    face's words for a state ("in_range", "watch", "out", "critical") or "". direction: "high",
    "low" or "". word: what the flag says.
    """

    number: str
    unit: str
    level: str = ""
    direction: str = ""
    word: str | Promise = ""
    source: str | Promise = ""


# The registry's levels in the face's words.
LEVELS: Mapping[str, tuple[str, str]] = {
    "none": ("", ""),
    "in_range": ("in_range", ""),
    "watch": ("watch", ""),
    "low": ("out", "low"),
    "high": ("out", "high"),
    "critical_low": ("critical", "low"),
    "critical_high": ("critical", "high"),
}


def figure(row: Observation, facts: Facts) -> Figure:
    """The reading with its flag for somebody of that age and sex."""
    kind = find(row.type)
    flag = flag_of(row, kind, facts) if kind else NO_FLAG
    level, direction = LEVELS[flag.level]
    return Figure(
        number=number_text(row, kind),
        unit=unit_text(row, kind),
        level=level,
        direction=direction,
        word=flag.label,
        source=flag.source,
    )


def flag_of(row: Observation, kind: ObservationType, facts: Facts) -> Flag:
    """What the usual range says of the reading, compared in the unit that was typed."""
    parts = zip(kind.components, (row.value_text, row.value2_text), strict=False)
    values = {component.key: Decimal(text) for component, text in parts if text}
    if not values:
        return NO_FLAG
    return classify(
        kind,
        values,
        unit=row.unit,
        comparator=row.comparator,
        context=row.context,
        age_years=facts.age_years,
        sex=facts.sex,
    )


def number_text(row: Observation, kind: ObservationType | None) -> str:
    """The number as typed, in the spelling of the active language: "7,20", "128/82", "≤40"."""
    if row.code:
        choices = kind.first.choices if kind else ()
        return next((str(c.label) for c in choices if c.key == row.code), row.code)
    first, second = (_number(text) for text in (row.value_text, row.value2_text))
    if row.value2_text or (kind and kind.kind == "panel"):
        return f"{first or '–'}/{second or '–'}"
    return f"{COMPARATOR_SIGNS.get(row.comparator, '')}{first}"


def figure_text(row: Observation) -> str:
    """Number and unit in one plain string: "128/82 mmHg"."""
    kind = find(row.type)
    return f"{number_text(row, kind)} {unit_text(row, kind)}".rstrip()


def unit_text(row: Observation, kind: ObservationType | None) -> str:
    """The unit's name; for a scale how far it goes: "of 5"."""
    most = kind.first.hard.high if kind and kind.first.quantity == "score" else None
    if most is not None:
        return _("of %(most)s") % {"most": units.number(most)}
    return str(units.label(row.unit)) if row.unit else ""


def _number(text: str) -> str:
    value = decimal_of(text)
    return "" if value is None else units.number(value)
