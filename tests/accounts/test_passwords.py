"""Changing and resetting passwords: nobody learns who is here, and every other device is out."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from privacy.models import AccessEvent
from tests import people
from tests.accounts.mailbox import link, post

RESET = "/sign-in/password/reset/"
NEW = "a much longer new one"


@pytest.fixture
def deliver(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/sign-in/login/", {"login": user.email, "password": people.PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


def test_ana_resets_her_password_by_mail_and_old_sessions_end(
    client: Client, ana: User, deliver: Any
) -> None:
    phone = signed_in(ana)
    post(client, deliver, RESET, {"email": ana.email})
    form = client.get(link(), follow=True)
    path = form.redirect_chain[-1][0]
    answer = post(client, deliver, path, {"password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert not is_in(phone)
    assert "changed" in mail.outbox[-1].subject
    assert AccessEvent.objects.filter(action="password_reset", subject=ana).count() == 1


def test_a_reset_link_works_once(client: Client, ana: User, deliver: Any) -> None:
    post(client, deliver, RESET, {"email": ana.email})
    used = link()
    path = client.get(used, follow=True).redirect_chain[-1][0]
    client.post(path, {"password1": NEW, "password2": NEW})
    again = Client().get(used, follow=True)
    assert "no longer works" in again.content.decode()


def test_a_reset_for_an_unknown_address_mails_nobody_and_says_the_same(
    client: Client, ana: User, deliver: Any
) -> None:
    known = post(client, deliver, RESET, {"email": ana.email})
    mail.outbox.clear()
    unknown = post(Client(), deliver, RESET, {"email": "nobody@example.org"})
    assert mail.outbox == []
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_asking_for_resets_without_end_is_stopped_for_known_and_unknown(
    ana: User, deliver: Any
) -> None:
    for address in (ana.email, "nobody@example.org"):
        client = Client()
        codes = [post(client, deliver, RESET, {"email": address}).status_code for _try in range(6)]
        assert codes == [302] * 5 + [429]


def test_changing_the_password_keeps_this_device_and_ends_the_others(
    ana: User, deliver: Any
) -> None:
    laptop, phone = signed_in(ana), signed_in(ana)
    form = {"oldpassword": people.PASSWORD, "password1": NEW, "password2": NEW}
    post(laptop, deliver, "/sign-in/password/change/", form)
    assert is_in(laptop)
    assert not is_in(phone)
    assert mail.outbox[-1].to == [ana.email]


def test_the_old_password_is_asked_for(ana: User) -> None:
    client = signed_in(ana)
    form = {"oldpassword": "not this one", "password1": NEW, "password2": NEW}
    assert client.post("/sign-in/password/change/", form).status_code == 422
    ana.refresh_from_db()
    assert ana.check_password(people.PASSWORD)


def test_changing_the_address_asks_for_the_password_first(ana: User, deliver: Any) -> None:
    client = signed_in(ana)
    form = {"email": "ana.new@example.org", "action_add": "1"}
    answer = post(client, deliver, "/sign-in/email/", form)
    assert "reauthenticate" in answer["Location"]
    post(client, deliver, answer["Location"], {"password": people.PASSWORD})
    assert mail.outbox[-1].to == ["ana.new@example.org"]
    ana.refresh_from_db()
    assert ana.email == "ana.torres@example.org"
    client.post(link())
    ana.refresh_from_db()
    assert ana.email == "ana.new@example.org"
