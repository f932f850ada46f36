"""The newest reading of every type someone uses, with its recent course."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from patients import pictures, probes
from patients.figures import Figure, figure
from patients.kinds import kind_of, standing
from patients.lines import full_time, shown_at
from patients.models import DailyRollup, Observation, seen_by
from patients.observation_types import ObservationType
from patients.patient_facts import Facts, facts_of
from privacy.prepared import Prepared

RECENT_DAYS = 30
WEEK_DAYS = 7


@dataclass
class Recent:
    """What the last thirty days of one type amount to, from its rollups.

    Attributes: means: of each day with exact readings, oldest first (canonical unit, first part).
    week, judged, outside: readings of the last seven days, those that have limits, those beyond.
    """

    means: list[float] = field(default_factory=list)
    week: int = 0
    judged: int = 0
    outside: int = 0


@dataclass(frozen=True)
class Card:
    """One type on the dashboard: its newest reading and the last thirty days."""

    kind: ObservationType
    row: Observation
    figure: Figure
    recent: Recent
    facts: Facts

    @property
    def url(self) -> str:
        """Where the whole course stands."""
        return _page_of(self.kind.key)

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
        return pictures.spark(self.kind, self.recent.means, self.facts, self.row.context)


def types_used(viewer: User, patient: User) -> list[str]:
    """Keys of the types of the patient's readings that `viewer` may read."""
    return probes.types_of(patient) if _may_read(viewer, patient) else []


def newest_rows(viewer: User, patient: User, keys: Collection[str]) -> list[Observation]:
    """The newest reading of each type named: one index probe per type."""
    return _rows(viewer, patient, probes.newest_of(patient, sorted(keys)))


def latest_of_each_type(viewer: User, patient: User, facts: Facts | None = None) -> list[Card]:
    """A card per type in use: what needs attention, then what is fresh, in the registry's order."""
    facts = facts or facts_of(patient)
    newest = _newest(viewer, patient)
    recent = recent_of_each_type(viewer, patient) if newest else {}
    cards = [
        Card(kind, row, figure(row, facts), recent.get(row.type) or Recent(), facts)
        for row in newest
        if (kind := kind_of(row)) is not None
    ]
    return sorted(cards, key=_standing)


def recent_of_each_type(viewer: User, patient: User) -> Mapping[str, Recent]:
    """Type -> its last thirty days, read from at most thirty rollups of each type."""
    today = timezone.localdate(timezone=patient.zone)
    first = today - timedelta(days=RECENT_DAYS - 1)
    week = today - timedelta(days=WEEK_DAYS - 1)
    own = viewer.pk == patient.pk
    days = RECENT.rows(patient, first) if own else _recent(viewer, first, patient)
    found: dict[str, Recent] = {}
    for key, day, count, exact, total, judged, below, above in days:
        recent = found.setdefault(key, Recent())
        if exact:
            recent.means.append(total / exact)
        if day >= week:
            recent.week += count
            recent.judged += judged
            recent.outside += below + above
    return found


def _recent(viewer: User, first: date, patient: User | None = None) -> Any:
    names = ("type", "local_day", "n", "exact", "total", "judged", "below", "above")
    days = seen_by(viewer, patient or viewer, DailyRollup).between(first, None)
    return days.order_by("local_day").values_list(*names)


def _newest(viewer: User, patient: User) -> list[Observation]:
    if viewer.pk == patient.pk:
        return OWN_NEWEST.rows(patient)
    rows = seen_by(viewer, patient, Observation).filter(pk__in=probes.NewestOfEachType(patient))
    return list(rows.newest_first())


# Of one's own record, which is what the first page asks for each time.
RECENT: Prepared[tuple[Any, ...]] = Prepared(_recent, date)
OWN_NEWEST: Prepared[Observation] = Prepared(
    lambda user: (
        seen_by(user, user, Observation).filter(pk__in=probes.NewestOfEachType(user)).newest_first()
    )
)


@lru_cache(maxsize=512)
def _page_of(key: str) -> str:
    return reverse("patients:readings_of", args=[key])


def _may_read(viewer: User, patient: User) -> bool:
    return viewer.pk == patient.pk or seen_by(viewer, patient, DailyRollup).exists()


def _rows(viewer: User, patient: User, ids: Sequence[int]) -> list[Observation]:
    """Those of the rows that `viewer` may read, newest first."""
    if not ids:
        return []
    return list(seen_by(viewer, patient, Observation).filter(pk__in=ids).newest_first())


def _standing(card: Card) -> tuple[bool, bool, int]:
    fresh = card.row.effective_at >= timezone.now() - timedelta(days=RECENT_DAYS)
    return not (fresh and card.figure.level == "critical"), not fresh, standing(card.kind)
