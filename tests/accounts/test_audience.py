"""Every page names whom it is for; one that does not is refused to everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.core.checks import run_checks
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from accounts.audience import Audience, Refusal, audience, audience_of, refusal, with_audience
from accounts.checks import routes, second_factor_is_compulsory
from accounts.models import Licence, User
from tests import people

ClientFor = Callable[[User], Client]


def nameless(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


@audience(Audience.MEMBER)
def member_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for members")


urlpatterns = [
    path("nameless/", nameless),
    path("members/", member_page),
    path("", include("healthtracker.urls")),
]


@pytest.mark.urls(__name__)
def test_a_page_that_names_no_audience_is_refused_even_to_a_superuser(
    boss: User, client_for: ClientFor, client: Client
) -> None:
    for visitor in (client_for(boss), client):
        answer = visitor.get("/nameless/")
        assert answer.status_code == 403
        assert "secret" not in answer.content.decode()
    assert client_for(boss).get("/members/").status_code == 200


@override_settings(ROOT_URLCONF=__name__)
def test_the_system_check_names_the_page() -> None:
    found = [message for message in run_checks() if message.id == "accounts.E001"]
    assert [message.msg for message in found] == ["The page at 'nameless/' names no audience."]


def test_every_page_of_the_site_names_its_audience() -> None:
    nameless_pages = [route for route, entry in routes() if audience_of(entry.callback) is None]
    assert nameless_pages == []


def test_third_parties_pages_get_the_audience_given_or_the_default() -> None:
    third = ([path("a/", nameless, name="open"), path("b/", nameless, name="shut")], "x")
    with_audience(third, Audience.STAFF, {"open": Audience.PUBLIC})
    assert [audience_of(entry.callback) for entry in third[0]] == [
        Audience.PUBLIC,
        Audience.STAFF,
    ]
    assert audience_of(nameless) is None


def test_patients_enter_members_rooms_only(ana: User) -> None:
    assert refusal(Audience.PUBLIC, ana) is None
    assert refusal(Audience.MEMBER, ana) is None
    assert refusal(Audience.PROVIDER, ana) is Refusal.FORBIDDEN
    assert refusal(Audience.STAFF, ana) is Refusal.FORBIDDEN


def test_verified_clinicians_enter_theirs_but_not_staffs(soto: User) -> None:
    assert refusal(Audience.MEMBER, soto) is None
    assert refusal(Audience.PROVIDER, soto) is None
    assert refusal(Audience.STAFF, soto) is Refusal.FORBIDDEN


def test_staff_are_not_clinicians(staff: User) -> None:
    assert refusal(Audience.STAFF, staff) is None
    assert refusal(Audience.PROVIDER, staff) is Refusal.FORBIDDEN


@pytest.mark.parametrize("value", [Audience.MEMBER, Audience.PROVIDER, Audience.STAFF])
def test_strangers_and_closed_accounts_must_sign_in(boss: User, value: Audience) -> None:
    boss.is_active = False
    assert refusal(value, AnonymousUser()) is Refusal.SIGN_IN
    assert refusal(value, boss) is Refusal.SIGN_IN


@pytest.mark.parametrize("status", [Licence.Status.PENDING, Licence.Status.REJECTED, None])
def test_an_unverified_licence_closes_the_clinicians_rooms(
    soto: User, client_for: ClientFor, status: str | None
) -> None:
    licences = Licence.objects.filter(user=soto)
    if status:
        licences.update(status=status)
    else:
        licences.delete()
    assert refusal(Audience.PROVIDER, soto) is Refusal.LICENCE
    assert client_for(soto).get("/provider/")["Location"] == "/account/licence/"


def test_recovery_codes_alone_are_no_second_factor(soto: User) -> None:
    Authenticator.objects.filter(user=soto).update(type=Authenticator.Type.RECOVERY_CODES)
    assert refusal(Audience.MEMBER, soto) is Refusal.SECOND_FACTOR


def test_a_patient_in_the_clinicians_room_gets_the_plain_refusal(
    ana: User, client_for: ClientFor
) -> None:
    assert client_for(ana).get("/provider/").status_code == 403
    assert client_for(ana).get("/admin/accounts/user/").status_code == 403


def test_a_stranger_is_asked_to_sign_in_and_brought_back(client: Client, db: None) -> None:
    answer = client.get("/privacy/log/?who=everyone")
    assert answer["Location"] == "/sign-in/login/?next=/privacy/log/%3Fwho%3Deveryone"
    assert client.post("/privacy/log/")["Location"] == "/sign-in/login/?next=/"


def test_the_staff_sites_own_sign_in_leads_to_ours(
    client: Client, ana: User, client_for: ClientFor
) -> None:
    assert client.get("/admin/login/")["Location"].startswith("/sign-in/login/")
    assert client.post("/admin/login/", {"username": "x"})["Location"].startswith("/sign-in/")
    assert client_for(ana).get("/admin/login/").status_code == 403


def test_deploying_without_the_second_factor_is_an_error(settings: Any) -> None:
    settings.MFA_COMPULSORY = False
    assert [found.id for found in second_factor_is_compulsory()] == ["accounts.E002"]
    settings.MFA_COMPULSORY = True
    assert second_factor_is_compulsory() == []


def test_pages_come_in_the_language_and_zone_of_whoever_reads(
    ana: User, client_for: ClientFor
) -> None:
    User.objects.filter(pk=ana.pk).update(language="es")
    answer = client_for(ana).get("/account/")
    assert answer["Content-Language"] == "es"
    assert 'lang="es"' in answer.content.decode()
    assert people.has_second_factor(ana) is False
