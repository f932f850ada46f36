"""What a reading means: is it possible, is it unusual, and what is derived from it."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from patients import units
from patients.entries import Entry, decimal_of
from patients.models import Observation, seen_by
from patients.observation_types import (
    ObservationType,
    Problem,
    UnknownType,
    change_problems,
    entry_problems,
    find,
)
from patients.patient_facts import facts_of

CLOCK_SKEW = timedelta(minutes=5)
STORED_DECIMALS = 6
# Model field of each field a problem may name.
FIELD_OF = {"value": "value_text", "value2": "value2_text"}


class Unconfirmed(ValidationError):
    """Possible but unusual: save it only once the person has confirmed it."""


def problems(entry: Entry, *, patient: User, row: Observation | None = None) -> list[Problem]:
    """Everything wrong or unusual about `entry`, hard problems first.

    Args: row: the observation being edited, which is not compared with itself.
    """
    found = sorted(_stated(entry), key=lambda problem: problem.tier != "hard")
    if any(problem.tier == "hard" for problem in found):
        return found
    return found + _jumps(entry, patient, row)


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


def check_possible(entry: Entry) -> None:
    """Raises ValidationError: what no one needs to be asked about, because it cannot be."""
    if hard := [problem for problem in _stated(entry) if problem.tier == "hard"]:
        raise ValidationError(_by_field(hard))
    check_time(entry, born=None)


def check_row(row: Observation) -> None:
    """As `check_possible`, for a row that was filled from a file."""
    stated = {name: getattr(row, name) for name in Entry.__dataclass_fields__ if hasattr(row, name)}
    stated |= {"value": row.value_text, "value2": row.value2_text, "tags": tuple(row.tags)}
    try:
        check_possible(Entry(**stated))
    except UnknownType as error:
        raise ValidationError({"type": _("Unknown type.")}) from error


def check_time(entry: Entry, *, born: date | None) -> None:
    """Raises ValidationError: over five minutes in the future, or before the person was born."""
    latest = entry.effective_end or entry.effective_at
    if latest > timezone.now() + CLOCK_SKEW:
        raise ValidationError({"effective_at": _("This time is in the future.")})
    if born and entry.effective_at.astimezone(ZoneInfo(entry.tz)).date() < born:
        raise ValidationError({"effective_at": _("This is before your date of birth.")})


def derive(row: Observation) -> None:
    """Set what follows from what was typed: canonical values and the local day."""
    kind = find(row.type)
    row.canonical = _canonical(kind, 0, row.value_text, row.unit)
    row.canonical2 = _canonical(kind, 1, row.value2_text, row.unit)
    row.local_day = day_of(row)


def day_of(row: Observation) -> date:
    """The day a reading counts for, in its own zone: that of its end where it has one."""
    moment = row.effective_end or row.effective_at
    return moment.astimezone(ZoneInfo(row.tz)).date()


def _stated(entry: Entry) -> Iterable[Problem]:
    kind = entry.kind
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


def _jumps(entry: Entry, patient: User, row: Observation | None) -> list[Problem]:
    kind = entry.kind
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
