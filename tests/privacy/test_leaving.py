"""Ana deletes her account: closed at once, fourteen days to change her mind, then gone for good."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from patients.models import Observation
from privacy import erasure, leaving
from privacy.consent import active_link
from privacy.models import AccessEvent
from tests import factories, people

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/privacy/delete/"


def sign_in(user: User) -> Client:
    """Through the front door, with the password."""
    client = Client()
    client.post("/sign-in/login/", {"login": user.email, "password": people.PASSWORD})
    return client


def asked(client: Client, user: User) -> Any:
    """What comes of typing the address and then the password."""
    answer = client.post(PAGE, {"email": user.email.upper()})
    where = answer.headers.get("Location", "")
    if where.startswith("/sign-in/reauthenticate/"):
        return client.post(where, {"password": people.PASSWORD}, follow=True)
    return answer


def test_the_page_says_what_goes_what_stays_and_offers_the_zip_first(ana: User) -> None:
    page = sign_in(ana).get(PAGE).content.decode()
    assert page.index("Everything as a ZIP") < page.index("What is erased then")
    for words in ("14 days", "Readings", "Conversations with the assistant", "6 years", "Backups"):
        assert words in page


def test_she_types_her_address_and_her_password_and_is_out(ana: User) -> None:
    client, phone = sign_in(ana), sign_in(ana)
    client.session.save()
    answer = asked(client, ana)
    assert "will be erased on" in answer.content.decode()
    ana.refresh_from_db()
    assert ana.erase_at is not None
    assert timedelta(days=13) < ana.erase_at - timezone.now() <= timedelta(days=14)
    for browser in (client, phone):
        assert browser.get("/today/").headers["Location"].startswith("/sign-in/login/")
    assert [message.subject for message in mail.outbox] == ["Your account will be deleted"]
    assert AccessEvent.objects.filter(action="erase_ask", actor=ana, subject=ana).count() == 1


def test_a_wrong_address_deletes_nothing_and_keeps_the_form(ana: User) -> None:
    client = sign_in(ana)
    client.post("/sign-in/reauthenticate/", {"password": people.PASSWORD})
    answer = client.post(PAGE, {"email": "bruno@example.org"})
    assert answer.status_code == 422
    assert "Nothing was deleted" in answer.content.decode()
    assert 'value="bruno@example.org"' in answer.content.decode()
    ana.refresh_from_db()
    assert ana.erase_at is None


def test_without_the_password_nothing_happens(ana: User, client_for: SignIn) -> None:
    client = client_for(ana)
    client.post(PAGE, {"email": ana.email})
    client.post("/sign-in/reauthenticate/", {"password": "wrong wrong wrong"})
    ana.refresh_from_db()
    assert ana.erase_at is None


def test_her_clinician_is_out_at_once_and_in_again_when_she_stays(ana: User, soto: User) -> None:
    factories.reading(ana)
    doctor = Client()
    doctor.force_login(soto)
    chart = f"/provider/patients/{ana.uuid}/"
    assert doctor.get(chart).status_code == 200
    leaving.leave(user=ana)
    assert doctor.get(chart).status_code == 404
    assert Observation.objects.visible_to(soto).count() == 0
    assert active_link(provider=soto, patient=ana) is None
    leaving.stay(user=ana)
    assert doctor.get(chart).status_code == 200


def test_signing_in_again_shows_only_the_way_back_the_way_out_and_the_zip(ana: User) -> None:
    leaving.leave(user=ana)
    client = sign_in(ana)
    for path in ("/", "/today/", "/readings/", "/assistant/", "/privacy/log/", "/account/"):
        end = client.get(path, follow=True)
        assert end.request["PATH_INFO"] == PAGE, path
    page = client.get(PAGE).content.decode()
    for words in ("Stop the deletion", "Everything as a ZIP", "Sign out"):
        assert words in page
    assert 'class="nav"' not in page
    assert client.get("/exchange/archive/").status_code == 200
    assert client.post("/readings/add/body_weight/", {"value": "70"}).headers["Location"] == PAGE


def test_she_takes_it_back_and_everything_is_as_before(ana: User) -> None:
    factories.reading(ana)
    leaving.leave(user=ana)
    mail.outbox.clear()
    client = sign_in(ana)
    answer = client.post("/privacy/delete/stop/", follow=True)
    assert "Nothing was erased" in answer.content.decode()
    assert client.get("/today/").status_code == 200
    assert [message.subject for message in mail.outbox] == ["Your account stays"]
    assert AccessEvent.objects.filter(action="erase_stop", subject=ana).count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        assert erasure.erase_due() == 0
    assert Observation.objects.unscoped("test").count() == 1
    assert not leaving.stay(user=ana)


def test_asking_twice_does_not_put_it_off(ana: User) -> None:
    first = leaving.leave(user=ana)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert leaving.leave(user=ana) == first
    assert len(mail.outbox) == 1


def test_the_days_are_a_setting(ana: User, settings: Any) -> None:
    settings.ERASURE_GRACE_DAYS = 3
    assert leaving.leave(user=ana) - timezone.now() <= timedelta(days=3)


def test_mail_speaks_her_language(ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(language="es")
    ana.refresh_from_db()
    leaving.leave(user=ana)
    assert "Health Tracker" in mail.outbox[0].body
    assert ana.display_name not in mail.outbox[0].subject


def test_the_last_superuser_cannot_go(boss: User) -> None:
    client = Client()
    client.force_login(boss)
    with pytest.raises(Exception, match="Nobody else can manage"):
        leaving.leave(user=boss)
    boss.refresh_from_db()
    assert boss.erase_at is None
    people.person("Second Boss", is_staff=True, is_superuser=True)
    assert leaving.leave(user=boss)


def test_of_two_superusers_who_leave_one_stays(boss: User) -> None:
    other = people.person("Second Boss", is_staff=True, is_superuser=True)
    leaving.leave(user=boss)
    with pytest.raises(Exception, match="Nobody else can manage"):
        leaving.leave(user=other)


def test_a_clinician_who_goes_sees_no_patient_and_patients_keep_everything(
    ana: User, soto: User
) -> None:
    factories.reading(ana)
    leaving.leave(user=soto)
    assert active_link(provider=soto, patient=ana) is None
    assert Observation.objects.visible_to(soto).count() == 0
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert erasure.erase_due() == 1
        client = Client()
        client.force_login(ana)
        assert "A deleted account" in client.get("/privacy/sharing/").content.decode()
    assert Observation.objects.unscoped("test").filter(owner=ana).count() == 1
