"""The International Patient Summary: what a stranger must know first, and nothing made up."""

from typing import Any
from xml.etree import ElementTree

import pytest

from accounts.models import User
from patients.fhir import summary
from tests import factories
from tests.patients import fhir_checks
from tests.patients.test_export_and_import import HOSTILE, rich_record

pytestmark = pytest.mark.django_db
XHTML = "{http://www.w3.org/1999/xhtml}"


def made(person: User) -> list[dict[str, Any]]:
    """The document's resources, each valid."""
    document = fhir_checks.parsed(summary.written(person))
    assert document["type"] == "document"
    assert document["identifier"]
    return fhir_checks.entries(document)


def sections(composition: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["code"]["coding"][0]["code"]: part for part in composition["section"]}


def words(section: dict[str, Any]) -> str:
    """The text of the narrative; well-formed XHTML or the test fails."""
    root = ElementTree.fromstring(section["text"]["div"])
    assert root.tag == f"{XHTML}div"
    allowed = {XHTML + tag for tag in ("div", "p", "table", "thead", "tbody", "tr", "th", "td")}
    assert {element.tag for element in root.iter()} <= allowed
    return " ".join(root.itertext())


def test_an_empty_record_says_that_nothing_is_known(ana: User) -> None:
    composition, person, *rest = made(ana)
    assert (composition["resourceType"], person["resourceType"]) == ("Composition", "Patient")
    assert set(sections(composition)) == {"11450-4", "48765-2", "10160-0"}
    said = {
        coding["code"]
        for resource in rest
        for coding in (resource.get("code") or resource["medicationCodeableConcept"])["coding"]
    }
    assert said == {"no-problem-info", "no-allergy-info", "no-medication-info"}


def test_it_holds_what_counts_now_and_the_newest_of_each_reading(ana: User) -> None:
    factories.line(ana, name="Asthma")
    factories.line(ana, name="Old fracture", clinical_status="resolved")
    factories.line(ana, "medications", name="Stopped pill", status="stopped")
    factories.line(ana, "allergies", substance="Penicillin")
    factories.readings(ana, 3, type="body_weight", value="70")
    factories.reading(ana, "glucose", "95", context="fasting")
    factories.reading(ana, "steps_day", "4000", unit="{steps}/d")
    composition, *rest = made(ana)
    found = sections(composition)
    assert list(found) == ["11450-4", "48765-2", "10160-0", "8716-3", "30954-2", "11348-0"]
    assert "Asthma" in words(found["11450-4"])
    assert "Old fracture" in words(found["11348-0"])
    assert "Penicillin" in words(found["48765-2"])
    assert len(found["8716-3"]["entry"]) == len(found["30954-2"]["entry"]) == 1
    pills = [each["status"] for each in rest if each["resourceType"] == "MedicationStatement"]
    assert pills == ["unknown"]  # none is taken now, and nobody said so


def test_hostile_words_are_words_in_its_narrative(ana: User) -> None:
    rich_record(ana)
    factories.line(ana, name=f"<script>alert(1)</script>\x0b{HOSTILE[:60]}&amp;")
    composition, *_rest = made(ana)
    text = words(sections(composition)["11450-4"])
    assert "<script>alert(1)</script>" in text
    assert "&amp;" in text
