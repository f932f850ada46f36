"""Whose changes django-auditlog notes among accounts and consent, values masked."""

from accounts.models import Licence, User
from privacy.diffs import register_audited
from privacy.models import CareLink

register_audited(
    User,
    include=(
        "email", "display_name", "role", "language", "time_zone", "is_staff", "is_superuser",
        "is_active",
    ),
)  # fmt: skip
register_audited(Licence, include=("profession", "number", "jurisdiction", "status"))
register_audited(CareLink, include=("categories", "starts_at", "ends_at", "ended_at"))
