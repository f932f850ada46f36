"""Rows of a record, made through the same deeds as the pages use; also for other apps' tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.models import User
from patients.entries import Entry
from patients.models import Observation, PatientProfile
from patients.profile_sections import section_named
from patients.services import observations, profile

LEAST: dict[str, dict[str, str]] = {
    "conditions": {"name": "Asthma"},
    "medications": {"name": "Losartan"},
    "allergies": {"substance": "Penicillin"},
    "immunizations": {"vaccine": "Influenza", "given": "2024-10"},
    "family": {"condition": "Stroke", "relation": "mother"},
    "contacts": {"name": "Iker Torres", "phone": "+34 600 000 000"},
}
UNITS = {"blood_pressure": "mm[Hg]", "heart_rate": "/min", "body_weight": "kg", "glucose": "mg/dL"}


def reading(
    owner: User,
    type: str = "blood_pressure",  # noqa: A002 - the model's word
    value: str = "128",
    value2: str = "",
    *,
    at: datetime | None = None,
    entry_id: UUID | None = None,
    **fields: Any,
) -> Observation:
    """One reading, an hour old unless `at` is given; a blood pressure is 128/82."""
    if type == "blood_pressure" and not value2:
        value2 = "82"
    fields.setdefault("unit", UNITS.get(type, ""))
    fields.setdefault("tz", owner.time_zone)
    entry = Entry(
        type=type,
        value=value,
        value2=value2,
        effective_at=at or timezone.now() - timedelta(hours=1),
        **fields,
    )
    return observations.log_observation(
        actor=owner, patient=owner, entry=entry, entry_id=entry_id, confirmed=True
    )


def readings(owner: User, count: int, **fields: Any) -> list[Observation]:
    """`count` readings, one a day, the newest an hour old."""
    now = timezone.now() - timedelta(hours=1)
    return [reading(owner, at=now - timedelta(days=day), **fields) for day in range(count)]


def line(owner: User, section: str = "conditions", **values: Any) -> Any:
    """One line of a profile section."""
    return profile.add_profile_entry(
        actor=owner,
        patient=owner,
        model=section_named(section).model,
        entry_id=uuid4(),
        values={**LEAST[section], **values},
    )


def facts(owner: User, **values: Any) -> PatientProfile:
    """Birth date, sex, blood type, country."""
    return profile.save_facts(actor=owner, patient=owner, values=values)
