"""Spreadsheets as people send them: built, uploaded, examined, confirmed."""

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, TestCase
from django_tasks_db.models import DBTaskResult

from healthtracker.web.jobs import AttemptFailed

Rows = Sequence[Mapping[str, object]]


def sheet(rows: Rows, *, delimiter: str = ",", headings: Sequence[str] = ()) -> bytes:
    """A CSV file with the columns of the first row."""
    names = list(headings or rows[0])
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(names)
    writer.writerows([[row.get(name, "") for name in names] for row in rows])
    return file.getvalue().encode()


def parsed(content: bytes) -> list[dict[str, str]]:
    """The rows of an exported file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def exported(client: Client, section: str = "readings") -> bytes:
    """The file a person gets."""
    response = client.get(f"/exchange/export/{section}/")
    assert response.status_code == 200
    return b"".join(response)


def work() -> None:
    """Do what is waiting, as a worker would, but on this test's own connection."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        for waiting in DBTaskResult.objects.ready():
            with suppress(AttemptFailed):
                waiting.task.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
            waiting.delete()


def send(client: Client, content: bytes, section: str = "", name: str = "r.csv") -> HttpResponse:
    """Send a file; a readable one redirects to its page."""
    file = SimpleUploadedFile(name, content)
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post("/exchange/", {"section": section, "file": file})


def upload(
    client: Client, content: bytes, section: str = "readings", name: str = "r.csv"
) -> HttpResponse:
    """Send a file and have it examined; a readable one redirects to its preview."""
    answer = send(client, content, section, name)
    work()
    return answer


def press(client: Client, where: str, **form: object) -> HttpResponse:
    """Post to a page of an import and have done what it asks for."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(where, form)
    work()
    return answer


def imported(client: Client, content: bytes, section: str = "readings") -> HttpResponse:
    """Send a file and confirm it."""
    answer = upload(client, content, section)
    assert answer.status_code == 302, answer.content.decode()
    return press(client, answer["Location"])
