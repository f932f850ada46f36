"""What the assistant may read of readings: what years amount to, then the newest rows of each type.

In English and ISO dates whatever the reader's language, in the reader's units.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from patients import probes, shown_units
from patients.briefing import line
from patients.briefing_trends import Course, days_of, months_of, weight
from patients.figures import figure, figure_text
from patients.kinds import kind_named, kind_of
from patients.models import DailyRollup, Observation, seen_by
from patients.patient_facts import facts_of
from patients.red_flags import fresh_flags
from privacy.registry import BriefingItem, BriefingQuery

# Of each round, so many rows of a type: what a clinician asks about first gets more room.
SHARE = {"vitals": 3, "metabolic": 3, "body": 2, "wellbeing": 1, "activity": 1, "own": 1}
ROUNDS = 3
MOST_ASKED = 400  # rows of what the question names
MOST_NOTED = 12  # types named as summarised
_LETTERS = {"out": {"high": " H", "low": " L"}, "critical": {"high": " HH", "low": " LL"}}


def readings(patient: User, query: BriefingQuery) -> list[BriefingItem]:
    """Trend lines and newest rows per type; with a question, the rows of what it names alone."""
    with translation.override("en"), shown_units.override(patient):
        return _asked(patient, query) if query.question else _general(patient, query)


def _general(patient: User, query: BriefingQuery) -> list[BriefingItem]:
    today = timezone.localdate(timezone=patient.zone)
    rollups = seen_by(patient, patient, DailyRollup)
    months, days = months_of(rollups), days_of(rollups, today)
    kinds = {key: kind for key in months if (kind := kind_named(key, patient.pk))}
    newest = _newest(patient, {key: ROUNDS * SHARE[kind.category] for key, kind in kinds.items()})
    courses = [
        Course(kind, newest[key][0].unit, months[key], days.get(key, ()), today)
        for key, kind in kinds.items()
        if newest.get(key)
    ]
    courses.sort(key=lambda course: weight(course, SHARE))
    trends = _trends(courses, query)
    rows = _rows(patient, courses, newest, query.budget - sum(item.tokens for item in trends))
    query.left_out.extend(_left_out(courses, trends, rows))
    return trends + rows


def _newest(patient: User, most: Mapping[str, int]) -> dict[str, list[Observation]]:
    chosen = probes.newest_few(patient, dict(sorted(most.items())))
    rows = seen_by(patient, patient, Observation).filter(pk__in=chosen).newest_first()
    found: dict[str, list[Observation]] = {}
    for row in rows:
        found.setdefault(row.type, []).append(row)
    return found


def _trends(courses: Sequence[Course], query: BriefingQuery) -> list[BriefingItem]:
    """The first line of every type comes before the second of any; then each type's together."""
    said = [course.lines() for course in courses]
    turns = [
        (number, place)
        for place in range(max(map(len, said), default=0))
        for number, lines in enumerate(said)
        if place < len(lines)
    ]
    left, chosen = query.budget, []
    for number, place in turns:
        left -= _trend(0, courses[number], said[number][place]).tokens
        if left < 0:
            break
        chosen.append((number, place))
    return [
        _trend(mark, courses[number], said[number][place])
        for mark, (number, place) in enumerate(sorted(chosen), start=1)
    ]


def _trend(mark: int, course: Course, text: str) -> BriefingItem:
    url = reverse("patients:readings_of", args=[course.kind.key])
    return BriefingItem(f"T{mark or 999}", "trend", text, url)


def _rows(
    patient: User,
    courses: Sequence[Course],
    newest: Mapping[str, Sequence[Observation]],
    budget: int,
) -> list[BriefingItem]:
    order = [course.kind.key for course in courses]
    chosen: dict[int, BriefingItem] = {}
    for row in _in_turns([newest[key] for key in order]):
        item = _item(patient, row, "V999")
        budget -= item.tokens
        if budget < 0:
            break
        chosen[row.pk] = item
    kept = [chosen[row.pk] for key in order for row in newest[key] if row.pk in chosen]
    return [replace(item, cite=f"V{number}") for number, item in enumerate(kept, start=1)]


def _in_turns(newest: Iterable[Sequence[Observation]]) -> Iterator[Observation]:
    """Rows by turns, so that a daily step count does not crowd out a weekly blood pressure."""
    turns = []
    for rows in newest:
        kind = kind_of(rows[0]) if rows else None
        share = SHARE[kind.category] if kind else 1
        turns.append([rows[start : start + share] for start in range(0, len(rows), share)])
    for turn in zip_longest(*turns, fillvalue=()):
        for rows in turn:
            yield from rows


def _left_out(
    courses: Sequence[Course], trends: Sequence[BriefingItem], rows: Sequence[BriefingItem]
) -> Iterator[str]:
    told = {item.url for item in trends}
    untold, summed = [], []
    for course in courses:
        label, key = str(course.kind.label), course.kind.key
        sent = [item for item in rows if item.kind == key]
        older = course.whole["s_n"] - len(sent)
        if reverse("patients:readings_of", args=[key]) not in told:
            untold.append(label)
        elif older > 0:
            before = f"before {sent[-1].text[:10]} " if sent else ""
            summed.append(f"{label} {before}({older})")
    for words, names in (("summarised, older readings", summed), ("not told", untold)):
        if names:
            more = f" and {len(names) - MOST_NOTED} more" if len(names) > MOST_NOTED else ""
            yield f"{words}: {', '.join(names[:MOST_NOTED])}{more}"


def _asked(patient: User, query: BriefingQuery) -> list[BriefingItem]:
    """Rows of the types and days that the question names, newest first."""
    if not query.kinds:
        return []
    rows = seen_by(patient, patient, Observation).filter(type__in=query.kinds)
    rows = rows.between(query.first, query.last).newest_first()[: MOST_ASKED + 1]
    found: list[BriefingItem] = []
    left = query.budget
    for number, row in enumerate(rows, start=1):
        item = _item(patient, row, f"R{number}")
        left -= item.tokens
        if left < 0 or number > MOST_ASKED:
            query.left_out.append(f"rows asked for, {item.text[:10]} and before")
            break
        found.append(item)
    return found


def _item(patient: User, row: Observation, cite: str) -> BriefingItem:
    return BriefingItem(
        cite=cite,
        kind=row.type,
        text=_row_text(patient, row),
        url=reverse("patients:reading", args=[row.entry_id]),
        object_id=str(row.entry_id),
    )


def _day(row: Observation) -> str:
    if row.precision == Observation.Precision.DAY:
        return row.local_day.isoformat()
    return f"{row.effective_at.astimezone(ZoneInfo(row.tz)):%Y-%m-%d %H:%M}"


def _row_text(patient: User, row: Observation) -> str:
    kind = kind_of(row)
    label = str(kind.label).lower() if kind else row.type
    flagged = figure(row, facts_of(patient))
    letter = _LETTERS.get(flagged.level, {}).get(flagged.direction, "")
    context = f" ({row.context.replace('_', ' ')})" if row.context else ""
    urgent = "; URGENT, of the last hours" if fresh_flags([row], facts_of(patient)) else ""
    return line(f"{_day(row)} {label} {figure_text(row)}{letter}{context}{urgent}")
