"""django-auditlog learns who changed which field, never from what to what."""

from collections.abc import Callable
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.test import Client

from accounts.models import Licence, User
from privacy.models import CareLink

ClientFor = Callable[[User], Client]


def entries(row: Any) -> list[LogEntry]:
    return list(LogEntry.objects.get_for_object(row).order_by("pk"))


def test_a_new_name_is_noted_with_its_author_and_without_the_name(
    ana: User, client_for: ClientFor
) -> None:
    form = {"display_name": "CANARY-name", "language": "es", "time_zone": "UTC"}
    client_for(ana).post("/account/preferences/", form)
    (noted,) = [entry for entry in entries(ana) if entry.action == LogEntry.Action.UPDATE]
    assert noted.actor == ana
    assert set(noted.changes_dict) == {"display_name", "language"}
    assert "CANARY" not in repr(LogEntry.objects.values())
    assert noted.remote_addr is None


@pytest.mark.parametrize("model", [User, Licence, CareLink])
def test_every_value_is_masked_whole(ana: User, soto: User, model: Any) -> None:
    shown = [
        value
        for row in model.objects.all()
        for entry in entries(row)
        for change in entry.changes_dict.values()
        for value in change
    ]
    assert shown
    assert set(shown) <= {"***", "None"}


def test_passwords_are_not_even_noted(ana: User) -> None:
    ana.set_password("another long password")
    ana.save()
    assert not any("password" in entry.changes_dict for entry in entries(ana))


def test_the_page_of_changes_shows_fields_and_authors(
    boss: User, ana: User, client_for: ClientFor
) -> None:
    form = {"display_name": "Ana T.", "language": "en", "time_zone": "UTC"}
    client_for(ana).post("/account/preferences/", form)
    page = client_for(boss).get(f"/admin/accounts/user/{ana.pk}/auditlog/").content.decode()
    assert "Ana T." in page  # as the author
    assert "<style" not in page
    assert "***" in page
