"""What the assistant may read of readings and profile: compact lines, each with a citation.

In English and ISO dates whatever the reader's language, in a fixed order, within a budget of
tokens. Never a name, a birth date or a contact.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from patients import trends
from patients.figures import figure_text
from patients.models import Observation, PatientProfile, seen_by
from patients.observation_types import ObservationType, find
from patients.patient_facts import Facts, facts_of
from patients.profile_sections import BRIEFED, ProfileSection
from privacy.registry import BriefingItem

LONGEST_LINE = 240  # characters
MOST_ROWS = 60  # of one type
MONTH = timedelta(days=30)
# Of each round, so many rows of a type: what a clinician asks about first gets more room.
SHARE = {"vitals": 3, "metabolic": 3, "body": 2, "wellbeing": 1, "activity": 1}


def tokens(text: str) -> int:
    """An upper estimate for lines of figures: two characters a token."""
    return len(text) // 2 + 4


def profile(patient: User, budget: int) -> list[BriefingItem]:
    """Age and sex, then allergies, medicines, conditions, vaccines and family history."""
    with translation.override("en"):
        return _within(budget, _profile_items(patient))


def readings(patient: User, budget: int) -> list[BriefingItem]:
    """Per type one line of statistics, then the latest readings, newest first within each type."""
    with translation.override("en"):
        summaries = _within(budget, _trend_items(patient))
        left = budget - sum(tokens(item.text) for item in summaries)
        return summaries + _latest_items(patient, left)


def _within(budget: int, items: Iterable[BriefingItem]) -> list[BriefingItem]:
    taken: list[BriefingItem] = []
    for item in items:
        budget -= tokens(item.text)
        if budget < 0:
            break
        taken.append(item)
    return taken


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_LINE]


def _profile_items(patient: User) -> Iterator[BriefingItem]:
    facts = facts_of(patient)
    if text := _facts_text(facts):
        row = seen_by(patient, patient, PatientProfile).first()
        public_id = str(row.entry_id) if row else ""
        yield BriefingItem("P1", "profile", text, reverse("patients:profile"), public_id)
    for section in BRIEFED:
        for number, row in enumerate(section.rows_of(patient, patient), start=1):
            yield BriefingItem(
                cite=f"{section.cite}{number}",
                kind=section.kind,
                text=_line(_profile_text(section, row)),
                url=reverse("patients:profile_entry", args=[section.key, row.entry_id]),
                object_id=str(row.entry_id),
            )


def _profile_text(section: ProfileSection, row: object) -> str:
    title, said = section.title_of(row), section.said(row, str)  # type: ignore[arg-type]
    return f"{section.kind}: {title} ({said})" if said else f"{section.kind}: {title}"


def _facts_text(facts: Facts) -> str:
    age = facts.age_years
    parts = [
        "" if age is None else ("age 90+" if age >= 90 else f"age {age} years"),
        facts.administrative_sex if facts.administrative_sex != "unknown" else "",
        f"blood type {facts.blood_type}" if facts.blood_type else "",
    ]
    return ", ".join(part for part in parts if part)


def _trend_items(patient: User) -> Iterator[BriefingItem]:
    rows = seen_by(patient, patient, Observation)
    today = timezone.now().astimezone(patient.zone).date()
    always = trends.statistics(rows)
    month = trends.statistics(rows.between(today - MONTH, None))
    for number, key in enumerate(_by_weight(always), start=1):
        kind = find(key)
        latest = rows.of_type(key).newest_first().first()
        if kind is None or latest is None:
            continue
        said = [f"{kind.label}: {_summary(kind, latest.unit, always[key])}"]
        if key in month and month[key].count != always[key].count:
            said.append(f"last 30 days: {_summary(kind, latest.unit, month[key])}")
        said.append(f"latest {_day(latest)} {figure_text(latest)}")
        url = reverse("patients:readings_of", args=[key])
        yield BriefingItem(f"T{number}", "trend", _line("; ".join(said)), url)


def _summary(kind: ObservationType, unit: str, found: trends.Statistics) -> str:
    text = f"n={found.count} {found.first.isoformat()}..{found.last.isoformat()}"
    if not found.spreads:
        return text
    low = trends.in_unit(kind, unit, [spread.low for spread in found.spreads])
    high = trends.in_unit(kind, unit, [spread.high for spread in found.spreads])
    mean = trends.in_unit(kind, unit, [spread.mean for spread in found.spreads])
    return f"{text} min {low} max {high} mean {mean}"


def _by_weight(found: dict[str, trends.Statistics]) -> list[str]:
    """Types in the order they are told: the weightier categories first, then the most logged."""

    def weight(key: str) -> tuple[int, int, str]:
        kind = find(key)
        return (-SHARE[kind.category] if kind else 0, -found[key].count, key)

    return sorted(found, key=weight)


def _latest_items(patient: User, budget: int) -> list[BriefingItem]:
    rows = seen_by(patient, patient, Observation)
    order = _by_weight(trends.statistics(rows))
    newest = {key: list(rows.of_type(key).newest_first()[:MOST_ROWS]) for key in order}
    chosen: set[int] = set()
    for row in _in_turns(newest):
        budget -= tokens(_row_text(row))
        if budget < 0:
            break
        chosen.add(row.pk)
    kept = [row for key in order for row in newest[key] if row.pk in chosen]
    return [
        BriefingItem(
            cite=f"V{number}",
            kind=row.type,
            text=_row_text(row),
            url=reverse("patients:reading", args=[row.entry_id]),
            object_id=str(row.entry_id),
        )
        for number, row in enumerate(kept, start=1)
    ]


def _in_turns(newest: dict[str, list[Observation]]) -> Iterator[Observation]:
    """Rows by turns, so that a daily step count does not crowd out a weekly blood pressure."""
    turns = []
    for key, rows in newest.items():
        kind = find(key)
        share = SHARE[kind.category] if kind else 1
        turns.append([rows[start : start + share] for start in range(0, len(rows), share)])
    for turn in zip_longest(*turns, fillvalue=[]):
        for rows in turn:
            yield from rows


def _day(row: Observation) -> str:
    if row.precision == Observation.Precision.DAY:
        return row.local_day.isoformat()
    return f"{row.effective_at.astimezone(ZoneInfo(row.tz)):%Y-%m-%d %H:%M}"


def _row_text(row: Observation) -> str:
    kind = find(row.type)
    label = str(kind.label).lower() if kind else row.type
    context = f" ({row.context.replace('_', ' ')})" if row.context else ""
    return _line(f"{_day(row)} {label} {figure_text(row)}{context}")
