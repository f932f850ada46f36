"""Preferences, the licence entry, the overview, and the shell's switches."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts import services
from accounts.models import Licence, User
from privacy.models import AccessEvent
from tests import people

ClientFor = Callable[[User], Client]
PREFERENCES = "/account/preferences/"
LICENCE = {"profession": "Physician", "number": "4711", "jurisdiction": "Madrid"}


def test_a_stranger_chooses_colours_and_language_without_an_account(client: Client) -> None:
    answer = client.post(PREFERENCES, {"theme": "dark", "next": "/sign-in/login/"})
    assert answer["Location"] == "/sign-in/login/"
    client.post(PREFERENCES, {"language": "es", "next": "/"})
    page = client.get("/sign-in/login/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'lang="es"' in page


@pytest.mark.parametrize("sent", [{"theme": "<script>"}, {"language": "xx"}, {"language": ""}, {}])
def test_a_switch_that_does_not_exist_is_refused(client: Client, sent: dict[str, str]) -> None:
    answer = client.post(PREFERENCES, sent)
    assert answer.status_code == 422
    assert not answer.cookies


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_a_switch_never_leads_to_another_site(client: Client, to: str) -> None:
    assert client.post(PREFERENCES, {"theme": "light", "next": to})["Location"] == "/"


def test_ana_changes_her_name_language_and_zone(ana: User, client_for: ClientFor) -> None:
    form = {"display_name": "Ana T.", "language": "es", "time_zone": "Europe/Madrid"}
    answer = client_for(ana).post(PREFERENCES, form)
    assert answer.status_code == 302
    ana.refresh_from_db()
    assert (ana.display_name, ana.language, ana.time_zone) == ("Ana T.", "es", "Europe/Madrid")
    event = AccessEvent.objects.get(action="update")
    assert event.detail == {"fields": ["display_name", "language", "time_zone"]}


def test_saving_the_same_again_is_no_deed(ana: User, client_for: ClientFor) -> None:
    form = {"display_name": ana.display_name, "language": "en", "time_zone": "UTC"}
    client_for(ana).post(PREFERENCES, form)
    assert not AccessEvent.objects.filter(action="update").exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("display_name", ""),
        ("display_name", "x" * 121),
        ("display_name", "a\x00b"),
        ("language", "tlh"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "x" * 500),
    ],
)
def test_wrong_preferences_come_back_and_change_nothing(
    ana: User, client_for: ClientFor, field: str, wrong: str
) -> None:
    form = {"display_name": "New", "language": "es", "time_zone": "UTC", field: wrong}
    answer = client_for(ana).post(PREFERENCES, form)
    assert answer.status_code == 422
    assert "Ana Torres" in client_for(ana).get("/account/").content.decode()


def test_script_in_a_name_is_shown_as_text(ana: User, client_for: ClientFor) -> None:
    form = {"display_name": "<script>alert(1)</script>", "language": "en", "time_zone": "UTC"}
    client_for(ana).post(PREFERENCES, form)
    page = client_for(ana).get("/account/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("field", ["email", "role", "is_staff", "is_active", "session_round"])
def test_preferences_take_nothing_else(ana: User, client_for: ClientFor, field: str) -> None:
    before = User.objects.values_list(field, flat=True).get(pk=ana.pk)
    form = {"display_name": "Ana", "language": "en", "time_zone": "UTC", field: "provider"}
    client_for(ana).post(PREFERENCES, form)
    assert User.objects.values_list(field, flat=True).get(pk=ana.pk) == before


def test_a_clinician_enters_a_licence_and_waits(client_for: ClientFor, db: None) -> None:
    nora = people.with_second_factor(people.person("Nora Neu", role="provider"))
    client = client_for(nora)
    assert client.post("/account/licence/", LICENCE).status_code == 302
    assert Licence.objects.get().status == Licence.Status.PENDING
    assert client.get("/provider/")["Location"] == "/account/licence/"
    assert AccessEvent.objects.get(action="licence").actor == nora


def test_changing_a_verified_licence_waits_for_staff_again(
    soto: User, client_for: ClientFor
) -> None:
    client = client_for(soto)
    same = {"profession": "Physician", "number": "12345", "jurisdiction": "Testland"}
    client.post("/account/licence/", same)
    assert client.get("/provider/").status_code == 200
    client.post("/account/licence/", {**same, "number": "99999"})
    licence = Licence.objects.get(user=soto)
    assert (licence.status, licence.decided_at) == (Licence.Status.PENDING, None)
    assert client.get("/provider/")["Location"] == "/account/licence/"


def test_nobody_verifies_their_own_licence_by_a_hidden_field(
    soto: User, client_for: ClientFor
) -> None:
    Licence.objects.update(status="pending")
    client_for(soto).post("/account/licence/", {**LICENCE, "status": "verified"})
    assert Licence.objects.get(user=soto).status == Licence.Status.PENDING


@pytest.mark.parametrize(("field", "wrong"), [("number", ""), ("number", "9" * 41)])
def test_a_wrong_licence_comes_back(
    soto: User, client_for: ClientFor, field: str, wrong: str
) -> None:
    answer = client_for(soto).post("/account/licence/", {**LICENCE, field: wrong})
    assert answer.status_code == 422
    assert "Madrid" in answer.content.decode()


def test_a_patient_has_no_licence_page(ana: User, client_for: ClientFor) -> None:
    assert client_for(ana).post("/account/licence/", LICENCE)["Location"] == "/account/"
    assert not Licence.objects.exists()


def test_the_decision_reaches_the_clinician_in_their_language(
    soto: User, boss: User, django_capture_on_commit_callbacks: Any
) -> None:
    licence = Licence.objects.get(user=soto)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.decide_licence(actor=boss, licence=licence, verified=False)
    assert mail.outbox[-1].to == [soto.email]
    assert "not be verified" in mail.outbox[-1].subject
    assert not services.decide_licence(actor=boss, licence=licence, verified=False)


def test_the_overview_takes_the_same_few_queries_for_everyone(
    ana: User, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    client = client_for(ana)
    with django_assert_max_num_queries(8):
        client.get("/account/")
