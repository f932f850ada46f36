"""Glucose sensors: Dexcom Clarity and FreeStyle LibreView.

Both translate their headings, so files are known by the order of their columns. A sensor below or
above its range says so in a word; that stays a comparison ("<40"), never a number nobody measured.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from patients.importing.devices.table import Device, Reading, Row, number, unit_in

UNITS = {"mg/dl": "mg/dL", "mmol/l": "mmol/L"}
# What "low" and "high" mean at least, on every model: some measure up to 500 mg/dL.
LOWEST = {"mg/dL": "40", "mmol/L": "2.2"}
HIGHEST = {"mg/dL": "400", "mmol/L": "22.2"}
LOW = frozenset({"low", "lo", "bajo", "baja", "niedrig", "bas", "basso", "baixo", "laag"})
HIGH = frozenset({"high", "hi", "alto", "alta", "hoch", "haut", "élevé", "hoog"})
SENSOR, FINGER = "sensor", "random"

_INDEX, _STAMP, _EVENT, _INFO, _SOURCE, _VALUE = 0, 1, 2, 5, 6, 7
_CALIBRATIONS = ("calibrat", "calibrac", "kalibr", "étalon", "calibraz")


def _glucose(cell: str, unit: str, context: str) -> Reading:
    comparator, value = "", number(cell)
    if cell.casefold() in LOW:
        comparator, value = "<", LOWEST.get(unit, "")
    elif cell.casefold() in HIGH:
        comparator, value = ">", HIGHEST.get(unit, "")
    return {
        "type": "glucose", "comparator": comparator, "value": value, "unit": unit,
        "context": context,
    }  # fmt: skip


def _is_clarity(headings: Sequence[str]) -> bool:
    return (
        len(headings) > _VALUE
        and headings[_STAMP].endswith("hh:mm:ss)")
        and headings[_VALUE].endswith(("(mg/dl)", "(mmol/l)"))
    )


def _clarity(row: Row) -> Sequence[Reading]:
    """Sensor values and calibrations; rows without a time say what device, alerts and name."""
    event, cell = row.cell(_EVENT), row.cell(_VALUE)
    if not row.cell(_STAMP):
        return []
    if not cell:
        return [{"left_out": event}]
    by_finger = event.casefold().startswith(_CALIBRATIONS)
    reading = _glucose(cell, unit_in(row.headings[_VALUE], UNITS), FINGER if by_finger else SENSOR)
    return [reading | {"device": "Dexcom", "serial": row.cell(_VALUE + 6)}]


CLARITY = Device(
    key="dexcom",
    label=_("Dexcom Clarity"),
    fits=_is_clarity,
    read=_clarity,
    day=lambda headings: (_STAMP, -1),
    ascending=True,
)

_LIBRE_STAMP, _TYPE, _HISTORIC, _SCAN, _NOTE, _STRIP = 2, 3, 4, 5, 13, 14
_PLACES = {"0": (_HISTORIC, SENSOR), "1": (_SCAN, SENSOR), "2": (_STRIP, FINGER)}
_KINDS = {"3": "ketone", "4": "insulin", "5": "food", "6": "event"}


def _is_libre(headings: Sequence[str]) -> bool:
    return len(headings) > _SCAN and all(
        headings[place].endswith(("mg/dl", "mmol/l")) for place in (_HISTORIC, _SCAN)
    )


def _libre(row: Row) -> Sequence[Reading]:
    """Historic values, scans and test strips."""
    kind = row.cell(_TYPE)
    place, context = _PLACES.get(kind, (-1, ""))
    if not row.cell(place):
        return [{"left_out": _KINDS.get(kind, f"record type {kind}")}]
    reading = _glucose(row.cell(place), unit_in(row.headings[place], UNITS), context)
    return [reading | {"device": row.cell(0)[:120], "serial": row.cell(1)}]


LIBREVIEW = Device(
    key="libreview",
    label=_("FreeStyle LibreView"),
    fits=_is_libre,
    read=_libre,
    day=lambda headings: (_LIBRE_STAMP, -1),
    ascending=True,
)
