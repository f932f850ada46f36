"""The sections a record is made of; every app adds its own, nobody imports upwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from accounts.models import User

Label = str | Promise


@dataclass(frozen=True)
class BriefingItem:
    """One line the assistant may read.

    Attributes: cite: short id such as "V12". kind: "vital", "condition"... text: one compact
    line. url: the page that shows the entry. object_id: public id for the audit trail.
    """

    cite: str
    kind: str
    text: str
    url: str
    object_id: str = ""


@dataclass(frozen=True)
class ChartPart:
    """A section's part of the provider's chart: a template and its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordSection:
    """One app's part of a record, with all that other apps loop over.

    Attributes: key: unique. category: what a care link must hold. briefing: (patient, token
    budget) -> items for the assistant. chart: (viewer, patient) -> part of the provider's chart.
    """

    key: str
    label: Label
    category: str
    order: int
    briefing: Callable[[User, int], list[BriefingItem]]
    chart: Callable[[User, User], ChartPart]
    export: Callable[[User], Iterable[Any]] | None = None
    fhir: Callable[[User], Iterable[Any]] | None = None
    timeline: Callable[[User], Iterable[Any]] | None = None
    erase: Callable[[User], int] | None = None


_sections: dict[str, RecordSection] = {}


def register(section: RecordSection) -> None:
    """Add a section (from `AppConfig.ready`). Raises ValueError: the key is taken."""
    if section.key in _sections and _sections[section.key] != section:
        raise ValueError(f"Section {section.key!r} is registered twice.")
    _sections[section.key] = section


def sections() -> tuple[RecordSection, ...]:
    """All sections in their reading order."""
    return tuple(sorted(_sections.values(), key=lambda section: section.order))


def categories() -> list[tuple[str, Label]]:
    """The consent categories as (key, label), in reading order, each once."""
    seen: dict[str, Label] = {}
    for section in sections():
        seen.setdefault(section.category, section.label)
    return list(seen.items())
