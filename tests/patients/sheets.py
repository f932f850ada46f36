"""Spreadsheets as people send them: built, uploaded, confirmed."""

import csv
import io
from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

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
    return bytes(response.content)


def upload(
    client: Client, content: bytes, section: str = "readings", name: str = "r.csv"
) -> HttpResponse:
    """Send a file; a good one redirects to its preview."""
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post("/exchange/", {"section": section, "file": file})


def imported(client: Client, content: bytes, section: str = "readings") -> HttpResponse:
    """Send a file and confirm it."""
    answer = upload(client, content, section)
    assert answer.status_code == 302, answer.content.decode()
    return client.post(answer["Location"])
