"""What the demo fills in, in order. Each step looks for itself whether it has been done."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from healthtracker.demo import ana_life, ana_profile, ana_readings, conversations, people
from healthtracker.demo.calendar import Diary
from healthtracker.demo.people import Cast
from patients.models import Observation, seen_by
from patients.services import observations


def ana(cast: Cast) -> None:
    """Ana: a year of readings, a full profile and her daily life."""
    if _has_readings(cast.ana):
        return
    diary = Diary(cast.ana, "ana")
    ana_profile.write(cast.ana, diary)
    ana_readings.write(diary)
    _save(diary)
    ana_life.write(cast.ana, diary)


def bruno(cast: Cast) -> None:
    """Bruno: three readings of his first week."""
    if _has_readings(cast.bruno):
        return
    diary = Diary(cast.bruno, "bruno")
    for ago, weight in ((6, "88.4"), (3, "88.1"), (1, "87.9")):
        diary.log("body_weight", weight, "kg", diary.at(ago, 7, 20))
    _save(diary)


def talks(cast: Cast) -> None:
    """Ana: a few questions she has asked."""
    conversations.write(cast.ana)


# Documents and whatever comes later are further steps of this list.
STEPS: tuple[Callable[[Cast], None], ...] = (ana, bruno, talks)


@transaction.atomic
def play() -> Cast:
    """Make everyone and everything that is missing."""
    cast = people.make()
    for step in STEPS:
        step(cast)
    return cast


def _has_readings(person: User) -> bool:
    return bool(seen_by(person, person, Observation).exists())


def _save(diary: Diary) -> None:
    observations.log_many(
        actor=diary.owner, patient=diary.owner, entries=diary.entries, reason="demo"
    )
