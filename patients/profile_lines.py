"""What is said about a line of the profile, in short phrases of the active language."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from patients import units
from patients.entries import decimal_of
from patients.models import (
    Allergy,
    Condition,
    EmergencyContact,
    FamilyHistory,
    Immunization,
    Medication,
    ProfileEntry,
)
from patients.partial_dates import PartialDateField, spoken

SayDate = Callable[[str], str]


def shown(row: ProfileEntry, name: str) -> str:
    """One field as a page shows it; "" where it says nothing."""
    value = getattr(row, name)
    if value in ("", None) or name == "dose_unit":
        return ""
    if name == "dose":
        return dose_of(row)  # type: ignore[arg-type]
    if hasattr(row, f"get_{name}_display"):
        return str(getattr(row, f"get_{name}_display")())
    column = row._meta.get_field(name)
    return spoken(value) if isinstance(column, PartialDateField) else str(value)


def _lasting(row: Any, say_date: SayDate) -> str:
    start, end = getattr(row, row.start_field), getattr(row, row.end_field)
    if start and end:
        return _("%(start)s to %(end)s") % {"start": say_date(start), "end": say_date(end)}
    if start:
        return _("since %(start)s") % {"start": say_date(start)}
    return _("until %(end)s") % {"end": say_date(end)} if end else ""


def condition(row: Condition, say_date: SayDate) -> Iterable[str]:
    return row.get_clinical_status_display(), _lasting(row, say_date)


def medication(row: Medication, say_date: SayDate) -> Iterable[str]:
    yield dose_of(row)
    yield row.frequency
    yield _("for %(reason)s") % {"reason": row.reason} if row.reason else ""
    if row.status != Medication.Status.ACTIVE:
        yield row.get_status_display()
    yield _lasting(row, say_date)


def dose_of(row: Medication) -> str:
    """ "50 mg", in the active language."""
    dose = decimal_of(row.dose)
    return "" if dose is None else units.display(dose, row.dose_unit)


def allergy(row: Allergy, say_date: SayDate) -> Iterable[str]:
    yield row.reaction
    yield row.get_severity_display()
    if row.criticality == Allergy.Criticality.HIGH:
        yield row.get_criticality_display()
    if row.clinical_status != Allergy.Status.ACTIVE:
        yield row.get_clinical_status_display()
    yield _lasting(row, say_date)


def immunization(row: Immunization, say_date: SayDate) -> Iterable[str]:
    yield say_date(row.given)
    yield _("dose %(number)s") % {"number": row.dose_number} if row.dose_number else ""
    yield _("lot %(lot)s") % {"lot": row.lot} if row.lot else ""


def family(row: FamilyHistory, say_date: SayDate) -> Iterable[str]:
    yield row.get_relation_display()
    if row.age_at_onset is not None:
        yield _("at age %(age)s") % {"age": row.age_at_onset}


def contact(row: EmergencyContact, say_date: SayDate) -> Iterable[str]:
    return row.relation, row.phone
