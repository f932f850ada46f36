"""Answers that name single readings: the latest, a list, those beyond a line."""

from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from chat.records.periods import EVER, Period, calendar
from chat.records.tallies import Tally
from chat.records.telling import Telling
from chat.records.thresholds import Threshold
from chat.records.wording import (
    bullets,
    count_said,
    reading_said,
    with_unit,
)
from patients import units
from patients.kinds import kind_of
from patients.models import Observation
from patients.observation_types import ObservationType, body_mass_index, find

# Units as people write them after a number.
UNIT_WORDS = {
    "mmol": "mmol/L", "mg": "mg/dL", "kg": "kg", "kilos": "kg", "lb": "[lb_av]", "lbs": "[lb_av]",
    "pounds": "[lb_av]", "libras": "[lb_av]", "kpa": "kPa", "fahrenheit": "[degF]", "f": "[degF]",
    "celsius": "Cel", "c": "Cel", "liters": "L", "litres": "L", "litros": "L", "ml": "mL",
}  # fmt: skip

LISTED = 10
LOGGED_LISTED = 5


def latest(telling: Telling) -> list[str]:
    """The newest reading of each kind named; of a single kind also the one before."""
    question, record = telling.question, telling.record
    if question.period or record.narrowing or len(question.metrics) == 1:
        return [_latest_two(telling, key) for key in question.metrics]
    rows = record.newest_of_each(question.metrics)
    missing = len(rows) < len(question.metrics)
    blocks = [_named(telling, row) for row in rows]
    if missing:
        blocks += [_missing(telling, key) for key in question.metrics if not _among(key, rows)]
    return blocks


def _latest_two(telling: Telling, key: str) -> str:
    question, record = telling.question, telling.record
    if key == "bmi":
        return _body_mass_index(telling)
    rows = record.newest(record.readings(question.period, [key]), 2)
    if not rows and not question.period and (found := record.newest_of_each([key])):
        rows = found
    if not rows:
        return telling.nothing(key, question.period)
    text = _named(telling, rows[0])
    if len(rows) > 1:
        text += "\n\n" + _("Before that: %(reading)s") % {"reading": telling.rated(rows[1])}
    return text


def _named(telling: Telling, row: Observation) -> str:
    kind = kind_of(row)
    return f"**{kind.label if kind else row.type}:** {telling.rated(row)}"


def _among(key: str, rows: list[Observation]) -> bool:
    return any(row.type == key for row in rows)


def _missing(telling: Telling, key: str) -> str:
    kind = telling.record.kind(key)
    return telling.never(kind) if kind else ""


def _body_mass_index(telling: Telling) -> str:
    """Stored if imported, else worked out from the newest weight and height."""
    rows = {row.type: row for row in telling.record.newest_of_each(
        ["bmi", "body_weight", "body_height"]
    )}  # fmt: skip
    if "bmi" in rows:
        return _named(telling, rows["bmi"])
    weight, height = rows.get("body_weight"), rows.get("body_height")
    kind = find("bmi")
    if kind is None or not weight or not height or not height.canonical or not weight.canonical:
        return _("A body mass index needs a weight and a height in your record.")
    value = units.rounded(body_mass_index(weight.canonical, height.canonical), 1)
    names = {
        "value": with_unit(units.number(value), kind.first.canonical_unit),
        "weight": telling.cited(weight),
        "height": telling.cited(height),
    }
    text = _("%(value)s, worked out from the weight %(weight)s and the height %(height)s") % names
    return f"**{kind.label}:** {text}"


def logged(telling: Telling) -> list[str]:
    """Whether anything (of the kinds named) was recorded in a time, usually today."""
    question, record = telling.question, telling.record
    period = telling.period_or(calendar("days", 0, record.clock, "today"))
    rows = record.readings(period, question.metrics)
    newest = record.newest(rows, LOGGED_LISTED + 1)
    kind = record.kind(question.metrics[0]) if len(question.metrics) == 1 else None
    title = telling.heading(kind, period)
    if not newest:
        text = f"{title}: " + _("no, nothing logged.")
        known = record.newest(record.readings(None, question.metrics), 1)
        if not known:
            return [text, *(_missing(telling, key) for key in question.metrics)]
        names = {"latest": telling.cited(known[0])}
        return [f"{text} " + _("The latest is %(latest)s.") % names]
    count = len(newest) if len(newest) <= LOGGED_LISTED else rows.count()
    lines = [_line(telling, row, named=kind is None) for row in newest[:LOGGED_LISTED]]
    said_yes = _("yes, %(readings)s.") % {"readings": count_said(count)}
    return [f"{title}: {said_yes}", bullets(lines)]


