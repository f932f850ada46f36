"""Whatever is deleted can be brought back, and nobody meets it in between."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from patients import briefing
from patients.briefing_readings import readings as briefed_readings
from patients.chart import profile, readings
from patients.models import Observation
from privacy.models import AccessEvent
from privacy.registry import BriefingQuery
from tests import factories
from tests.patients.forms_of import fields_of, submit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_ana_changes_a_reading_and_the_trail_names_the_fields(
    client_for: SignIn, ana: User
) -> None:
    row = factories.reading(ana, notes="before")
    url = f"/readings/entry/{row.entry_id}/edit/"
    assert submit(client_for(ana), url, value="131", notes="after").status_code == 302
    row = Observation.objects.editable_by(ana).get()
    assert (row.value_text, row.canonical, row.notes) == ("131", 131, "after")
    fields = AccessEvent.objects.get(action="update").detail["fields"]
    assert {"value_text", "notes"} <= set(fields)


def test_saving_a_form_untouched_changes_nothing(client_for: SignIn, ana: User) -> None:
    row = factories.reading(ana, notes="n", tags=("a", "b"), device="Omron", context="sitting")
    submit(client_for(ana), f"/readings/entry/{row.entry_id}/edit/")
    again = Observation.objects.editable_by(ana).get()
    assert again.updated_at == row.updated_at
    assert not AccessEvent.objects.filter(action="update").exists()


def test_deleting_asks_first_and_can_be_undone(client_for: SignIn, ana: User) -> None:
    row = factories.reading(ana)
    client, url = client_for(ana), f"/readings/entry/{row.entry_id}/delete/"
    assert "128/82" in client.get(url).content.decode()
    assert Observation.objects.visible_to(ana).exists()
    after = client.post(url, follow=True)
    undo = f"/readings/entry/{row.entry_id}/restore/"
    assert undo in after.content.decode()
    assert not Observation.objects.visible_to(ana).exists()
    assert client.post(undo).status_code == 302
    assert Observation.objects.visible_to(ana).get().pk == row.pk
    assert [e.action for e in AccessEvent.objects.filter(action__in=["delete", "restore"])]


def test_the_toast_after_saving_takes_the_reading_away_again(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    response = submit(client, "/readings/add/heart_rate/", value="70")
    page = client.get(response["Location"]).content.decode()
    undo = page.split('action="/readings/entry/')[1].split('"')[0]
    client.post(f"/readings/entry/{undo}")
    assert not Observation.objects.visible_to(ana).exists()


def test_undoing_a_pressure_takes_its_pulse_along_and_brings_both_back(
    client_for: SignIn, ana: User
) -> None:
    client = client_for(ana)
    sent = {"value": "128", "value2_0": "82", "pulse": "66"}
    page = client.get(submit(client, "/readings/add/blood_pressure/", **sent)["Location"])
    undo = page.content.decode().split('action="/readings/entry/')[1].split('"')[0]
    again = client.post(f"/readings/entry/{undo}", follow=True).content.decode()
    assert not Observation.objects.visible_to(ana).exists()
    redo = again.split('action="/readings/entry/')[1].split('"')[0]
    client.post(f"/readings/entry/{redo}")
    assert Observation.objects.visible_to(ana).count() == 2


def test_deleting_a_pressure_by_itself_leaves_its_pulse(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    sent = {"value": "128", "value2_0": "82", "pulse": "66"}
    submit(client, "/readings/add/blood_pressure/", **sent)
    row = Observation.objects.visible_to(ana).of_type("blood_pressure").get()
    client.post(f"/readings/entry/{row.entry_id}/delete/")
    assert Observation.objects.visible_to(ana).get().type == "heart_rate"


def test_the_question_comes_as_a_dialog_where_htmx_asks(client_for: SignIn, ana: User) -> None:
    row = factories.reading(ana)
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "dialog"}
    text = client_for(ana).get(f"/readings/entry/{row.entry_id}/delete/", **headers)
    assert text.content.decode().lstrip().startswith("<form")


def test_a_deleted_reading_is_nowhere(client_for: SignIn, ana: User, soto: User) -> None:
    row, kept = factories.reading(ana, value="143"), factories.reading(ana, value="121")
    line = factories.line(ana, "conditions", name="Gone condition")
    client = client_for(ana)
    client.post(f"/readings/entry/{row.entry_id}/delete/")
    client.post(f"/profile/conditions/{line.entry_id}/delete/")
    for url in ("/today/", "/readings/", "/readings/blood_pressure/", "/profile/"):
        page = client.get(url).content.decode()
        assert "143/82" not in page
        assert f'title">{line.name}' not in page
    assert client.get(f"/readings/entry/{row.entry_id}/").status_code == 404
    assert client.get(f"/readings/entry/{row.entry_id}/edit/").status_code == 404
    query = BriefingQuery(2000)
    items = [*briefed_readings(ana, query), *briefing.profile(ana, query)]
    told = " ".join(item.text for item in items)
    assert "121/82" in told
    assert "143" not in told
    assert "Gone" not in told
    assert [r.card.row.pk for r in readings(soto, ana).context["rows"]] == [kept.pk]
    assert profile(soto, ana).context["parts"] == []
    sheet = b"".join(client.get("/exchange/export/readings/").streaming_content)
    assert b"blood_pressure" in sheet
    assert b",143," not in sheet


def test_sending_a_deletion_twice_is_harmless(client_for: SignIn, ana: User) -> None:
    row = factories.reading(ana)
    client, url = client_for(ana), f"/readings/entry/{row.entry_id}/delete/"
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 404
    assert AccessEvent.objects.filter(action="delete").count() == 1


def test_an_old_form_of_a_deleted_reading_saves_nothing(client_for: SignIn, ana: User) -> None:
    row = factories.reading(ana)
    client, url = client_for(ana), f"/readings/entry/{row.entry_id}/edit/"
    form = fields_of(client.get(url))
    client.post(f"/readings/entry/{row.entry_id}/delete/")
    assert client.post(url, {**form, "value": "150"}).status_code == 404
