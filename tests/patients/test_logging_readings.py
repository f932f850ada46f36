"""People log readings: as typed, once, and asked about what looks wrong."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from patients.models import Observation
from privacy.models import AccessEvent
from tests import factories
from tests.patients.forms_of import fields_of, submit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PRESSURE = "/readings/add/blood_pressure/"
GLUCOSE = "/readings/add/glucose/"


def rows_of(person: User) -> list[Observation]:
    return list(Observation.objects.editable_by(person).present().oldest_first())


def test_ana_logs_128_over_82_and_finds_it_on_her_first_page(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    response = submit(client, PRESSURE, value="128", value2_0="82")
    assert response.status_code == 302
    (row,) = rows_of(ana)
    assert (row.value_text, row.value2_text, row.unit) == ("128", "82", "mm[Hg]")
    assert (row.canonical, row.canonical2) == (Decimal(128), Decimal(82))
    assert "128/82" in client.get("/today/").content.decode()


def test_every_digit_stays_as_it_was_typed(client_for: SignIn, ana: User) -> None:
    submit(client_for(ana), GLUCOSE, value_0="7.20", value_1="mmol/L")
    (row,) = rows_of(ana)
    assert (row.value_text, row.unit) == ("7.20", "mmol/L")
    assert row.canonical == Decimal("129.712320")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("7,2", "7.2"), (" 7.2 ", "7.2"), ("7,20", "7.20"), ("+7.2", "7.2"), ("07.2", "07.2")],
)
def test_a_decimal_comma_is_as_good_as_a_point(
    client_for: SignIn, ana: User, typed: str, kept: str
) -> None:
    submit(client_for(ana), GLUCOSE, value_0=typed, value_1="mmol/L")
    assert [row.value_text for row in rows_of(ana)] == [kept]


def test_the_pulse_beside_a_pressure_becomes_a_reading_of_the_same_moment(
    client_for: SignIn, ana: User
) -> None:
    submit(client_for(ana), PRESSURE, value="128", value2_0="82", pulse="66")
    pressure, pulse = sorted(rows_of(ana), key=lambda row: row.type)
    assert (pulse.type, pulse.value_text) == ("heart_rate", "66")
    assert pressure.group_id == pulse.group_id is not None
    assert pressure.effective_at == pulse.effective_at


def test_a_wrong_pulse_keeps_the_pressure_out_too(client_for: SignIn, ana: User) -> None:
    response = submit(client_for(ana), PRESSURE, value="128", value2_0="82", pulse="600")
    assert response.status_code == 422
    assert rows_of(ana) == []


def test_a_form_sent_twice_makes_one_reading(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    form = {**fields_of(client.get(PRESSURE)), "value": "128", "value2_0": "82", "pulse": "66"}
    assert [client.post(PRESSURE, form).status_code for _ in range(3)] == [302, 302, 302]
    assert len(rows_of(ana)) == 2  # the pressure and its pulse
    assert AccessEvent.objects.filter(action="create").count() == 2


def test_an_unusual_value_is_asked_about_and_saved_once_confirmed(
    client_for: SignIn, ana: User
) -> None:
    client = client_for(ana)
    asked = submit(client, PRESSURE, value="235", value2_0="125")
    assert asked.status_code == 422
    assert "Yes, 235/125" in asked.content.decode()
    assert rows_of(ana) == []
    form = fields_of(asked)
    token = asked.context["form"].token
    assert client.post(PRESSURE, {**form, "confirmed": token}).status_code == 302
    assert [row.value_text for row in rows_of(ana)] == ["235"]


def test_confirming_one_value_does_not_confirm_another(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    asked = submit(client, PRESSURE, value="235", value2_0="125")
    form = {**fields_of(asked), "confirmed": asked.context["form"].token, "value": "245"}
    again = client.post(PRESSURE, form)
    assert again.status_code == 422
    assert "Yes, 245/125" in again.content.decode()
    assert rows_of(ana) == []


def test_a_weight_far_from_last_weeks_is_asked_about(client_for: SignIn, ana: User) -> None:
    day = timezone.now() - timedelta(days=2)
    factories.reading(ana, "body_weight", "72.5", at=day)
    response = submit(client_for(ana), "/readings/add/body_weight/", value_0="90")
    assert response.status_code == 422
    assert "72.5" in response.content.decode()


def test_the_unit_offered_is_the_one_used_last(client_for: SignIn, ana: User) -> None:
    factories.reading(ana, "body_weight", "160", unit="[lb_av]")
    assert fields_of(client_for(ana).get("/readings/add/body_weight/"))["value_1"] == "[lb_av]"


def test_steps_belong_to_a_day_and_not_to_a_minute(client_for: SignIn, ana: User) -> None:
    submit(client_for(ana), "/readings/add/steps_day/", value="9500", when="2026-10-02")
    (row,) = rows_of(ana)
    assert (row.precision, row.local_day) == ("day", date(2026, 10, 2))


def test_a_period_is_logged_by_choosing(client_for: SignIn, ana: User) -> None:
    submit(client_for(ana), "/readings/add/menstruation/", code="heavy", when="2026-10-02")
    (row,) = rows_of(ana)
    assert (row.code, row.value_text) == ("heavy", "")


def test_a_reading_that_only_says_low_keeps_its_sign(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    asked = submit(client, GLUCOSE, value_0="40", value_1="mg/dL", comparator="<")
    token = asked.context["form"].token
    client.post(GLUCOSE, {**fields_of(asked), "confirmed": token})
    (row,) = rows_of(ana)
    assert row.comparator == "<"
    assert "&lt;40" in client.get("/readings/").content.decode()


def test_a_critical_value_leads_to_what_to_do(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    response = submit(client, PRESSURE, value="190", value2_0="125")
    assert response["Location"].startswith("/readings/entry/")
    assert "call the emergency number" in client.get(response["Location"]).content.decode()
    assert "call the emergency number" in client.get("/today/").content.decode()


def test_words_of_a_reading_are_unreadable_in_the_database(client_for: SignIn, ana: User) -> None:
    submit(client_for(ana), PRESSURE, value="128", value2_0="82", notes="Ghee and garlic")
    (row,) = rows_of(ana)
    assert row.notes == "Ghee and garlic"
    stored = Observation.objects.editable_by(ana).values_list("notes", flat=True)[0]
    assert b"garlic" not in stored.data


def test_the_trail_says_that_ana_logged_and_not_what(client_for: SignIn, ana: User) -> None:
    submit(client_for(ana), PRESSURE, value="128", value2_0="82", notes="secret words")
    event = AccessEvent.objects.get(action="create")
    assert (event.actor, event.subject) == (ana, ana)
    assert event.object_id == str(rows_of(ana)[0].entry_id)
    told = f"{event.detail} {event.reason}"
    assert "128" not in told
    assert "secret" not in told


def test_an_htmx_answer_is_the_form_alone_and_says_422(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    form = {**fields_of(client.get(PRESSURE)), "value": "9999", "value2_0": "82"}
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "reading-form"}
    response = client.post(PRESSURE, form, **headers)
    assert response.status_code == 422
    text = response.content.decode()
    assert text.lstrip().startswith("<form")
    assert 'value="9999"' in text


def test_a_worked_out_type_cannot_be_logged(client_for: SignIn, ana: User) -> None:
    assert client_for(ana).get("/readings/add/bmi/").status_code == 404
    assert client_for(ana).get("/readings/add/nonsense/").status_code == 404


def test_an_id_chosen_by_ana_never_finds_brunos_reading(
    client_for: SignIn, ana: User, bruno: User
) -> None:
    shared: Any = uuid4()
    his = factories.reading(bruno, entry_id=shared)
    submit(client_for(ana), PRESSURE, value="111", value2_0="71", entry_id=str(shared))
    assert [row.value_text for row in rows_of(ana)] == ["111"]
    assert [row.pk for row in rows_of(bruno)] == [his.pk]
    assert rows_of(bruno)[0].value_text == "128"
