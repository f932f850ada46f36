"""Signing in: with the right password, never with hints for whoever guesses."""

from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from privacy.models import AccessEvent
from tests import people

LOGIN = "/sign-in/login/"


def sign_in(client: Client, email: str, password: str = people.PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def test_ana_signs_in_with_her_address_in_any_letters(client: Client, ana: User) -> None:
    answer = sign_in(client, ana.email.upper())
    assert answer.status_code == 302
    assert int(client.session["_auth_user_id"]) == ana.pk


def test_a_sign_in_stands_in_anas_log(client: Client, ana: User) -> None:
    sign_in(client, ana.email)
    event = AccessEvent.objects.get(action="sign_in", outcome="ok")
    assert (event.actor, event.subject) == (ana, ana)


def test_a_failed_sign_in_stands_in_anas_log_without_what_was_typed(
    client: Client, ana: User
) -> None:
    sign_in(client, ana.email, "guess-the-word")
    event = AccessEvent.objects.get(action="sign_in")
    assert (event.actor, event.subject, event.outcome) == (None, ana, "denied")
    assert event.detail == {}
    assert event.reason == ""


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    client: Client, ana: User
) -> None:
    wrong = sign_in(client, ana.email, "guess-the-word")
    unknown = sign_in(Client(), "nobody.torres@example.org", "guess-the-word")
    assert wrong.status_code == unknown.status_code == 422
    shown = [
        answer.content.decode().replace(typed, "TYPED").replace(token(answer), "TOKEN")
        for answer, typed in ((wrong, ana.email), (unknown, "nobody.torres@example.org"))
    ]
    assert shown[0] == shown[1]


def token(answer: Any) -> str:
    return str(answer.context["csrf_token"])


def test_guessing_at_one_account_is_stopped_after_five_tries(client: Client, ana: User) -> None:
    for _guess in range(5):
        sign_in(client, ana.email, "guess-the-word")
    assert sign_in(client, ana.email).status_code == 422
    assert "_auth_user_id" not in client.session


def test_guessing_at_an_unknown_address_is_stopped_alike(client: Client, db: None) -> None:
    answers = [sign_in(client, "nobody@example.org", "guess") for _guess in range(7)]
    known = people.person("Clara Known")
    cache.clear()  # the limit by address of the sender is another one
    others = [sign_in(Client(), known.email, "guess") for _guess in range(7)]
    texts = [[str(answer.context["form"].errors) for answer in row] for row in (answers, others)]
    assert texts[0] == texts[1]


def test_changing_the_forwarded_address_does_not_escape_the_limit(
    client: Client, ana: User
) -> None:
    answers = [
        sign_in(client, f"guess{n}@example.org", "x", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}")
        for n in range(12)
    ]
    assert answers[0].context["form"].errors != answers[-1].context["form"].errors
    assert sign_in(client, ana.email).status_code == 422


def test_too_many_requests_get_a_page_of_their_own(client: Client, db: None) -> None:
    answers = [sign_in(client, "", "") for _request in range(31)]
    assert answers[-1].status_code == 429
    assert "429" in answers[-1].content.decode()
    assert "Health Tracker" in answers[-1].content.decode()


def test_an_unconfirmed_address_does_not_open_the_account(
    client: Client, ana: User, django_capture_on_commit_callbacks: Any
) -> None:
    ana.emailaddress_set.update(verified=False)
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(client, ana.email)
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    assert len(mail.outbox) == 1


def test_a_closed_account_cannot_sign_in(client: Client, ana: User) -> None:
    User.objects.update(is_active=False)
    answer = sign_in(client, ana.email)
    assert answer["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(client: Client, ana: User, to: str) -> None:
    answer = client.post(LOGIN, {"login": ana.email, "password": people.PASSWORD, "next": to})
    assert answer["Location"] == reverse("home")


def test_signing_out_asks_first_and_then_ends_the_session(client: Client, ana: User) -> None:
    sign_in(client, ana.email)
    assert client.get("/sign-in/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/sign-in/logout/")
    assert "_auth_user_id" not in client.session
    assert AccessEvent.objects.filter(action="sign_out", actor=ana).count() == 1


def test_the_demo_logins_show_only_in_the_demo(client: Client, db: None, settings: Any) -> None:
    settings.DEMO = False
    assert "demo-demo-demo" not in client.get(LOGIN).content.decode()
    settings.DEMO = True
    assert "demo-demo-demo" in client.get(LOGIN).content.decode()
