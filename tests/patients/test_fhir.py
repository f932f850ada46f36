"""A record leaves as FHIR R4: valid, with the codes the profiles fix, and with the digits typed."""

import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from accounts.models import User
from patients.fhir import bundle, encoding, observations, summary
from patients.models import Observation
from patients.observation_types import ALL, ObservationType
from tests import factories
from tests.patients import fhir_checks
from tests.patients.test_export_and_import import HOSTILE, rich_record

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 25, 1, 30, 15, tzinfo=UTC)
VALUES = {"steps": "4000", "steps_day": "4000", "glucose": "100", "peak_flow": "400"}


def collected(person: User) -> list[dict[str, Any]]:
    """Every resource of the collection, each valid."""
    return fhir_checks.entries(fhir_checks.parsed(bundle.collection(person)))


def seen(person: User, row: Observation) -> dict[str, Any]:
    """One reading as it leaves, read back."""
    row.owner = person
    resource = observations.observation(row, observations.kinds_of(person))
    found: dict[str, Any] = fhir_checks.parsed([encoding.encode(resource).encode()])
    fhir_checks.validate(found)
    return found


def codes(concept: dict[str, Any]) -> list[str]:
    return [coding["code"] for coding in concept.get("coding", [])]


def _plausible(kind: ObservationType) -> str:
    low, high = kind.first.hard.low, kind.first.hard.high
    if kind.key in VALUES or low is None or high is None:
        return VALUES.get(kind.key, "2")
    return str(int((low + min(high, 2 * low + 10)) / 2))


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.key)
def test_every_type_in_every_unit_is_a_valid_observation(ana: User, kind: ObservationType) -> None:
    for unit in kind.first.units or (None,):
        row = Observation(
            owner=ana, type=kind.key, effective_at=AT, local_day=AT.date(), tz="Europe/Madrid",
            value_text=_plausible(kind) if unit else "", unit=unit.ucum if unit else "",
            code="" if unit else kind.first.choices[0].key, created_at=AT, updated_at=AT,
            context=kind.contexts[0].key if kind.contexts else "", notes=HOSTILE,
            body_site=kind.body_sites[0].key if kind.body_sites else "", tags=["a", HOSTILE],
            method=HOSTILE, device=HOSTILE, source_id=HOSTILE,
        )  # fmt: skip
        assert seen(ana, row)["effectiveDateTime"] == "2026-10-25T02:30:15+01:00"


@pytest.mark.parametrize(
    ("key", "typed", "unit", "sent", "code", "loinc", "profile"),
    [
        ("body_weight", "72.50", "kg", "72.50", "kg", ["29463-7"], "bodyweight"),
        ("body_weight", "159.8", "[lb_av]", "159.8", "[lb_av]", ["29463-7"], "bodyweight"),
        ("body_weight", "11.4", "[stone_av]", "72.3933", "kg", ["29463-7"], "bodyweight"),
        ("body_height", "68.0", "[in_i]", "68.0", "[in_i]", ["8302-2"], "bodyheight"),
        ("body_temperature", "98.60", "[degF]", "98.60", "[degF]", ["8310-5"], "bodytemp"),
        ("heart_rate", "61", "/min", "61", "/min", ["8867-4"], "heartrate"),
        ("respiratory_rate", "14", "/min", "14", "/min", ["9279-1"], "resprate"),
        ("oxygen_saturation", "97", "%", "97", "%", ["2708-6", "59408-5"], "oxygensat"),
        ("head_circumference", "35.5", "cm", "35.5", "cm", ["9843-4"], "headcircum"),
    ],
)  # fmt: skip
def test_a_vital_sign_has_the_code_and_unit_its_profile_fixes(
    ana: User, key: str, typed: str, unit: str, sent: str, code: str, loinc: list[str], profile: str
) -> None:
    found = seen(ana, factories.reading(ana, key, typed, unit=unit, at=AT))
    assert codes(found["code"]) == loinc
    assert found["meta"]["profile"] == [observations.PROFILE + profile]
    assert codes(found["category"][0]) == ["vital-signs"]
    quantity = found["valueQuantity"]
    assert str(quantity["value"]) == sent  # digit for digit
    assert (quantity["code"], quantity["system"]) == (code, "http://unitsofmeasure.org")


