"""Readings that cannot wait show what to do, right after logging and on the first page."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from patients import briefing_readings
from patients.models import Observation
from patients.patient_facts import Facts
from patients.red_flag_advice import ADVICE
from patients.red_flags import LINES, red_flag
from privacy.registry import BriefingQuery
from tests import factories
from tests.patients.forms_of import submit
from tests.patients.importing import taken_in, taken_out

SignIn = Callable[[User], Client]
CARD = 'class="crisis"'
PRESSURE = "/readings/add/blood_pressure/"


def flag(kind: str, value: str, value2: str = "", facts: Facts | None = None, **said: Any) -> str:
    today = timezone.now().date()
    row = Observation(type=kind, canonical=Decimal(value), local_day=today, **said)
    row.canonical2 = Decimal(value2) if value2 else None
    return red_flag(row, facts or Facts())


@pytest.mark.parametrize(
    ("kind", "value", "value2", "expected"),
    [
        ("blood_pressure", "180", "80", "pressure"),
        ("blood_pressure", "150", "120", "pressure"),
        ("blood_pressure", "179", "119", ""),
        ("oxygen_saturation", "89", "", "oxygen"),
        ("oxygen_saturation", "90", "", ""),
        ("glucose", "53.9", "", "glucose_low"),
        ("glucose", "54", "", ""),
        ("glucose", "299", "", ""),
        ("glucose", "300", "", "glucose_high"),
        ("glucose", "600", "", "glucose_extreme"),
        ("body_temperature", "40.4", "", ""),
        ("body_temperature", "40.5", "", "fever"),
        ("body_temperature", "34.9", "", "cold"),
        ("heart_rate", "150", "", ""),
        ("heart_rate", "151", "", "pulse_high"),
        ("heart_rate", "39", "", "pulse_low"),
        ("body_weight", "600", "", ""),
    ],
)
def test_the_lines(kind: str, value: str, value2: str, expected: str) -> None:
    assert flag(kind, value, value2) == expected


@pytest.mark.parametrize(
    ("value", "comparator", "expected"),
    [("40", "<", "glucose_low"), ("54", "<", "glucose_low"), ("60", "<", ""), ("54", "<=", ""),
     ("40", ">", ""), ("600", ">", "glucose_extreme"), ("600", "<", "")],
)  # fmt: skip
def test_a_meter_that_says_low_or_high_counts(value: str, comparator: str, expected: str) -> None:
    assert flag("glucose", value, comparator=comparator) == expected


def test_age_and_exercise_are_known() -> None:
    baby = Facts(born=timezone.now().date() - timedelta(days=30), age_years=0)
    assert flag("body_temperature", "38.0", facts=baby) == "newborn_fever"
    assert flag("heart_rate", "160", facts=baby) == ""
    assert flag("body_temperature", "38.0") == ""
    assert flag("heart_rate", "170", context="active") == ""


def test_every_line_has_its_card() -> None:
    assert {line.flag for line in LINES} == set(ADVICE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "title", "number"),
    [("en", "Blood pressure of 180/120 or more", "tel:112"), ("es", "", "tel:112")],
)
def test_the_card_stands_on_the_page_that_answers(
    client_for: SignIn, ana: User, language: str, title: str, number: str
) -> None:
    factories.facts(ana, country="ES")
    ana.language = language
    ana.save()
    client = client_for(ana)
    response = submit(client, PRESSURE, value="190", value2_0="100")
    page = client.get(response["Location"]).content.decode()
    assert CARD in page
    assert title in page
    assert number in page
    assert 'role="alert"' in page


@pytest.mark.django_db
def test_units_as_typed_do_not_matter(client_for: SignIn, ana: User) -> None:
    factories.reading(ana, "glucose", "2.9", unit="mmol/L")
    assert "Glucose below 54" in client_for(ana).get("/today/").content.decode()


@pytest.mark.django_db
def test_the_first_page_shows_it_until_put_away(client_for: SignIn, ana: User) -> None:
    row = factories.reading(ana, "oxygen_saturation", "85", unit="%")
    client = client_for(ana)
    assert CARD in client.get("/today/").content.decode()
    assert client.post(f"/readings/entry/{row.entry_id}/seen/").status_code == 302
    assert CARD not in client.get("/today/").content.decode()
    assert CARD in client.get(f"/readings/entry/{row.entry_id}/").content.decode()


@pytest.mark.django_db
def test_a_normal_reading_takes_its_place(client_for: SignIn, ana: User) -> None:
    now = timezone.now()
    factories.reading(ana, "oxygen_saturation", "85", unit="%", at=now - timedelta(minutes=20))
    factories.reading(ana, "oxygen_saturation", "97", unit="%", at=now)
    assert CARD not in client_for(ana).get("/today/").content.decode()


@pytest.mark.django_db
def test_a_normal_or_old_reading_shows_none(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    response = submit(client, PRESSURE, value="121", value2_0="80")
    assert CARD not in client.get(response["Location"]).content.decode()
    factories.reading(
        ana, "oxygen_saturation", "80", unit="%", at=timezone.now() - timedelta(hours=9)
    )
    assert CARD not in client.get("/today/").content.decode()


@pytest.mark.django_db
def test_an_import_of_old_readings_shows_none(client_for: SignIn, ana: User, bruno: User) -> None:
    then = timezone.now() - timedelta(days=3)
    factories.reading(bruno, "blood_pressure", "195", "125", at=then)
    taken_in(ana, taken_out(bruno))
    client = client_for(ana)
    row = Observation.objects.editable_by(ana).get()
    for address in ("/today/", "/exchange/imports/", f"/readings/entry/{row.entry_id}/"):
        assert CARD not in client.get(address).content.decode()


@pytest.mark.django_db
def test_the_assistant_is_told_that_it_is_urgent(ana: User) -> None:
    factories.reading(ana, "oxygen_saturation", "85", unit="%")
    text = " ".join(
        item.text for item in briefing_readings.readings(ana, BriefingQuery(budget=900))
    )
    assert "URGENT, of the last hours" in text
