"""Whose changes django-auditlog notes: every typed field of readings and profile, values masked."""

from patients.life_kinds import KINDS
from patients.models import CustomType, Goal, Observation, PatientProfile, VisitQuestion
from patients.profile_sections import SECTIONS
from privacy.diffs import register_audited

READING = (
    "type", "value_text", "value2_text", "unit", "comparator", "code", "effective_at",
    "effective_end", "tz", "precision", "context", "body_site", "method", "device", "status",
    "notes", "tags", "deleted_at",
)  # fmt: skip

register_audited(Observation, include=READING)
register_audited(
    CustomType, include=("label", "unit", "decimals", "low", "high", "archived", "deleted_at")
)
register_audited(
    Goal,
    include=("low", "high", "unit", "start", "due", "status", "note", "deleted_at"),
)
register_audited(
    PatientProfile, include=("birth_date", "sex", "blood_type", "country", "deleted_at")
)
register_audited(VisitQuestion, include=("text", "done_at", "deleted_at"))
for section in SECTIONS:
    register_audited(section.model, include=(*section.fields, "deleted_at"))
for kind in KINDS:
    register_audited(kind.model, include=(*kind.fields, "deleted_at"))
