"""Fill what databases older than the rollups lack: the local hour of each reading, and the days."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import ExtractHour

from accounts.models import User
from patients.models import DailyRollup, Observation, ObservationQuerySet
from patients.services import rollups

REASON = "filling rollups"


@dataclass(frozen=True)
class Filled:
    """What was done: people whose rollups were made anew, and the days these now have."""

    people: int = 0
    days: int = 0


def rebuild_all(people: QuerySet[User]) -> Filled:
    """Make everything derived from the readings of `people` anew, one person at a time."""
    done, days = 0, 0
    for owner in people.order_by("pk").iterator():
        with transaction.atomic():
            _fill_hours(owner)
            rollups.rebuild(owner)
        done += 1
        days += DailyRollup.objects.unscoped(REASON).of(owner).count()
    return Filled(done, days)


def people_without() -> QuerySet[User]:
    """Whoever has readings and no rollup of them."""
    mine = {"owner": OuterRef("pk")}
    readings = Observation.objects.unscoped(REASON).present().filter(**mine)
    known = DailyRollup.objects.unscoped(REASON).filter(**mine)
    return User.objects.filter(Exists(readings), ~Exists(known))


def _fill_hours(owner: User) -> None:
    """The clock of where it was measured says the hour, one statement per time zone."""
    rows: ObservationQuerySet = Observation.objects.unscoped(REASON).of(owner)
    without = rows.filter(local_hour=None, precision=Observation.Precision.MINUTE)
    for name in set(without.order_by("tz").values_list("tz", flat=True).distinct()):
        hour = ExtractHour("effective_at", tzinfo=ZoneInfo(name))
        without.filter(tz=name).update(local_hour=hour)
