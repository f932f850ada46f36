"""One button takes a whole import back, and nothing that its owner has done since."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from patients.models import DailyRollup, ImportBatch, ImportedChange, Observation
from patients.services import observations, rollups
from privacy.models import AccessEvent
from tests import factories
from tests.patients.sheets import exported, imported, parsed, press, sheet, upload

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def rows_of(person: User) -> list[tuple[object, ...]]:
    """Everything the database holds of somebody's readings, keys aside."""
    rows = Observation.objects.unscoped("test").filter(owner=person).order_by("entry_id")
    return [
        (
            row.entry_id, row.type, row.value_text, row.unit, row.notes, row.tags, row.canonical,
            row.effective_at, row.updated_at, row.created_at, row.deleted_at, row.batch_id,
        )
        for row in rows
    ]  # fmt: skip


def sums_of(person: User) -> list[tuple[object, ...]]:
    return list(
        DailyRollup.objects.editable_by(person)
        .order_by("type", "local_day")
        .values_list("type", "local_day", "n", "total")
    )


def pain(day: int, value: str = "3", **more: str) -> dict[str, str]:
    at = f"2026-07-{day:02}"
    return {"type": "pain", "effective_at": at, "value": value, "unit": "{score}", **more}


def undo(client: Client, where: str) -> Any:
    """Press the button and confirm."""
    assert press(client, f"{where}undo/").status_code == 302
    return client.get(where)


def test_undo_brings_the_record_back_as_it_was(client_for: SignIn, ana: User) -> None:
    factories.reading(ana, notes="before", tags=("a", "b"))
    factories.readings(ana, 3, type="body_weight", value="70.10")
    client = client_for(ana)
    before, sums = rows_of(ana), sums_of(ana)
    cells = [{**row, "value": "131", "notes": "after"} for row in parsed(exported(client))[-1:]]
    where = imported(client, sheet([*cells, pain(1), pain(2)], headings=list(cells[0])))["Location"]
    assert rows_of(ana) != before
    assert ImportedChange.objects.editable_by(ana).count() == 1
    page = undo(client, where)
    assert "Undone" in page.content.decode()
    assert page.context["batch"].undo_counts == {"removed": 2, "restored": 1, "kept": 0}
    assert rows_of(ana) == before
    assert sums_of(ana) == sums
    assert not ImportedChange.objects.editable_by(ana).exists()
    assert AccessEvent.objects.get(action="undo").detail["removed"] == 2


def test_an_entry_that_the_import_brought_back_is_deleted_again(
    client_for: SignIn, ana: User
) -> None:
    row, client = factories.reading(ana), client_for(ana)
    content = exported(client)
    observations.delete_observation(actor=ana, row=row)
    before = rows_of(ana)
    where = imported(client, content)["Location"]
    assert Observation.objects.visible_to(ana).count() == 1
    undo(client, where)
    assert rows_of(ana) == before


def test_what_its_owner_changed_since_stays_and_is_counted(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    where = imported(client, sheet([pain(1), pain(2), pain(3)]))["Location"]
    first, second, _third = Observation.objects.editable_by(ana).order_by("effective_at")
    observations.edit_observation(
        actor=ana, row=first, entry=factories.entry_of(first, value="5"), confirmed=True
    )
    observations.delete_observation(actor=ana, row=second)
    question = client.get(f"{where}undo/").content.decode()
    assert "1 that you have changed since stays" in question
    page = undo(client, where)
    assert page.context["batch"].undo_counts == {"removed": 2, "restored": 0, "kept": 1}
    assert "1 entry that you had changed since was kept" in page.content.decode()
    assert [row.value_text for row in Observation.objects.editable_by(ana)] == ["5"]


def test_a_file_that_comes_from_the_future_can_be_undone(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    later = (timezone.now() + timedelta(days=400)).isoformat()
    row = pain(1, created_at=later, updated_at=later)
    where = imported(client, sheet([row]))["Location"]
    undo(client, where)
    assert not Observation.objects.unscoped("test").exists()


def test_profile_lines_are_undone_too(client_for: SignIn, ana: User) -> None:
    line = factories.line(ana, "conditions", name="Asthma", notes="before")
    client = client_for(ana)
    (cells,) = parsed(exported(client, "conditions"))
    new = {**cells, "entry_id": "", "name": "Flu"}
    content = sheet([{**cells, "notes": "after"}, new])
    where = imported(client, content, "conditions")["Location"]
    undo(client, where)
    line.refresh_from_db()
    assert line.notes == "before"
    assert type(line).objects.editable_by(ana).count() == 1


def test_only_what_is_in_the_record_can_be_undone_and_only_once(
    client_for: SignIn, ana: User, bruno: User
) -> None:
    client = client_for(ana)
    where = upload(client, sheet([pain(1)]))["Location"]
    press(client, f"{where}undo/")
    assert ImportBatch.objects.editable_by(ana).get().state == "ready"
    press(client, where)
    assert client_for(bruno).post(f"{where}undo/").status_code == 404
    undo(client, where)
    assert "cannot be undone" in client.post(f"{where}undo/", follow=True).content.decode()
    again = imported(client, sheet([pain(1)]))["Location"]
    assert again != where
    assert Observation.objects.editable_by(ana).count() == 1


def test_rollups_are_right_after_an_undo(client_for: SignIn, ana: User) -> None:
    factories.readings(ana, 2, type="pain", value="4", unit="{score}")
    client = client_for(ana)
    where = imported(client, sheet([pain(day) for day in range(1, 20)]))["Location"]
    undo(client, where)
    kept = sums_of(ana)
    rollups.rebuild(ana)
    assert sums_of(ana) == kept
