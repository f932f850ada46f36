"""Staff see that a record exists, not its words; spreadsheets pass the patients' resource."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from patients.models import Document, ImportBatch, Observation, PatientProfile
from patients.profile_sections import SECTIONS
from patients.services import documents
from privacy.models import AccessEvent
from tests import factories
from tests.patients.sheets import parsed, sheet

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ENTRIES = [Observation, PatientProfile, *(section.model for section in SECTIONS)]
ALL = [*ENTRIES, Document, ImportBatch]


def url(model: Any, where: str, *args: object) -> str:
    return reverse(f"admin:patients_{model._meta.model_name}_{where}", args=args)


def fill(person: User) -> None:
    factories.reading(person, notes="Canary words", tags=("canarytag",), device="canary cuff")
    factories.facts(person, sex="female")
    for section in SECTIONS:
        factories.line(person, section.key, notes="Canary words")
    documents.order_document(actor=person, language="en")
    ImportBatch.objects.create(owner=person, section="readings")


def row_of(model: Any) -> Any:
    return model.objects.unscoped("test").first()


@pytest.mark.parametrize("model", ALL)
def test_staff_find_rows_and_read_no_words(
    client_for: SignIn, boss: User, ana: User, model: Any
) -> None:
    fill(ana)
    client = client_for(boss)
    for query in ("", "?q=ana.torres", "?q=Torres", f"?q={row_of(model).pk}"):
        response = client.get(url(model, "changelist") + query)
        assert response.status_code == 200
        assert "anary" not in response.content.decode()
    page = client.get(url(model, "change", row_of(model).pk)).content.decode()
    assert "anary" not in page
    for section in SECTIONS:
        if section.model is model:
            assert factories.LEAST[section.key][section.title] not in page


@pytest.mark.parametrize("model", ENTRIES)
def test_words_open_for_a_reason_that_the_patient_can_read(
    client_for: SignIn, boss: User, ana: User, model: Any
) -> None:
    fill(ana)
    where = url(model, "reveal", row_of(model).pk)
    client = client_for(boss)
    assert client.post(where, {"reason": "short"}).status_code == 422
    told = client.post(where, {"reason": "Ticket 4711, asked by the patient"})
    if model is not PatientProfile:
        assert "Canary words" in told.content.decode()
    event = AccessEvent.objects.get(action="reveal")
    assert (event.subject, event.reason) == (ana, "Ticket 4711, asked by the patient")


@pytest.mark.parametrize("model", ALL)
def test_a_list_asks_the_database_no_more_for_many_rows(
    client_for: SignIn, boss: User, ana: User, bruno: User, model: Any
) -> None:
    def queries() -> int:
        client.get(url(model, "changelist"))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url(model, "changelist")).status_code == 200
        return len(seen)

    client = client_for(boss)
    fill(ana)
    fill(bruno)
    few = queries()
    for section in SECTIONS:
        for _ in range(5):
            factories.line(ana, section.key)
    factories.readings(ana, 15)
    assert queries() <= few


@pytest.mark.parametrize("model", ENTRIES)
def test_every_filter_of_a_list_works(
    client_for: SignIn, boss: User, ana: User, model: Any
) -> None:
    fill(ana)
    client = client_for(boss)
    page = client.get(url(model, "changelist"))
    for spec in page.context["cl"].filter_specs:
        for choice in spec.choices(page.context["cl"]):
            answer = client.get(url(model, "changelist") + choice["query_string"])
            assert answer.status_code == 200, choice


@pytest.mark.parametrize("model", ENTRIES)
def test_an_export_has_no_words_and_leaves_a_line_for_each_person(
    client_for: SignIn, boss: User, ana: User, bruno: User, model: Any
) -> None:
    fill(ana)
    fill(bruno)
    form = client_for(boss).get(url(model, "export"))
    assert form.status_code == 200
    answer = client_for(boss).post(url(model, "export"), {"format": "0", "resource": "0"})
    assert answer["Content-Type"].startswith("text/csv")
    rows = parsed(answer.content)
    assert {row["owner"] for row in rows} == {str(ana.uuid), str(bruno.uuid)}
    assert b"anary" not in answer.content
    events = AccessEvent.objects.filter(action="export", reason="admin")
    assert {(event.subject, event.detail["count"]) for event in events} == {(ana, 1), (bruno, 1)}


def test_only_chosen_rows_are_exported_by_the_action(
    client_for: SignIn, boss: User, ana: User
) -> None:
    chosen, _other = factories.readings(ana, 2)
    client = client_for(boss)
    data = {"action": "export_admin_action", "_selected_action": [chosen.pk]}
    form = client.post(url(Observation, "changelist"), data)
    assert form.status_code == 200
    sent = {"format": "0", "resource": "0", "export_items": [chosen.pk]}
    answer = client.post(url(Observation, "export"), sent)
    assert [row["entry_id"] for row in parsed(answer.content)] == [str(chosen.entry_id)]


def preview(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("r.csv", content, content_type="text/csv")
    assert client.get(url(Observation, "import")).status_code == 200
    data = {"format": "0", "resource": "0", "import_file": file}
    return client.post(url(Observation, "import"), data)


def test_staff_import_a_file_for_the_people_it_names(
    client_for: SignIn, boss: User, ana: User, bruno: User, settings: Any
) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    people = [{**row, "owner": str(person.uuid), "notes": "canary"} for person in (ana, bruno)]
    client = client_for(boss)
    shown = preview(client, sheet(people))
    assert shown.status_code == 200
    confirm = shown.context["confirm_form"]
    files = [path for path in Path(settings.SEALED_ROOT).rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"canary" not in files[0].read_bytes()
    assert not Observation.objects.unscoped("test").exists()
    assert client.post(url(Observation, "process_import"), confirm.initial).status_code == 302
    (row_of_ana,) = Observation.objects.editable_by(ana)
    assert (row_of_ana.value_text, row_of_ana.notes) == ("3", "canary")
    assert Observation.objects.editable_by(bruno).count() == 1
    assert not files[0].exists()
    events = AccessEvent.objects.filter(action="import", reason="admin")
    assert {(event.subject, event.detail["count"]) for event in events} == {(ana, 1), (bruno, 1)}


@pytest.mark.parametrize("owner", ["", "nobody", "5f0c8d0e-3c0c-4d3a-9b0f-0a4a8c1d2e3f"])
def test_a_row_that_names_nobody_is_refused(client_for: SignIn, boss: User, owner: str) -> None:
    row = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
    shown = preview(client_for(boss), sheet([{**row, "owner": owner}]))
    assert shown.context["result"].has_validation_errors()
    assert "confirm_form" not in shown.context


def test_a_broken_file_is_told_to_staff(client_for: SignIn, boss: User) -> None:
    shown = preview(client_for(boss), b"\x89PNG\x00")
    assert "not a text file" in shown.content.decode()


@pytest.mark.parametrize("model", ENTRIES)
@pytest.mark.parametrize("where", ["changelist", "export", "import"])
def test_staff_without_permission_see_nothing(
    client_for: SignIn, staff: User, model: Any, where: str
) -> None:
    assert client_for(staff).get(url(model, where)).status_code == 403


@pytest.mark.parametrize("where", ["changelist", "export", "import"])
def test_patients_and_clinicians_have_no_staff_pages(
    client_for: SignIn, ana: User, soto: User, where: str
) -> None:
    for person in (ana, soto):
        assert client_for(person).get(url(Observation, where)).status_code == 403
