"""The one registry of everything a person can log; each fact about a type is stated here once."""

from collections.abc import Mapping

from patients.observation_types import (
    activity,
    body,
    breathing,
    coding,
    metabolic,
    search,
    vitals,
    wellbeing,
)
from patients.observation_types.calculated import (
    body_mass_index,
    mean_arterial_pressure,
    pulse_pressure,
)
from patients.observation_types.coding import fhir_quantity, loinc_codes
from patients.observation_types.definitions import (
    NO_FLAG,
    Bounds,
    Choice,
    Coding,
    Component,
    Flag,
    ObservationType,
    UnitChoice,
    UsualRange,
)
from patients.observation_types.entry import Problem, change_problems, entry_problems
from patients.observation_types.flags import Step, classify, ladders, usual_limits
from patients.observation_types.limits import Limits, limits

__all__ = [
    "ALL",
    "NO_FLAG",
    "Bounds",
    "Choice",
    "Coding",
    "Component",
    "Flag",
    "Limits",
    "ObservationType",
    "Problem",
    "Step",
    "UnitChoice",
    "UnknownType",
    "UsualRange",
    "body_mass_index",
    "by_category",
    "change_problems",
    "classify",
    "entry_problems",
    "fhir_quantity",
    "find",
    "from_loinc",
    "get",
    "ladders",
    "limits",
    "loinc_codes",
    "mean_arterial_pressure",
    "named_in",
    "pulse_pressure",
    "usual_limits",
]


class UnknownType(KeyError):
    """No observation type has this key."""


# In the order people meet them: the everyday ones of each category first.
ALL: tuple[ObservationType, ...] = (
    vitals.BLOOD_PRESSURE,
    vitals.HEART_RATE,
    vitals.RESTING_HEART_RATE,
    vitals.BODY_TEMPERATURE,
    breathing.OXYGEN_SATURATION,
    breathing.RESPIRATORY_RATE,
    vitals.HEART_RATE_VARIABILITY,
    vitals.MEAN_ARTERIAL_PRESSURE,
    breathing.PEAK_FLOW,
    breathing.FEV1,
    breathing.FVC,
    body.BODY_WEIGHT,
    body.BODY_HEIGHT,
    body.BODY_MASS_INDEX,
    body.BODY_FAT,
    body.WAIST,
    body.HEAD_CIRCUMFERENCE,
    body.MENSTRUATION,
    metabolic.GLUCOSE,
    metabolic.HBA1C,
    metabolic.BLOOD_ALCOHOL,
    activity.SLEEP,
    activity.SLEEP_DEEP,
    activity.SLEEP_LIGHT,
    activity.SLEEP_REM,
    activity.STEPS_DAY,
    activity.STEPS,
    activity.ACTIVE_ENERGY_DAY,
    activity.ACTIVE_ENERGY,
    activity.WORKOUT,
    activity.WATER,
    wellbeing.PAIN,
    wellbeing.MOOD,
    wellbeing.ENERGY,
    wellbeing.STRESS,
    wellbeing.SYMPTOM_EPISODE,
    wellbeing.SYMPTOM_SEVERITY,
    wellbeing.MEDICATION_INTAKE,
    wellbeing.PHQ9,
    wellbeing.GAD7,
)
_BY_KEY: Mapping[str, ObservationType] = {kind.key: kind for kind in ALL}
_ALIASES = search.alias_index(ALL)


def find(key: str) -> ObservationType | None:
    """The type with this key, or None."""
    return _BY_KEY.get(key)


def get(key: str) -> ObservationType:
    """Raises: UnknownType: no such key."""
    try:
        return _BY_KEY[key]
    except KeyError:
        raise UnknownType(key) from None


def by_category() -> dict[str, list[ObservationType]]:
    """Category key to its types, both in display order."""
    groups: dict[str, list[ObservationType]] = {}
    for kind in ALL:
        groups.setdefault(kind.category, []).append(kind)
    return groups


def named_in(text: str) -> list[ObservationType]:
    """Types named in free text, English or Spanish, accents and case ignored."""
    return search.types_named(text, _ALIASES)


def from_loinc(loinc: str, unit: str) -> list[tuple[ObservationType, Component, Coding]]:
    """Where a foreign value belongs; empty when the code is unknown or contradicts the unit."""
    return coding.types_of_loinc(ALL, loinc, unit)
