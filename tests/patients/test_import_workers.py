"""Workers die, tabs multiply, records change meanwhile: an import happens once, whole, or not."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from healthtracker import worker
from patients import jobs
from patients.models import ImportBatch, Observation
from patients.services import batches, imports, observations, undoing, uploads
from tests import factories
from tests.patients.sheets import exported, parsed, press, send, sheet, upload, work

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db
ROW = {"type": "pain", "effective_at": "2026-07-02", "value": "3", "unit": "{score}"}
LONG_AGO = timedelta(hours=1)


def batch_of(person: User) -> ImportBatch:
    return ImportBatch.objects.editable_by(person).select_related("owner").latest("pk")


def fell_silent(batch: ImportBatch) -> None:
    """Its worker was heard of an hour ago."""
    ImportBatch.objects.editable_by(batch.owner).filter(pk=batch.pk).update(
        alive_at=timezone.now() - LONG_AGO, created_at=timezone.now() - LONG_AGO
    )


def sealed_files(settings: Any) -> list[Path]:
    root = Path(settings.SEALED_ROOT)
    return [path for path in root.rglob("*") if path.is_file()]


def test_two_tabs_that_confirm_are_one_import(client_for: SignIn, ana: User) -> None:
    tabs = [client_for(ana), client_for(ana)]
    where = str(upload(tabs[0], sheet([ROW]))["Location"])
    assert [press(tab, where).status_code for tab in tabs] == [302, 302]
    assert Observation.objects.editable_by(ana).count() == 1


def test_two_workers_with_the_same_batch_import_it_once(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    where = str(upload(client, sheet([ROW]))["Location"])
    batch = batch_of(ana)
    client.post(where)
    imports.run(batch_id=batch.pk)
    fell_silent(batch)
    imports.run(batch_id=batch.pk)  # the first one's job, given away too early
    assert Observation.objects.editable_by(ana).count() == 1
    assert batch_of(ana).state == "done"


def test_while_a_worker_is_heard_of_no_other_takes_its_batch(client_for: SignIn, ana: User) -> None:
    send(client_for(ana), sheet([ROW]), "readings")
    batch = batch_of(ana)
    assert batches.claim(batch.pk, "uploaded", "examining") is not None
    assert batches.claim(batch.pk, "uploaded", "examining") is None
    fell_silent(batch)
    assert batches.claim(batch.pk, "uploaded", "examining") is not None


@pytest.mark.parametrize("state", ["examining", "importing"])
def test_the_batch_of_a_dead_worker_is_taken_up_again(
    client_for: SignIn, ana: User, state: str
) -> None:
    client = client_for(ana)
    where = str(upload(client, sheet([ROW]))["Location"])
    batch = batch_of(ana)
    ImportBatch.objects.editable_by(ana).update(state=state, progress=40)
    fell_silent(batch)
    worker.beat("another")
    assert "The worker went away" in client.get(where).content.decode()
    jobs.move_import_on.call(batch.pk)
    assert batch_of(ana).state == ("ready" if state == "examining" else "done")


def test_a_worker_that_dies_while_writing_leaves_nothing(
    client_for: SignIn, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(ana)
    client.post(upload(client, sheet([ROW]))["Location"])

    def lightning(*args: Any, **more: Any) -> None:
        raise SystemExit  # as near as one process gets to kill -9

    monkeypatch.setattr(imports.audit, "record", lightning)
    with pytest.raises(SystemExit):
        imports.run(batch_id=batch_of(ana).pk)
    monkeypatch.undo()
    assert not Observation.objects.editable_by(ana).exists()
    assert batch_of(ana).state == "importing"
    fell_silent(batch_of(ana))
    imports.run(batch_id=batch_of(ana).pk)
    assert Observation.objects.editable_by(ana).count() == 1


def test_an_import_whom_nobody_has_any_more_says_that_nothing_was_imported(
    client_for: SignIn, ana: User, settings: Any
) -> None:
    client = client_for(ana)
    where = str(upload(client, sheet([ROW]))["Location"])
    client.post(where)  # and the process died before it could enqueue
    assert jobs.end_lost_imports() == 0
    fell_silent(batch_of(ana))
    with_page = jobs.end_lost_imports()
    page = client.get(where).content.decode()
    assert with_page == 1
    assert "Nothing was imported" in page
    assert "went wrong on our side" in page
    assert not Observation.objects.editable_by(ana).exists()


def test_an_import_that_waits_in_the_queue_is_not_lost(client_for: SignIn, ana: User) -> None:
    send(client_for(ana), sheet([ROW]), "readings")
    fell_silent(batch_of(ana))
    assert jobs.end_lost_imports() == 0
    work()
    assert batch_of(ana).state == "ready"


def test_a_fault_of_ours_says_so_and_leaves_nothing_half_done(
    client_for: SignIn, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(ana)
    where = str(upload(client, sheet([ROW]))["Location"])

    def broken(**more: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(imports, "write", broken)
    press(client, where)
    page = client.get(where).content.decode()
    assert "Your record is as it was before" in page
    assert "secret" not in page
    assert not Observation.objects.editable_by(ana).exists()


def test_an_undo_that_fails_leaves_the_import_in_place(
    client_for: SignIn, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(ana)
    where = str(upload(client, sheet([ROW]))["Location"])
    press(client, where)

    def broken(*args: Any, **more: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(undoing.rollups, "refresh", broken)
    press(client, f"{where}undo/")
    assert (batch_of(ana).state, Observation.objects.editable_by(ana).count()) == ("done", 1)
    assert "The undo did not work" in client.get(where).content.decode()
    monkeypatch.undo()
    press(client, f"{where}undo/")
    assert (batch_of(ana).state, Observation.objects.editable_by(ana).count()) == ("undone", 0)


def test_what_changed_between_preview_and_confirmation_is_seen(
    client_for: SignIn, ana: User
) -> None:
    row, client = factories.reading(ana), client_for(ana)
    (cells,) = parsed(exported(client))
    where = str(upload(client, sheet([{**cells, "value": "131"}]))["Location"])
    observations.edit_observation(
        actor=ana, row=row, entry=factories.entry_of(row, value="131"), confirmed=True
    )
    press(client, where)
    batch = batch_of(ana)
    assert (batch.state, batch.counts["updated"], batch.counts["unchanged"]) == ("done", 0, 1)


def test_a_file_dropped_while_it_is_read_is_gone(
    client_for: SignIn, ana: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(ana)
    where = str(send(client, sheet([ROW]), "readings")["Location"])
    examine = imports.examine_rows

    def slow(**more: Any) -> Any:
        press(client, f"{where}drop/")
        return examine(**more)

    monkeypatch.setattr(imports, "examine_rows", slow)
    work()
    assert batch_of(ana).state == "dropped"
    assert sealed_files(settings) == []


def test_a_sealed_file_that_is_gone_or_damaged_is_told(
    client_for: SignIn, ana: User, settings: Any
) -> None:
    client = client_for(ana)
    where = str(send(client, sheet([ROW]), "readings")["Location"])
    (path,) = sealed_files(settings)
    path.write_bytes(path.read_bytes()[:-1])
    work()
    assert "damaged or gone" in client.get(where).content.decode()


def test_an_upload_that_breaks_off_leaves_nothing(ana: User, settings: Any) -> None:
    class Cut(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= 100_000:
                raise OSError("the line is dead")
            return super().read(size)

    content = sheet([ROW] * 5000)
    with pytest.raises(OSError, match="dead"):
        uploads.open_batch(actor=ana, section="readings", source=Cut(content), size=len(content))
    assert not ImportBatch.objects.editable_by(ana).exists()
    assert sealed_files(settings) == []
