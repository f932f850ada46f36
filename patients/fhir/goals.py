"""Goals as FHIR Goals: one target with the code of what is measured and a range in its unit."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from patients import units
from patients.fhir import elements
from patients.fhir.observations import Kinds, kinds_of
from patients.models import Goal, seen_by
from patients.observation_types import Component, loinc_codes
from privacy.registry import Resource


def all_of(patient: User) -> Iterator[Resource]:
    """Every goal, also those given up."""
    known = kinds_of(patient)
    for row in seen_by(patient, patient, Goal).order_by("id"):
        row.owner = patient
        yield goal(row, known)


def goal(row: Goal, known: Kinds) -> Resource:
    """One goal."""
    kind = known(row.type)
    parts = kind.components if kind else ()
    part = next((each for each in parts if each.key == row.component), None)
    name = part.label if part else row.type
    target: Resource = {
        "measure": _measure(row, part, str(name)),
        "detailRange": {
            side: _limit(text, row.unit, part)
            for side, text in (("low", row.low), ("high", row.high))
            if text
        },
    }
    if row.due:
        target["dueDate"] = elements.iso(row.due)
    return (
        elements.begun("Goal", row)
        | {
            "lifecycleStatus": row.status,
            "description": elements.concept(_told(row, str(name))),
            "subject": elements.subject(row.owner),
            "startDate": elements.iso(row.start),
            "target": [target],
        }
        | elements.notes(row.note)
    )


def _measure(row: Goal, part: Component | None, name: str) -> Resource:
    codes = loinc_codes(part, row.unit) if part else ()
    return elements.concept(name, *(elements.coded(elements.LOINC, code) for code in codes))


def _limit(text: str, unit: str, part: Component | None) -> Resource:
    if part is None or part.unit(unit) is None or unit not in units.LABELS:
        return elements.uncoded_quantity(Decimal(text), unit)
    return elements.quantity(Decimal(text), unit, units.label(unit))


def _told(row: Goal, name: str) -> str:
    words = {"name": name, "low": row.low, "high": row.high, "unit": units.label(row.unit)}
    if row.low and row.high:
        return _("%(name)s between %(low)s and %(high)s %(unit)s") % words
    if row.low:
        return _("%(name)s at least %(low)s %(unit)s") % words
    return _("%(name)s at most %(high)s %(unit)s") % words
