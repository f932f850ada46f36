"""Ten years of daily vitals, written straight in, for tests of what is made of long records."""

from datetime import UTC, date, datetime, timedelta
from math import sin

from accounts.models import User
from patients.models import Observation
from patients.services import rollups

VITALS = {
    "blood_pressure": ("mm[Hg]", 128, 10), "heart_rate": ("/min", 68, 6),
    "body_temperature": ("Cel", 36, 0.5), "oxygen_saturation": ("%", 97, 1),
    "respiratory_rate": ("/min", 15, 2), "body_weight": ("kg", 72, 3), "glucose": ("mg/dL", 96, 12),
}  # fmt: skip


def write(owner: User, newest: date, *, days: int = 3650, step: int = 1) -> int:
    """Each of the vitals every `step` days, at 8 o'clock UTC; how many readings that is."""
    made = datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for back in range(0, days, step):
        day = newest - timedelta(days=back)
        for place, (key, (unit, usual, swing)) in enumerate(VITALS.items()):
            value = usual + round(swing * sin(back / 40 + place), 1)
            pressure = key == "blood_pressure"
            rows.append(
                Observation(
                    owner=owner, type=key, unit=unit, value_text=str(value), canonical=value,
                    value2_text="80" if pressure else "", canonical2=80 if pressure else None,
                    effective_at=datetime(day.year, day.month, day.day, 8, place, tzinfo=UTC),
                    tz="UTC", local_day=day, local_hour=8, created_at=made, updated_at=made,
                )
            )  # fmt: skip
    Observation.objects.bulk_create(rows, batch_size=2000)
    rollups.rebuild(owner)
    return len(rows)
