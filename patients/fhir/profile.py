"""The profile as FHIR: the person, problems, medicines, allergies, vaccines, family, contacts.

What R4 has no element for (the end of an allergy, an end beside a status that says otherwise) is
kept as a note. Everything is as the patient told it, so nothing claims to be verified. An
emergency contact is a RelatedPerson, which has an id and a phone; its notes are its narrative.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from patients.fhir import elements
from patients.fhir.narrative import paragraphs
from patients.models import (
    Allergy,
    Condition,
    EmergencyContact,
    FamilyHistory,
    Immunization,
    Medication,
    PatientProfile,
    seen_by,
)
from privacy.registry import Resource

OVER = {"inactive", "resolved", "remission"}
RELATIONS = {
    "mother": "MTH",
    "father": "FTH",
    "sister": "SIS",
    "brother": "BRO",
    "daughter": "DAUC",
    "son": "SONC",
    "maternal-grandmother": "MGRMTH",
    "maternal-grandfather": "MGRFTH",
    "paternal-grandmother": "PGRMTH",
    "paternal-grandfather": "PGRFTH",
    "aunt": "AUNT",
    "uncle": "UNCLE",
}
BLOOD_TYPE = "882-1"


def all_of(patient: User) -> Iterator[Resource]:
    """The Patient resource first, then every line of the profile."""
    facts = seen_by(patient, patient, PatientProfile).first()
    yield person(patient, facts)
    if facts is not None and facts.blood_type:
        facts.owner = patient
        yield blood_type(facts)
    for model, resource in RESOURCES.items():
        for row in seen_by(patient, patient, model).order_by("id"):
            row.owner = patient
            yield resource(row)


def person(user: User, facts: PatientProfile | None) -> Resource:
    """The Patient: name, address of the account, and what they told about themselves."""
    found: Resource = {
        "resourceType": "Patient",
        "id": elements.patient_id(user),
        "identifier": [elements.identifier(user.uuid)],
        "active": True,
        "name": [{"text": elements.words(user.display_name) or "?"}],
        "telecom": [{"system": "email", "value": user.email}],
        "communication": [
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": user.language}]}}
        ],
    }
    if facts is not None and facts.sex:
        found["gender"] = facts.sex
    if facts is not None and facts.birth_date:
        found["birthDate"] = facts.birth_date.isoformat()
    else:
        found["_birthDate"] = elements.absent()
    if facts is not None and facts.country:
        found["address"] = [{"country": facts.country}]
    return found


def blood_type(facts: PatientProfile) -> Resource:
    """The blood group, as an Observation: R4's Patient has no place for it."""
    return {
        **elements.begun("Observation", facts),
        "status": "final",
        "category": [{"coding": [elements.coded("observation-category", "laboratory")]}],
        "code": elements.concept(_("Blood type"), elements.coded(elements.LOINC, BLOOD_TYPE)),
        "subject": elements.subject(facts.owner),
        "valueCodeableConcept": elements.concept(facts.blood_type),
    }


def condition(row: Condition) -> Resource:
    """One health problem."""
    status = row.clinical_status
    found = elements.begun("Condition", row) | {
        "clinicalStatus": {"coding": [elements.coded("condition-clinical", status)]},
        "category": [{"coding": [elements.coded("condition-category", "problem-list-item")]}],
        "code": elements.concept(row.name),
        "subject": elements.subject(row.owner),
        "recordedDate": elements.moment(row.created_at),
        **({"onsetDateTime": row.onset} if row.onset else {}),
    }
    over = status in OVER
    if row.abatement and over:
        found["abatementDateTime"] = row.abatement
    until = "" if over else _until(row.abatement)
    return found | elements.notes(row.notes, until)


