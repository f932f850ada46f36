"""Readings as FHIR Observations, vital signs by the profiles of FHIR R4.

A vital sign claims its profile only when code and unit are those the profile fixes. Units outside
a profile's closed list (kPa, stones) leave converted, with what was typed as a note; every other
value leaves digit for digit. A unit that the registry does not accept is text without a code, and
then the reading has no LOINC code either. The context ("fasting", "sitting") is a component of its
own, as R4 has no other place for it. A counted dose without a named medicine stays an Observation.
The device is named in words only: nobody's serial number is known.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from accounts.models import User
from patients import units
from patients.fhir import elements
from patients.kinds import kind_named
from patients.models import Observation, seen_by
from patients.observation_types import (
    Choice,
    Component,
    ObservationType,
    fhir_quantity,
    loinc_codes,
)
from patients.observation_types.definitions import Category
from privacy.registry import Resource

PROFILE = "http://hl7.org/fhir/StructureDefinition/"
# LOINC code -> profile of FHIR R4 that fixes it.
VITAL_SIGNS = {
    "85354-9": "bp",
    "8867-4": "heartrate",
    "8310-5": "bodytemp",
    "2708-6": "oxygensat",
    "9279-1": "resprate",
    "29463-7": "bodyweight",
    "8302-2": "bodyheight",
    "9843-4": "headcircum",
    "39156-5": "bmi",
}
CATEGORIES: dict[Category, str] = {
    "vitals": "vital-signs",
    "body": "exam",
    "metabolic": "laboratory",
    "activity": "activity",
    "wellbeing": "survey",
    "own": "survey",
}
OTHER = "survey"
LAST_PERIOD = "8665-2"  # a date, not a flow
STEP = 500
Kinds = Callable[[str], ObservationType | None]


def all_of(patient: User) -> Iterator[Resource]:
    """Every reading of `patient`, oldest first, a few hundred in memory at a time."""
    known = kinds_of(patient)
    rows = seen_by(patient, patient, Observation).order_by("effective_at", "id")
    for row in rows.iterator(chunk_size=STEP):
        row.owner = patient  # known; asking would be a query for each row
        yield observation(row, known)


def kinds_of(patient: User) -> Kinds:
    """A look-up of types that asks once for each key."""

    @cache
    def named(key: str) -> ObservationType | None:
        return kind_named(key, patient.pk)

    return named


def observation(row: Observation, known: Kinds) -> Resource:
    """One reading."""
    kind = known(row.type)
    codes = _codes(row, kind)
    profile = VITAL_SIGNS.get(codes[0]) if codes else None
    found = elements.begun("Observation", row)
    if profile:
        found["meta"]["profile"] = [PROFILE + profile]
    elements.tag(found, row.tags)
    if row.source_id:
        system = {"system": "urn:x-healthtracker:source:" + row.source} if row.source else {}
        found["identifier"].append({**system, "value": elements.words(row.source_id)})
    found |= {
        "status": row.status,
        "category": [_category(kind, is_vital=bool(profile))],
        "code": elements.concept(
            kind.label if kind else row.type,
            *(elements.coded(elements.LOINC, code) for code in codes),
        ),
        "subject": elements.subject(row.owner),
        **_when(row),
        "performer": [elements.subject(row.owner)],
        **_said(row, kind, codes),
        **_circumstances(row, kind),
    }
    found["component"] = [*found.pop("component", []), *_context(row, kind)]
    if not found["component"]:
        del found["component"]
    return found


def _category(kind: ObservationType | None, *, is_vital: bool) -> Resource:
    code = "vital-signs" if is_vital else CATEGORIES[kind.category] if kind else OTHER
    return {"coding": [elements.coded("observation-category", code)]}


def _codes(row: Observation, kind: ObservationType | None) -> tuple[str, ...]:
    if kind is None or not kind.components:
        return ()
    if kind.panel_loinc:
        return (kind.panel_loinc,) if kind.first.unit(row.unit) else ()
    return loinc_codes(kind.first, row.unit, row.context)


def _when(row: Observation) -> Resource:
    if row.precision == Observation.Precision.DAY:
        start = row.local_day.isoformat()
        end = elements.day_of(row.effective_end, row.tz) if row.effective_end else ""
        if end > start:
            return {"effectivePeriod": elements.period(start, end)}
        return {"effectiveDateTime": start}
    start = elements.moment(row.effective_at, row.tz)
    if row.effective_end is None:
        return {"effectiveDateTime": start}
    return {"effectivePeriod": {"start": start, "end": elements.moment(row.effective_end, row.tz)}}


def _said(row: Observation, kind: ObservationType | None, codes: tuple[str, ...]) -> Resource:
    if LAST_PERIOD in codes and kind is not None:
        flow = {"code": elements.concept(kind.first.label), **_choice(row, kind)}
        return {"valueDateTime": row.local_day.isoformat(), "component": [flow]}
    if row.code:
        return _choice(row, kind)
    if kind is not None and len(kind.components) > 1:
        texts = (row.value_text, row.value2_text)
        parts = zip(kind.components, texts, strict=False)
        return {"component": [_part(row, part, text) for part, text in parts]}
    return _value(row, kind.first if kind else None, row.value_text)


def _part(row: Observation, component: Component, text: str) -> Resource:
    codes = loinc_codes(component, row.unit, row.context)
    codings = [elements.coded(elements.LOINC, code) for code in codes]
    return {
        "code": elements.concept(component.label, *codings),
        **_value(row, component, text),
    }


def _value(row: Observation, component: Component | None, text: str) -> Resource:
    if not text:
        return {"dataAbsentReason": elements.absent_concept()}
    typed = Decimal(text)
    if component is None or component.unit(row.unit) is None:
        return {"valueQuantity": elements.uncoded_quantity(typed, row.unit, row.comparator)}
    value, unit = fhir_quantity(typed, component, row.unit)
    if unit not in units.LABELS:  # an own type's unit is its owner's word
        return {"valueQuantity": elements.uncoded_quantity(value, unit, row.comparator)}
    label = units.label(unit)
    return {"valueQuantity": elements.quantity(value, unit, label, row.comparator)}


def _choice(row: Observation, kind: ObservationType | None) -> Resource:
    choices = kind.first.choices if kind and kind.components else ()
    return {"valueCodeableConcept": elements.concept(_label(choices, row.code))}


def _label(choices: tuple[Choice, ...], key: str) -> str:
    return next((str(choice.label) for choice in choices if choice.key == key), key)


def _context(row: Observation, kind: ObservationType | None) -> Iterator[Resource]:
    if row.context:
        said = _label(kind.contexts if kind else (), row.context)
        yield {
            "code": elements.concept(_("Circumstances")),
            "valueCodeableConcept": elements.concept(said),
        }


def _circumstances(row: Observation, kind: ObservationType | None) -> Resource:
    found: Resource = elements.notes(row.notes, _typed(row, kind))
    if row.body_site:
        sites = kind.body_sites if kind else ()
        found["bodySite"] = elements.concept(_label(sites, row.body_site))
    if row.method:
        found["method"] = elements.concept(row.method)
    if row.device.strip():
        found["device"] = {"display": elements.words(row.device)}
    return found


def _typed(row: Observation, kind: ObservationType | None) -> str:
    """What was typed, where the value leaves in another unit."""
    allowed = kind.first.fhir_units if kind and kind.components else frozenset()
    if not allowed or row.unit in allowed or kind is None or kind.first.unit(row.unit) is None:
        return ""
    numbers = "/".join(
        text or "-" for text in (row.value_text, row.value2_text) if text or row.value2_text
    )
    return _("As typed: %(value)s") % {"value": f"{row.comparator}{numbers} {row.unit}"}
