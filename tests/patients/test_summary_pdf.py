"""A patient orders a summary of the record, waits for it, and takes it to an appointment."""

import re
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from healthtracker import worker
from healthtracker.web.jobs import AttemptFailed
from patients import printing, summary
from patients.models import Document
from patients.services import documents
from privacy.models import AccessEvent
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def order(client: Client, capture: Any) -> str:
    """Order a summary as the button does; the address of its page."""
    with capture(execute=True):
        answer = client.post("/documents/")
    assert answer.status_code == 302
    return str(answer["Location"])


def work() -> None:
    """Do what is waiting, as a worker would, but on this test's own connection."""
    for waiting in DBTaskResult.objects.ready():
        with suppress(AttemptFailed):
            waiting.task.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        waiting.delete()


def inside(content: bytes) -> bytes:
    """A PDF with its compressed streams opened."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"".join(zlib.decompressobj().decompress(s) for s in streams if s[:1] == b"x")


def words_of(person: User) -> str:
    """The text from which the pages are drawn, as a reader sees it."""
    with timezone.override(person.zone):
        html = render_to_string(printing.SUMMARY, summary.context_of(person))
    return unescape(strip_tags(html)).replace("\u202f", " ")


def test_ana_takes_her_record_to_an_appointment(
    client_for: SignIn, ana: User, django_capture_on_commit_callbacks: Any
) -> None:
    factories.facts(ana, birth_date=date(1981, 3, 9), sex="female")
    factories.line(ana, "medications", name="Losartan", dose="50", dose_unit="mg")
    factories.readings(ana, 12)
    client = client_for(ana)
    where = order(client, django_capture_on_commit_callbacks)
    assert 'hx-trigger="every 1s"' in client.get(where).content.decode()
    work()
    page = client.get(where).content.decode()
    assert "It is ready" in page
    assert "hx-trigger" not in page
    file = client.get(f"{where}file/")
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"].startswith("attachment;")
    assert file["X-Content-Type-Options"] == "nosniff"
    content = b"".join(file)
    assert content.startswith(b"%PDF-")
    opened = inside(content)
    assert b"/StructTreeRoot" in opened  # tagged, for people who listen to it
    assert 1 <= len(re.findall(rb"/Type /Page\b", opened)) <= 2
    for words in ("Ana Torres", "Losartan", "50 mg", "128/82", "March 9, 1981", "12 readings"):
        assert words in words_of(ana), words
    assert AccessEvent.objects.filter(action="download", subject=ana).count() == 1


def test_the_summary_speaks_the_language_of_whoever_asked(
    client_for: SignIn, ana: User, django_capture_on_commit_callbacks: Any
) -> None:
    ana.language = "es"
    ana.save(update_fields=["language"])
    factories.reading(ana, "body_weight", "72.5")
    client = client_for(ana)
    where = order(client, django_capture_on_commit_callbacks)
    work()
    assert b"/Lang (es)" in inside(b"".join(client.get(f"{where}file/")))
    with translation.override("es"):
        assert "72,5" in words_of(ana)


def test_the_file_lies_sealed_on_the_disk(
    client_for: SignIn, ana: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    order(client_for(ana), django_capture_on_commit_callbacks)
    work()
    (file,) = [path for path in Path(settings.SEALED_ROOT).rglob("*") if path.is_file()]
    assert b"%PDF" not in file.read_bytes()


def test_two_clicks_make_one_document(
    client_for: SignIn, ana: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(ana)
    first = order(client, django_capture_on_commit_callbacks)
    assert order(client, django_capture_on_commit_callbacks) == first
    work()
    assert Document.objects.editable_by(ana).count() == 1


def test_a_computer_without_the_libraries_says_what_to_install(
    client_for: SignIn, ana: User, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    class Missing:
        """What importing WeasyPrint without pango does."""

        def find_spec(self, name: str, *args: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'pango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    client = client_for(ana)
    where = order(client, django_capture_on_commit_callbacks)
    work()
    page = client.get(where).content.decode()
    assert "libpango-1.0-0" in page
    assert "Your data is unchanged" in page
    assert client.get(f"{where}file/").status_code == 404


def test_without_a_worker_the_page_says_how_to_start_one(
    client_for: SignIn, ana: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(ana)
    where = order(client, django_capture_on_commit_callbacks)
    assert "python manage.py worker" in client.get(where).content.decode()
    worker.beat("w1")
    page = client.get(where).content.decode()
    assert "python manage.py worker" not in page
    assert "takes a few seconds" in page


def test_a_document_whose_worker_died_offers_to_try_again(client_for: SignIn, ana: User) -> None:
    document = documents.order_document(actor=ana, language="en")
    long_ago = timezone.now() - timedelta(hours=1)
    Document.objects.editable_by(ana).update(created_at=long_ago)
    page = client_for(ana).get(f"/documents/{document.uuid}/").content.decode()
    assert "please try again" in page
    assert "hx-trigger" not in page


def test_an_unforeseen_failure_is_told_and_not_hidden(
    client_for: SignIn, ana: User, settings: Any, tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    settings.SEALED_ROOT = blocked
    client = client_for(ana)
    where = order(client, django_capture_on_commit_callbacks)
    work()
    assert "please try again" in client.get(where).content.decode()


def test_making_a_document_twice_keeps_the_first(ana: User, settings: Any) -> None:
    document = documents.order_document(actor=ana, language="en")
    for _ in range(2):
        documents.make_document(document_id=document.pk)
    assert len([p for p in Path(settings.SEALED_ROOT).rglob("*") if p.is_file()]) == 1


def test_someone_elses_document_looks_like_none(client_for: SignIn, ana: User, bruno: User) -> None:
    document = documents.order_document(actor=ana, language="en")
    documents.make_document(document_id=document.pk)
    client = client_for(bruno)
    for end in ("", "file/"):
        foreign = client.get(f"/documents/{document.uuid}/{end}")
        missing = client.get(f"/documents/{uuid4()}/{end}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert len(foreign.content) == len(missing.content)


def test_markup_in_a_record_stays_text_on_paper(ana: User) -> None:
    factories.line(ana, "conditions", name='<img src="file:///etc/passwd"><b>x</b>')
    html = render_to_string(printing.SUMMARY, summary.context_of(ana))
    assert "<img" not in html
    assert '<img src="file:///etc/passwd"><b>x</b>' in words_of(ana)