def medication(row: Medication) -> Resource:
    """One medicine the patient takes or took."""
    found = elements.begun("MedicationStatement", row) | {
        "status": row.status,
        "medicationCodeableConcept": elements.concept(row.name),
        "subject": elements.subject(row.owner),
        "dateAsserted": elements.moment(row.updated_at),
        "informationSource": elements.subject(row.owner),
    }
    if row.started or row.ended:
        found["effectivePeriod"] = elements.period(row.started, row.ended)
    else:
        found["_effectiveDateTime"] = elements.absent()
    if row.reason.strip():
        found["reasonCode"] = [elements.concept(row.reason)]
    dosage: Resource = {"text": elements.words(row.frequency)} if row.frequency.strip() else {}
    if row.dose:
        dosage["doseAndRate"] = [{"doseQuantity": elements.amount(row.dose, row.dose_unit)}]
    return found | ({"dosage": [dosage]} if dosage else {}) | elements.notes(row.notes)


def allergy(row: Allergy) -> Resource:
    """One allergy or intolerance."""
    status = elements.coded("allergyintolerance-clinical", row.clinical_status)
    return (
        elements.begun("AllergyIntolerance", row)
        | {"clinicalStatus": {"coding": [status]}}
        | ({"category": [row.category]} if row.category else {})
        | ({"criticality": row.criticality} if row.criticality else {})
        | {
            "code": elements.concept(row.substance),
            "patient": elements.subject(row.owner),
            "recordedDate": elements.moment(row.created_at),
            **({"onsetDateTime": row.onset} if row.onset else {}),
        }
        | _reaction(row)
        | elements.notes(row.notes, _until(row.ended))
    )


def _reaction(row: Allergy) -> Resource:
    if not (row.reaction.strip() or row.severity):
        return {}
    said = elements.concept(row.reaction) if row.reaction.strip() else elements.absent_concept()
    severity = {"severity": row.severity} if row.severity else {}
    return {"reaction": [{"manifestation": [said], **severity}]}


def immunization(row: Immunization) -> Resource:
    """One vaccine given."""
    found = elements.begun("Immunization", row) | {
        "status": "completed",
        "vaccineCode": elements.concept(row.vaccine),
        "patient": elements.subject(row.owner),
        "occurrenceDateTime": row.given,
        "recorded": elements.moment(row.created_at),
        "primarySource": False,
        **({"lotNumber": elements.words(row.lot)} if row.lot.strip() else {}),
    }
    if row.dose_number:
        found["protocolApplied"] = [{"doseNumberPositiveInt": row.dose_number}]
    elif row.dose_number == 0:
        found["protocolApplied"] = [{"doseNumberString": "0"}]
    return found | elements.notes(row.notes)


def family(row: FamilyHistory) -> Resource:
    """One condition of one relative; what else that relative has is not known, hence "partial"."""
    code = RELATIONS.get(row.relation)
    codings = [elements.coded("v3-RoleCode", code)] if code else []
    had: Resource = {"code": elements.concept(row.condition)}
    if row.age_at_onset:
        age = {"value": row.age_at_onset, "unit": "a", "system": elements.UCUM, "code": "a"}
        had["onsetAge"] = age
    elif row.age_at_onset == 0:
        had["onsetString"] = "0 a"
    return (
        elements.begun("FamilyMemberHistory", row)
        | {
            "status": "partial",
            "patient": elements.subject(row.owner),
            "relationship": elements.concept(row.get_relation_display(), *codings),
            "condition": [had],
        }
        | elements.notes(row.notes)
    )


def contact(row: EmergencyContact) -> Resource:
    """Whom to call."""
    role = elements.coded("v2-0131", "C", "Emergency Contact")
    found = elements.begun("RelatedPerson", row) | {
        "patient": elements.subject(row.owner),
        "relationship": [elements.concept(row.relation, role)],
        "name": [{"text": elements.words(row.name)}],
        "telecom": [{"system": "phone", "value": elements.words(row.phone)}],
    }
    if row.notes.strip():
        found["text"] = paragraphs([row.name, row.notes], status="additional")
    return found


def _until(end: str) -> str:
    return _("Until %(date)s") % {"date": end} if end else ""


RESOURCES: dict[Any, Callable[[Any], Resource]] = {
    Condition: condition,
    Medication: medication,
    Allergy: allergy,
    Immunization: immunization,
    FamilyHistory: family,
    EmergencyContact: contact,
}
