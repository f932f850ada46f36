"""The newest reading of every type someone uses, with its recent course."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Subquery
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from patients import pictures
from patients.figures import Figure, figure
from patients.lines import full_time, shown_at
from patients.models import Observation, seen_by
from patients.observation_types import ALL, ObservationType, find
from patients.patient_facts import Facts, facts_of

RECENT = timedelta(days=30)
Course = list[tuple[datetime, Decimal]]


@dataclass(frozen=True)
class Card:
    """One type on the dashboard: its newest reading and the last thirty days (canonical unit)."""

    kind: ObservationType
    row: Observation
    figure: Figure
    course: Course
    facts: Facts

    @property
    def shown_at(self) -> date:
        """When, on the clock of where it was measured."""
        return shown_at(self.row)

    @property
    def full_time(self) -> str:
        """Day, time and, where it is not the reader's, the zone."""
        return full_time(self.row)

    @property
    def sparkline(self) -> SafeString | str:
        """The last thirty days in the space of a word."""
        return pictures.spark(self.kind, self.course, self.facts)


def types_used(viewer: User, patient: User) -> list[str]:
    """Registry keys of the patient's readings that `viewer` may read."""
    rows = seen_by(viewer, patient, Observation)
    return list(rows.order_by("type").values_list("type", flat=True).distinct())


def newest_rows(viewer: User, patient: User, keys: Iterable[str]) -> list[Observation]:
    """The newest reading of each type: one query, one index probe per type."""
    rows = seen_by(viewer, patient, Observation)
    probes = [Subquery(rows.of_type(key).newest_first().values("pk")[:1]) for key in keys]
    if not probes:
        return []
    found = rows.filter(pk__in=probes).newest_first()
    return list(found)


def latest_of_each_type(viewer: User, patient: User, facts: Facts | None = None) -> list[Card]:
    """A card per type in use: what needs attention, then what is fresh, in the registry's order."""
    facts = facts or facts_of(patient)
    newest = newest_rows(viewer, patient, types_used(viewer, patient))
    courses = _courses(viewer, patient)
    cards = [
        Card(kind, row, figure(row, facts), courses.get(row.type, []), facts)
        for row in newest
        if (kind := find(row.type)) is not None
    ]
    return sorted(cards, key=_standing)


def _standing(card: Card) -> tuple[bool, bool, int]:
    fresh = card.row.effective_at >= timezone.now() - RECENT
    return not (fresh and card.figure.level == "critical"), not fresh, ALL.index(card.kind)


def _courses(viewer: User, patient: User) -> dict[str, Course]:
    rows = seen_by(viewer, patient, Observation)
    since = timezone.now() - RECENT
    recent = rows.filter(effective_at__gte=since, canonical__isnull=False).oldest_first()
    courses: dict[str, Course] = {}
    for key, moment, value in recent.values_list("type", "effective_at", "canonical"):
        courses.setdefault(key, []).append((moment, value))
    return courses
