"""The access trail: appended, never changed, in the transaction of the deed, without values."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts import trail
from accounts.models import User
from healthtracker.web.context import peer_of
from privacy import audit
from privacy.models import AccessEvent
from tests import people

ClientFor = Callable[[User], Client]


@pytest.fixture
def event(ana: User) -> AccessEvent:
    return audit.record("view", actor=ana, subject=ana, object_type="section", object_id="labs")


def test_a_line_cannot_be_changed_or_deleted(event: AccessEvent) -> None:
    event.action = "list"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        AccessEvent.objects.filter(pk=event.pk).update(action="list")
    with pytest.raises(TypeError):
        AccessEvent.objects.all().delete()
    with pytest.raises(TypeError), transaction.atomic():
        AccessEvent.objects.bulk_update([event], ["action"])
    assert AccessEvent.objects.get().action == "view"


def test_a_line_outlives_the_account_of_who_did_it(ana: User, bruno: User) -> None:
    audit.record("view", actor=bruno, subject=ana)
    bruno.delete()
    kept = AccessEvent.objects.get(action="view")
    assert (kept.actor, kept.actor_role, kept.subject) == (None, "patient", ana)


def test_a_deed_that_is_rolled_back_leaves_no_line(ana: User) -> None:
    def undone() -> None:
        with transaction.atomic():
            audit.record("update", actor=ana, subject=ana)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert not AccessEvent.objects.exists()


@pytest.mark.parametrize(
    ("fields", "role"),
    [
        ({}, "patient"),
        ({"role": "provider"}, "provider"),
        ({"role": "provider", "is_staff": True}, "staff"),
    ],
)
def test_the_role_of_the_moment_is_kept(db: None, fields: dict[str, Any], role: str) -> None:
    person = people.person("Some One", **fields)
    assert audit.record("view", actor=person, subject=None).actor_role == role
    assert audit.record("view", actor=None, subject=None).actor_role == "anonymous"


def test_a_line_made_by_a_page_knows_request_peer_and_session(
    ana: User, client_for: ClientFor
) -> None:
    client = client_for(ana)
    answer = client.get("/privacy/log/")
    line = AccessEvent.objects.get(action="log_read")
    assert line.request_id == answer["X-Request-ID"]
    assert (line.peer, line.channel) == ("127.0.0.1", "web")
    assert len(line.session) == 16
    assert client.session.session_key not in repr(AccessEvent.objects.values())


def test_a_line_made_by_a_command_says_so(event: AccessEvent) -> None:
    assert (event.channel, event.peer, event.session) == ("command", "", "")


def test_one_page_of_many_people_is_one_query(
    ana: User, bruno: User, boss: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        audit.listed_each(actor=boss, counts={ana: 3, bruno: 5}, what="patients.observation")
    assert AccessEvent.objects.get(subject=bruno).detail == {"count": 5}


def test_deeds_on_accounts_do_not_happen_without_a_log(ana: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(trail, "_recorders", [])
    with pytest.raises(LookupError):
        trail.record("update", actor=ana, subject=ana)


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "peer"),
    [
        ("198.51.100.7", "", [], "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", [], "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9", ["10.0.0.1"], "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9", ["10.0.0.1"], "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", ["10.0.0.1", "10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", "'; DROP TABLE users", ["10.0.0.1"], ""),
        ("10.0.0.1", "", ["10.0.0.1"], ""),
        ("", "203.0.113.9", [], ""),
        ("2001:db8::7", "", [], "2001:db8::7"),
        ("10.0.0.1", ",,, ,", ["10.0.0.1"], ""),
    ],
)
def test_only_listed_proxies_are_believed(
    settings: Any, remote: str, forwarded: str, trusted: list[str], peer: str
) -> None:
    settings.TRUSTED_PROXIES = trusted
    assert peer_of(remote, forwarded) == peer


@pytest.mark.parametrize("claimed", ["203.0.113.9", "garbage", "1.2.3.4, ::1, <script>", "\x00"])
def test_a_forged_forwarded_address_is_neither_kept_nor_fatal(
    ana: User, client_for: ClientFor, claimed: str
) -> None:
    client = client_for(ana)
    form = {"display_name": "Ana T.", "language": "en", "time_zone": "UTC"}
    answer = client.post("/account/preferences/", form, HTTP_X_FORWARDED_FOR=claimed)
    assert answer.status_code == 302
    assert AccessEvent.objects.get(action="update").peer == "127.0.0.1"
