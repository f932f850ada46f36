"""Tables of the record, one module per noun."""

from patients.models.custom_type import CustomType
from patients.models.document import Document
from patients.models.dosing import MedicationIntake, MedicationSchedule
from patients.models.entry import RecordEntry, seen_by
from patients.models.goal import Goal
from patients.models.importing import ImportBatch, ImportedChange, MappingPreset
from patients.models.journal import JournalNote
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
from patients.models.question import VisitQuestion
from patients.models.recurring import Recurring, Reminder
from patients.models.rollup import DailyRollup, DailyRollupQuerySet
from patients.models.symptom import SymptomEpisode

__all__ = [
    "Allergy",
    "Condition",
    "CustomType",
    "DailyRollup",
    "DailyRollupQuerySet",
    "Document",
    "EmergencyContact",
    "FamilyHistory",
    "Goal",
    "Immunization",
    "ImportBatch",
    "ImportedChange",
    "JournalNote",
    "MappingPreset",
    "Medication",
    "MedicationIntake",
    "MedicationSchedule",
    "Observation",
    "ObservationQuerySet",
    "PatientProfile",
    "ProfileEntry",
    "RecordEntry",
    "Recurring",
    "Reminder",
    "SymptomEpisode",
    "VisitQuestion",
    "seen_by",
]
