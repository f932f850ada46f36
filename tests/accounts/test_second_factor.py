"""The second factor: compulsory where other people's data is in reach, and hard to lose."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from accounts.models import User
from privacy.models import AccessEvent
from tests import people

SECRET = "JBSWY3DPEHPK3PXP"
APP = "/sign-in/2fa/totp/activate/"


def code(secret: str = SECRET, step: int = 0) -> str:
    counter = int(time.time()) // 30 + step
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def reauthenticated(user: User) -> Client:
    client = Client()
    client.post("/sign-in/login/", {"login": user.email, "password": people.PASSWORD})
    client.post("/sign-in/reauthenticate/", {"password": people.PASSWORD})
    return client


@pytest.fixture
def newcomer(db: None) -> User:
    """A clinician who has only a password yet."""
    return people.person("Nora Neu", role=User.Role.PROVIDER)


def test_a_clinician_without_one_is_led_to_set_it_up(newcomer: User) -> None:
    client = reauthenticated(newcomer)
    for path in (
        "/provider/",
        "/account/",
        "/account/licence/",
        "/privacy/log/",
        "/sign-in/email/",
    ):
        assert client.get(path)["Location"] == "/account/second-factor/", path
    assert client.get("/account/second-factor/").status_code == 200
    assert client.get(APP).status_code == 200


def test_staff_without_one_are_led_to_set_it_up(db: None) -> None:
    client = reauthenticated(people.person("Sam Staff", is_staff=True, is_superuser=True))
    assert client.get("/admin/")["Location"] == "/account/second-factor/"
    assert client.get("/admin/accounts/user/")["Location"] == "/account/second-factor/"


def test_a_refused_page_stands_in_the_trail(newcomer: User) -> None:
    reauthenticated(newcomer).get("/provider/")
    event = AccessEvent.objects.get(action="denied")
    assert (event.actor, event.reason, event.object_id) == (newcomer, "second_factor", "provider/")


def test_a_patient_may_do_without(ana: User) -> None:
    assert reauthenticated(ana).get("/account/").status_code == 200


def test_only_the_demo_lets_clinicians_in_without(newcomer: User, settings: Any) -> None:
    settings.MFA_COMPULSORY = False
    assert reauthenticated(newcomer).get("/account/licence/").status_code == 200


def test_whoever_may_not_go_on_can_still_leave(newcomer: User) -> None:
    client = reauthenticated(newcomer)
    client.post("/sign-in/logout/")
    assert "_auth_user_id" not in client.session


def test_setting_up_the_app_shows_recovery_codes_and_sends_a_note(
    newcomer: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = reauthenticated(newcomer)
    page = client.get(APP)
    secret = page.context["form"].secret
    assert "data:image/svg+xml" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(APP, {"code": code(secret)})
    assert answer["Location"] == "/sign-in/2fa/recovery-codes/"
    assert client.get(answer["Location"]).content.decode().count("<li>") >= 10
    assert "Authenticator app" in mail.outbox[-1].subject
    assert client.get("/account/").status_code == 200
    assert AccessEvent.objects.filter(action="mfa_add", subject=newcomer).exists()


def test_setting_up_asks_for_the_password_first(newcomer: User) -> None:
    client = Client()
    client.post("/sign-in/login/", {"login": newcomer.email, "password": people.PASSWORD})
    assert "reauthenticate" in client.get(APP)["Location"]


def test_the_secret_is_sealed_at_rest(ana: User) -> None:
    people.with_second_factor(ana)
    RecoveryCodes.activate(ana)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code())


def test_the_password_alone_opens_nothing_once_it_is_set_up(ana: User) -> None:
    people.with_second_factor(ana)
    client = Client()
    answer = client.post("/sign-in/login/", {"login": ana.email, "password": people.PASSWORD})
    assert answer["Location"] == "/sign-in/2fa/authenticate/"
    assert client.get("/account/").status_code == 302
    wrong = client.post("/sign-in/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 422
    assert AccessEvent.objects.filter(action="second_factor", outcome="denied").count() == 1
    client.post("/sign-in/2fa/authenticate/", {"code": code()})
    assert client.get("/account/").status_code == 200


def test_a_code_works_once(ana: User) -> None:
    people.with_second_factor(ana)
    used = code()
    for expected in (200, 302):
        client = Client()
        client.post("/sign-in/login/", {"login": ana.email, "password": people.PASSWORD})
        client.post("/sign-in/2fa/authenticate/", {"code": used})
        assert client.get("/account/").status_code == expected


def test_a_recovery_code_lets_in_once(ana: User) -> None:
    people.with_second_factor(ana)
    spare = RecoveryCodes.activate(ana).get_unused_codes()[0]
    for expected in (200, 302):
        client = Client()
        client.post("/sign-in/login/", {"login": ana.email, "password": people.PASSWORD})
        client.post("/sign-in/2fa/authenticate/", {"code": spare})
        assert client.get("/account/").status_code == expected


def test_guessing_codes_is_stopped(ana: User) -> None:
    people.with_second_factor(ana)
    client = Client()
    client.post("/sign-in/login/", {"login": ana.email, "password": people.PASSWORD})
    for _guess in range(8):
        client.post("/sign-in/2fa/authenticate/", {"code": "000000"})
    client.post("/sign-in/2fa/authenticate/", {"code": code()})
    assert client.get("/account/").status_code == 302


def test_cancelling_the_second_step_starts_over(ana: User) -> None:
    people.with_second_factor(ana)
    client = Client()
    client.post("/sign-in/login/", {"login": ana.email, "password": people.PASSWORD})
    answer = client.post("/sign-in/logout/", {"next": "/sign-in/login/"})
    assert answer["Location"] == "/sign-in/login/"
    assert client.get("/sign-in/2fa/authenticate/")["Location"].startswith("/sign-in/login/")


def test_a_clinician_cannot_drop_the_last_one_and_go_on(soto: User) -> None:
    Authenticator.objects.filter(user=soto).delete()
    TOTP.activate(soto, SECRET)
    client = Client()
    client.force_login(soto)
    assert client.get("/provider/").status_code == 200
    Authenticator.objects.filter(user=soto).delete()
    assert client.get("/provider/")["Location"] == "/account/second-factor/"
