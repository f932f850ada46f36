"""A patient's daily life as their clinician sees it, read-only."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from patients import symptoms
from patients.adherence import medicines_of
from patients.cycle import cycle_of
from patients.doses import MedicinePage
from privacy.registry import ChartPart

DAYS = 90
MOST = 20


def life(viewer: User, patient: User) -> ChartPart:
    """Symptoms of ninety days, how plans are kept, and the cycle.

    Names of medicines come from the profile and the cycle from readings: who may not read those
    learns neither here.
    """
    since = timezone.now() - timedelta(days=DAYS)
    today = timezone.now().astimezone(patient.zone).date()
    found = symptoms.episodes_of(viewer, patient)
    recent = [each for each in found if each.is_running or each.row.onset >= since]
    kept = [MedicinePage(each) for each in medicines_of(viewer, patient)]
    context = {
        "symptoms": symptoms.by_name(recent)[:MOST],
        "medicines": [each for each in kept if each.periods or each.found.extra],
        "cycle": cycle_of(viewer, patient, today),
        "days": DAYS,
        "patient": patient,
    }
    return ChartPart("patients/chart_life.html", context)
