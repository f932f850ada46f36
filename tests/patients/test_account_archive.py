"""Ana takes her whole account along as one ZIP, once, after proving who she is."""

import csv
import hashlib
import io
import json
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from chat.models import Conversation, Message, Reply
from patients.archive import contents
from patients.jobs import forget_expired_archives
from patients.models import Document, Observation, RecordEntry
from patients.services import archives, documents, exports
from patients.spreadsheets.sheets import SHEETS
from privacy import storage
from privacy.models import AccessEvent
from tests import factories, people
from tests.patients import fhir_checks
from tests.patients.test_export_and_import import HOSTILE, rich_record

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db
PAGE = "/exchange/archive/"


def unpacked(owner: User, language: str = "en") -> dict[str, bytes]:
    """Every file of the ZIP by name."""
    whole = b"".join(contents.archive(owner, language=language))
    with ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def talk(owner: User) -> None:
    """One question and its answer."""
    conversation = Conversation.objects.create(owner=owner, title="About my heart")
    message = Message.objects.create(
        owner=owner, conversation=conversation, seq=1, text="How am I?"
    )
    Reply.objects.create(
        owner=owner, conversation=conversation, message=message, status="complete",
        text="Quite well.", model_label="Records",
    )  # fmt: skip


def made(owner: User) -> Document:
    """A ZIP that a worker has made."""
    document = archives.order(actor=owner, language="en")
    documents.make_document(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == Document.State.READY
    return document


def sure(client: Client) -> Client:
    """The same person, having just typed the password."""
    client.post("/sign-in/reauthenticate/", {"password": people.PASSWORD})
    return client


def test_everything_is_inside_and_the_manifest_says_so(ana: User) -> None:
    rich_record(ana)
    talk(ana)
    files = unpacked(ana)
    manifest = json.loads(files["manifest.json"])
    listed = {file["name"]: file for file in manifest["files"]}
    assert set(listed) == set(files) - {"manifest.json"}
    for name, file in listed.items():
        assert file["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert file["size"] == len(files[name])
    for key in SHEETS:
        assert files[f"csv/{key}.csv"] == exports.export_sheet(actor=ana, section=key)
        assert listed[f"csv/{key}.csv"]["rows"] == _rows(files[f"csv/{key}.csv"])
    assert manifest["version"]


def _rows(sheet: bytes) -> int:
    return len(list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline="")))) - 1


def test_the_record_in_it_is_valid_fhir(ana: User) -> None:
    rich_record(ana)
    files = unpacked(ana)
    kinds = {r["resourceType"] for r in fhir_checks.entries(json.loads(files["fhir/bundle.json"]))}
    assert {"Patient", "Observation", "Condition"} <= kinds
    first = fhir_checks.entries(json.loads(files["fhir/ips.json"]))[0]
    assert first["resourceType"] == "Composition"


def test_what_lies_beside_the_record_is_in_it_too(ana: User, soto: User) -> None:
    talk(ana)
    name = storage.seal_file(io.BytesIO(b"%PDF-kept"), owner_id=ana.pk, kind=documents.KIND)
    Document.objects.create(owner=ana, state="ready", file_name=name, size=9)
    gone = Document.objects.create(owner=ana, state="ready", file_name="0" * 32, size=9)
    files = unpacked(ana)
    talks = [text.decode() for name, text in files.items() if name.startswith("conversations/")]
    assert len(talks) == 1
    assert "# About my heart" in talks[0]
    assert talks[0].index("How am I?") < talks[0].index("Quite well.")
    originals = [name for name in files if name.startswith("files/")]
    assert [files[name] for name in originals] == [b"%PDF-kept"]
    assert str(gone.uuid)[:8] not in "".join(originals)
    assert "Elena Soto" in files["consents.csv"].decode()
    assert "share" in files["access-log.csv"].decode()
    account = json.loads(files["account.json"])
    assert account["email"] == ana.email
    assert "password" not in files["account.json"].decode()


def test_the_page_in_it_needs_nothing_and_runs_nothing(ana: User) -> None:
    factories.line(ana, name="<script>alert(1)</script>", notes="<img src=x onerror=alert(1)>")
    page = unpacked(ana)["index.html"].decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "<img" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_it_speaks_the_language_of_its_owner(ana: User) -> None:
    assert '<html lang="es">' in unpacked(ana, "es")["index.html"].decode()


def test_nothing_of_anybody_else_is_in_it(ana: User, bruno: User) -> None:
    rich_record(ana)
    factories.line(bruno, name="CANARY-bruno")
    talk(bruno)
    files = unpacked(ana)
    assert not any(b"CANARY-bruno" in text or b"Quite well" in text for text in files.values())


def test_texts_cannot_run_as_formulas(ana: User, boss: User) -> None:
    AccessEvent.objects.create(actor=boss, subject=ana, action="reveal", reason=HOSTILE[:100])
    rows = list(
        csv.reader(io.StringIO(unpacked(ana)["access-log.csv"].decode("utf-8-sig"), newline=""))
    )
    assert "'" + HOSTILE[:100] in [cell for row in rows for cell in row]


