"""Ana's medical profile."""

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from healthtracker.demo.ana_readings import TREATED
from healthtracker.demo.calendar import Diary
from patients.profile_sections import section_named
from patients.services import profile

Lines = dict[str, list[dict[str, Any]]]

BORN = date(1981, 3, 9)


# Section key -> its lines; dates in braces are counted back from today.
LINES: Lines = {
    "conditions": [
        {
            "name": "High blood pressure",
            "onset": "{diagnosed:%Y-%m}",
            "notes": "Found by home readings, confirmed by Dr Soto with a 24-hour cuff.",
        },
        {"name": "Migraine without aura", "onset": "2004", "notes": "Two or three a year."},
        {
            "name": "Iron deficiency anaemia",
            "clinical_status": "resolved",
            "onset": "2019-02",
            "abatement": "2019-11",
        },
    ],
    "medications": [
        {
            "name": "Losartan",
            "dose": "50",
            "dose_unit": "mg",
            "frequency": "once a day, in the morning",
            "reason": "high blood pressure",
            "started": "{started:%Y-%m-%d}",
        },
        {
            "name": "Sumatriptan",
            "dose": "50",
            "dose_unit": "mg",
            "frequency": "when a migraine begins, at most twice a day",
            "reason": "migraine",
            "started": "2015",
        },
        {
            "name": "Ferrous sulfate",
            "dose": "80",
            "dose_unit": "mg",
            "frequency": "once a day",
            "status": "completed",
            "started": "2019-02",
            "ended": "2019-11",
        },
    ],
    "allergies": [
        {
            "substance": "Penicillin",
            "category": "medication",
            "reaction": "Hives and swollen lips",
            "severity": "moderate",
            "criticality": "high",
            "onset": "1996",
        },
        {
            "substance": "Grass pollen",
            "category": "environment",
            "reaction": "Runny nose, itchy eyes in May and June",
            "severity": "mild",
            "criticality": "low",
        },
    ],
    "immunizations": [
        {"vaccine": "Influenza", "given": "{last_autumn:%Y-%m}"},
        {"vaccine": "COVID-19", "given": "2023-10-17", "dose_number": 4},
        {"vaccine": "Tetanus and diphtheria", "given": "2018-05", "dose_number": 5},
    ],
    "family": [
        {"relation": "mother", "condition": "High blood pressure", "age_at_onset": 52},
        {"relation": "father", "condition": "Type 2 diabetes", "age_at_onset": 58},
        {"relation": "maternal-grandfather", "condition": "Stroke", "age_at_onset": 71},
    ],
    "contacts": [
        {"name": "Iker Torres", "relation": "brother", "phone": "+34 600 555 014"},
    ],
}


def write(owner: User, diary: Diary) -> None:
    """Facts and every line, each once."""
    profile.save_facts(
        actor=owner,
        patient=owner,
        values={"birth_date": BORN, "sex": "female", "blood_type": "A+", "country": "ES"},
    )
    days = {
        "diagnosed": diary.day(TREATED + 4),
        "started": diary.day(TREATED),
        "last_autumn": diary.day(400),
    }
    for key, entries in LINES.items():
        for entry in entries:
            values = {name: _dated(value, days) for name, value in entry.items()}
            model = section_named(key).model
            name = "|".join(str(value) for value in values.values())
            entry_id = uuid5(NAMESPACE_URL, f"demo:{owner.email}:{key}:{name}")
            profile.add_profile_entry(
                actor=owner, patient=owner, model=model, entry_id=entry_id, values=values
            )


def _dated(value: Any, days: dict[str, date]) -> Any:
    return value.format(**days) if isinstance(value, str) else value
