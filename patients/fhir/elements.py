"""The small pieces FHIR resources are put together from."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from accounts.models import User
from patients import units
from patients.models import RecordEntry
from privacy.registry import Resource

UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
URI = "urn:ietf:rfc:3986"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
# FHIR strings hold no control characters but tab and line ends; XML none of these at all.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def words(text: Any) -> str:
    """`text` without characters that neither FHIR nor XML can hold."""
    return _UNPRINTABLE.sub("\ufffd", str(text))


def concept(text: Any, *codings: Resource) -> Resource:
    """A CodeableConcept; `text` alone claims no code, and nothing at all says so."""
    found: Resource = {"coding": list(codings)} if codings else {}
    if str(text).strip():
        return {**found, "text": words(text)}
    return found or absent_concept()


def coded(system: str, code: str, display: str = "") -> Resource:
    """One Coding; `system` is a URL or the name of one of HL7's own code systems."""
    url = system if ":" in system else f"{TERMINOLOGY}{system}"
    return {"system": url, "code": code, **({"display": display} if display else {})}


def quantity(value: Decimal, ucum: str, label: Any = "", comparator: str = "") -> Resource:
    """A Quantity in a UCUM unit; "" is the unit 1."""
    known = bool(ucum)
    return {
        "value": value,
        **({"comparator": comparator} if comparator else {}),
        **({"unit": words(label or ucum), "system": UCUM, "code": ucum} if known else {}),
    }


def uncoded_quantity(value: Decimal, unit: str, comparator: str = "") -> Resource:
    """A Quantity whose unit is somebody's own word."""
    return {
        "value": value,
        **({"comparator": comparator} if comparator else {}),
        **({"unit": words(unit)} if unit.strip() else {}),
    }


def amount(value: str, unit: str) -> Resource:
    """A dose as typed: coded where the unit is UCUM that we know, else in somebody's own word."""
    if unit in units.LABELS:
        return quantity(Decimal(value), unit, units.label(unit))
    return uncoded_quantity(Decimal(value), unit)


def moment(at: datetime, tz: str = "UTC") -> str:
    """An instant with the offset of where it was; UTC where that offset had odd seconds."""
    local = at.astimezone(ZoneInfo(tz))
    offset = local.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        local = at.astimezone(UTC)
    return local.isoformat()


def day_of(at: datetime, tz: str) -> str:
    """The day it was there."""
    return at.astimezone(ZoneInfo(tz)).date().isoformat()


def period(start: str, end: str) -> Resource:
    """A Period of dates as people remember them; an unknown end is left open."""
    named = {"start": start, "end": end}
    return {name: text for name, text in named.items() if text}


def resource_id(owner: User, kind: str, entry_id: UUID | str) -> str:
    """The id of an entry as a resource of `kind`: the same in each export, different from others'.

    Two people may hold the same entry id (they imported the same file), and two entries of
    different kinds too.
    """
    return str(uuid5(owner.uuid, f"{kind}/{entry_id}"))


def patient_id(owner: User) -> str:
    """The id of the Patient resource."""
    return str(owner.uuid)


def reference(resource: str) -> Resource:
    """A reference to the resource with that id, within the same bundle."""
    return {"reference": f"urn:uuid:{resource}"}


def subject(owner: User) -> Resource:
    """A reference to the person the record is about."""
    return reference(patient_id(owner))


def begun(kind: str, row: RecordEntry) -> Resource:
    """What every resource made from an entry begins with."""
    return {
        "resourceType": kind,
        "id": resource_id(row.owner, kind, row.entry_id),
        "meta": {"lastUpdated": moment(row.updated_at)},
        "identifier": [identifier(row.entry_id)],
    }


def identifier(entry_id: UUID | str) -> Resource:
    """The id of an entry inside the app, as its CSV files write it."""
    return {"system": URI, "value": f"urn:uuid:{entry_id}"}


def tag(resource: Resource, tags: list[str]) -> None:
    """Add somebody's own tags to the resource's metadata."""
    named = [{"display": words(each), "userSelected": True} for each in tags if each.strip()]
    if named:
        resource["meta"]["tag"] = named


def notes(*texts: Any) -> Resource:
    """{"note": [...]} of the texts that say something, else {}."""
    said = [{"text": words(text)} for text in texts if str(text).strip()]
    return {"note": said} if said else {}


def absent(reason: str = "unknown") -> Resource:
    """An extension that says why a value is missing."""
    return {"extension": [{"url": ABSENT, "valueCode": reason}]}


def absent_concept(reason: str = "unknown") -> Resource:
    """A CodeableConcept that says why a value is missing."""
    return {"coding": [coded("data-absent-reason", reason)]}


def iso(day: date | None) -> str:
    """A date, or ""."""
    return day.isoformat() if day else ""
