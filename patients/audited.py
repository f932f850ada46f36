"""Whose changes django-auditlog notes: every typed field of readings and profile, values masked."""

from patients.models import Observation, PatientProfile
from patients.profile_sections import SECTIONS
from privacy.diffs import register_audited

READING = (
    "type", "value_text", "value2_text", "unit", "comparator", "code", "effective_at",
    "effective_end", "tz", "precision", "context", "body_site", "method", "device", "status",
    "notes", "tags", "deleted_at",
)  # fmt: skip

register_audited(Observation, include=READING)
register_audited(
    PatientProfile, include=("birth_date", "sex", "blood_type", "country", "deleted_at")
)
for section in SECTIONS:
    register_audited(section.model, include=(*section.fields, "deleted_at"))
