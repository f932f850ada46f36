"""Every page of allauth stands in our design: base, one heading, nothing inline."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests import people

PUBLIC = [
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_email_verification_sent", "account_inactive",
]  # fmt: skip
MEMBERS = [
    "account_logout", "account_change_password", "account_email", "account_reauthenticate",
    "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn",
    "usersessions_list",
]  # fmt: skip
WITH_FACTOR = [
    "mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_reauthenticate",
]  # fmt: skip
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*application/json)")


def check(page: str) -> None:
    assert "css/tokens.css" in page
    assert page.count("<h1") == 1
    assert not INLINE.findall(page)
    assert "|" not in re.search(r"<title>(.*?)</title>", page, re.DOTALL).group(1)  # type: ignore[union-attr]


@pytest.fixture
def member(ana: User) -> Client:
    client = Client()
    client.post("/sign-in/login/", {"login": ana.email, "password": people.PASSWORD})
    client.post("/sign-in/reauthenticate/", {"password": people.PASSWORD})
    return client


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", PUBLIC)
def test_a_page_for_visitors(client: Client, db: None, name: str, language: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    check(answer.content.decode())


@pytest.mark.parametrize("name", MEMBERS)
def test_a_page_for_members(member: Client, name: str) -> None:
    answer = member.get(reverse(name))
    assert answer.status_code == 200, answer
    check(answer.content.decode())


@pytest.mark.parametrize("name", WITH_FACTOR)
def test_a_page_for_members_with_a_second_factor(member: Client, ana: User, name: str) -> None:
    people.with_second_factor(ana)
    check(member.get(reverse(name), follow=True).content.decode())


def test_the_pages_of_one_passkey(member: Client, ana: User) -> None:
    passkey = Authenticator.objects.create(
        user=ana, type="webauthn", data={"name": "Ana's phone", "credential": {}}
    )
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        page = member.get(reverse(name, args=[passkey.pk])).content.decode()
        assert "Ana&#x27;s phone" in page
        check(page)


def test_broken_links_say_so_in_our_words(client: Client, db: None) -> None:
    reset = client.get("/sign-in/password/reset/key/1-set-password/").content.decode()
    confirm = client.get("/sign-in/confirm-email/not-a-key/").content.decode()
    for page in (reset, confirm):
        assert "no longer works" in page
        check(page)


@pytest.mark.parametrize("element", ["alert", "panel", "table", "details", "field", "button"])
def test_pages_we_did_not_write_use_our_elements(element: str) -> None:
    origin = get_template(f"allauth/elements/{element}.html").template.origin  # type: ignore[attr-defined]
    assert "site-packages" not in origin.name


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/sign-in/login/", {"login": "", "password": ""}),
        ("/sign-in/login/", {"login": "a\x00b@example.org", "password": "x"}),
        ("/sign-in/login/", {"login": "x" * 5000, "password": "x" * 5000}),
        ("/sign-in/password/reset/", {"email": "<script>"}),
    ],
)
def test_a_wrong_form_answers_422_and_keeps_its_page(
    client: Client, db: None, path: str, sent: dict[str, str]
) -> None:
    answer = client.post(path, sent)
    assert answer.status_code == 422
    check(answer.content.decode())


def test_passkeys_of_others_do_not_exist(
    member: Client, bruno: User, client_for: Callable[[User], Client]
) -> None:
    theirs = Authenticator.objects.create(
        user=bruno, type="webauthn", data={"name": "Bruno's", "credential": {}}
    )
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        foreign: Any = member.get(reverse(name, args=[theirs.pk]))
        missing: Any = member.get(reverse(name, args=[theirs.pk + 1]))
        assert foreign.status_code == missing.status_code == 404
        assert len(foreign.content) == len(missing.content)
    assert Authenticator.objects.filter(pk=theirs.pk).exists()
