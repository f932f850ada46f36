"""What people write as a time, and the instant they mean where they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_SHAPE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2}))?)?", re.ASCII)
EARLIEST = 1900
# Names of months in English and Spanish, whole and short, in lower case.
MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero", "feb february febrero", "mar march marzo",
            "apr april abr abril", "may mayo", "jun june junio", "jul july julio",
            "aug august ago agosto", "sep sept september septiembre",
            "oct october octubre", "nov november noviembre", "dec december dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
CLOCK_SKEW = timedelta(minutes=5)  # how far into the future a clock may be wrong


@dataclass(frozen=True)
class Spoken:
    """A wall-clock time as typed; `clock` is None where only the day was given."""

    day: date
    clock: time | None


@dataclass(frozen=True)
class Moment:
    """An instant with its precision ("minute" or "day").

    Attributes: twice: the clock showed this time twice that night; the first one is meant.
    """

    at: datetime
    precision: str
    twice: bool = False


def read(text: str) -> Spoken:
    """The time in "2026-10-02T08:12", "2026-10-02 08:12:30" or "2026-10-02".

    Raises: ValidationError: not a time, or before 1900.
    """
    found = _SHAPE.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        day = date.fromisoformat(found[1])
        clock = time.fromisoformat(f"{found[2]}:{found[3] or '00'}") if found[2] else None
    except ValueError as error:
        raise ValidationError(
            _("Write the time as 2026-10-02 08:12, or only the day."), code="invalid"
        ) from error
    if day.year < EARLIEST:
        raise ValidationError(
            _("The year must be %(first)s or later."), params={"first": EARLIEST}, code="too_early"
        )
    return Spoken(day, clock)


def meant(spoken: Spoken, zone: ZoneInfo) -> Moment:
    """The instant meant by someone in `zone`: the earlier one where the clock ran twice.

    Raises: ValidationError: the clock skipped that time when summer time began.
    """
    if spoken.clock is None:
        return Moment(start_of(spoken.day, zone), "day")
    wall = datetime.combine(spoken.day, spoken.clock)
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise ValidationError(
            _("%(time)s did not exist that day in %(zone)s: the clock was put forward."),
            params={"time": f"{spoken.clock:%H:%M}", "zone": zone.key},
            code="nonexistent",
        )
    # In UTC: Python never calls a repeated hour in a zone equal to anything outside it.
    return Moment(first.astimezone(UTC), "minute", twice=first.utcoffset() != second.utcoffset())


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day in `zone`, in UTC; in some zones days have begun at 01:00."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