def test_an_imported_body_mass_index_has_its_profile_too(ana: User) -> None:
    row = factories.reading(ana, "body_weight", "23.90", at=AT)
    row.type, row.unit = "bmi", "kg/m2"
    found = seen(ana, row)
    assert found["meta"]["profile"] == [observations.PROFILE + "bmi"]
    assert str(found["valueQuantity"]["value"]) == "23.90"


def test_blood_pressure_is_one_panel_and_a_missing_part_is_said_to_be_missing(ana: User) -> None:
    row = factories.reading(ana, at=AT, context="sitting", body_site="left_arm")
    found = seen(ana, row)
    assert codes(found["code"]) == ["85354-9"]
    top, bottom, posture = found["component"]
    assert [codes(part["code"]) for part in (top, bottom)] == [["8480-6"], ["8462-4"]]
    assert (top["valueQuantity"]["value"], bottom["valueQuantity"]["code"]) == (128, "mm[Hg]")
    assert posture["valueCodeableConcept"] == {"text": "Sitting"}
    row.value2_text = ""
    bottom = seen(ana, row)["component"][1]
    assert codes(bottom["dataAbsentReason"]) == ["unknown"]
    assert "valueQuantity" not in bottom


def test_kilopascals_leave_as_the_profile_wants_and_what_was_typed_is_kept(ana: User) -> None:
    found = seen(ana, factories.reading(ana, value="16.0", value2="10.5", unit="kPa", at=AT))
    values = [part["valueQuantity"] for part in found["component"]]
    assert [(str(each["value"]), each["code"]) for each in values] == [
        ("120.01", "mm[Hg]"), ("78.76", "mm[Hg]"),
    ]  # fmt: skip
    assert found["note"] == [{"text": "As typed: 16.0/10.5 kPa"}]


def test_a_comparator_and_the_digits_behind_the_point_stay(ana: User) -> None:
    row = factories.reading(
        ana, "glucose", "2.20", unit="mmol/L", comparator="<", context="fasting", at=AT
    )
    found = seen(ana, row)
    value = found["valueQuantity"]
    assert (value["comparator"], str(value["value"]), value["code"]) == ("<", "2.20", "mmol/L")
    assert codes(found["code"]) == ["14743-9"]  # the molar code, never the one for mg/dL


def test_a_unit_nobody_knows_is_text_and_claims_no_code(ana: User) -> None:
    row = factories.reading(ana, "body_weight", "72.5", at=AT)
    row.unit = "stein"
    found = seen(ana, row)
    assert found["valueQuantity"] == {"value": Decimal("72.5"), "unit": "stein"}
    assert "coding" not in found["code"]
    assert "profile" not in found["meta"]


def test_a_type_that_is_gone_is_still_told(ana: User) -> None:
    row = factories.reading(ana, "body_weight", "72.5", at=AT)
    row.type = "retired_type"
    found = seen(ana, row)
    assert found["code"] == {"text": "retired_type"}
    assert found["valueQuantity"]["value"] == Decimal("72.5")


@pytest.mark.parametrize("status", Observation.Status.values)
def test_states_are_those_of_fhir(ana: User, status: str) -> None:
    row = factories.reading(ana, "body_weight", "72.5", at=AT, status=status)
    assert seen(ana, row)["status"] == status


def test_a_day_without_a_time_is_a_date_and_an_interval_a_period(ana: User) -> None:
    night = factories.reading(
        ana, "sleep_duration", "7.5", unit="h", tz="America/New_York", at=AT.replace(hour=0),
        effective_end=AT,
    )  # fmt: skip
    assert seen(ana, night)["effectivePeriod"] == {
        "start": "2026-10-24T20:30:15-04:00", "end": "2026-10-24T21:30:15-04:00",
    }  # fmt: skip
    day = factories.reading(
        ana, "menstruation", "", code="light", precision="day", tz="Europe/Madrid",
        at=datetime(2026, 9, 30, 22, tzinfo=UTC), context="cycle_start",
    )  # fmt: skip
    found = seen(ana, day)
    assert found["effectiveDateTime"] == found["valueDateTime"] == "2026-10-01"
    assert found["component"][0]["valueCodeableConcept"] == {"text": "Light"}


