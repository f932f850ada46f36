"""A record goes out as a spreadsheet and comes back the same, or not at all."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from patients.jobs import forget_waiting_imports
from patients.models import ImportBatch, Observation
from patients.profile_sections import SECTIONS
from patients.resources import RESOURCES
from privacy.models import AccessEvent
from privacy.registry import sections
from tests import factories
from tests.patients.sheets import exported, imported, parsed, press, sheet, upload

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db
HOSTILE = "=cmd|' /C calc'!A0\r\nsecond \"line\", with; all\tof it \u202eabc \U0001f600 'x"
DELETE = "tests empty a record before importing it again"


def rich_record(person: User) -> None:
    """Readings and a profile with everything that breaks naive files."""
    at = datetime(2026, 10, 25, 1, 30, 15, 123456, tzinfo=UTC)  # the second 02:30 in Madrid
    factories.reading(
        person, "glucose", "7.20", at=at, tz="Europe/Madrid", unit="mmol/L", comparator="<",
        context="fasting", notes=HOSTILE, tags=("plain", "a, b", "=x"), device="-Contour",
        effective_end=None,
    )  # fmt: skip
    factories.reading(person, "blood_pressure", "128", tz="America/New_York", group_id=uuid4())
    factories.reading(
        person, "sleep_duration", "7.50", unit="h", effective_end=at, at=at.replace(hour=0)
    )
    factories.reading(
        person, "menstruation", "", code="heavy", precision="day", tz="Europe/Madrid",
        at=datetime(2026, 10, 1, 22, tzinfo=UTC),
    )  # fmt: skip
    for section in SECTIONS:
        factories.line(person, section.key, notes=HOSTILE)
    factories.line(
        person, "medications", dose="50", dose_unit="mg", started="2019", ended="2020-05"
    )
    factories.line(person, "immunizations", dose_number=3)
    factories.line(person, "family", age_at_onset=0)
    factories.facts(
        person, birth_date=date(1981, 3, 9), sex="female", blood_type="A+", country="ES"
    )


def wipe(person: User) -> None:
    for resource in RESOURCES.values():
        resource.model.objects.unscoped(DELETE).filter(owner=person).delete()


@pytest.mark.parametrize("language", ["en", "es"])
def test_out_and_back_and_out_again_gives_the_same_bytes(
    client_for: SignIn, ana: User, bruno: User, language: str
) -> None:
    rich_record(ana)
    ana.language = bruno.language = language
    ana.save(update_fields=["language"])
    bruno.save(update_fields=["language"])
    hers, his = client_for(ana), client_for(bruno)
    files = {section: exported(hers, section) for section in RESOURCES}
    wipe(ana)
    for client in (hers, his):
        for section, content in files.items():
            assert imported(client, content, section).status_code == 302
            assert exported(client, section) == content, section


@pytest.mark.parametrize("section", RESOURCES)
def test_importing_a_file_again_changes_nothing(
    client_for: SignIn, ana: User, section: str
) -> None:
    rich_record(ana)
    client = client_for(ana)
    content = exported(client, section)
    page = client.get(upload(client, content, section)["Location"])
    counts = page.context["batch"].counts
    assert (page.context["changes"], counts["rejected"]) == (0, 0)
    assert counts["unchanged"] == len(parsed(content))
    assert "in your record already" in page.content.decode()


def test_an_edited_row_changes_its_entry_and_a_row_without_id_is_new(
    client_for: SignIn, ana: User
) -> None:
    row, client = factories.reading(ana, notes="before"), client_for(ana)
    (cells,) = parsed(exported(client))
    new = {**cells, "entry_id": "", "value": "135", "created_at": "", "updated_at": ""}
    answer = imported(client, sheet([{**cells, "value": "131", "notes": "after"}, new]))
    counts = client.get(answer["Location"]).context["batch"].counts
    assert (counts["new"], counts["updated"]) == (1, 1)
    assert "1 new, 1 changed" in client.get("/exchange/").content.decode()
    rows = Observation.objects.editable_by(ana).order_by("value_text")
    assert [(r.value_text, r.notes) for r in rows] == [("131", "after"), ("135", "before")]
    changed = rows[0]
    assert (changed.pk, changed.created_at) == (row.pk, row.created_at)
    assert changed.updated_at > row.updated_at
    assert changed.canonical == 131


def test_someone_elses_id_makes_a_row_of_ones_own_and_touches_nothing(
    client_for: SignIn, ana: User, bruno: User
) -> None:
    row = factories.reading(ana, notes="hers")
    content = exported(client_for(ana)).replace(b"hers", b"his")
    page = client_for(bruno).get(upload(client_for(bruno), content)["Location"])
    assert page.context["batch"].counts["new"] == 1  # no hint that the id exists
    imported(client_for(bruno), content)
    row.refresh_from_db()
    assert row.notes == "hers"
    assert Observation.objects.editable_by(bruno).get().notes == "his"


def test_a_short_file_written_by_hand_is_enough(client_for: SignIn, ana: User) -> None:
    ana.time_zone = "Europe/Madrid"
    ana.save(update_fields=["time_zone"])
    rows = [
        {"type": "body_weight", "effective_at": "2026-07-02 08:12", "value": "72.50", "unit": "kg"},
        {"type": "steps_day", "effective_at": "2026-07-02", "value": "9500", "unit": "{steps}/d"},
    ]
    assert imported(client_for(ana), sheet(rows, delimiter=";")).status_code == 302
    steps, weight = Observation.objects.editable_by(ana).order_by("-type")
    assert weight.effective_at == datetime(2026, 7, 2, 6, 12, tzinfo=UTC)
    assert (weight.value_text, weight.tz, weight.source) == ("72.50", "Europe/Madrid", "csv")
    assert steps.precision == "day"


def test_foreign_text_is_taken_as_it_is(client_for: SignIn, ana: User) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    imported(client_for(ana), sheet([{**row, "notes": "'quoted'"}]))
    assert Observation.objects.editable_by(ana).get().notes == "'quoted'"


def test_a_waiting_file_is_sealed_and_gone_when_done(
    client_for: SignIn, ana: User, settings: Any
) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    client = client_for(ana)
    answer = upload(client, sheet([{**row, "notes": "canary words"}]))
    files = [path for path in Path(settings.SEALED_ROOT).rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"canary" not in files[0].read_bytes()
    press(client, answer["Location"])
    assert not files[0].exists()


def test_confirming_twice_imports_once(client_for: SignIn, ana: User) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    client = client_for(ana)
    where = upload(client, sheet([row]))["Location"]
    assert [press(client, where).status_code for _ in range(2)] == [302, 302]
    assert Observation.objects.editable_by(ana).count() == 1


def test_a_dropped_file_is_never_imported(client_for: SignIn, ana: User, settings: Any) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    client = client_for(ana)
    where = upload(client, sheet([row]))["Location"]
    press(client, f"{where}drop/")
    press(client, where)
    assert not Observation.objects.editable_by(ana).exists()


def test_someone_elses_upload_looks_like_none(client_for: SignIn, ana: User, bruno: User) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    where = upload(client_for(ana), sheet([row]))["Location"]
    client = client_for(bruno)
    assert client.get(where).status_code == 404
    assert client.post(where).status_code == 404
    assert client.post(f"{where}drop/").status_code == 404
    assert not Observation.objects.unscoped("nothing was imported").exists()


def test_columns_nobody_knows_are_reported(client_for: SignIn, ana: User) -> None:
    row = {
        "type": "pain",
        "effective_at": "2026-07-02",
        "value": "3",
        "unit": "{score}",
        "hue": "x",
    }
    client = client_for(ana)
    page = client.get(upload(client, sheet([row]))["Location"])
    assert "not read: hue" in page.content.decode()


def test_an_export_is_an_attachment_and_leaves_its_row_count_in_the_trail(
    client_for: SignIn, ana: User
) -> None:
    factories.readings(ana, 3)
    response = client_for(ana).get("/exchange/export/readings/")
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    event = AccessEvent.objects.get(action="export")
    assert (event.object_type, event.detail) == ("readings", {"count": 3})


def test_an_import_leaves_one_line_in_the_trail(client_for: SignIn, ana: User) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    imported(client_for(ana), sheet([row, {**row, "value": "4"}]))
    event = AccessEvent.objects.get(action="import")
    assert event.detail["new"] == 2
    assert not AccessEvent.objects.filter(action="create").exists()


def test_no_cell_of_an_export_runs_in_a_spreadsheet(client_for: SignIn, ana: User) -> None:
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", "  =1", "＝1"):
        factories.reading(ana, notes=text, tags=(text.strip(),), device=text)
    for cells in parsed(exported(client_for(ana))):
        for name in ("notes", "tags", "device"):
            assert cells[name].startswith("'")


def test_a_file_nobody_confirms_is_forgotten_after_a_day(
    client_for: SignIn, ana: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    upload(client_for(ana), sheet([row]))
    assert forget_waiting_imports() == 0
    long_ago = timezone.now() - timedelta(hours=25)
    ImportBatch.objects.editable_by(ana).update(created_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_waiting_imports() == 1
    assert not [path for path in Path(settings.SEALED_ROOT).rglob("*") if path.is_file()]


def test_erasing_a_person_leaves_no_row_and_no_file_and_nobody_else_notices(
    client_for: SignIn, ana: User, bruno: User, settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    rich_record(ana)
    upload(client_for(ana), exported(client_for(ana)))
    factories.reading(bruno)
    with django_capture_on_commit_callbacks(execute=True):
        gone = sum(section.erase(ana) for section in sections() if section.erase)
    assert gone > 10
    for resource in RESOURCES.values():
        assert not resource.model.objects.unscoped("test").filter(owner=ana).exists()
    assert not [path for path in Path(settings.SEALED_ROOT).rglob("*") if path.is_file()]
    assert Observation.objects.editable_by(bruno).count() == 1
