"""What the printed summary of a record says: profile first, then what was measured lately."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from patients import countries, pictures, trends
from patients.latest import Card, latest_of_each_type
from patients.models import Observation, ObservationQuerySet, PatientProfile, seen_by
from patients.observation_types import ObservationType
from patients.patient_facts import Facts, facts_of
from patients.profile_sections import SECTIONS

DAYS = 90
CHARTED = ("blood_pressure", "body_weight", "glucose")
MOST_CHARTS = 2
PAPER_HEIGHT = 190


def context_of(patient: User) -> dict[str, Any]:
    """Template context of the summary, read on the patient's own behalf."""
    facts = facts_of(patient)
    profile = seen_by(patient, patient, PatientProfile).first()
    rows = seen_by(patient, patient, Observation)
    recent = rows.filter(effective_at__gte=timezone.now() - timedelta(days=DAYS))
    found = trends.statistics(recent)
    cards = latest_of_each_type(patient, patient, facts)
    return {
        "patient": patient,
        "profile": profile,
        "facts": facts,
        "country": countries.NAMES.get(facts.country, ""),
        "parts": [(part, part.lines_of(patient, patient)) for part in SECTIONS],
        "rows": [(card, _phrase(card, found)) for card in cards],
        "charts": list(_charts(cards, recent, facts)),
        "made_at": timezone.now(),
        "days": DAYS,
    }


def _phrase(card: Card, found: dict[str, trends.Statistics]) -> str:
    return trends.phrase(card.kind, card.row.unit, found.get(card.kind.key))


def _charts(
    cards: list[Card], recent: ObservationQuerySet, facts: Facts
) -> Iterator[tuple[ObservationType, pictures.Picture]]:
    chosen = [card for key in CHARTED for card in cards if card.kind.key == key][:MOST_CHARTS]
    for card in chosen:
        rows = recent.of_type(card.kind.key)
        picture = pictures.trend(
            card.kind, card.row.unit, rows, facts, days=DAYS, linked=False, height=PAPER_HEIGHT
        )
        if picture is not None:
            yield card.kind, picture
