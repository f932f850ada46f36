"""What leaves the building: documents that fetch nothing, mail that waits for the deed."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from privacy.outbound import email, pdf

HOSTILE = """
<html lang="en"><head><title>x</title>
<link rel="stylesheet" href="{http}/style.css">
<link rel="attachment" href="file://{file}">
<style>@import url("{http}/import.css"); @font-face {{font-family: f; src: url("{http}/f.woff")}}
body {{background: url("{http}/back.png"); font-family: f}}</style></head>
<body><p>Report</p><img src="{http}/pixel.png"><img src="file://{file}">
<img src="data:image/png;base64,iVBORw0KGgo="><object data="{http}/object"></object>
<svg xmlns="http://www.w3.org/2000/svg"><image href="{http}/svg.png" width="9" height="9"/></svg>
<a rel="attachment" href="{http}/attached">more</a></body></html>
"""


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that writes down whatever is asked of it."""
    asked: list[str] = []

    class Recording(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = HTTPServer(("127.0.0.1", 0), Recording)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hostile(
    tmp_path: Path, listener: tuple[str, list[str]], settings: Any
) -> tuple[str, list[str], bytes]:
    """A template that tries every way out; its name, what was asked, the local file's words."""
    words = b"LOCAL-FILE-CANARY"
    (tmp_path / "passwd").write_bytes(words * 50)
    (tmp_path / "hostile.html").write_text(
        HOSTILE.format(http=listener[0], file=tmp_path / "passwd")
    )
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path]}
    settings.TEMPLATES = [engine]
    return "hostile.html", listener[1], words


def test_a_document_fetches_nothing_and_embeds_no_file(hostile: Any) -> None:
    template, asked, words = hostile
    try:
        made = pdf.render_pdf(template, {}, stylesheet="")
    except pdf.PdfUnavailable as missing:
        assert "pango" in str(missing)  # noqa: PT017 - then there is no door at all
        return
    assert made.startswith(b"%PDF")
    assert asked == []
    assert words not in made
    assert b"/EmbeddedFile" not in made


def test_the_fetcher_refuses_every_kind_of_address() -> None:
    fetcher = pdf.RefusingFetcher()
    for url in ("http://x/", "https://x/", "file:///etc/passwd", "data:,x", "ftp://x", ""):
        with pytest.raises(pdf.FetchRefused):
            fetcher.fetch(url)
        with pytest.raises(pdf.FetchRefused):
            fetcher(url)


def message() -> EmailMessage:
    return EmailMessage("Subject", "https://site/reset/SECRET-LINK", "a@b.example", ["ana@x.org"])


def test_mail_waits_for_the_deed_and_dies_with_it(
    db: None, django_capture_on_commit_callbacks: Any
) -> None:
    def undone() -> None:
        with transaction.atomic():
            email.post(message())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    with django_capture_on_commit_callbacks(execute=True):
        email.post(message())
        assert mail.outbox == []
    assert len(mail.outbox) == 1


def test_in_production_the_worker_sends_and_the_table_keeps_no_link(
    db: None, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MAIL_BY_WORKER = True
    with django_capture_on_commit_callbacks(execute=True):
        email.post(message())
    assert mail.outbox == []
    task = DBTaskResult.objects.get()
    assert "SECRET-LINK" not in repr(task.args_kwargs)
    assert "ana@x.org" not in repr(task.args_kwargs)
    email.send_sealed.func(*task.args_kwargs["args"])
    assert mail.outbox[0].body == "https://site/reset/SECRET-LINK"
    assert mail.outbox[0].to == ["ana@x.org"]
