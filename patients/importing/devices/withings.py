"""Withings scales and sleep, from the CSV files of its data export."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from patients.importing.devices.table import Device, Reading, Row, number, place_of, unit_in

MASSES = {"kg": "kg", "lb": "[lb_av]", "lbs": "[lb_av]", "st": "[stone_av]"}
LENGTHS = {"cm": "cm", "in": "[in_i]"}
SLEEP_HEADINGS = {"from", "to", "light (s)", "deep (s)"}
STAGES = (("sleep_light", "light (s)"), ("sleep_deep", "deep (s)"), ("sleep_rem", "rem (s)"))


def _is_scale(headings: Sequence[str]) -> bool:
    return headings[:1] == ["date"] and headings[1:2] != [] and headings[1].startswith("weight (")


def _scale(row: Row) -> Sequence[Reading]:
    """Weight, and body fat where the scale states a share; masses of fat and bone have no type."""
    readings: list[Reading] = []
    if weight := row.named("weight ("):
        unit = unit_in(row.headings[place_of(row.headings, "weight (")], MASSES)
        notes = row.named("comments")
        readings.append(
            {"type": "body_weight", "value": number(weight), "unit": unit, "notes": notes}
        )
    if fat := row.named("fat ratio (%)", "fat (%)"):
        readings.append({"type": "body_fat", "value": number(fat), "unit": "%"})
    return [reading | {"device": "Withings"} for reading in readings]


def _is_height(headings: Sequence[str]) -> bool:
    return headings[:1] == ["date"] and headings[1:2] in (
        ["height (m)"],
        ["height (cm)"],
        ["height (in)"],
    )


def _height(row: Row) -> Sequence[Reading]:
    tall = row.named("height (")
    if not tall:
        return []
    metres = row.headings[1] == "height (m)"
    value = _hundredfold(number(tall)) if metres else number(tall)
    unit = "cm" if metres else unit_in(row.headings[1], LENGTHS)
    return [{"type": "body_height", "value": value, "unit": unit, "device": "Withings"}]


def _hundredfold(metres: str) -> str:
    try:
        return f"{Decimal(metres).scaleb(2):f}"
    except InvalidOperation:
        return metres


def _sleep(row: Row) -> Sequence[Reading]:
    """A night: asleep is light, deep and REM together; awake is not."""
    start, end = (row.at(row.named(name), "") for name in ("from", "to"))
    amounts = {kind: row.named(heading) or "0" for kind, heading in STAGES}
    if not all(seconds.isdigit() for seconds in amounts.values()):
        amounts = {"sleep_duration": "?"}
    else:
        amounts["sleep_duration"] = str(sum(map(int, amounts.values())))
    cells = {"effective_at": start, "effective_end": end, "unit": "min", "device": "Withings"}
    return [
        {"type": kind, "value": _minutes(seconds), **cells}
        for kind, seconds in reversed(amounts.items())
        if seconds != "0"
    ]


def _minutes(seconds: str) -> str:
    return str((int(seconds) + 30) // 60) if seconds.isdigit() else seconds


SCALE = Device(
    key="withings_weight",
    label=_("Withings scale"),
    fits=_is_scale,
    read=_scale,
    day=lambda headings: (0, -1),
    read_columns=("date", "weight (", "fat ratio (%)", "fat (%)", "comments"),
)
HEIGHT = Device(
    key="withings_height",
    label=_("Withings height"),
    fits=_is_height,
    read=_height,
    day=lambda headings: (0, -1),
    read_columns=("date", "height (", "comments"),
)
SLEEP = Device(
    key="withings_sleep",
    label=_("Withings sleep"),
    fits=lambda headings: set(headings) >= SLEEP_HEADINGS,
    read=_sleep,
    day=lambda headings: (place_of(headings, "from"), -1),
    read_columns=("from", "to", "light (s)", "deep (s)", "rem (s)", "awake (s)"),
)
