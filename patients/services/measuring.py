"""What a reading means: is it possible, is it unusual, and what is derived from it."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from patients import units
from patients.entries import Entry, decimal_of
from patients.kinds import kind_named, kind_of
from patients.models import Observation, seen_by
from patients.moments import CLOCK_SKEW
from patients.observation_types import (
    ObservationType,
    Problem,
    UnknownType,
    change_problems,
    entry_problems,
)
from patients.patient_facts import facts_of

STORED_DECIMALS = 6
# Model field of each field a problem may name.
FIELD_OF = {"value": "value_text", "value2": "value2_text"}


class Unconfirmed(ValidationError):
    """Possible but unusual: save it only once the person has confirmed it."""


def problems(entry: Entry, *, patient: User, row: Observation | None = None) -> list[Problem]:
    """Everything wrong or unusual about `entry`, hard problems first.

    Args: row: the observation being edited, which is not compared with itself.
    """
    kind = _kind(entry, patient.pk)
    found = sorted(_stated(entry, kind), key=lambda problem: problem.tier != "hard")
    if any(problem.tier == "hard" for problem in found):
        return found
    return found + _jumps(entry, kind, patient, row)


def check(
    entry: Entry, *, patient: User, row: Observation | None = None, confirmed: bool = False
) -> None:
    """Raises ValidationError (by model field), or Unconfirmed when only confirmation is missing."""
    found = problems(entry, patient=patient, row=row)
    if hard := [problem for problem in found if problem.tier == "hard"]:
        raise ValidationError(_by_field(hard))
    if found and not confirmed:
        raise Unconfirmed(_by_field(found))
    check_time(entry, born=facts_of(patient).born)


def check_possible(entry: Entry, *, owner_id: int) -> None:
    """Raises ValidationError: what no one needs to be asked about, because it cannot be."""
    stated = _stated(entry, _kind(entry, owner_id))
    if hard := [problem for problem in stated if problem.tier == "hard"]:
        raise ValidationError(_by_field(hard))
    check_time(entry, born=None)


def check_row(row: Observation) -> None:
    """As `check_possible`, for a row that was filled from a file."""
    stated = {name: getattr(row, name) for name in Entry.__dataclass_fields__ if hasattr(row, name)}
    stated |= {"value": row.value_text, "value2": row.value2_text, "tags": tuple(row.tags)}
    try:
        check_possible(Entry(**stated), owner_id=row.owner_id)
    except UnknownType as error:
        raise ValidationError({"type": _("Unknown type.")}) from error
    if not (row.value_text or row.code):
        raise ValidationError({"value_text": _("Enter at least one value.")})


def check_time(entry: Entry, *, born: date | None) -> None:
    """Raises ValidationError: as `check_span`, or before the person was born."""
    check_span(entry.effective_at, entry.effective_end)
    if born and entry.effective_at.astimezone(ZoneInfo(entry.tz)).date() < born:
        raise ValidationError({"effective_at": _("This is before your date of birth.")})


def check_span(start: datetime, end: datetime | None, now: datetime | None = None) -> None:
    """Raises ValidationError: over five minutes in the future, or ends before it starts."""
    if (end or start) > (now or timezone.now()) + CLOCK_SKEW:
        raise ValidationError({"effective_at": _("This time is in the future.")})
    if end is not None and end < start:
        raise ValidationError({"effective_end": _("The end lies before the start.")})


def derive(row: Observation) -> None:
    """Set what follows from what was typed: canonical values, the local day and hour."""
    kind = kind_of(row)
    row.canonical = _canonical(kind, 0, row.value_text, row.unit)
    row.canonical2 = _canonical(kind, 1, row.value2_text, row.unit)
    row.local_day = day_of(row)
    row.local_hour = hour_of(row)


def day_of(row: Observation) -> date:
    """The day a reading counts for, in its own zone: that of its end where it has one."""
    moment = row.effective_end or row.effective_at
    return moment.astimezone(ZoneInfo(row.tz)).date()


def day_and_hour(row: Observation) -> tuple[date, int | None]:
    """`day_of` and `hour_of` together."""
    start = row.effective_at.astimezone(ZoneInfo(row.tz))
    hour = None if row.precision == Observation.Precision.DAY else start.hour
    return (day_of(row) if row.effective_end else start.date()), hour


def hour_of(row: Observation) -> int | None:
    """The hour at which a reading began, in its own zone; None where only the day is known."""
    if row.precision == Observation.Precision.DAY:
        return None
    return row.effective_at.astimezone(ZoneInfo(row.tz)).hour


def _kind(entry: Entry, owner_id: int) -> ObservationType:
    """Raises: UnknownType: the owner of the entry can log no such type."""
    kind = kind_named(entry.type, owner_id)
    if kind is None:
        raise UnknownType(entry.type)
    return kind


def _stated(entry: Entry, kind: ObservationType) -> Iterable[Problem]:
    if kind.computed:
        return [Problem("value", "computed", _("This value is worked out, not typed in."))]
    if kind.kind == "coded":
        return entry_problems(kind, entry.code or None, None, "", entry.comparator, entry.context)
    value, value2 = (_number(text) for text in (entry.value, entry.value2))
    single = kind.kind == "panel"
    return entry_problems(
        kind, value, value2, entry.unit, entry.comparator, entry.context, single=single
    )


def _number(text: str) -> Decimal | str | None:
    try:
        return decimal_of(text)
    except InvalidOperation:
        return text


def _jumps(
    entry: Entry, kind: ObservationType, patient: User, row: Observation | None
) -> list[Problem]:
    if kind.change is None or kind.kind == "coded" or kind.change.days_between:
        return []
    last = _last_before(entry, patient, row)
    if last is None or not last.value_text:
        return []
    return change_problems(
        kind,
        Decimal(entry.value),
        entry.unit,
        on=entry.effective_at.astimezone(ZoneInfo(entry.tz)).date(),
        last=(Decimal(last.value_text), last.unit, last.local_day),
        age_years=facts_of(patient).age_years,
    )


def _last_before(entry: Entry, patient: User, row: Observation | None) -> Observation | None:
    earlier = seen_by(patient, patient, Observation).of_type(entry.type)
    earlier = earlier.filter(effective_at__lte=entry.effective_at)
    if row is not None:
        earlier = earlier.exclude(pk=row.pk)
    last: Observation | None = earlier.newest_first().first()
    return last


def _by_field(found: Iterable[Problem]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for problem in found:
        field = FIELD_OF.get(problem.field, problem.field)
        errors.setdefault(field, []).append(str(problem.message))
    return errors


def _canonical(kind: ObservationType | None, part: int, text: str, unit: str) -> Decimal | None:
    if kind is None or not text or part >= len(kind.components):
        return None
    value, _unit = units.canonical(Decimal(text), kind.components[part], unit)
    return units.rounded(value, STORED_DECIMALS)
