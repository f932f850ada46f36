"""The newest reading of every type someone uses, with its recent course."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Subquery
from django.utils import timezone

from accounts.models import User
from patients.figures import Figure, figure
from patients.models import Observation
from patients.observation_types import ObservationType, find
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


def types_used(viewer: User, patient: User) -> list[str]:
    """Registry keys of the patient's readings that `viewer` may read."""
    rows = Observation.objects.visible_to(viewer).of(patient)
    return list(rows.order_by("type").values_list("type", flat=True).distinct())


def newest_rows(viewer: User, patient: User, keys: Iterable[str]) -> list[Observation]:
    """The newest reading of each type: one query, one index probe per type."""
    rows = Observation.objects.visible_to(viewer).of(patient)
    probes = [Subquery(rows.of_type(key).newest_first().values("pk")[:1]) for key in keys]
    if not probes:
        return []
    found = rows.filter(pk__in=probes).newest_first()
    return list(found)


def latest_of_each_type(viewer: User, patient: User, facts: Facts | None = None) -> list[Card]:
    """A card per type in use, most recently measured first."""
    facts = facts or facts_of(patient)
    newest = newest_rows(viewer, patient, types_used(viewer, patient))
    courses = _courses(viewer, patient)
    cards = []
    for row in newest:
        if (kind := find(row.type)) is not None:
            cards.append(Card(kind, row, figure(row, facts), courses.get(row.type, [])))
    return cards


def _courses(viewer: User, patient: User) -> dict[str, Course]:
    rows = Observation.objects.visible_to(viewer).of(patient)
    since = timezone.now() - RECENT
    recent = rows.filter(effective_at__gte=since, canonical__isnull=False).oldest_first()
    courses: dict[str, Course] = {}
    for key, moment, value in recent.values_list("type", "effective_at", "canonical"):
        courses.setdefault(key, []).append((moment, value))
    return courses
