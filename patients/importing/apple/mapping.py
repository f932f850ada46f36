"""Which of Apple's record types become which of ours, and what their units are called here.

What is not named here is not imported; the import counts and reports it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

Amount = tuple[str, Decimal | None]  # our unit, and how many of it one of theirs is
_PREFIX = re.compile(r"HK(\w+TypeIdentifier|CategoryValue|DataType\w*)?(?=[A-Z])", re.ASCII)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])")
QUANTITY = "HKQuantityTypeIdentifier"
CATEGORY = "HKCategoryTypeIdentifier"
WORKOUT = "HKWorkoutActivityType"
PRESSURE = "HKCorrelationTypeIdentifierBloodPressure"
SYSTOLIC = f"{QUANTITY}BloodPressureSystolic"
DIASTOLIC = f"{QUANTITY}BloodPressureDiastolic"
PULSE = f"{QUANTITY}HeartRate"
STEPS = f"{QUANTITY}StepCount"
ENERGY = f"{QUANTITY}ActiveEnergyBurned"
SLEEP = f"{CATEGORY}SleepAnalysis"
FLOWS = {
    f"{CATEGORY}MenstrualFlow": "HKCategoryValueMenstrualFlow",
    f"{CATEGORY}VaginalBleeding": "HKCategoryValueVaginalBleeding",
}

_SAME = None
RATE: Mapping[str, Amount] = {"count/min": ("/min", _SAME), "count/s": ("/min", Decimal(60))}
PRESSURES: Mapping[str, Amount] = {"mmHg": ("mm[Hg]", _SAME), "kPa": ("kPa", _SAME)}
ENERGIES: Mapping[str, Amount] = {
    "kcal": ("kcal", _SAME), "Cal": ("kcal", _SAME), "kJ": ("kJ", _SAME),
    "cal": ("kcal", Decimal("0.001")), "J": ("kJ", Decimal("0.001")),
}  # fmt: skip
COUNT: Mapping[str, Amount] = {"count": ("{steps}/d", _SAME)}
DURATIONS: Mapping[str, Amount] = {
    "min": ("min", _SAME), "hr": ("h", _SAME), "h": ("h", _SAME), "s": ("min", Decimal(1) / 60),
}  # fmt: skip
_MASS: Mapping[str, Amount] = {
    "kg": ("kg", _SAME), "g": ("g", _SAME), "lb": ("[lb_av]", _SAME), "st": ("[stone_av]", _SAME),
}  # fmt: skip
_LENGTH: Mapping[str, Amount] = {
    "cm": ("cm", _SAME), "in": ("[in_i]", _SAME), "m": ("cm", Decimal(100)),
    "ft": ("[in_i]", Decimal(12)), "mm": ("cm", Decimal("0.1")),
}  # fmt: skip
_TEMPERATURE: Mapping[str, Amount] = {"degC": ("Cel", _SAME), "degF": ("[degF]", _SAME)}
_PERCENT: Mapping[str, Amount] = {"%": ("%", _SAME)}
_FLOW: Mapping[str, Amount] = {"L/min": ("L/min", _SAME), "L/s": ("L/min", Decimal(60))}
_LITRES: Mapping[str, Amount] = {"L": ("L", _SAME), "mL": ("mL", _SAME)}
_VOLUME: Mapping[str, Amount] = {
    "mL": ("mL", _SAME), "L": ("L", _SAME), "fl_oz_us": ("[foz_us]", _SAME),
}  # fmt: skip
_TIME: Mapping[str, Amount] = {"ms": ("ms", _SAME), "s": ("ms", Decimal(1000))}
_GLUCOSE: Mapping[str, Amount] = {"mg/dL": ("mg/dL", _SAME), "mmol/L": ("mmol/L", _SAME)}


@dataclass(frozen=True)
class Each:
    """A record type that is imported one by one.

    Attributes: units: Apple's unit -> ours. fraction: 0.97 means 97 %. context, body_site:
    (metadata key, its value -> our choice).
    """

    type: str
    units: Mapping[str, Amount]
    fraction: bool = False
    context: tuple[str, Mapping[str, str]] = ("", {})
    body_site: tuple[str, Mapping[str, str]] = ("", {})


_MEAL = ("HKBloodGlucoseMealTime", {"1": "before_meal", "2": "after_meal"})
_SITE = (
    "HKBodyTemperatureSensorLocation",
    {"1": "armpit", "3": "ear", "6": "mouth", "7": "rectum", "9": "ear", "11": "forehead"},
)
EACH: Mapping[str, Each] = {
    f"{QUANTITY}{name}": each
    for name, each in {
        "BodyMass": Each("body_weight", _MASS),
        "Height": Each("body_height", _LENGTH),
        "WaistCircumference": Each("waist", _LENGTH),
        "BodyFatPercentage": Each("body_fat", _PERCENT, fraction=True),
        "BodyTemperature": Each("body_temperature", _TEMPERATURE, body_site=_SITE),
        "OxygenSaturation": Each("oxygen_saturation", _PERCENT, fraction=True),
        "RespiratoryRate": Each("respiratory_rate", RATE),
        "BloodGlucose": Each("glucose", _GLUCOSE, context=_MEAL),
        "RestingHeartRate": Each("resting_heart_rate", RATE),
        "HeartRateVariabilitySDNN": Each("hrv_sdnn", _TIME),
        "PeakExpiratoryFlowRate": Each("peak_flow", _FLOW),
        "ForcedExpiratoryVolume1": Each("fev1", _LITRES),
        "ForcedVitalCapacity": Each("fvc", _LITRES),
        "BloodAlcoholContent": Each("blood_alcohol", _PERCENT, fraction=True),
        "DietaryWater": Each("water", _VOLUME),
    }.items()
}
EACH_PULSE = Each("heart_rate", RATE)

WORKOUTS: Mapping[str, str] = {
    **dict.fromkeys(("Walking", "Hiking", "WheelchairWalkPace"), "walking"),
    **dict.fromkeys(("Running", "TrackAndField", "WheelchairRunPace"), "running"),
    **dict.fromkeys(("Cycling", "HandCycling"), "cycling"),
    **dict.fromkeys(("Swimming", "WaterFitness"), "swimming"),
    **dict.fromkeys(
        ("TraditionalStrengthTraining", "FunctionalStrengthTraining", "CoreTraining"), "strength"
    ),
    **dict.fromkeys(("Yoga", "Flexibility", "Pilates", "TaiChi", "PreparationAndRecovery"), "yoga"),
    **dict.fromkeys(
        (
            "Soccer", "Basketball", "Tennis", "TableTennis", "Badminton", "Squash", "Volleyball",
            "Baseball", "Softball", "Handball", "Hockey", "Rugby", "AmericanFootball",
            "AustralianFootball", "Cricket", "Lacrosse", "Racquetball", "Pickleball", "Paddle",
        ),
        "sport",
    ),
}  # fmt: skip


def unit_of(units: Mapping[str, Amount], theirs: str) -> Amount:
    """Our unit; one we do not know is passed on as it is, for the engine to refuse.

    Glucose is written as "mmol<180.1558800000541>/L", with the mass that was reckoned with.
    """
    if theirs.startswith("mmol<") and theirs.endswith(">/L"):
        theirs = "mmol/L"
    return units.get(theirs, (theirs[:24] or "?", None))


def in_words(theirs: str) -> str:
    """What people can read of one of Apple's names: "Basal Energy Burned"."""
    if theirs == "Me":
        return "Birth date, sex and blood type"
    return _HUMP.sub(" ", _PREFIX.sub("", theirs))
