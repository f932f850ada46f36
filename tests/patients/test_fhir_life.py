"""Daily life, own types and goals leave as FHIR too."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from tests import factories, factories_life
from tests.patients.test_export_and_import import HOSTILE
from tests.patients.test_fhir import AT, codes, collected

pytestmark = pytest.mark.django_db


def of_kind(person: User, kind: str) -> list[dict[str, Any]]:
    """The resources of one kind in the whole collection, all of it valid."""
    return [resource for resource in collected(person) if resource["resourceType"] == kind]


def test_an_episode_is_a_health_concern_with_its_strength(ana: User) -> None:
    factories_life.symptom(
        ana, "Migraine", onset=AT, abatement=AT + timedelta(hours=2), severity=7, trigger="Wine",
        relief="Sleep", notes=HOSTILE, tags=["work"], tz="Europe/Madrid",
    )  # fmt: skip
    (found,) = of_kind(ana, "Condition")
    assert codes(found["category"][0]) == ["health-concern"]
    assert codes(found["clinicalStatus"]) == ["resolved"]
    assert found["onsetDateTime"] == "2026-10-25T02:30:15+01:00"
    assert found["severity"] == {"text": "7 of 10"}
    said = [note["text"] for note in found["note"]]
    assert said == [HOSTILE, "Set off by: Wine", "What helped: Sleep"]


def test_one_that_goes_on_by_days_is_active_and_dated(ana: User) -> None:
    factories_life.symptom(
        ana, onset=datetime(2026, 9, 30, 22, tzinfo=UTC), tz="Europe/Madrid", precision="day"
    )
    (found,) = of_kind(ana, "Condition")
    assert found["onsetDateTime"] == "2026-10-01"
    assert codes(found["clinicalStatus"]) == ["active"]


def test_a_plan_and_its_doses_point_to_the_medicine(ana: User) -> None:
    plan = factories_life.plan(ana, None, "08:00", "20:00")
    factories_life.answer(plan, f"{factories_life.today_of(ana) - timedelta(days=1)}T08:00")
    factories_life.answer(
        plan, f"{factories_life.today_of(ana) - timedelta(days=1)}T20:00", factories_life.SKIPPED
    )
    factories_life.plan(ana, factories_life.medicine(ana, "Ibuprofen"), as_needed=True)
    request, when_needed = of_kind(ana, "MedicationRequest")
    dosage = request["dosageInstruction"][0]
    assert dosage["timing"]["repeat"]["timeOfDay"] == ["08:00:00", "20:00:00"]
    assert dosage["doseAndRate"][0]["doseQuantity"]["code"] == "mg"
    assert when_needed["dosageInstruction"][0]["asNeededBoolean"] is True
    doses = of_kind(ana, "MedicationAdministration")
    assert [dose["status"] for dose in doses] == ["completed", "not-done"]
    medicines = {each["id"] for each in of_kind(ana, "MedicationStatement")}
    for found in (request, *doses):
        (about,) = found["supportingInformation"]
        assert about["reference"].removeprefix("urn:uuid:") in medicines


@pytest.mark.parametrize(("days", "status"), [(-1, "completed"), (0, "active"), (7, "active")])
def test_a_plan_is_completed_once_its_last_day_is_over(ana: User, days: int, status: str) -> None:
    factories_life.plan(ana, end_day=factories_life.today_of(ana) + timedelta(days=days))
    (found,) = of_kind(ana, "MedicationRequest")
    assert found["status"] == status


def test_a_dose_of_a_deleted_medicine_points_to_nothing_that_is_missing(ana: User) -> None:
    medicine = factories_life.medicine(ana)
    factories_life.took(ana, medicine)
    medicine.deleted_at = AT
    medicine.save(update_fields=["deleted_at"])
    (dose,) = of_kind(ana, "MedicationAdministration")  # every reference is followed
    assert dose["medicationCodeableConcept"]["text"] == "Losartan"


def test_a_note_is_an_observation_of_words(ana: User) -> None:
    factories_life.note(ana, HOSTILE)
    (found,) = of_kind(ana, "Observation")
    assert found["valueString"] == HOSTILE


def test_an_own_type_has_a_name_and_no_code(ana: User) -> None:
    kind = factories.own_type(ana)
    factories.reading(ana, kind.key, "3.50", unit=kind.unit, at=AT)
    (found,) = of_kind(ana, "Observation")
    assert found["code"] == {"text": kind.label}
    assert found["valueQuantity"]["value"] == Decimal("3.50")
    assert str(found["valueQuantity"]["value"]) == "3.50"


def test_a_goal_is_a_range_of_what_is_measured(ana: User) -> None:
    row = factories.goal(ana)
    (found,) = of_kind(ana, "Goal")
    target = found["target"][0]
    assert codes(target["measure"]) == ["29463-7"]
    assert found["lifecycleStatus"] == "active"
    assert found["startDate"] == row.start.isoformat()
    said = {side: str(limit["value"]) for side, limit in target["detailRange"].items()}
    assert said == {side: text for side, text in (("low", row.low), ("high", row.high)) if text}
