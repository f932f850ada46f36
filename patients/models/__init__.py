"""Tables of the record, one module per noun."""

from patients.models.document import Document
from patients.models.entry import RecordEntry, seen_by
from patients.models.importing import ImportBatch
from patients.models.observation import Observation, ObservationQuerySet
from patients.models.profile import (
    Allergy,
    Condition,
    EmergencyContact,
    FamilyHistory,
    Immunization,
    Medication,
    PatientProfile,
    ProfileEntry,
)

__all__ = [
    "Allergy",
    "Condition",
    "Document",
    "EmergencyContact",
    "FamilyHistory",
    "Immunization",
    "ImportBatch",
    "Medication",
    "Observation",
    "ObservationQuerySet",
    "PatientProfile",
    "ProfileEntry",
    "RecordEntry",
    "seen_by",
]
