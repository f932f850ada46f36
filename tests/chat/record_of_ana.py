"""A small record of Ana with figures worked out by hand; Bruno's beside it must never show."""

from collections.abc import Sequence
from datetime import date, datetime

from accounts.models import User
from chat.records.reader import Answer, answer
from tests import factories
from tests.chat.asked import NOW, ZONE

# (month, day, hour, minute), systolic, diastolic. May: mean 128.4/82.0 of five.
PRESSURES = (
    ((4, 20, 8, 0), "134", "86"),
    ((4, 28, 8, 0), "130", "84"),
    ((5, 1, 7, 30), "131", "84"),
    ((5, 3, 8, 0), "118", "76"),
    ((5, 8, 8, 0), "126", "80"),
    ((5, 14, 19, 30), "139", "88"),
    ((5, 19, 8, 12), "128", "82"),
)
# 159.2 lb = 72.21190... kg; mean of all four in kg 72.43.
WEIGHTS = (
    ((1, 5, 8, 0), "73.2", "kg"),
    ((3, 3, 8, 0), "72.4", "kg"),
    ((5, 2, 8, 0), "159.2", "[lb_av]"),
    ((5, 18, 8, 0), "71.90", "kg"),
)
# Exact ones 95, 102, 130: mean 109.
GLUCOSES = (
    ((5, 10, 7, 0), "", "95", "fasting"),
    ((5, 11, 7, 0), "", "102", "fasting"),
    ((5, 12, 13, 0), ">", "400", "after_meal"),
    ((5, 13, 7, 0), "<", "40", "fasting"),
    ((5, 14, 7, 0), "", "130", "fasting"),
)
# 21,663 in three days: 7,221 a day.
STEPS = (((5, 16, 21, 0), "3001"), ((5, 17, 21, 0), "8412"), ((5, 18, 21, 0), "10250"))
# Values that occur nowhere in Ana's record.
BRUNOS = ("177", "111", "99.9", "Zaleplon", "Gout", "Latex")


def at(month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """A moment of 2026 in New York."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def fill(ana: User) -> None:
    """Readings and profile of Ana."""
    ana.time_zone = ZONE.key
    ana.save(update_fields=["time_zone"])
    for moment, upper, lower in PRESSURES:
        factories.reading(ana, "blood_pressure", upper, lower, at=at(*moment))
    for moment, weight, unit in WEIGHTS:
        factories.reading(ana, "body_weight", weight, at=at(*moment), unit=unit)
    for moment, sign, value, context in GLUCOSES:
        factories.reading(ana, "glucose", value, at=at(*moment), comparator=sign, context=context)
    for moment, steps in STEPS:
        factories.reading(ana, "steps_day", steps, at=at(*moment), unit="{steps}/d")
    factories.reading(ana, "sleep_duration", "7.25", at=at(5, 19, 6), unit="h")
    factories.line(
        ana, "medications", name="Losartan", dose="50", dose_unit="mg", frequency="at night",
        reason="High blood pressure", started="2025-03",
    )  # fmt: skip
    factories.line(ana, "medications", name="Metformin", dose="850", dose_unit="mg")
    factories.line(ana, "medications", name="Ibuprofen", status="stopped", ended="2024-02")
    factories.line(ana, "conditions", name="Hypertension", onset="2024-11")
    factories.line(ana, "allergies", substance="Penicillin", reaction="rash")
    factories.line(ana, "immunizations", vaccine="Tetanus", given="2019")
    factories.line(ana, "family", condition="Stroke", relation="mother")
    factories.line(ana, "contacts", name="Iker Torres", phone="+34 600 123 456")
    factories.facts(ana, birth_date=date(1972, 3, 4), sex="female", blood_type="O+")


def fill_bruno(bruno: User) -> None:
    """The same kinds of entries, with values of his own."""
    factories.reading(bruno, "blood_pressure", "177", "111", at=at(5, 18))
    factories.reading(bruno, "body_weight", "99.9", at=at(5, 18))
    factories.line(bruno, "medications", name="Zaleplon")
    factories.line(bruno, "conditions", name="Gout")
    factories.line(bruno, "allergies", substance="Latex")
    factories.facts(bruno, blood_type="AB-")


def ask(
    ana: User,
    question: str,
    *,
    language: str = "en",
    previous: str | Sequence[str] = "",
    now: datetime = NOW,
    patient: User | None = None,
) -> Answer:
    """Ana asks at NOW."""
    return answer(
        question, reader=ana, patient=patient or ana, now=now, zone=ZONE, language=language,
        previous=previous,
    )  # fmt: skip
