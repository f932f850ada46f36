"""Blood pressure monitors: Omron connect and those that write the same columns, and Withings."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from patients.importing.devices.table import Device, Reading, Row, number, place_of, unit_in

UNITS = {"mmhg": "mm[Hg]", "kpa": "kPa"}
DAY = ("date", "fecha", "datum")
CLOCK = ("time", "hora", "uhrzeit", "heure", "ora")
UPPER = ("systolic", "sistólica", "presión sistólica", "systolisch", "sys")
LOWER = ("diastolic", "diastólica", "presión diastólica", "diastolisch", "dia")
PULSE = ("pulse (", "pulso (", "puls (", "heart rate")
NOTES = ("notes", "notas", "comments", "comentarios", "symptoms", "síntomas")
WITHINGS = {"date", "heart rate", "systolic", "diastolic", "comments"}


def _is_omron(headings: Sequence[str]) -> bool:
    upper, lower = (place_of(headings, *starts) for starts in (UPPER, LOWER))
    return (
        min(upper, lower, place_of(headings, *DAY), place_of(headings, *CLOCK)) >= 0
        and headings[upper].endswith(("(mmhg)", "(kpa)"))
        and headings[lower].endswith(("(mmhg)", "(kpa)"))
    )


def _is_withings(headings: Sequence[str]) -> bool:
    return {heading.partition(" (")[0] for heading in headings} >= WITHINGS - {"comments"} and (
        set(headings) == WITHINGS or place_of(headings, "heart rate (bpm)") >= 0
    )


def _pressure(row: Row) -> Sequence[Reading]:
    """The pressure, and the pulse that was taken with it."""
    upper, lower, pulse = (row.named(*starts) for starts in (UPPER, LOWER, PULSE))
    readings: list[Reading] = []
    if upper or lower:
        heading = row.headings[place_of(row.headings, *UPPER)]
        unit = unit_in(heading, UNITS) if "(" in heading else "mm[Hg]"
        notes = "\n".join(
            cell for cell in map(row.named, ("notes", "notas", "comments", "symptoms")) if cell
        )
        readings.append(
            {
                "type": "blood_pressure", "value": number(upper), "value2": number(lower),
                "unit": unit, "notes": notes,
            }
        )  # fmt: skip
    if pulse:
        readings.append({"type": "heart_rate", "value": number(pulse), "unit": "/min"})
    return readings


OMRON = Device(
    key="omron",
    label=_("Blood pressure monitor (Omron)"),
    fits=_is_omron,
    read=_pressure,
    day=lambda headings: (place_of(headings, *DAY), place_of(headings, *CLOCK)),
    read_columns=(*DAY, *CLOCK, *UPPER, *LOWER, *PULSE, *NOTES),
)
WITHINGS_PRESSURE = Device(
    key="withings_pressure",
    label=_("Withings blood pressure"),
    fits=_is_withings,
    read=_pressure,
    day=lambda headings: (place_of(headings, "date"), -1),
    read_columns=("date", *UPPER, *LOWER, *PULSE, *NOTES),
)
