"""What the printed summary of a record says: profile first, then what was measured lately."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from accounts.models import User
from patients import countries, paper_charts, trends
from patients.courses import span_of
from patients.latest import Card, latest_of_each_type
from patients.models import DailyRollup, PatientProfile, seen_by
from patients.patient_facts import Facts, facts_of
from patients.profile_sections import SECTIONS

DAYS = paper_charts.DAYS
CHARTED = ("blood_pressure", "body_weight", "glucose")
MOST_CHARTS = 2


def context_of(patient: User) -> dict[str, Any]:
    """Template context of the summary, read on the patient's own behalf."""
    facts = facts_of(patient)
    profile = seen_by(patient, patient, PatientProfile).first()
    days = seen_by(patient, patient, DailyRollup)
    found = trends.statistics(days.between(span_of(DAYS, days).first, None))
    cards = latest_of_each_type(patient, patient, facts)
    return {
        "patient": patient,
        "profile": profile,
        "facts": facts,
        "country": countries.NAMES.get(facts.country, ""),
        "parts": [(part, part.lines_of(patient, patient)) for part in SECTIONS],
        "rows": [(card, _phrase(card, found)) for card in cards],
        "charts": list(_charts(patient, cards, facts)),
        "made_at": timezone.now(),
        "days": DAYS,
    }


def _phrase(card: Card, found: dict[str, trends.Statistics]) -> str:
    return trends.phrase(card.kind, card.row.unit, found.get(card.kind.key))


def _charts(patient: User, cards: list[Card], facts: Facts) -> Iterator[paper_charts.Drawn]:
    used = {card.kind.key for card in cards}
    for key in [key for key in CHARTED if key in used][:MOST_CHARTS]:
        drawn = paper_charts.drawn(patient, key, facts)
        if drawn is not None:
            yield drawn
