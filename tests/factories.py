"""Rows of a record, made through the same deeds as the pages use; also for other apps' tests."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.models import User
from patients.entries import Entry
from patients.kinds import kind_named
from patients.models import CustomType, Goal, Observation, PatientProfile, VisitQuestion
from patients.profile_sections import section_named
from patients.services import entries, goals, observations, own_types, profile

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


def entry_of(row: Observation, **changes: Any) -> Entry:
    """What a reading says, as somebody would state it again, with `changes`."""
    said = {name: getattr(row, name) for name in Entry.__dataclass_fields__ if hasattr(row, name)}
    said |= {"value": row.value_text, "value2": row.value2_text, "tags": tuple(row.tags)}
    return Entry(**{**said, **changes})


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


def own_type(owner: User, **values: Any) -> CustomType:
    """A type of somebody's own: grip strength in kg unless told otherwise."""
    said = {"label": "Grip strength", "unit": "kg", "decimals": 1, **values}
    return own_types.add_type(actor=owner, patient=owner, entry_id=uuid4(), values=said)


def goal(owner: User, type: str = "body_weight", **values: Any) -> Goal:  # noqa: A002 - the model's word
    """An active goal: at most 80 in the type's usual unit unless told otherwise."""
    kind = kind_named(type, owner.pk)
    assert kind is not None
    said: dict[str, Any] = {
        "type": type, "component": kind.first.key, "low": "", "high": "80",
        "unit": kind.first.usual_unit, "start": date(2026, 1, 1), **values,
    }  # fmt: skip
    return goals.add_goal(actor=owner, patient=owner, entry_id=uuid4(), values=said)


def question(owner: User, text: str = "May I drink coffee?") -> VisitQuestion:
    """A question for the next visit."""
    return entries.add_entry(
        actor=owner, patient=owner, model=VisitQuestion, entry_id=uuid4(), values={"text": text}
    )
