"""Daily life as FHIR: symptoms, plans of medicines, doses, notes.

An episode of a symptom is a Condition of the category "health-concern" (US Core's word: R4 itself
has only problems and diagnoses), its strength in words of the 0 to 10 scale. The plan of a medicine
is a MedicationRequest with the intent "plan", reported and not prescribed; a dose taken or skipped
is a MedicationAdministration. A note is an Observation with a text as its value. Reminders say
nothing about health and stay out.
"""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from patients.fhir import elements
from patients.models import (
    JournalNote,
    MedicationIntake,
    MedicationSchedule,
    Observation,
    SymptomEpisode,
    seen_by,
)
from privacy.registry import Resource

CONCERN = "http://hl7.org/fhir/us/core/CodeSystem/condition-category"
STEP = 500


def all_of(patient: User) -> Iterator[Resource]:
    """Everything of daily life, kind by kind, a few hundred rows in memory at a time."""
    for row in _rows(patient, SymptomEpisode):
        yield symptom(row)
    for row in _rows(patient, MedicationSchedule, "medication"):
        yield plan(row)
    for row in _rows(patient, MedicationIntake, "medication"):
        yield intake(row)
    for row in _rows(patient, JournalNote):
        yield note(row)


def _rows(patient: User, model: Any, *related: str) -> Iterator[Any]:
    rows = seen_by(patient, patient, model).order_by("id")
    if related:
        rows = rows.select_related(*related)
    for row in rows.iterator(chunk_size=STEP):
        row.owner = patient  # known; asking would be a query for each row
        yield row


def symptom(row: SymptomEpisode) -> Resource:
    """One episode of a symptom."""
    status = "resolved" if row.abatement else "active"
    found = elements.begun("Condition", row) | {
        "clinicalStatus": {"coding": [elements.coded("condition-clinical", status)]},
        "category": [{"coding": [elements.coded(CONCERN, "health-concern", "Health Concern")]}],
        "code": elements.concept(row.name),
        "subject": elements.subject(row.owner),
        "onsetDateTime": _at(row.onset, row),
        "recordedDate": elements.moment(row.created_at),
    }
    if row.abatement:
        found["abatementDateTime"] = _at(row.abatement, row)
    if row.severity is not None:
        found["severity"] = {"text": _("%(severity)s of 10") % {"severity": row.severity}}
    elements.tag(found, row.tags)
    trigger = _("Set off by: %(what)s") % {"what": row.trigger} if row.trigger else ""
    relief = _("What helped: %(what)s") % {"what": row.relief} if row.relief else ""
    return found | elements.notes(row.notes, trigger, relief)


def plan(row: MedicationSchedule) -> Resource:
    """When one medicine is to be taken."""
    dosage: Resource = {"asNeededBoolean": True} if row.as_needed else {"timing": _timing(row)}
    if row.dose:
        dosage["doseAndRate"] = [{"doseQuantity": elements.amount(row.dose, row.dose_unit)}]
    return elements.begun("MedicationRequest", row) | {
        "status": "completed" if _is_over(row) else "active",
        "intent": "plan",
        "reportedBoolean": True,
        "medicationCodeableConcept": elements.concept(row.medication.name),
        "subject": elements.subject(row.owner),
        "authoredOn": elements.moment(row.created_at),
        "dosageInstruction": [dosage],
        **_about(row),
    }


def _is_over(row: MedicationSchedule) -> bool:
    return bool(row.end_day and row.end_day < timezone.now().astimezone(row.owner.zone).date())


def _timing(row: MedicationSchedule) -> Resource:
    bounds = elements.period(elements.iso(row.start_day), elements.iso(row.end_day))
    repeat: Resource = {"boundsPeriod": bounds}
    if row.weekdays:
        repeat["dayOfWeek"] = list(row.weekdays)
    else:
        repeat |= {"frequency": 1, "period": row.every_days, "periodUnit": "d"}
    repeat["timeOfDay"] = [f"{clock}:00" for clock in row.times]
    return {"repeat": repeat}


def intake(row: MedicationIntake) -> Resource:
    """One dose, taken or skipped."""
    found = elements.begun("MedicationAdministration", row) | {
        "status": row.status,
        "medicationCodeableConcept": elements.concept(row.medication.name),
        "subject": elements.subject(row.owner),
        **_about(row),
        "effectiveDateTime": elements.moment(row.at, row.tz),
    }
    skipped = row.status == MedicationIntake.Status.SKIPPED
    if skipped and row.reason.strip():
        found["statusReason"] = [elements.concept(row.reason)]
    if row.dose:
        found["dosage"] = {"dose": elements.amount(row.dose, row.dose_unit)}
    planned = ""
    if row.scheduled_at and not skipped:
        planned = _("Planned for %(time)s") % {"time": elements.moment(row.scheduled_at, row.tz)}
    return found | elements.notes("" if skipped else row.reason, planned)


def note(row: JournalNote) -> Resource:
    """One note in somebody's own words."""
    found = elements.begun("Observation", row) | {
        "status": "final",
        "category": [{"coding": [elements.coded("observation-category", "survey")]}],
        "code": elements.concept(_("Note")),
        "subject": elements.subject(row.owner),
        "performer": [elements.subject(row.owner)],
        "effectiveDateTime": elements.moment(row.at, row.tz),
        "valueString": elements.words(row.text) or "-",
    }
    elements.tag(found, row.tags)
    return found


def _at(at: Any, row: SymptomEpisode) -> str:
    if row.precision == Observation.Precision.DAY:
        return elements.day_of(at, row.tz)
    return elements.moment(at, row.tz)


def _about(row: Any) -> Resource:
    """A reference to the medicine's MedicationStatement, unless the medicine was deleted."""
    if row.medication.deleted_at is not None:
        return {}
    statement = elements.resource_id(row.owner, "MedicationStatement", row.medication.entry_id)
    return {"supportingInformation": [elements.reference(statement)]}
