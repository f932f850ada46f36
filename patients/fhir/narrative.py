"""The part of a resource that people read: escaped XHTML, made from words only."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from django.utils.translation import get_language

from patients.fhir.elements import words
from privacy.registry import Resource

XHTML = "http://www.w3.org/1999/xhtml"


def paragraphs(lines: Iterable[Any], *, status: str = "generated") -> Resource:
    """A Narrative of one paragraph a line."""
    return _narrative("".join(f"<p>{_escaped(line)}</p>" for line in lines), status)


def table(heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Resource:
    """A Narrative of one table."""
    head = "".join(f"<th>{_escaped(cell)}</th>" for cell in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{_escaped(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return _narrative(
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>", "generated"
    )


def _narrative(inner: str, status: str) -> Resource:
    language = _escaped(get_language() or "en")
    opening = f'<div xmlns="{XHTML}" lang="{language}" xml:lang="{language}">'
    return {"status": status, "div": f"{opening}{inner}</div>"}


def _escaped(text: Any) -> str:
    return escape(words(text))
