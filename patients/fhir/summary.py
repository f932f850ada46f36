"""The International Patient Summary: one document Bundle with what a stranger must know first.

Sections by HL7's IPS guide, with the LOINC codes it fixes; the three it requires say "no
information" in IPS's own coded words where the patient has told nothing. Summary-size: what is
current of the profile, and of the readings the newest of each type. The author is the patient,
through this software; nothing was attested by a clinician.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from patients import profile_sections as parts
from patients.fhir import elements, profile
from patients.fhir.bundle import full_url
from patients.fhir.encoding import encode
from patients.fhir.narrative import paragraphs, table
from patients.fhir.observations import VITAL_SIGNS, kinds_of, observation
from patients.figures import figure_text
from patients.kinds import kind_of
from patients.latest import newest_rows, types_used
from patients.models import Observation, PatientProfile, seen_by
from privacy.registry import Resource

IPS = "http://hl7.org/fhir/uv/ips/StructureDefinition/"
NOTHING_KNOWN = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
PATIENT_SUMMARY = "60591-5"


@dataclass(frozen=True)
class Section:
    """One section of the document: its LOINC code, its resources, and lines that say the same."""

    code: str
    title: str | Promise
    resources: list[Resource]
    lines: list[tuple[str, str]]
    required: bool = False


def summary(patient: User) -> Resource:
    """The document Bundle of `patient`, in the active language."""
    now = timezone.now()
    facts = seen_by(patient, patient, PatientProfile).first()
    sections = [section for section in _sections(patient) if section.resources or section.required]
    told = [_with_nothing_known(patient, section) for section in sections]
    person = profile.person(patient, facts)
    held = [resource for section in told for resource in section.resources]
    composition = _composition(patient, told, now)
    return {
        "resourceType": "Bundle",
        "meta": {"profile": [f"{IPS}Bundle-uv-ips"]},
        "identifier": elements.identifier(
            elements.resource_id(patient, "Bundle", elements.moment(now))
        ),
        "type": "document",
        "timestamp": elements.moment(now),
        "entry": [
            {"fullUrl": full_url(resource), "resource": resource}
            for resource in (composition, person, *held)
        ],
    }


def written(patient: User) -> Iterator[bytes]:
    """The document as JSON."""
    yield f"{encode(summary(patient))}\n".encode()


def _composition(patient: User, sections: Iterable[Section], now: datetime) -> Resource:
    return {
        "resourceType": "Composition",
        "id": elements.resource_id(patient, "Composition", elements.moment(now)),
        "meta": {"profile": [f"{IPS}Composition-uv-ips"]},
        "text": paragraphs([_("Patient summary"), patient.display_name]),
        "status": "final",
        "type": elements.concept(
            _("Patient summary"), elements.coded(elements.LOINC, PATIENT_SUMMARY)
        ),
        "subject": elements.subject(patient),
        "date": elements.moment(now),
        "author": [elements.subject(patient), {"display": "Health Tracker"}],
        "title": _("Patient summary"),
        "section": [_section(section) for section in sections],
    }


def _section(section: Section) -> Resource:
    return {
        "title": elements.words(section.title),
        "code": elements.concept(section.title, elements.coded(elements.LOINC, section.code)),
        "text": table([section.title, _("Details")], section.lines),
        "entry": [elements.reference(resource["id"]) for resource in section.resources],
    }


def _sections(patient: User) -> Iterator[Section]:
    problems, allergies, medicines = (
        list(part.rows_of(patient, patient))
        for part in (parts.CONDITIONS, parts.ALLERGIES, parts.MEDICATIONS)
    )
    current, past = _by_state(parts.CONDITIONS, problems)
    still, _over = _by_state(parts.ALLERGIES, allergies)
    taken, _stopped = _by_state(parts.MEDICATIONS, medicines)
    yield _of_profile("11450-4", patient, parts.CONDITIONS, current, required=True)
    yield _of_profile("48765-2", patient, parts.ALLERGIES, still, required=True)
    yield _of_profile("10160-0", patient, parts.MEDICATIONS, taken, required=True)
    vaccines = parts.IMMUNIZATIONS.rows_of(patient, patient)
    yield _of_profile("11369-6", patient, parts.IMMUNIZATIONS, vaccines)
    yield from _of_readings(patient)
    yield _of_profile(
        "11348-0", patient, parts.CONDITIONS, past, title=gettext_lazy("Past illnesses")
    )
    family = parts.FAMILY.rows_of(patient, patient)
    yield _of_profile("10157-6", patient, parts.FAMILY, family)


def _by_state(part: parts.ProfileSection, rows: list[Any]) -> tuple[list[Any], list[Any]]:
    current = [row for row in rows if part.is_current(row)]
    return current, [row for row in rows if not part.is_current(row)]


def _of_profile(
    code: str,
    patient: User,
    part: parts.ProfileSection,
    rows: list[Any],
    *,
    title: str | Promise = "",
    required: bool = False,
) -> Section:
    for row in rows:
        row.owner = patient
    resource = profile.RESOURCES[part.model]
    return Section(
        code=code,
        title=title or part.label,
        resources=[resource(row) for row in rows],
        lines=[(part.title_of(row), part.said(row)) for row in rows],
        required=required,
    )


def _of_readings(patient: User) -> Iterator[Section]:
    known = kinds_of(patient)
    rows = newest_rows(patient, patient, types_used(patient, patient))
    vital: list[Observation] = []
    measured: list[Observation] = []
    for row in rows:
        row.owner = patient
        kind = known(row.type)
        codes = {coding.get("code") for coding in observation(row, known)["code"].get("coding", [])}
        if codes & set(VITAL_SIGNS):
            vital.append(row)
        elif kind is not None and kind.category == "metabolic":
            measured.append(row)
    for code, title, chosen in (
        ("8716-3", gettext_lazy("Vital signs"), vital),
        ("30954-2", gettext_lazy("Results"), measured),
    ):
        yield Section(
            code, title, [observation(row, known) for row in chosen], [_line(row) for row in chosen]
        )


def _line(row: Observation) -> tuple[str, str]:
    kind = kind_of(row)
    return str(kind.label if kind else row.type), f"{figure_text(row)} ({row.local_day})"


def _with_nothing_known(patient: User, section: Section) -> Section:
    """The section, or in place of an empty one the resource that says nothing is known."""
    if section.resources:
        return section
    resource = NOTHING[section.code](patient)
    return Section(section.code, section.title, [resource], [(_("No information"), "")])


def _nothing(patient: User, kind: str, code: str) -> Resource:
    return {
        "resourceType": kind,
        "id": elements.resource_id(patient, kind, code),
        "text": paragraphs([_("No information")]),
    }


def _no_code(code: str) -> Resource:
    return elements.concept(_("No information"), elements.coded(NOTHING_KNOWN, code))


def _no_problems(patient: User) -> Resource:
    return _nothing(patient, "Condition", "no-problem-info") | {
        "clinicalStatus": {"coding": [elements.coded("condition-clinical", "active")]},
        "category": [{"coding": [elements.coded("condition-category", "problem-list-item")]}],
        "code": _no_code("no-problem-info"),
        "subject": elements.subject(patient),
    }


def _no_allergies(patient: User) -> Resource:
    status = elements.coded("allergyintolerance-clinical", "active")
    return _nothing(patient, "AllergyIntolerance", "no-allergy-info") | {
        "clinicalStatus": {"coding": [status]},
        "code": _no_code("no-allergy-info"),
        "patient": elements.subject(patient),
    }


def _no_medicines(patient: User) -> Resource:
    return _nothing(patient, "MedicationStatement", "no-medication-info") | {
        "status": "unknown",
        "medicationCodeableConcept": _no_code("no-medication-info"),
        "subject": elements.subject(patient),
        "_effectiveDateTime": elements.absent("not-applicable"),
    }


NOTHING = {"11450-4": _no_problems, "48765-2": _no_allergies, "10160-0": _no_medicines}
