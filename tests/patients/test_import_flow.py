"""A file of another program: its owner says what it holds, looks it over, imports it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from healthtracker import worker
from patients.models import ImportBatch, MappingPreset, Observation
from privacy.models import AccessEvent
from tests import factories
from tests.patients.sheets import exported, parsed, press, send, sheet, upload, work

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db

FOREIGN = (
    "Cuándo;Tensión máx;Tensión mín;Pulso;Peso;Comentario\r\n"
    "13/07/2026 08:12;128;82;61;72,5;tras correr\r\n"
    "14/07/2026 08:05;131;84;;1.072,25;\r\n"
).encode()
UNCLEAR = b'Date,Weight\n02/07/2026,"1,234"\n03/07/2026,"70,000"\n'


def answers(page: Any, **changes: str) -> dict[str, str]:
    """What the page of columns would send as it stands, with `changes`."""
    form = page.context["form"]
    fields = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**fields, **changes}.items() if value}


def mapped(client: Client, content: bytes, **changes: str) -> str:
    """Upload a foreign file and accept the guesses; the address of its preview."""
    where = str(upload(client, content, section="")["Location"])
    page = client.get(f"{where}columns/")
    answer = press(client, f"{where}columns/", **answers(page, **changes))
    assert answer.status_code == 302, answer.content.decode()
    return where


def test_a_foreign_file_becomes_readings(client_for: SignIn, ana: User) -> None:
    ana.time_zone = "Europe/Madrid"
    ana.save(update_fields=["time_zone"])
    client = client_for(ana)
    where = mapped(client, FOREIGN.replace(b"1.072,25", b"72,25"))
    page = client.get(where)
    assert page.context["batch"].counts == {"new": 5, "updated": 0, "unchanged": 0, "rejected": 0}
    assert page.context["kinds"] == [
        ("blood_pressure", "Blood pressure", 2), ("body_weight", "Weight", 2),
        ("heart_rate", "Heart rate", 1),
    ]  # fmt: skip
    assert not Observation.objects.editable_by(ana).exists()
    press(client, where)
    rows = {(r.type, r.local_day.day): r for r in Observation.objects.editable_by(ana)}
    pressure, pulse = rows["blood_pressure", 13], rows["heart_rate", 13]
    assert (pressure.value_text, pressure.value2_text, pressure.unit) == ("128", "82", "mm[Hg]")
    assert pressure.effective_at.isoformat() == "2026-07-13T06:12:00+00:00"
    assert pressure.group_id == pulse.group_id is not None
    assert rows["body_weight", 13].value_text == "72.5"
    assert rows["body_weight", 13].notes == "tras correr"
    assert "Imported, all of it" in client.get(where).content.decode()


def test_importing_a_foreign_file_again_changes_nothing(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    press(client, mapped(client, FOREIGN.replace(b"1.072,25", b"72,25")))
    where = str(upload(client, FOREIGN.replace(b"1.072,25", b"72,25"), section="")["Location"])
    page = client.get(where)
    assert page.context["batch"].counts["unchanged"] == 5
    assert page.context["changes"] == 0
    assert "The very same file was imported" in page.content.decode()


def test_a_number_that_reads_two_ways_is_asked_about(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    where = str(upload(client, UNCLEAR, section="")["Location"])
    page = client.get(f"{where}columns/")
    assert page.context["form"]["decimal"].value() is None
    assert page.context["form"]["order"].value() is None
    refused = press(client, f"{where}columns/", **answers(page))
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"decimal", "order"}
    assert refused.context["form"]["column1"].value() == "body_weight|1|kg"
    press(client, f"{where}columns/", **answers(page, decimal=",", order="mdy"))
    press(client, where)
    rows = Observation.objects.editable_by(ana).order_by("effective_at")
    assert [(r.value_text, r.local_day.month) for r in rows] == [("1.234", 2), ("70.000", 3)]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"column0": ""}, "column that says when"),
        ({"column0": "day"}, "time of day needs"),
        ({"column1": "", "column2": "", "column3": "", "column4": ""}, "holds values"),
        ({"column3": "body_weight|1|[lb_av]"}, "Another column holds this already"),
        ({"name": ""}, "Give it a name"),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"decimal": ""}, "Some numbers have a sign"),
    ],
)
def test_columns_that_make_no_sense_are_told_so_and_the_form_is_kept(
    client_for: SignIn, ana: User, changes: dict[str, str], why: str
) -> None:
    client = client_for(ana)
    where = str(upload(client, FOREIGN, section="")["Location"])
    form = answers(client.get(f"{where}columns/"), **changes)
    page = press(client, f"{where}columns/", **form)
    assert page.status_code == 422
    assert why in page.content.decode()
    assert page.context["form"]["column5"].value() == "notes"


def test_what_was_said_of_columns_is_remembered_renamed_and_forgotten(
    client_for: SignIn, ana: User, bruno: User
) -> None:
    client = client_for(ana)
    mapped(client, FOREIGN, name="Meine Waage")
    preset = MappingPreset.objects.editable_by(ana).get()
    assert preset.name == "Meine Waage"
    again = upload(client, FOREIGN.replace(b"128", b"127"), section="")
    assert client.get(again["Location"]).context["batch"].state == "ready"
    theirs = upload(client_for(bruno), FOREIGN, section="")
    assert client_for(bruno).get(theirs["Location"]).status_code == 302  # asked, as if new
    press(client, f"/exchange/presets/{preset.uuid}/", name="Scale")
    assert "Scale" in client.get("/exchange/").content.decode()
    assert client_for(bruno).post(f"/exchange/presets/{preset.uuid}/delete/").status_code == 404
    press(client, f"/exchange/presets/{preset.uuid}/delete/")
    third = upload(client, FOREIGN.replace(b"128", b"126"), section="")
    assert client.get(third["Location"])["Location"].endswith("/columns/")


def test_rows_that_cannot_be_imported_hold_the_rest_back_until_one_says_so(
    client_for: SignIn, ana: User
) -> None:
    client = client_for(ana)
    where = mapped(client, FOREIGN)  # 1072.25 kg
    page = client.get(where)
    (rejection,) = page.context["rejections"]
    assert (rejection.row, rejection.column) == (3, "value")
    assert "Import the 4 valid rows, leave 1 out" in page.content.decode()
    assert press(client, where).status_code == 422
    assert not Observation.objects.editable_by(ana).exists()
    press(client, where, valid_only="1")
    assert Observation.objects.editable_by(ana).count() == 4
    (row,) = parsed(b"".join(client.get(f"{where}rejected/")))
    assert (row["row"], row["value"]) == ("3", "1072.25")
    assert "Weight must be between" in row["why"]
    assert "without the 1 rows" in client.get(where).content.decode()


def test_a_cell_that_says_nothing_is_named_by_row_and_column(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    content = FOREIGN.replace(b";61;", b";sesenta;")
    where = mapped(client, content, column3="heart_rate|1|/min")
    first = client.get(where).context["rejections"][0]
    assert (first.row, first.column) == (2, "Pulso")
    assert "sesenta" in first.reason


def test_more_rejections_than_a_page_holds_are_all_in_the_file(
    client_for: SignIn, ana: User
) -> None:
    rows = [{"type": "pain", "effective_at": "2026-07-02", "value": "=40", "unit": "{score}"}] * 300
    client = client_for(ana)
    where = str(upload(client, sheet(rows))["Location"])
    page = client.get(where)
    assert len(page.context["rejections"]) == 200
    found = parsed(b"".join(client.get(f"{where}rejected/")))
    assert len(found) == 300
    assert found[0]["value"] == "'=40"  # harmless in a spreadsheet program


def test_our_own_file_is_known_without_being_told(client_for: SignIn, ana: User) -> None:
    factories.line(ana, "allergies")
    client = client_for(ana)
    page = client.get(upload(client, exported(client, "allergies"), section="")["Location"])
    assert (page.context["batch"].section, page.context["changes"]) == ("allergies", 0)


def test_a_file_of_another_part_of_the_record_is_told_so(client_for: SignIn, ana: User) -> None:
    factories.line(ana, "allergies")
    client = client_for(ana)
    content = exported(client, "allergies")
    refused = upload(client, content, section="conditions")
    assert refused.status_code == 422
    assert "is missing" in refused.content.decode()


def test_progress_is_told_until_the_preview_is_there(client_for: SignIn, ana: User) -> None:
    worker.beat("w1")
    client = client_for(ana)
    where = str(send(client, UNCLEAR, "readings")["Location"])
    page = client.get(where).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "Reading the file" in page
    fragment = client.get(where, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="import")
    assert fragment.content.decode().lstrip().startswith('<div class="section" id="import"')
    work()
    after = client.get(where, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="import").content.decode()
    assert "Say what the columns hold" in after
    assert "hx-trigger" not in after


def test_without_a_worker_the_page_says_that_nothing_happens(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    where = send(client, UNCLEAR, "readings")["Location"]
    assert "python manage.py worker" in client.get(where).content.decode()


def test_a_file_whose_end_is_broken_is_unreadable_and_can_be_dropped(
    client_for: SignIn, ana: User
) -> None:
    rows = [{"type": "pain", "effective_at": "2026-07-02", "value": "4", "unit": "{score}"}] * 900
    client = client_for(ana)
    where = str(upload(client, sheet(rows)[:-9] + b'"')["Location"])
    page = client.get(where).content.decode()
    assert "This file cannot be read" in page
    assert "Row 901" in page
    press(client, f"{where}drop/")
    assert ImportBatch.objects.editable_by(ana).get().state == "dropped"


def test_history_shows_every_import_and_nobody_elses(
    client_for: SignIn, ana: User, bruno: User
) -> None:
    press(client_for(bruno), mapped(client_for(bruno), FOREIGN, name="his"), valid_only="1")
    client = client_for(ana)
    assert "Nothing has been imported yet" in client.get("/exchange/imports/").content.decode()
    press(client, mapped(client, FOREIGN.replace(b"1.072,25", b"72,25")))
    page = client.get("/exchange/imports/")
    (batch,) = page.context["batches"]
    assert (batch.name, batch.state, batch.counts["new"]) == ("r.csv", "done", 5)


def test_names_and_findings_lie_sealed(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    upload(client, UNCLEAR, section="", name="hepatitis.csv")
    batch = ImportBatch.objects.editable_by(ana).get()
    assert batch.name == "hepatitis.csv"
    stored = ImportBatch.objects.editable_by(ana).values_list("name", "findings").get()
    assert b"hepatitis" not in stored[0].data
    assert b"Weight" not in stored[1].data


def test_the_trail_has_one_line_for_the_import(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    press(client, mapped(client, FOREIGN.replace(b"1.072,25", b"72,25")))
    event = AccessEvent.objects.get(action="import")
    assert event.detail == {
        "section": "readings", "format": "csv", "new": 5, "updated": 0, "unchanged": 0,
        "rejected": 0,
    }  # fmt: skip
