"""A patient's readings and profile as their clinician sees them, read-only."""

from dataclasses import dataclass

from accounts.models import User
from patients import countries, pictures, trends
from patients.courses import span_of
from patients.latest import Card, latest_of_each_type
from patients.models import DailyRollup, Observation, PatientProfile, seen_by
from patients.patient_facts import facts_of
from patients.profile_sections import SECTIONS
from privacy.registry import ChartPart

DAYS = 90
CHARTED = ("blood_pressure", "glucose")


@dataclass(frozen=True)
class ChartRow:
    """One type in the clinician's table: its newest reading and the last ninety days in words."""

    card: Card
    phrase: str


def readings(viewer: User, patient: User) -> ChartPart:
    """The newest reading of each type with its course, and the pictures clinicians ask for."""
    facts = facts_of(patient)
    cards = latest_of_each_type(viewer, patient, facts)
    rows = seen_by(viewer, patient, Observation)
    days = seen_by(viewer, patient, DailyRollup)
    span = span_of(DAYS, days)
    found = trends.statistics(days.between(span.first, None))
    drawn = [
        (card.kind, pictures.trend(
            card.kind, card.row.unit, rows.of_type(card.kind.key), facts,
            daily=days.of_type(card.kind.key), owner=patient, days=DAYS, linked=False,
        ))
        for card in cards
        if card.kind.key in CHARTED and card.kind.key in found
    ]  # fmt: skip
    table = [ChartRow(c, trends.phrase(c.kind, c.row.unit, found.get(c.kind.key))) for c in cards]
    context = {"rows": table, "pictures": drawn, "patient": patient, "days": DAYS}
    return ChartPart("patients/chart_readings.html", context)


def profile(viewer: User, patient: User) -> ChartPart:
    """Personal facts and every part of the profile that has lines."""
    known = seen_by(viewer, patient, PatientProfile).first()
    parts = [(section, section.lines_of(viewer, patient)) for section in SECTIONS]
    context = {
        "profile": known,
        "facts": facts_of(patient) if known else None,
        "country": countries.NAMES.get(known.country, "") if known else "",
        "parts": [(section, lines) for section, lines in parts if lines],
        "patient": patient,
    }
    return ChartPart("patients/chart_profile.html", context)