def test_she_proves_who_she_is_and_takes_it_once(ana: User, client_for: SignIn) -> None:
    factories.reading(ana)
    document, client = made(ana), client_for(ana)
    page = client.get(PAGE).content.decode()
    assert "Your ZIP is ready" in page
    link = f"{PAGE}{document.uuid}/link/"
    assert client.post(link).headers["Location"].startswith("/sign-in/reauthenticate/")
    found = sure(client).post(link)
    url = found.context["link"]
    assert client.head(url).status_code == 405  # whoever looks ahead does not use it up
    answer = client.get(url)
    whole = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert int(answer["Content-Length"]) == len(whole) == document.size
    assert "csv/readings.csv" in ZipFile(io.BytesIO(whole)).namelist()
    assert not storage.path_of(document.file_name).exists()
    again = client.get(url, follow=True)
    assert "used already" in again.content.decode()
    assert "You took the last one" in again.content.decode()
    event = AccessEvent.objects.get(action="export", subject=ana)
    assert (event.actor, event.object_id) == (ana, str(document.uuid))
    assert event.detail["count"] > 0


def test_the_password_leads_straight_to_the_link(ana: User, client_for: SignIn) -> None:
    document, client = made(ana), client_for(ana)
    asked = client.post(f"{PAGE}{document.uuid}/link/")
    found = client.post(asked.headers["Location"], {"password": people.PASSWORD}, follow=True)
    assert "This link works once" in found.content.decode()


def test_only_a_hash_of_the_link_is_kept(ana: User) -> None:
    document = made(ana)
    token = archives.make_link(actor=ana, document=document)
    document.refresh_from_db()
    assert token not in repr(vars(document))
    assert len(document.token_hash) == 64


def test_a_newer_link_ends_the_older_and_a_wrong_one_opens_nothing(ana: User) -> None:
    document = made(ana)
    older = archives.make_link(actor=ana, document=document)
    newer = archives.make_link(actor=ana, document=document)
    assert archives.take(actor=ana, document=document, token=older) is None
    assert archives.take(actor=ana, document=document, token="") is None
    assert archives.take(actor=ana, document=document, token=newer) is not None


def test_a_download_that_was_cut_off_can_be_asked_for_again(ana: User) -> None:
    document = made(ana)
    pieces = archives.take(
        actor=ana, document=document, token=archives.make_link(actor=ana, document=document)
    )
    assert pieces is not None
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert storage.path_of(document.file_name).exists()
    token = archives.make_link(actor=ana, document=document)
    again = archives.take(actor=ana, document=document, token=token)
    assert again is not None
    assert ZipFile(io.BytesIO(b"".join(again))).testzip() is None


def test_after_a_day_it_is_gone(ana: User, client_for: SignIn) -> None:
    document = made(ana)
    token = archives.make_link(actor=ana, document=document)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert archives.take(actor=ana, document=document, token=token) is None
        assert forget_expired_archives() == 1
        assert not storage.path_of(document.file_name).exists()
        with pytest.raises(ValidationError):
            archives.make_link(actor=ana, document=document)
        assert "Nobody took the last one" in client_for(ana).get(PAGE).content.decode()


def test_it_has_no_other_way_out(ana: User, client_for: SignIn) -> None:
    document, client = made(ana), client_for(ana)
    assert client.get(f"/documents/{document.uuid}/file/").status_code == 404
    assert client.get(f"/documents/{document.uuid}/").headers["Location"] == PAGE
    assert client.post(f"/documents/{document.uuid}/again/").headers["Location"] == PAGE
    assert Document.objects.editable_by(ana).count() == 1


def test_two_clicks_are_one_order_and_a_day_has_its_limit(ana: User, client_for: SignIn) -> None:
    client = client_for(ana)
    client.post(PAGE)
    client.post(PAGE)
    assert Document.objects.editable_by(ana).count() == 1
    for _ in range(archives.MOST_A_DAY):
        Document.objects.editable_by(ana).update(state="failed")
        answer = client.post(PAGE, follow=True)
    assert "At most 5 ZIP files a day" in answer.content.decode()
    assert Document.objects.editable_by(ana).count() == archives.MOST_A_DAY


def test_it_lies_sealed_on_the_disk(ana: User) -> None:
    factories.line(ana, name="CANARY-asthma")
    document = made(ana)
    assert b"manifest.json" not in storage.path_of(document.file_name).read_bytes()


def test_making_it_needs_no_more_memory_for_a_long_record(ana: User) -> None:
    def peak() -> int:
        tracemalloc.start()
        for _piece in contents.archive(ana, language="en"):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    many(ana, 3000)
    peak()
    short = peak()
    many(ana, 3600)
    assert peak() < short * 1.25


def many(person: User, count: int) -> None:
    """So many readings, without their ceremonies."""
    first = factories.reading(person)
    fields: dict[str, Any] = {
        field.name: getattr(first, field.name)
        for field in first._meta.fields
        if field.name not in {"id", "entry_id"}
    }
    days = [timedelta(days=60 + number) for number in range(count)]
    Observation.objects.bulk_create(
        [Observation(**{**fields, "effective_at": first.effective_at - ago}) for ago in days]
    )


def test_every_kind_of_entry_has_its_table() -> None:
    kinds = {
        model
        for model in apps.get_models()
        if issubclass(model, RecordEntry) and model._meta.app_label == "patients"
    }
    assert kinds - {sheet.model for sheet in SHEETS.values()} == set()
