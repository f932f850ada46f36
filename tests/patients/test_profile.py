"""The medical profile: every section added, changed, ended, deleted, brought back."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from patients.models import PatientProfile, ProfileEntry
from patients.profile_sections import SECTIONS, ProfileSection
from privacy.models import AccessEvent
from tests import factories
from tests.patients.forms_of import fields_of, submit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
each_section = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)


def rows(person: User, section: ProfileSection) -> list[Any]:
    return list(section.model.objects.editable_by(person).present())


def add_url(section: ProfileSection) -> str:
    return f"/profile/{section.key}/add/"


def url_of(section: ProfileSection, row: ProfileEntry, deed: str = "") -> str:
    return f"/profile/{section.key}/{row.entry_id}/{deed}"


@each_section
def test_ana_adds_a_line_and_sees_it(
    client_for: SignIn, ana: User, section: ProfileSection
) -> None:
    client, least = client_for(ana), factories.LEAST[section.key]
    assert submit(client, add_url(section), **least, notes="Own words").status_code == 302
    (row,) = rows(ana, section)
    assert (section.title_of(row), row.notes) == (least[section.title], "Own words")
    assert least[section.title] in client.get("/profile/").content.decode()
    assert "Own words" in client.get(url_of(section, row)).content.decode()


@each_section
def test_a_line_sent_twice_is_one_line(
    client_for: SignIn, ana: User, section: ProfileSection
) -> None:
    client, url = client_for(ana), add_url(section)
    form = {**fields_of(client.get(url)), **factories.LEAST[section.key]}
    assert [client.post(url, form).status_code for _ in range(3)] == [302, 302, 302]
    assert len(rows(ana, section)) == 1


@each_section
def test_a_line_is_changed_deleted_and_brought_back(
    client_for: SignIn, ana: User, section: ProfileSection
) -> None:
    row, client = factories.line(ana, section.key), client_for(ana)
    submit(client, url_of(section, row, "edit/"), holding="notes", notes="New words")
    assert rows(ana, section)[0].notes == "New words"
    assert AccessEvent.objects.get(action="update").detail == {"fields": ["notes"]}
    client.post(url_of(section, row, "delete/"))
    assert rows(ana, section) == []
    client.post(url_of(section, row, "restore/"))
    assert len(rows(ana, section)) == 1


@each_section
def test_ending_is_not_deleting(client_for: SignIn, ana: User, section: ProfileSection) -> None:
    row, client = factories.line(ana, section.key), client_for(ana)
    if not section.can_end:
        assert client.get(url_of(section, row, "end/")).status_code == 302
        return
    submit(client, url_of(section, row, "end/"), holding="ended", ended="2024-05")
    (ended,) = rows(ana, section)
    assert getattr(ended, section.model.end_field) == "2024-05"
    assert not section.is_current(ended)
    assert ">past<" in client.get("/profile/").content.decode()


@each_section
def test_a_strangers_line_looks_exactly_like_none(
    client_for: SignIn, ana: User, bruno: User, section: ProfileSection
) -> None:
    row, client = factories.line(ana, section.key), client_for(bruno)
    for deed in ("", "edit/", "end/", "delete/"):
        foreign = client.get(url_of(section, row, deed))
        missing = client.get(f"/profile/{section.key}/{uuid4()}/{deed}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert len(foreign.content) == len(missing.content)
    for deed in ("edit/", "end/", "delete/", "restore/"):
        assert client.post(url_of(section, row, deed), {}).status_code == 404
    assert len(rows(ana, section)) == 1
    assert AccessEvent.objects.filter(action="denied", subject=ana).exists()


@each_section
def test_words_of_the_profile_are_unreadable_in_the_database(
    ana: User, section: ProfileSection
) -> None:
    factories.line(ana, section.key, notes="Ghee and garlic")
    names = [section.title, "notes"]
    for stored in section.model.objects.editable_by(ana).values_list(*names):
        assert all(b"garlic" not in value.data for value in stored)


def test_a_line_under_the_wrong_section_is_not_found(client_for: SignIn, ana: User) -> None:
    row = factories.line(ana, "conditions")
    assert client_for(ana).get(f"/profile/allergies/{row.entry_id}/").status_code == 404
    assert client_for(ana).get("/profile/nonsense/add/").status_code == 404


def test_ana_says_who_she_is(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    sent = {"birth_date": "1981-03-09", "sex": "female", "blood_type": "A+", "country": "ES"}
    assert submit(client, "/profile/facts/", holding="sex", **sent).status_code == 302
    row = PatientProfile.objects.editable_by(ana).get()
    assert (row.birth_date, row.sex, row.country) == (date(1981, 3, 9), "female", "ES")
    page = client.get("/profile/").content.decode()
    assert "March 9, 1981" in page
    assert "Spain" in page
    submit(client, "/profile/facts/", holding="sex", blood_type="O-")
    assert PatientProfile.objects.editable_by(ana).get().blood_type == "O-"


def test_the_profile_asks_the_database_no_more_for_many_lines(
    client_for: SignIn, ana: User
) -> None:
    def queries() -> int:
        client.get("/profile/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/profile/")
        return len(seen)

    client = client_for(ana)
    for section in SECTIONS:
        factories.line(ana, section.key)
    few = queries()
    for section in SECTIONS:
        for _ in range(8):
            factories.line(ana, section.key, notes="note")
    assert queries() == few


def test_current_lines_come_before_past_ones_and_newer_before_older(ana: User) -> None:
    section = SECTIONS[0]
    for name, onset, status in (
        ("old", "1999", "active"), ("new", "2020-02", "active"), ("over", "2021", "resolved"),
    ):  # fmt: skip
        factories.line(ana, "conditions", name=name, onset=onset, clinical_status=status)
    assert [row.name for row in section.rows_of(ana, ana)] == ["new", "old", "over"]
