"""What a browser would send back from one of our forms."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class _Fields(HTMLParser):
    """Collects name and value of every field, as a browser would submit it untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in {"submit", "file"}:
            ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
            if ticked:
                self.values[name] = given.get("value", "")
        elif tag == "select":
            self.select = name
            self.values[name] = ""
        elif tag == "option" and self.select and "selected" in given:
            self.values[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.area = name
            self.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data


def fields_of(response: HttpResponse, *, holding: str = "entry_id") -> dict[str, str]:
    """Name -> value of the form on a page that has a field called `holding`."""
    for form in _forms(response.content.decode()):
        reader = _Fields()
        reader.feed(form)
        if holding in reader.values:
            values = reader.values
            values.pop("csrfmiddlewaretoken", None)
            return {name: value.strip("\n") for name, value in values.items()}
    raise AssertionError(f"no form with {holding}")


def _forms(html: str) -> Iterator[str]:
    for piece in html.split("<form")[1:]:
        yield piece.split("</form>")[0]


def submit(client: Client, url: str, *, holding: str = "entry_id", **changes: Any) -> HttpResponse:
    """Open the form at `url`, change some fields, send it."""
    page = client.get(url)
    assert page.status_code == 200, url
    return client.post(url, {**fields_of(page, holding=holding), **changes})
