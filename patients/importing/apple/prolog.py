"""The XML of an export without its document type, which Apple writes wrongly and crooks misuse."""

import re
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from patients.importing.apple.reader import refuse_entities

CHUNK = 64 * 1024
MOST_PROLOG = 256 * 1024
_ROOT = re.compile(rb"<HealthData[\s/>]")
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+HealthData\s*(?:\[(.*?)\]\s*)?>", re.DOTALL)
# iOS 16 writes vertical tabs into values; no XML reader accepts them. NUL stays: it is UTF-16.
_STRAY = bytes(range(1, 9)) + bytes((11, 12)) + bytes(range(14, 32))


def without_doctype(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The chunks of an export, ready for a parser that has to know no document type.

    The DTD that iOS 16 and later write is not well-formed, so it is taken out, not parsed. That
    also leaves no place for entities: declaring one, or naming an external file, is refused.
    Raises: ValidationError: refused, or not an export.
    """
    head = _head(read)
    if b"\0" in head:
        raise ValidationError(
            _("This export is not in UTF-8. Upload the zip file as the iPhone made it.")
        )
    if b"<!DOCTYPE" in head:
        found = _DOCTYPE.search(head)
        if found is None or b"<!ENTITY" in (found[1] or b""):
            refuse_entities()
        head = head[: found.start()] + head[found.end() :]
    yield head.translate(None, _STRAY)
    while chunk := read(CHUNK):
        yield chunk.translate(None, _STRAY)


def _head(read: Callable[[int], bytes]) -> bytes:
    """Everything up to the first element, and a little more."""
    head = b""
    while not _ROOT.search(head):
        chunk = read(CHUNK)
        head += chunk
        if not chunk or len(head) > MOST_PROLOG:
            break
    return head