def listed(telling: Telling) -> list[str]:
    """The newest readings, as many as asked for, of the kinds named or of all."""
    question, record = telling.question, telling.record
    period = telling.period_or(EVER)
    rows = record.readings(period, question.metrics)
    most = question.limit or LISTED
    newest = record.newest(rows, most + 1)
    if not newest:
        blocks = [telling.nothing(key, question.period) for key in question.metrics]
        return blocks or [empty(telling, period)]
    kind = record.kind(question.metrics[0]) if len(question.metrics) == 1 else None
    lines = [_line(telling, row, named=kind is None) for row in newest[:most]]
    blocks = [telling.heading(kind, period), bullets(lines)]
    if len(newest) > most and not question.limit:
        more = _("These are the newest %(count)s; the list has the rest.") % {"count": most}
        blocks.append(f"{more} {_mark_of_all(telling, kind, period)}")
    return blocks


def _mark_of_all(telling: Telling, kind: ObservationType | None, period: Period) -> str:
    if kind:
        return telling.marks.readings(kind, period, telling.record.clock)
    return telling.marks.all_readings(period, telling.record.clock)


def empty(telling: Telling, period: Period | None) -> str:
    """That there are no readings at all in a time, and where to add one."""
    link = telling.marks.link(_("Add a reading"), "patients:choose_reading")
    return f"{telling.heading(None, period)}: " + _("no readings.") + f" {link}."


def _line(telling: Telling, row: Observation, *, named: bool) -> str:
    kind = kind_of(row)
    label = f"{kind.label}, " if named and kind else ""
    text = reading_said(row, telling.record.facts, telling.today)
    return f"{label}{text} {telling.marks.reading(row)}"


def beyond(telling: Telling) -> list[str]:
    """How many readings lie above or below the line drawn, and the newest of them."""
    question, record = telling.question, telling.record
    threshold, key = question.threshold, question.metrics[0]
    period = telling.period_or(EVER)
    tally = next(iter(record.tallies(period, [key]).values()), None)
    if threshold is None or tally is None:
        return [telling.nothing(key, question.period)]
    kind, mark = tally.kind, telling.marks.readings(tally.kind, period, record.clock)
    rows = record.readings(period, [kind.key])
    unit = _unit_of(tally, question.words)
    rows = rows.filter(_past(threshold, tally.kind, unit), comparator="")
    count, newest = rows.count(), record.newest(rows, LISTED)
    line = _line_said(threshold, tally.kind, unit)
    names = {"count": count, "readings": count_said(tally.count), "line": line}
    above = _("**%(count)s** of %(readings)s above %(line)s")
    below = _("**%(count)s** of %(readings)s below %(line)s")
    text = (above if threshold.above else below) % names
    lines = [_line(telling, row, named=False) for row in newest]
    return [f"{telling.heading(kind, period)}\n\n{text} {mark}", bullets(lines)]


def _unit_of(tally: Tally, words: frozenset[str]) -> str:
    """The unit the question names, else the one most readings were typed in."""
    named = (ucum for word, ucum in UNIT_WORDS.items() if word in words)
    return next((ucum for ucum in named if tally.kind.first.unit(ucum)), tally.unit)


def _line_said(threshold: Threshold, kind: ObservationType, unit: str) -> str:
    text = units.number(threshold.first)
    if threshold.second is not None and kind.kind == "panel":
        text = f"{text}/{units.number(threshold.second)}"
    return with_unit(text, unit)


def _past(threshold: Threshold, kind: ObservationType, unit: str) -> Q:
    """Of a pair either part may be past its own line."""
    verb = "gt" if threshold.above else "lt"
    lines: list[Decimal | None] = [threshold.first, threshold.second]
    past = Q()
    fields = ("canonical", "canonical2")
    for part, line, name in zip(kind.components, lines, fields, strict=False):
        if line is not None:
            value, _unit = units.canonical(line, part, unit)
            past |= Q(**{f"{name}__{verb}": units.rounded(value, 6)})
    return past
