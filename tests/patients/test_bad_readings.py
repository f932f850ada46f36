"""Nothing impossible gets into a record: 422, the form kept, the reason named, nothing saved."""

from collections.abc import Callable
from datetime import date, timedelta
from html import escape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from patients.models import Observation
from patients.observation_types import ALL
from patients.views.kinds import is_offered
from tests import factories
from tests.patients.forms_of import fields_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
GOOD = {
    "blood_pressure": {"value": "128", "value2_0": "82", "value2_1": "mm[Hg]"},
    "glucose": {"value_0": "95", "value_1": "mg/dL"},
    "body_temperature": {"value_0": "36.6", "value_1": "Cel"},
    "pain": {"value": "3"},
    "menstruation": {"code": "light"},
    "phq9": {"value": "4"},
}
FUTURE = f"{timezone.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"

BAD = [
    ("blood_pressure", "value", "", "This field is required"),
    ("blood_pressure", "value", "abc", "Write one number"),
    ("blood_pressure", "value", "1" * 40, "Write one number"),
    ("blood_pressure", "value", "400", "between 30"),
    ("blood_pressure", "value", "12", "between 30"),
    ("blood_pressure", "value", "80", "must be higher than diastolic"),
    ("blood_pressure", "value", "NaN", "Write one number"),
    ("blood_pressure", "value", "1e3", "Write one number"),
    ("blood_pressure", "value", "-120", "between 30"),
    ("blood_pressure", "value", "1,280.5", "Write one number"),
    ("blood_pressure", "value", "١٢٨", "Write one number"),
    ("blood_pressure", "value", "12\x008", "Write one number"),
    ("blood_pressure", "value", "<script>alert(1)</script>", "Write one number"),
    ("blood_pressure", "value2_0", "", "This field is required"),
    ("blood_pressure", "value2_0", "high", "Write one number"),
    ("blood_pressure", "value2_0", "500", "between 10"),
    ("blood_pressure", "value2_1", "kg", "Choose one of the listed units"),
    ("blood_pressure", "value2_1", "", "Choose one of the listed units"),
    ("blood_pressure", "pulse", "9", "Heart rate must be between 10"),
    ("blood_pressure", "pulse", "fast", "Write one number"),
    ("blood_pressure", "context", "upside_down", "Select a valid choice"),
    ("blood_pressure", "body_site", "third_arm", "Select a valid choice"),
    ("blood_pressure", "when", "", "This field is required"),
    ("blood_pressure", "when", FUTURE, "This time is in the future"),
    ("blood_pressure", "when", "yesterday", "Write the time as"),
    ("blood_pressure", "when", "2026-02-30T10:00", "Write the time as"),
    ("blood_pressure", "when", "0012-01-01T10:00", "The year must be 1900"),
    ("blood_pressure", "when", "2026-01-01T10:00\x00", "Write the time as"),
    ("blood_pressure", "device", "x" * 121, "at most 120 characters"),
    ("blood_pressure", "device", "<b>Omron</b>", "Write plain text"),
    ("blood_pressure", "device", "Om\x00ron", "Null characters are not allowed"),
    ("blood_pressure", "tags", ",".join(f"t{n}" for n in range(11)), "At most ten tags"),
    ("blood_pressure", "tags", "x" * 41, "at most 40 characters"),
    ("blood_pressure", "tags", "<script>", "Write plain text"),
    ("blood_pressure", "tags", "a\x00b", "Null characters are not allowed"),
    ("blood_pressure", "notes", "x" * 4001, "at most 4000 characters"),
    ("blood_pressure", "notes", "<img src=x onerror=alert(1)>", "Write plain text"),
    ("blood_pressure", "notes", "a\x00b", "Null characters are not allowed"),
    ("blood_pressure", "entry_id", "not-a-uuid", "damaged on its way"),
    ("glucose", "value_0", "2500", "between 0"),
    ("glucose", "value_0", "7.1234567", "too many digits"),
    ("glucose", "value_1", "mg/L", "Choose one of the listed units"),
    ("glucose", "comparator", "~", "Select a valid choice"),
    ("body_temperature", "value_0", "98", "between 20"),
    ("pain", "value", "11", "between 0"),
    ("pain", "value", "3.5", "whole number"),
    ("phq9", "value", "28", "between 0"),
    ("menstruation", "code", "torrential", "Select a valid choice"),
    ("menstruation", "code", "", "This field is required"),
]


@pytest.mark.parametrize(("key", "field", "text", "why"), BAD)
def test_a_wrong_field_comes_back_with_its_reason(
    client_for: SignIn, ana: User, key: str, field: str, text: str, why: str
) -> None:
    client, url = client_for(ana), f"/readings/add/{key}/"
    form = {**fields_of(client.get(url)), **GOOD[key], field: text}
    response = client.post(url, form)
    page = response.content.decode()
    assert response.status_code == 422
    assert why in page
    assert not Observation.objects.editable_by(ana).exists()
    kept = {name: value for name, value in GOOD[key].items() if name != field}
    assert all(escape(value) in page for value in kept.values())


def test_words_that_only_look_like_code_are_fine(client_for: SignIn, ana: User) -> None:
    client, url = client_for(ana), "/readings/add/glucose/"
    words = "5 < 7 & 8 > 6; <3 after lunch; it's “fine” {{ 7*7 }} \U0001f600 \u202eabc"
    form = {**fields_of(client.get(url)), **GOOD["glucose"], "notes": words}
    assert client.post(url, form).status_code == 302
    row = Observation.objects.editable_by(ana).get()
    assert row.notes == words
    assert escape("5 < 7 & 8 > 6", quote=False) in client.get("/readings/").content.decode()


def test_a_reading_from_before_birth_is_refused(client_for: SignIn, ana: User) -> None:
    factories.facts(ana, birth_date=date(1981, 3, 9))
    client, url = client_for(ana), "/readings/add/glucose/"
    form = {**fields_of(client.get(url)), **GOOD["glucose"], "when": "1980-01-01T08:00"}
    response = client.post(url, form)
    assert response.status_code == 422
    assert "before your date of birth" in response.content.decode()


@pytest.mark.parametrize("key", [kind.key for kind in ALL if is_offered(kind)])
def test_an_empty_form_of_any_type_is_refused(client_for: SignIn, ana: User, key: str) -> None:
    client, url = client_for(ana), f"/readings/add/{key}/"
    assert client.post(url, {}).status_code == 422
    untouched = client.post(url, fields_of(client.get(url)))
    assert untouched.status_code == 422
    assert not Observation.objects.editable_by(ana).exists()


def test_a_body_that_is_too_large_is_413(client_for: SignIn, ana: User) -> None:
    client, url = client_for(ana), "/readings/add/glucose/"
    form = {**fields_of(client.get(url)), **GOOD["glucose"], "notes": "x" * 1_200_000}
    sent = "&".join(f"{name}={value}" for name, value in form.items())
    response = client.post(url, sent, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
