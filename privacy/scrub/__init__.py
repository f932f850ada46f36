"""Takes what identifies a person out of a text: pure Python, in time linear in its length."""

from collections.abc import Callable, Mapping
from typing import Final

from privacy.scrub import (
    accounts,
    contacts,
    credentials,
    dates,
    files,
    identifiers,
    messages,
    names,
    pairs,
    places,
)
from privacy.scrub.fields import walk
from privacy.scrub.known import KnownIdentifiers, Person
from privacy.scrub.spans import Kind, Span, merge, outside_placeholders, replace
from privacy.scrub.views import View

__all__ = [
    "LIMIT",
    "Kind",
    "KnownIdentifiers",
    "Person",
    "Span",
    "find_spans",
    "scrub",
    "scrub_fields",
]

LIMIT: Final = 8192
"""Characters that are read; the rest of a text is dropped."""
CUT: Final = " …[cut]"
_LOOK_AHEAD: Final = 256
_FINDERS: Final[tuple[Callable[[View, list[Span]], None], ...]] = (
    pairs.find,
    contacts.find,
    credentials.find,
    dates.find,
    identifiers.find,
    places.find,
    names.find,
    accounts.find,
    files.find,
    messages.find,
)


def find_spans(text: str, known: KnownIdentifiers | None = None) -> list[Span]:
    """Where identifiers stand in the text, ordered and disjoint.

    Args: text: read in full, so cut it first. known: the people of this request.
    """
    if len(text) < 3:
        return []
    view = View(text)
    found: list[Span] = []
    if known is not None:
        known.find(view, found)
    for find in _FINDERS:
        find(view, found)
    if not found:
        return []
    spans = merge((*view.origin(start, end), kind) for start, end, kind in found)
    return outside_placeholders(text, spans)


def scrub(text: str, known: KnownIdentifiers | None = None, *, limit: int = LIMIT) -> str:
    """The text with `[EMAIL]`, `[NAME]`, ... where a person was identified.

    Cut at `limit` characters (8192) with a marker, never in the middle of an identifier. Scrubbing
    twice gives what scrubbing once gives. Names of unknown people in free text cannot all be found:
    free text does not belong in a log, and this is the second net.
    """
    cut = text.endswith(CUT)
    body = text[: -len(CUT)] if cut else text
    end = len(body)
    spans = find_spans(body[: limit + _LOOK_AHEAD], known)
    if end > limit:
        cut, end = True, limit
        spans = [span for span in spans if span[0] < limit]
        if spans and spans[-1][1] > limit:
            end = spans.pop()[0]
    return _fit(replace(body[:end], spans), limit, cut=cut)


def _fit(text: str, limit: int, *, cut: bool) -> str:
    """Placeholders may be longer than what they stand for: keep the answer itself within bounds."""
    if len(text) > limit:
        opened = text.rfind("[", limit - 20, limit)
        text, cut = text[: opened if opened > 0 else limit], True
    return text + CUT if cut else text


def scrub_fields(
    data: Mapping[str, object], known: KnownIdentifiers | None = None
) -> dict[str, object]:
    """A copy of structured data for a log: values replaced by the name of their field, or scrubbed.

    Only plain data survives: an object becomes its class name, bytes and dates a placeholder.
    """
    return walk(data, lambda text: scrub(text, known))
