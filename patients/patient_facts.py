"""The few facts about a patient that decide how their readings are understood."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import User
from patients.models import PatientProfile, seen_by
from patients.observation_types.definitions import Sex
from patients.remembering import recall
from privacy.prepared import Prepared


@dataclass(frozen=True)
class Facts:
    """Age and sex where known.

    Attributes: age_years: completed years. sex: "female", "male", or "" for anything else, as
    ranges know only these. administrative_sex: FHIR's word. country: ISO code or "".
    """

    born: date | None = None
    age_years: int | None = None
    sex: Sex = ""
    administrative_sex: str = ""
    country: str = ""
    blood_type: str = ""


def age_on(birth: date, day: date) -> int:
    """Completed years on `day`; never negative."""
    before_birthday = (day.month, day.day) < (birth.month, birth.day)
    return max(day.year - birth.year - before_birthday, 0)


PROFILE: Prepared[PatientProfile] = Prepared(
    lambda patient: seen_by(patient, patient, PatientProfile).order_by("pk")[:1]
)


def facts_of(patient: User) -> Facts:
    """What `patient` has told about themselves, read on their own behalf."""
    return recall("facts", patient.pk, lambda: _read(patient))


def _read(patient: User) -> Facts:
    profile = PROFILE.first(patient)
    if profile is None:
        return Facts()
    today = timezone.now().astimezone(patient.zone).date()
    sexes: dict[str, Sex] = {"female": "female", "male": "male"}
    return Facts(
        born=profile.birth_date,
        age_years=age_on(profile.birth_date, today) if profile.birth_date else None,
        sex=sexes.get(profile.sex, ""),
        administrative_sex=profile.sex,
        country=profile.country,
        blood_type=profile.blood_type,
    )
