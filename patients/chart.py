"""A patient's readings and profile as their clinician sees them, read-only."""

from accounts.models import User
from patients.latest import latest_of_each_type
from patients.patient_facts import facts_of
from patients.profile_sections import SECTIONS
from privacy.registry import ChartPart


def readings(viewer: User, patient: User) -> ChartPart:
    """The newest reading of each type with its trend."""
    cards = latest_of_each_type(viewer, patient)
    return ChartPart("patients/chart_readings.html", {"cards": cards, "patient": patient})


def profile(viewer: User, patient: User) -> ChartPart:
    """Personal facts and every part of the profile that has lines."""
    parts = [(section, section.lines_of(viewer, patient)) for section in SECTIONS]
    filled = [(section, lines) for section, lines in parts if lines]
    return ChartPart(
        "patients/chart_profile.html",
        {"parts": filled, "facts": facts_of(patient), "patient": patient},
    )
