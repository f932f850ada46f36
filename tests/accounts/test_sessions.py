"""Sessions end when the right behind them ends, wherever they are."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import services
from accounts.models import User
from privacy.models import AccessEvent
from tests import people

ClientFor = Callable[[User], Client]


def signed_in(user: User, agent: str = "Mozilla/5.0 (X11; Linux) Firefox/130") -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    client.post("/sign-in/login/", {"login": user.email, "password": people.PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


def test_a_closed_account_is_out_of_its_live_session(
    ana: User, boss: User, client_for: ClientFor
) -> None:
    tracked, other = signed_in(ana), client_for(ana)
    assert is_in(tracked)
    assert is_in(other)
    services.set_active(actor=boss, user=ana, active=False)
    assert not is_in(tracked)
    assert not is_in(other)
    event = AccessEvent.objects.get(action="deactivate")
    assert (event.actor, event.subject) == (boss, ana)


def test_opening_it_again_does_not_revive_the_session(ana: User, boss: User) -> None:
    client = signed_in(ana)
    services.set_active(actor=boss, user=ana, active=False)
    services.set_active(actor=boss, user=ana, active=True)
    assert not is_in(client)
    assert is_in(signed_in(ana))


def test_a_new_role_means_signing_in_again(ana: User, boss: User, client_for: ClientFor) -> None:
    client = client_for(ana)
    services.change_role(actor=boss, user=ana, role="provider")
    assert not is_in(client)
    assert AccessEvent.objects.get(action="role").detail == {"fields": ["role"]}


def test_an_unknown_role_is_refused(ana: User, boss: User) -> None:
    with pytest.raises(ValidationError):
        services.change_role(actor=boss, user=ana, role="owner")
    ana.refresh_from_db()
    assert ana.role == "patient"


def test_removing_a_lost_second_factor_signs_out_everywhere(
    soto: User, boss: User, client_for: ClientFor
) -> None:
    client = client_for(soto)
    assert services.reset_second_factor(actor=boss, user=soto) == 1
    assert not is_in(client)
    assert AccessEvent.objects.get(action="mfa_reset").detail == {"count": 1}


def test_ana_sees_her_devices_and_signs_the_others_out(ana: User, bruno: User) -> None:
    laptop = signed_in(ana)
    phone = signed_in(ana, "Mozilla/5.0 (iPhone) Safari/605")
    signed_in(bruno, "Mozilla/5.0 (Windows) Edg/120")
    page = laptop.get("/sign-in/sessions/").content.decode()
    assert "Firefox, Linux" in page
    assert "Safari, iPhone" in page
    assert "Edge" not in page
    laptop.post("/sign-in/sessions/")
    assert is_in(laptop)
    assert not is_in(phone)
    assert UserSession.objects.filter(user=bruno).count() == 1


def test_a_session_keeps_the_peer_and_not_what_a_header_claims(ana: User) -> None:
    client = Client(HTTP_X_FORWARDED_FOR="203.0.113.9")
    client.post("/sign-in/login/", {"login": ana.email, "password": people.PASSWORD})
    assert UserSession.objects.get().ip == "127.0.0.1"


def test_an_unreadable_peer_signs_in_all_the_same(ana: User, settings: Any) -> None:
    client = Client(REMOTE_ADDR="")
    client.post("/sign-in/login/", {"login": ana.email, "password": people.PASSWORD})
    assert is_in(client)
