"""Answers about usual ranges: which readings lie outside, and what the ranges are."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from chat.records.marks import plain
from chat.records.periods import EVER, Period
from chat.records.tallies import Tally
from chat.records.telling import Telling
from chat.records.wording import (
    bullets,
    flag_said,
    flags_said,
    outside,
    reading_said,
)
from patients.figures import flag_of
from patients.kinds import kind_of
from patients.models import Observation
from patients.observation_types import Component, Flag, ObservationType
from patients.observation_types.definitions import ADULT_AGE, UsualRange
from patients.observation_types.limits import threshold
from patients.shown_units import shown_unit
from patients.written import written

LISTED = 10
LOOKED_AT = 400  # newest readings searched for those to list


def out_of_range(telling: Telling) -> list[str]:
    """How many readings lie outside their usual range, of the kinds named or of all; the newest."""
    question, record = telling.question, telling.record
    period = telling.period_or(telling.recent)
    tallies = record.tallies(period, question.metrics)
    if not tallies and not question.period:
        period = EVER
        tallies = record.tallies(period, question.metrics)
    if not tallies:
        return [telling.heading(None, period) + ": " + _("no readings.")]
    flags = {key: tally.flags(record.facts) for key, tally in tallies.items()}
    if not any(counts.total() for counts in flags.values()):
        return [_("No usual range applies to these readings.")]
    keys = [key for key, counts in flags.items() if outside(counts)]
    lines = [_said_of(telling, tallies[key], flags[key], period) for key in flags]
    blocks = [telling.heading(None, period), bullets(lines)]
    return [*blocks, *_examples(telling, keys, period)]


def _said_of(telling: Telling, tally: Tally, flags: Counter[Flag], period: Period) -> str:
    if not flags.total():
        return ""
    mark = telling.marks.readings(tally.kind, period, telling.record.clock)
    return f"{tally.kind.label}: {flags_said(flags)} {mark}"


def _examples(telling: Telling, keys: list[str], period: Period) -> Iterator[str]:
    if not keys:
        return
    record = telling.record
    rows = record.newest(record.readings(period, keys), LOOKED_AT)
    found = [row for row in rows if _is_outside(telling, row)][:LISTED]
    named = len(keys) > 1
    if found:
        yield _("Newest outside the usual range:")
        yield bullets([_line(telling, row, named=named) for row in found])


def _is_outside(telling: Telling, row: Observation) -> bool:
    kind = kind_of(row)
    level = flag_of(row, kind, telling.record.facts).level if kind else "none"
    return level not in ("none", "in_range")


def _line(telling: Telling, row: Observation, *, named: bool) -> str:
    kind = kind_of(row)
    label = f"{kind.label}, " if named and kind else ""
    text = reading_said(row, telling.record.facts, telling.today)
    return f"{label}{text} {telling.marks.reading(row)}"


def explained(telling: Telling) -> list[str]:
    """What the usual range says of the latest reading of each kind, and what the ranges are."""
    question, record = telling.question, telling.record
    rows = {row.type: row for row in record.newest_of_each(question.metrics)}
    blocks: list[str] = []
    for key in dict.fromkeys([*rows, *question.metrics]):
        if (kind := record.kind(key)) is not None and (key in rows or not rows):
            blocks += _explanation(telling, kind, rows.get(key))
    if any(row for row in rows):
        blocks.append(
            _("A usual range describes most people. What yours should be is for your clinician.")
        )
    return blocks


def _explanation(telling: Telling, kind: ObservationType, row: Observation | None) -> Iterator[str]:
    if row is None:
        yield telling.never(kind)
    else:
        said_so = flag_said(row, telling.record.facts)
        text = _("No usual range applies to this reading.") if not said_so else ""
        yield f"**{kind.label}:** {telling.rated(row)} {text}".rstrip()
    age = telling.record.facts.age_years
    if age is not None and age < ADULT_AGE:
        yield _("The usual ranges here are for adults.")
        return
    unit = shown_unit(kind, row.unit if row and row.unit else kind.first.usual_unit)
    context = row.context if row else ""
    for usual in kind.usual_ranges:
        if _applies(usual, context, telling.record.facts.sex):
            yield _range_said(kind, usual, unit)


def _applies(usual: UsualRange, context: str, sex: str) -> bool:
    fits = not usual.contexts or context in usual.contexts
    return fits and usual.sex in ("", sex) and not usual.percent_of_best


def _range_said(kind: ObservationType, usual: UsualRange, unit: str) -> str:
    part = kind.component(usual.component)
    names = {"label": part.label, "source": usual.source, "people": usual.population}
    title = _("%(label)s, usual range by %(source)s (%(people)s):") % names
    return f"{title}\n\n{bullets(list(_steps(kind, usual, unit)))}"


def _steps(kind: ObservationType, usual: UsualRange, unit: str) -> Iterator[str]:
    part = kind.component(usual.component)
    from_edge = ""
    for band in usual.bands:
        edge = None if band.below is None else threshold(band.below, part, unit)
        to_edge = _edge_said(part, edge, unit, inclusive=band.inclusive)
        if str(band.label):
            span = ", ".join(text for text in (from_edge, to_edge) if text)
            yield f"{band.label}: {span}"
        from_edge = _from_said(part, edge, unit, inclusive=band.inclusive)


def _edge_said(part: Component, edge: Decimal | None, unit: str, *, inclusive: bool) -> str:
    if edge is None:
        return ""
    value = {"value": _value_said(part, edge, unit)}
    return (_("up to %(value)s") if inclusive else _("below %(value)s")) % value


def _from_said(part: Component, edge: Decimal | None, unit: str, *, inclusive: bool) -> str:
    if edge is None:
        return ""
    value = {"value": _value_said(part, edge, unit)}
    return (_("above %(value)s") if inclusive else _("from %(value)s")) % value


def _value_said(part: Component, edge: Decimal, unit: str) -> str:
    found = written(part, edge, unit)
    return f"{found.number} {plain(found.unit)}".rstrip()
