"""A collection of everything: one Bundle, written resource by resource.

It is never whole in memory: each section of the registry yields its resources, each is encoded and
handed on. `Bundle.total` is left out, as R4 allows it only for searches and histories.
"""

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from patients.fhir.elements import moment
from patients.fhir.encoding import encode
from privacy.registry import Resource, sections

TOGETHER = 64 * 1024  # characters handed on at once


def resources(patient: User) -> Iterator[Resource]:
    """Every resource of every section, in reading order: the Patient comes first."""
    for section in sections():
        if section.fhir is not None:
            yield from section.fhir(patient)


def collection(patient: User) -> Iterator[bytes]:
    """The Bundle of type "collection" as JSON, in pieces."""
    head = {"resourceType": "Bundle", "type": "collection", "timestamp": moment(timezone.now())}
    yield from _gathered(_written(encode(head), resources(patient)))


def full_url(resource: Resource) -> str:
    """Where the resource stands within its bundle."""
    return f"urn:uuid:{resource['id']}"


def _written(head: str, found: Iterator[Resource]) -> Iterator[str]:
    yield head.removesuffix("}")
    opening = ',"entry":['
    for resource in found:
        yield opening + encode({"fullUrl": full_url(resource), "resource": resource})
        opening = ",\n"
    yield "}\n" if opening != ",\n" else "]}\n"


def _gathered(parts: Iterator[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= TOGETHER:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()
