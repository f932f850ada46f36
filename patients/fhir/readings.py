"""The section of readings as FHIR: what was measured, and what it should reach."""

from collections.abc import Iterator

from accounts.models import User
from patients.fhir import goals, observations
from privacy.registry import Resource


def all_of(patient: User) -> Iterator[Resource]:
    """Every reading, then every goal."""
    yield from observations.all_of(patient)
    yield from goals.all_of(patient)
