"""Records that become one entry each: single values, bleeding and workouts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from patients.importing.apple.cells import (
    Zones,
    entry_id,
    instant,
    iso,
    number,
    offset_minutes,
    row,
    seconds,
    short,
)
from patients.importing.apple.mapping import (
    DURATIONS,
    ENERGY,
    QUANTITY,
    WORKOUT,
    WORKOUTS,
    Amount,
    Each,
    unit_of,
)
from patients.importing.apple.reader import Attributes
from patients.importing.sources import SourceRow
from patients.observation_types import get

CYCLE_START = "HKMenstrualCycleStart"
_HUNDRED = Decimal(100)


def single_row(
    place: int, each: Each, record: Attributes, metadata: Mapping[str, str], zones: Zones
) -> SourceRow:
    """One value with its unit; what a foreign unit means is for the engine to refuse."""
    unit, factor = unit_of(each.units, record.get("unit", ""))
    said = record.get("value", "")
    value = number(said, _HUNDRED if each.fraction and _is_share(said) else factor)
    key, choices = each.context
    site, sites = each.body_site
    return row(
        place, entry_id=_identity(record, record.get("type", "")), type=each.type, value=value,
        unit=unit, context=choices.get(metadata.get(key, ""), ""),
        body_site=sites.get(metadata.get(site, ""), ""), **_when(record, metadata, zones),
    )  # fmt: skip


def flow_row(
    place: int, record: Attributes, prefix: str, metadata: Mapping[str, str], zones: Zones
) -> SourceRow | None:
    """A day of bleeding; None where how much is not said."""
    code = record.get("value", "").removeprefix(prefix).lower()
    if code not in {choice.key for choice in get("menstruation").first.choices}:
        return None
    when = _when(record, metadata, zones)
    starts = metadata.get(CYCLE_START) == "1"
    return row(
        place, entry_id=_identity(record, "menstruation"), type="menstruation", value=code,
        context="cycle_start" if starts and code != "none" else "",
        **(when | {"effective_at": when["effective_at"][:10]}),
    )  # fmt: skip


def workout_row(
    place: int, record: Attributes, statistics: Sequence[Attributes], zone: str, zones: Zones
) -> SourceRow:
    """A workout: how long, of which kind, and in the note how far and how much energy."""
    activity = record.get("workoutActivityType", "").removeprefix(WORKOUT)
    value, unit = _duration(record)
    return row(
        place, entry_id=_identity(record, "workout"), type="workout", value=value, unit=unit,
        context=WORKOUTS.get(activity, "other"), method=short(activity),
        effective_end=iso(record.get("endDate", "")), notes=_details(record, statistics),
        **_when(record, {"HKTimeZone": zone}, zones),
    )  # fmt: skip


def refused_row(
    place: int, kind: str, amounts: Mapping[str, Amount], record: Attributes
) -> SourceRow:
    """A record that could not be summed up, as it stands: the engine says why it is refused."""
    unit, factor = unit_of(amounts, record.get("unit", ""))
    return row(
        place, entry_id=_identity(record, kind), type=kind, unit=unit,
        value=number(record.get("value", ""), factor) or "?",
        effective_at=iso(record.get("startDate", "")), device=short(record.get("sourceName", "")),
    )  # fmt: skip


def _identity(record: Attributes, kind: str) -> str:
    """The same for the same record in every export, wherever the phone was at the time."""
    times = (instant(record.get(name, "")) for name in ("startDate", "endDate"))
    said = (record.get(name, "") for name in ("value", "unit", "sourceName"))
    return entry_id(kind, *times, *said)


def _when(record: Attributes, metadata: Mapping[str, str], zones: Zones) -> dict[str, str]:
    start = record.get("startDate", "")
    try:
        zone = zones.of(seconds(start), offset_minutes(start[20:]), metadata.get("HKTimeZone", ""))
    except ValueError:
        zone = zones.home
    return {"effective_at": iso(start), "tz": zone, "device": short(record.get("sourceName", ""))}


def _is_share(text: str) -> bool:
    try:
        return Decimal(text) <= 1
    except InvalidOperation:
        return False


def _duration(record: Attributes) -> tuple[str, str]:
    """As stated, or from the times where an old export does not say."""
    if "duration" in record:
        unit, factor = unit_of(DURATIONS, record.get("durationUnit", ""))
        return number(record["duration"], factor), unit
    try:
        lasted = seconds(record.get("endDate", "")) - seconds(record.get("startDate", ""))
    except ValueError:
        return "?", "min"
    return number(str(Decimal(lasted) / 60)), "min"


def _details(record: Attributes, statistics: Sequence[Attributes]) -> str:
    """ "3.1 mi, 372 kcal", from wherever this version of the export keeps it."""
    said = {}
    for each in statistics:
        kind = each.get("type", "").removeprefix(QUANTITY)
        if kind.startswith("Distance") or each.get("type") == ENERGY:
            said[kind] = (each.get("sum", ""), each.get("unit", ""))
    for name in () if said else ("totalDistance", "totalEnergyBurned"):
        if name in record:
            said[name] = (record[name], record.get(f"{name}Unit", ""))
    return ", ".join(text for amount in said.values() if (text := _amount(*amount)))


def _amount(text: str, unit: str) -> str:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return ""
    return f"{value:.2f} {unit[:12]}" if value.is_finite() and 0 < value < 1_000_000 else ""
