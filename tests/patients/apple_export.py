"""Builds Apple Health exports for tests and the benchmark; every word in them is made up."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

from patients.importing.apple.source import AppleHealth

# As iOS 16 and later write it: the last declarations are not well-formed.
DTD = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST VisionPrescription
  type CDATA #REQUIRED
<!ELEMENT RightEye EMPTY>
]>
"""
ME = '<Me HKCharacteristicTypeIdentifierDateOfBirth="1971-03-09"/>'
QUANTITY = "HKQuantityTypeIdentifier"
CATEGORY = "HKCategoryTypeIdentifier"
DAY = "2026-03-01"
WATCH = "Ana’s Apple\u00a0Watch"
PHONE = "Ana’s iPhone"


def element(name: str, attributes: Mapping[str, str], inner: Iterable[str] = ()) -> str:
    """One element of an export."""
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    body = "".join(inner)
    return f" <{name}{said}>{body}</{name}>\n" if body else f" <{name}{said}/>\n"


def metadata(**entries: str) -> list[str]:
    """Entries inside a record."""
    return [element("MetadataEntry", {"key": key, "value": entries[key]}) for key in entries]


def when(clock: str, day: str = DAY, offset: str = "+0100") -> str:
    """A time as Apple writes it."""
    return f"{day} {clock} {offset}" if len(clock) == 8 else f"{day} {clock}:00 {offset}"


def record(
    kind: str,
    value: str,
    unit: str = "",
    start: str = "08:00",
    end: str = "",
    *,
    source: str = WATCH,
    day: str = DAY,
    offset: str = "+0100",
    inner: Iterable[str] = (),
) -> str:
    """A Record; `kind` without its prefix, times as "08:00" of `day`."""
    prefix = "" if kind.startswith("HK") else QUANTITY
    attributes = {"type": prefix + kind, "sourceName": source, "sourceVersion": "26.1"}
    if unit:
        attributes["unit"] = unit
    begins = when(start, day, offset)
    ends = when(end, day, offset) if len(end) < 10 and end else (end or begins)
    attributes |= {"creationDate": ends, "startDate": begins, "endDate": ends, "value": value}
    return element("Record", attributes, inner)


def sleep(stage: str, start: str, end: str, source: str = WATCH, inner: Iterable[str] = ()) -> str:
    """A piece of sleep; times as Apple writes them."""
    return element(
        "Record",
        {
            "type": f"{CATEGORY}SleepAnalysis", "sourceName": source, "startDate": start,
            "endDate": end, "value": f"HKCategoryValueSleepAnalysis{stage}",
        },
        inner,
    )  # fmt: skip


def pressure(upper: str, lower: str, start: str = "08:00", pulse: str = "") -> str:
    """A blood pressure as Apple writes it: its records once by themselves, once in a pair."""
    parts = [
        record("BloodPressureSystolic", upper, "mmHg", start, source="Cuff"),
        record("BloodPressureDiastolic", lower, "mmHg", start, source="Cuff"),
    ]
    if pulse:
        parts.append(record("HeartRate", pulse, "count/min", start, source="Cuff"))
    about = {
        "type": "HKCorrelationTypeIdentifierBloodPressure", "sourceName": "Cuff",
        "startDate": when(start), "endDate": when(start),
    }  # fmt: skip
    return "".join(parts) + element("Correlation", about, parts)


def export(
    *elements: str, dtd: str = DTD, root: str = "HealthData", end: str | None = None
) -> bytes:
    """The XML of an export."""
    closing = f"</{root}>\n" if end is None else end
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n{dtd}<{root} locale="es_ES">\n'
    dated = element("ExportDate", {"value": "2026-11-20 10:00:00 +0100"})
    return (start + dated + "".join(elements) + closing).encode()


def zipped(xml: bytes, name: str = "apple_health_export/export.xml", **others: bytes) -> io.BytesIO:
    """A zip as an iPhone makes it, with the CDA file that is no export."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "apple_health_export/export_cda.xml",
            b'<?xml version="1.0"?><ClinicalDocument>'
            + b"x" * len(xml) * 2
            + b"</ClinicalDocument>",
        )
        archive.writestr(name, xml)
        for path, data in others.items():
            archive.writestr(path, data)
    target.seek(0)
    return target


def told(
    *elements: str, zone: str = "Europe/Madrid", raw_heart_rate: bool = False
) -> list[dict[str, str]]:
    """What an export of these elements says, cell by cell, without the empty ones."""
    source = AppleHealth(io.BytesIO(export(*elements)), zone=zone, raw_heart_rate=raw_heart_rate)
    rows = (zip(source.columns, row.cells, strict=True) for row in source.rows())
    return [{name: cell for name, cell in row if cell} for row in rows]


def only(*elements: str, zone: str = "Europe/Madrid") -> dict[str, str]:
    """The one reading of an export."""
    (row,) = told(*elements, zone=zone)
    return row
