"""A generated Apple Health export: a phone and a watch, day after day, in real proportions."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.patients.apple_export import DTD, QUANTITY

START = datetime(2021, 3, 1, tzinfo=UTC)
WATCH = (
    'sourceName="Ana&#8217;s Apple\u00a0Watch" sourceVersion="10.4" '
    'device="&lt;&lt;HKDevice: 0x{address:x}&gt;, name:Apple Watch, manufacturer:Apple Inc., '
    'model:Watch, hardware:Watch6,1, software:10.4&gt;"'
)
PHONE = (
    'sourceName="Ana&#8217;s iPhone" sourceVersion="17.4" '
    'device="&lt;&lt;HKDevice: 0x{address:x}&gt;, name:iPhone, manufacturer:Apple Inc., '
    'model:iPhone, hardware:iPhone14,2, software:17.4&gt;"'
)
# Type, unit, how many a day, seconds that each lasts, source, least and most of its value.
Daily = tuple[str, str, int, int, str, tuple[float, float]]
DAILY: tuple[Daily, ...] = (
    ("HeartRate", "count/min", 500, 0, WATCH, (48, 150)),
    ("ActiveEnergyBurned", "kcal", 700, 60, WATCH, (0.02, 4.2)),
    ("BasalEnergyBurned", "kcal", 500, 120, WATCH, (0.3, 3.1)),
    ("PhysicalEffort", "kcal/hr·kg", 300, 60, WATCH, (1, 5)),
    ("StepCount", "count", 110, 300, WATCH, (5, 400)),
    ("StepCount", "count", 60, 500, PHONE, (5, 600)),
    ("DistanceWalkingRunning", "km", 170, 300, WATCH, (0.004, 0.4)),
    ("EnvironmentalAudioExposure", "dBASPL", 40, 1800, WATCH, (40, 80)),
    ("OxygenSaturation", "%", 20, 0, WATCH, (0.93, 1.0)),
    ("RespiratoryRate", "count/min", 30, 0, WATCH, (11, 19)),
    ("HeartRateVariabilitySDNN", "ms", 6, 60, WATCH, (20, 90)),
    ("RestingHeartRate", "count/min", 1, 0, WATCH, (52, 64)),
)
WHOLE = frozenset({"HeartRate", "StepCount", "RestingHeartRate"})
STAGES = ("AsleepCore", "AsleepDeep", "AsleepREM", "Awake")


def write(target: Path, megabytes: int) -> int:
    """Write an export of about this size; return how many days it spans."""
    days = max(1, round(megabytes / 1.05))
    with target.open("w", encoding="utf-8") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{DTD}<HealthData locale="es_ES">\n')
        file.write(' <ExportDate value="2026-11-20 10:00:00 +0100"/>\n')
        for kind in DAILY:  # as Apple does: type after type
            for day in range(days):
                file.writelines(_records(kind, day))
        for day in range(days):
            file.writelines(_night(day))
            if not day % 3:
                file.writelines(_pressure(day))
        file.write("</HealthData>\n")
    return days


def _records(daily: Daily, day: int) -> Iterator[str]:
    kind, unit, count, lasts, source, span = daily
    chance = random.Random(f"{kind} {source[12]} {day}")
    step = 86_400 // count
    for number in range(count):
        begins = START + timedelta(
            days=day, seconds=number * step + chance.randrange(step // 2 + 1)
        )
        value = chance.uniform(*span)
        said = f"{value:.0f}" if kind in WHOLE else f"{value:.6g}"
        inner = "/>\n"
        if kind == "HeartRate":
            inner = (
                '>\n  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="1"/>\n'
                " </Record>\n"
            )
        yield (
            f' <Record type="{QUANTITY}{kind}" {source.format(address=chance.getrandbits(36))} '
            f'unit="{unit}" {_times(begins, lasts)} value="{said}"{inner}'
        )


def _times(begins: datetime, lasts: int) -> str:
    first, last = (
        f"{moment:%Y-%m-%d %H:%M:%S} +0000"
        for moment in (begins, begins + timedelta(seconds=lasts))
    )
    return f'creationDate="{last}" startDate="{first}" endDate="{last}"'


def _night(day: int) -> Iterator[str]:
    begins = START + timedelta(days=day, hours=23)
    for number in range(24):
        yield (
            f' <Record type="HKCategoryTypeIdentifierSleepAnalysis" {WATCH.format(address=day)} '
            f"{_times(begins + timedelta(minutes=18 * number), 1080)} "
            f'value="HKCategoryValueSleepAnalysis{STAGES[number % 4]}"/>\n'
        )


def _pressure(day: int) -> Iterator[str]:
    times = _times(START + timedelta(days=day, hours=8), 0)
    parts = [
        f' <Record type="{QUANTITY}BloodPressure{part}" sourceName="Cuff" unit="mmHg" {times} '
        f'value="{value}"/>\n'
        for part, value in (("Systolic", 118 + day % 20), ("Diastolic", 74 + day % 12))
    ]
    yield from parts
    kind = "HKCorrelationTypeIdentifierBloodPressure"
    yield f' <Correlation type="{kind}" sourceName="Cuff" {times}>\n'
    yield from parts
    yield " </Correlation>\n"