def test_an_offset_with_odd_seconds_becomes_utc(ana: User) -> None:
    row = factories.reading(ana, "body_weight", "3.5", at=datetime(1905, 5, 1, 12, tzinfo=UTC))
    row.tz = "Africa/Monrovia"  # then 43 minutes and 8 seconds behind
    assert seen(ana, row)["effectiveDateTime"] == "1905-05-01T12:00:00+00:00"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_whole_record_with_hostile_words_is_a_valid_collection(ana: User, language: str) -> None:
    rich_record(ana)
    with translation.override(language):
        found = collected(ana)
    kinds = [resource["resourceType"] for resource in found]
    assert kinds[0] == "Patient"
    assert set(kinds) >= {
        "Observation", "Condition", "MedicationStatement", "AllergyIntolerance", "Immunization",
        "FamilyMemberHistory", "RelatedPerson",
    }  # fmt: skip
    notes = [note["text"] for resource in found for note in resource.get("note", [])]
    assert HOSTILE in notes


def test_the_person_is_told_as_they_told_it(ana: User) -> None:
    empty = collected(ana)[0]
    assert empty["name"] == [{"text": "Ana Torres"}]
    assert "_birthDate" in empty
    factories.facts(ana, birth_date=date(1981, 3, 9), sex="female", blood_type="A+", country="ES")
    person, blood = collected(ana)
    assert (person["birthDate"], person["gender"]) == ("1981-03-09", "female")
    assert codes(blood["code"]) == ["882-1"]
    assert blood["valueCodeableConcept"]["text"] == "A+"


def test_a_problem_that_ended_but_is_called_active_breaks_no_rule(ana: User) -> None:
    factories.line(ana, name="Asthma", onset="2015", abatement="2019-03")
    factories.line(ana, name="Flu", clinical_status="resolved", abatement="2020")
    found = {each["code"]["text"]: each for each in collected(ana)[1:]}
    assert "abatementDateTime" not in found["Asthma"]  # con-4 of FHIR R4
    assert found["Asthma"]["note"] == [{"text": "Until 2019-03"}]
    assert found["Flu"]["abatementDateTime"] == "2020"


def test_the_same_entry_has_the_same_id_again_and_another_for_somebody_else(
    ana: User, bruno: User
) -> None:
    row = factories.reading(ana, at=AT)
    factories.reading(bruno, at=AT, entry_id=row.entry_id)
    mine, again, his = (collected(who)[1]["id"] for who in (ana, ana, bruno))
    assert mine == again
    assert mine != his


def test_nothing_of_somebody_else_and_nothing_deleted_is_in_it(ana: User, bruno: User) -> None:
    factories.line(bruno, name="Gout of Bruno")
    gone = factories.line(ana, name="Gone of Ana")
    gone.deleted_at = AT
    gone.save(update_fields=["deleted_at"])
    text = b"".join(bundle.collection(ana)) + b"".join(summary.written(ana))
    assert b"Gout of Bruno" not in text
    assert b"Gone of Ana" not in text


def _peak(person: User) -> int:
    tracemalloc.start()
    pieces = sum(1 for _piece in bundle.collection(person))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert pieces > 1
    return peak


def test_a_long_record_needs_no_more_memory_than_a_short_one(
    ana: User, many_readings: Callable[[User, int], None]
) -> None:
    many_readings(ana, 1500)
    _peak(ana)
    short = _peak(ana)
    many_readings(ana, 4500)
    assert _peak(ana) < short * 1.2


@pytest.fixture
def many_readings() -> Callable[[User, int], None]:
    """Add so many readings, without their ceremonies."""

    def add(person: User, count: int) -> None:
        first = factories.reading(person, at=AT)
        fields = {f.name: getattr(first, f.name) for f in first._meta.fields if f.name != "id"}
        rows = [Observation(**{**fields, "entry_id": None}) for _ in range(count)]
        for row in rows:
            row.entry_id = Observation._meta.get_field("entry_id").get_default()
        Observation.objects.bulk_create(rows)

    return add
