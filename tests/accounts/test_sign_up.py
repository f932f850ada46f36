"""Creating an account: role, name, a confirmed address, and no way to ask who is here."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from tests import people
from tests.accounts.mailbox import link, post

SIGN_UP = "/sign-in/signup/"
CARLA = {
    "email": "Carla@Example.org",
    "password1": people.PASSWORD,
    "password2": people.PASSWORD,
    "display_name": "Carla Ruiz",
    "role": "patient",
}


@pytest.fixture
def deliver(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def test_carla_signs_up_confirms_and_signs_in(client: Client, db: None, deliver: Any) -> None:
    post(client, deliver, SIGN_UP, CARLA)
    carla = User.objects.get(email="carla@example.org")
    assert (carla.display_name, carla.role, carla.is_staff) == ("Carla Ruiz", "patient", False)
    confirm = link()
    assert client.get(confirm).status_code == 200
    client.post(confirm)
    assert carla.emailaddress_set.get().verified
    answer = client.post(
        "/sign-in/login/", {"login": "carla@example.org", "password": people.PASSWORD}
    )
    assert answer.status_code == 302
    assert "_auth_user_id" in client.session


def test_opening_the_link_alone_confirms_nothing(client: Client, db: None, deliver: Any) -> None:
    post(client, deliver, SIGN_UP, CARLA)
    client.get(link())
    assert not User.objects.get().emailaddress_set.get().verified


def test_a_clinician_starts_unverified(client: Client, db: None, deliver: Any) -> None:
    post(client, deliver, SIGN_UP, {**CARLA, "role": "provider"})
    carla = User.objects.get()
    assert carla.is_provider
    assert not hasattr(carla, "licence")


@pytest.mark.parametrize(
    "field", ["is_staff", "is_superuser", "is_active", "id", "uuid", "session_round"]
)
def test_nobody_signs_up_with_more_than_the_form_asks(
    client: Client, db: None, deliver: Any, field: str
) -> None:
    post(client, deliver, SIGN_UP, {**CARLA, field: "1"})
    carla = User.objects.get()
    assert (carla.is_staff, carla.is_superuser, carla.is_active) == (False, False, True)
    assert carla.session_round == 0


def test_a_taken_address_gets_the_same_answer_and_its_owner_a_message(
    client: Client, ana: User, deliver: Any
) -> None:
    new = post(client, deliver, SIGN_UP, CARLA)
    taken = post(Client(), deliver, SIGN_UP, {**CARLA, "email": ana.email})
    assert (new.status_code, new["Location"]) == (taken.status_code, taken["Location"])
    assert User.objects.count() == 2
    assert mail.outbox[-1].to == [ana.email]
    assert "already" in mail.outbox[-1].subject


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("display_name", ""),
        ("display_name", "x" * 121),
        ("display_name", "a\x00b"),
        ("email", "not an address"),
        ("email", "x" * 250 + "@example.org"),
        ("password1", "short"),
        ("password1", "password123"),
        ("password2", "another password"),
        ("role", "staff"),
        ("role", ""),
    ],
)
def test_wrong_entries_come_back_with_what_was_typed(
    client: Client, db: None, field: str, wrong: str
) -> None:
    answer = client.post(SIGN_UP, {**CARLA, field: wrong})
    assert answer.status_code == 422
    assert User.objects.count() == 0
    kept = "Carla Ruiz" if field != "display_name" else "Carla@Example.org"
    assert kept in answer.content.decode()


def test_sign_up_speaks_the_language_of_the_visitor(client: Client, db: None, deliver: Any) -> None:
    client.cookies["django_language"] = "es"
    post(client, deliver, SIGN_UP, CARLA)
    assert User.objects.get().language == "es"
