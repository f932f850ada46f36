"""The staff site: who may enter, what it shows, and that it never shows a secret."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Licence, User
from privacy.models import AccessEvent, CareLink, DataKey
from tests import people

ClientFor = Callable[[User], Client]
USERS = "/admin/accounts/user/"


def may(user: User, *codes: str) -> User:
    user.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    return user


def list_of(model: Any) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"


LISTS = [list_of(model) for model in admin.site._registry]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_searches(
    boss: User, soto: User, client_for: ClientFor, name: str
) -> None:
    client = client_for(boss)
    assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse(name), {"q": "torres"}).status_code == 200
    odd = client.get(reverse(name), {"q": "a\x00'\"%_", "p": "zzz", "o": "99.x"}, follow=True)
    assert odd.status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_staff_without_a_permission_see_no_list(
    staff: User, client_for: ClientFor, name: str
) -> None:
    assert client_for(staff).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("model", [User, Licence, CareLink, AccessEvent])
def test_a_list_takes_no_more_queries_for_many_rows_than_for_few(
    boss: User, soto: User, client_for: ClientFor, model: Any
) -> None:
    client, url = client_for(boss), reverse(list_of(model))
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(5):
        people.link(people.person(f"Patient {number}"), people.provider(f"Doctor {number}"))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few)


def test_data_keys_have_no_page() -> None:
    assert not admin.site.is_registered(DataKey)


def test_no_page_shows_a_password_or_a_secret(
    boss: User, soto: User, client_for: ClientFor
) -> None:
    client = client_for(boss)
    factor = Authenticator.objects.get(user=soto)
    pages = [
        client.get(f"{USERS}{soto.pk}/change/"),
        client.get(f"/admin/mfa/authenticator/{factor.pk}/change/"),
        client.get(reverse("admin:mfa_authenticator_changelist")),
    ]
    for page in pages:
        assert page.status_code == 200
        text = page.content.decode()
        assert soto.password not in text
        assert "algorithm" not in text
        assert str(factor.data["secret"]) not in text


def test_nobody_sets_somebody_elses_password(boss: User, ana: User, client_for: ClientFor) -> None:
    client = client_for(boss)
    client.post(f"{USERS}{ana.pk}/password/", {"password1": "x" * 12, "password2": "x" * 12})
    ana.refresh_from_db()
    assert ana.check_password(people.PASSWORD)
    assert client.get("/admin/password_change/")["Location"] == "/sign-in/password/change/"


def test_staff_open_an_account_whose_person_chooses_the_password(
    boss: User, client_for: ClientFor
) -> None:
    form = {
        "email": "New@Example.org", "display_name": "New Person", "role": "provider",
        "language": "es", "time_zone": "UTC",
    }  # fmt: skip
    client_for(boss).post(f"{USERS}add/", form)
    user = User.objects.get(email="new@example.org")
    assert not user.has_usable_password()
    assert user.emailaddress_set.get().verified is False
    assert AccessEvent.objects.get(action="create", subject=user).actor == boss


def test_closing_an_account_by_the_form_ends_its_sessions(
    boss: User, ana: User, client_for: ClientFor
) -> None:
    at_home = client_for(ana)
    form = {
        "display_name": ana.display_name, "role": "provider", "language": "en",
        "time_zone": "UTC",
    }  # fmt: skip
    client_for(boss).post(f"{USERS}{ana.pk}/change/", form)
    ana.refresh_from_db()
    assert (ana.role, ana.is_active) == ("provider", False)
    assert at_home.get("/account/").status_code == 302
    actions = set(AccessEvent.objects.filter(subject=ana).values_list("action", flat=True))
    assert {"role", "deactivate"} <= actions


@pytest.mark.parametrize("action", ["close_accounts", "reset_second_factors"])
def test_actions_on_accounts_are_recorded(
    boss: User, soto: User, client_for: ClientFor, action: str
) -> None:
    client_for(boss).post(USERS, {"action": action, "_selected_action": [soto.pk]})
    wanted = {"close_accounts": "deactivate", "reset_second_factors": "mfa_reset"}[action]
    assert AccessEvent.objects.get(action=wanted).subject == soto


def test_nobody_closes_their_own_account_by_an_action(boss: User, client_for: ClientFor) -> None:
    client_for(boss).post(USERS, {"action": "close_accounts", "_selected_action": [boss.pk]})
    boss.refresh_from_db()
    assert boss.is_active


def test_staff_cannot_make_themselves_superusers(staff: User, client_for: ClientFor) -> None:
    may(staff, "change_user", "view_user")
    form = {
        "display_name": "Stella", "role": "patient", "language": "en", "time_zone": "UTC",
        "is_active": "on", "is_staff": "on", "is_superuser": "on",
    }  # fmt: skip
    client = client_for(staff)
    assert client.post(f"{USERS}{staff.pk}/change/", form).status_code == 302
    staff.refresh_from_db()
    assert staff.display_name == "Stella"
    assert not staff.is_superuser


def test_staff_cannot_touch_a_superuser(staff: User, boss: User, client_for: ClientFor) -> None:
    client = client_for(may(staff, "change_user", "view_user"))
    assert client.post(f"{USERS}{boss.pk}/change/", {"display_name": "x"}).status_code == 403
    client.post(USERS, {"action": "close_accounts", "_selected_action": [boss.pk]})
    boss.refresh_from_db()
    assert boss.is_active


def test_accounts_are_never_deleted_here(boss: User, ana: User, client_for: ClientFor) -> None:
    assert client_for(boss).post(f"{USERS}{ana.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=ana.pk).exists()


@pytest.mark.parametrize(("button", "status"), [("_verify", "verified"), ("_reject", "rejected")])
def test_staff_decide_a_licence_and_its_holder_is_told(
    staff: User, soto: User, client_for: ClientFor, button: str, status: str,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    Licence.objects.update(status="pending")
    licence = Licence.objects.get()
    client = client_for(may(staff, "change_licence"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/accounts/licence/{licence.pk}/change/", {button: "1"})
    licence.refresh_from_db()
    assert (licence.status, licence.decided_by) == (status, staff)
    assert mail.outbox[-1].to == [soto.email]
    assert AccessEvent.objects.get(action="licence").detail == {"status": status}


def test_the_page_of_a_licence_takes_no_other_change(
    boss: User, soto: User, client_for: ClientFor
) -> None:
    licence = Licence.objects.get()
    form = {"number": "000", "status": "rejected", "_save": "1"}
    client_for(boss).post(f"/admin/accounts/licence/{licence.pk}/change/", form)
    licence.refresh_from_db()
    assert (licence.number, licence.status) == ("12345", "verified")


def test_people_are_offered_by_name(boss: User, ana: User, client_for: ClientFor) -> None:
    query = {"app_label": "privacy", "model_name": "carelink", "field_name": "patient"}
    found = client_for(boss).get("/admin/autocomplete/", {**query, "term": "torres"}).json()
    assert [entry["text"] for entry in found["results"]] == [f"Ana Torres <{ana.email}>"]


@pytest.mark.parametrize("pk", ["999999", "x"])
def test_the_changes_of_nobody_are_a_404(boss: User, client_for: ClientFor, pk: str) -> None:
    assert client_for(boss).get(f"{USERS}{pk}/auditlog/").status_code == 404


def test_the_staff_site_keeps_the_strict_policy(boss: User, client_for: ClientFor) -> None:
    answer = client_for(boss).get("/admin/")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"].startswith("max-age=0") or "no-store" in answer["Cache-Control"]
    assert "<style" not in answer.content.decode()
