"""Staff see that an entry exists; its words only for a reason that its owner can read."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection, models
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from patients.models import Condition
from privacy import crypto
from privacy.admin_reasons import ReasonedAdmin
from privacy.fields import EncryptedTextField
from privacy.models import AccessEvent
from tests import factories

ClientFor = Callable[[User], Client]
CANARY = "CANARY-depression"
REASON = "Support request 4711 from the patient"


@pytest.fixture
def entry(ana: User) -> Iterator[str]:
    """The admin address of one condition of Ana's."""
    row = factories.line(ana, name=CANARY, notes="CANARY-notes")
    yield f"/admin/patients/condition/{row.pk}/"
    row.delete()


def registered() -> list[Any]:
    return [entry for entry in admin.site._registry.values() if isinstance(entry, ReasonedAdmin)]


def test_lists_and_pages_hide_the_words(boss: User, entry: str, client_for: ClientFor) -> None:
    client = client_for(boss)
    for path in ("/admin/patients/condition/", f"{entry}change/", f"{entry}history/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "CANARY" not in answer.content.decode()
    assert "Show with a reason" in client.get(f"{entry}change/").content.decode()


def test_a_reason_shows_them_once_and_stands_in_anas_log(
    boss: User, ana: User, entry: str, client_for: ClientFor
) -> None:
    client = client_for(boss)
    answer = client.post(f"{entry}reveal/", {"reason": REASON})
    assert CANARY in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    event = AccessEvent.objects.get(action="reveal")
    assert (event.actor, event.subject, event.reason) == (boss, ana, REASON)
    assert set(event.detail["fields"]) >= {"name", "notes"}
    assert "CANARY" not in repr(AccessEvent.objects.values())
    assert CANARY not in client.get(f"{entry}reveal/").content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "because", "x" * 201, "a\x00" * 10])
def test_no_reason_shows_nothing(
    boss: User, entry: str, client_for: ClientFor, reason: str
) -> None:
    answer = client_for(boss).post(f"{entry}reveal/", {"reason": reason})
    assert answer.status_code == 422
    assert "CANARY" not in answer.content.decode()
    assert not AccessEvent.objects.filter(action="reveal").exists()


def test_staff_without_the_permission_see_nothing(
    staff: User, entry: str, client_for: ClientFor
) -> None:
    client = client_for(staff)
    assert client.post(f"{entry}reveal/", {"reason": REASON}).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="view_condition"))
    assert client.post(f"{entry}reveal/", {"reason": REASON}).status_code == 200


@pytest.mark.parametrize("key", ["999999", "x"])
def test_a_missing_entry_is_a_404(boss: User, client_for: ClientFor, key: str) -> None:
    path = f"/admin/patients/condition/{key}/reveal/"
    assert client_for(boss).post(path, {"reason": REASON}).status_code == 404


def test_an_erased_record_says_that_it_cannot_be_read(
    boss: User, ana: User, entry: str, client_for: ClientFor
) -> None:
    crypto.erase_key(ana.pk)
    answer = client_for(boss).post(f"{entry}reveal/", {"reason": REASON})
    assert "Cannot be read" in answer.content.decode()


def test_looking_through_a_list_is_one_line_for_each_person(
    boss: User, ana: User, bruno: User, client_for: ClientFor
) -> None:
    for owner, count in ((ana, 3), (bruno, 1)):
        for _entry in range(count):
            factories.line(owner)
    client_for(boss).get("/admin/patients/condition/")
    lines = AccessEvent.objects.filter(action="list", actor=boss)
    assert {line.subject: line.detail["count"] for line in lines} == {ana: 3, bruno: 1}


def test_opening_and_deleting_an_entry_are_lines_too(
    boss: User, ana: User, entry: str, client_for: ClientFor
) -> None:
    client = client_for(boss)
    client.get(f"{entry}change/")
    assert AccessEvent.objects.get(action="view", actor=boss).subject == ana


def test_a_list_takes_no_more_queries_for_many_rows_than_for_few(
    boss: User, ana: User, bruno: User, client_for: ClientFor
) -> None:
    client = client_for(boss)
    factories.line(ana)
    client.get("/admin/patients/condition/")
    with CaptureQueriesContext(connection) as few:
        client.get("/admin/patients/condition/")
    for _entry in range(6):
        factories.line(ana)
        factories.line(bruno)
    with CaptureQueriesContext(connection) as many:
        client.get("/admin/patients/condition/")
    assert len(many) <= len(few)


def test_every_model_with_sealed_fields_asks_for_a_reason() -> None:
    for model, entry in admin.site._registry.items():
        sealed = {f.name for f in model._meta.fields if isinstance(f, EncryptedTextField)}
        if not sealed:
            continue
        assert isinstance(entry, ReasonedAdmin), model
        shown = {*entry.list_display, *entry.search_fields, *entry.list_filter}
        assert not sealed & {str(name).partition("__")[0] for name in shown}, model


def test_no_form_of_an_entry_holds_a_hidden_field(
    boss: User, ana: User, rf: RequestFactory
) -> None:
    request = rf.get("/")
    request.user = boss
    row = factories.line(ana)
    for entry in registered():
        if entry.model is not Condition:
            continue
        names = entry.get_form(request, row).base_fields
        assert not set(names) & set(entry.names_hidden())
        assert isinstance(entry.get_queryset(request), models.QuerySet)
