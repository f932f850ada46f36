"""How a reading is written: number, unit, comparator, flag; in the unit its reader chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from patients import units
from patients.entries import decimal_of
from patients.kinds import kind_of
from patients.models import Observation
from patients.observation_types import NO_FLAG, Component, Flag, ObservationType, classify
from patients.patient_facts import Facts
from patients.shown_units import shown_unit
from patients.targets import Side, side_of
from patients.written import Written, written

COMPARATOR_SIGNS = {"": "", "<": "<", "<=": "≤", ">=": "≥", ">": ">"}


@dataclass(frozen=True)
class Figure:
    """A value ready for a page.

    Attributes: number: "128/82", "<40", "Light". unit: its name, "" for scores. level: one of the
    face's words for a state ("in_range", "watch", "out", "critical") or "". direction: "high",
    "low" or "". word: what the flag says. target: where it lies against the person's own target,
    "" without one. typed: what was typed, where that was in another unit.
    """

    number: str
    unit: str
    level: str = ""
    direction: str = ""
    word: str | Promise = ""
    source: str | Promise = ""
    target: str = ""
    typed: str = ""


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
    kind = kind_of(row)
    flag = flag_of(row, kind, facts) if kind else NO_FLAG
    level, direction = LEVELS[flag.level]
    return Figure(
        number=number_text(row, kind),
        unit=unit_text(row, kind),
        level=level,
        direction=direction,
        word=flag.label,
        source=flag.source,
        target=target_text(row, kind),
        typed=typed_text(row, kind),
    )


def flag_of(row: Observation, kind: ObservationType, facts: Facts) -> Flag:
    """What the usual range says of the reading, compared in the unit that was typed."""
    values = values_of(row, kind)
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


def values_of(row: Observation, kind: ObservationType) -> dict[str, Decimal]:
    """Component key -> value as typed, of the parts that have one."""
    parts = zip(kind.components, (row.value_text, row.value2_text), strict=False)
    return {component.key: Decimal(text) for component, text in parts if text}


def target_text(row: Observation, kind: ObservationType | None) -> str:
    """Where the reading lies against its owner's own target, in words; "" without one."""
    if kind is None or row.code:
        return ""
    side = side_of(row.owner_id, kind, values_of(row, kind), row.unit, row.comparator)
    words: dict[Side | None, str] = {
        "below": _("below the target"),
        "within": _("within the target"),
        "above": _("above the target"),
        None: "",
    }
    return words[side]


def number_text(row: Observation, kind: ObservationType | None, unit: str | None = None) -> str:
    """The number in the reader's unit (or in `unit`), as the active language writes it.

    In the unit typed every digit is kept: "7,20", "128/82", "≤40".
    """
    if row.code:
        choices = kind.first.choices if kind else ()
        return next((str(c.label) for c in choices if c.key == row.code), row.code)
    first, second = _numbers(row, kind, unit)
    if row.value2_text or (kind and kind.kind == "panel"):
        return f"{first or '–'}/{second or '–'}"
    return f"{COMPARATOR_SIGNS.get(row.comparator, '')}{first}"


def figure_text(row: Observation) -> str:
    """Number and unit in one plain string: "128/82 mmHg"."""
    kind = kind_of(row)
    return f"{number_text(row, kind)} {unit_text(row, kind)}".rstrip()


def typed_text(row: Observation, kind: ObservationType | None) -> str:
    """What was typed, where the reader sees another unit; else ""."""
    if kind is None or not row.value_text or shown_unit(kind, row.unit) == row.unit:
        return ""
    return f"{number_text(row, kind, row.unit)} {unit_text(row, kind, row.unit)}".rstrip()


def unit_text(row: Observation, kind: ObservationType | None, unit: str | None = None) -> str:
    """The unit's name; for a scale how far it goes: "of 5"; "" where the number says it."""
    most = kind.first.hard.high if kind and kind.first.quantity == "score" else None
    if most is not None:
        return _("of %(most)s") % {"most": units.number(most)}
    if kind is None or not row.value_text:
        return str(units.label(row.unit)) if row.unit else ""
    target = shown_unit(kind, row.unit) if unit is None else unit
    return converted(kind.first, row.value_text, row.unit, target).unit


def _numbers(row: Observation, kind: ObservationType | None, unit: str | None) -> list[str]:
    if kind is None:
        return [_number(text) for text in (row.value_text, row.value2_text)]
    target = shown_unit(kind, row.unit) if unit is None else unit
    parts = (kind.components[0], kind.components[-1])
    texts = (row.value_text, row.value2_text)
    return [
        converted(part, text, row.unit, target).number if text else ""
        for part, text in zip(parts, texts, strict=True)
    ]


def converted(component: Component, text: str, unit: str, target: str) -> Written:
    """The number `text`, typed in `unit`, as somebody reads it in `target`."""
    value, choice = Decimal(text), component.unit(target)
    if target == unit or choice is None or not units.converts(component, unit, target):
        return written(component, value, unit)
    there = units.convert(value, component, unit, target)
    return written(component, there, target, choice.decimals)


def _number(text: str) -> str:
    value = decimal_of(text)
    return "" if value is None else units.number(value)
