"""The sections a record is made of; every app adds its own, nobody imports upwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from accounts.models import User
from privacy.tokens import tokens

Label = str | Promise
Resource = dict[str, Any]


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

    @property
    def tokens(self) -> int:
        """What its line costs, with its mark."""
        return tokens(f"[{self.cite}] {self.text}\n")


@dataclass(frozen=True)
class BriefingQuery:
    """What the assistant may be told of one section for one question.

    Attributes: budget: tokens (`privacy.tokens`). picks: ids of `RecordSection.picks`, None for
    all. sensitive: the owner also opened the sensitive part. question: "" for a general briefing,
    which is the same until the record changes, so that vendors can cache it; else what is asked,
    and the answer holds only what the question names, in full, under marks that no general
    briefing uses. kinds: of readings that the question names. first, last: the days it names.
    left_out: the section adds here, one phrase each, what it has and does not tell.
    """

    budget: int
    picks: frozenset[str] | None = None
    sensitive: bool = False
    question: str = ""
    kinds: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    left_out: list[str] = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Pick:
    """One document of a section that the owner may choose for the assistant."""

    id: str
    label: Label


@dataclass(frozen=True)
class ChartPart:
    """A section's part of the provider's chart: a template and its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TimelineQuery:
    """What the reader of a timeline asked for.

    Attributes: before: only items earlier than this. limit: as many of the newest as are wanted.
    first, last: days in the reader's zone, both included. kinds: only items of these kinds; empty
    means all. tag: only items that carry it. words: what the reader looks for; a section with so
    many items that not all can be read narrows by it, and whoever asked filters the rest. outside:
    likewise, only values outside their range.
    """

    before: datetime | None = None
    limit: int = 50
    first: date | None = None
    last: date | None = None
    kinds: frozenset[str] = frozenset()
    tag: str = ""
    words: str = ""
    outside: bool = False


@dataclass(frozen=True)
class TimelineItem:
    """One line of a timeline.

    Attributes: at: aware; its date in the reader's zone is the day it belongs to. kind: what search
    by type picks ("body_weight", "condition"). title, text: ready to show. key: makes the order
    total. url: the page that shows the entry. day_text: "2019" or "March 2019" where no more is
    known; `at` then begins that time. value, unit, level, direction: as of a figure, where it has
    one.
    """

    at: datetime
    key: str
    kind: str
    kind_label: Label
    icon: str
    title: Label
    text: Label = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    day_only: bool = False
    day_text: str = ""
    value: str = ""
    unit: str = ""
    level: str = ""
    direction: str = ""


@dataclass(frozen=True)
class ExportFile:
    """One file of an account's export: its name inside the ZIP, and its bytes in pieces."""

    name: str
    pieces: Callable[[], Iterable[bytes]]
    rows: int | None = None


@dataclass(frozen=True)
class RecordSection:
    """One app's part of a record, with all that other apps loop over.

    Attributes: key: unique. category: what a care link must hold. briefing: (patient,
    query) -> items for the assistant. chart: (viewer, patient) -> part of the provider's chart.
    export: patient -> files of the account's ZIP. fhir: patient -> FHIR R4 resources as JSON
    objects. timeline: (viewer, patient, query) -> the newest matching items, newest first. kinds:
    (viewer, patient) -> kinds of items its timeline may hold, as (key, label). briefed_by_default:
    whether a new conversation may read it. picks: patient -> documents the assistant may be given
    one by one. sensitive_label: names the part that needs a second opt-in; "" for none.
    """

    key: str
    label: Label
    category: str
    order: int
    briefing: Callable[[User, BriefingQuery], list[BriefingItem]]
    chart: Callable[[User, User], ChartPart]
    export: Callable[[User], Iterable[ExportFile]] | None = None
    fhir: Callable[[User], Iterable[Resource]] | None = None
    timeline: Callable[[User, User, TimelineQuery], list[TimelineItem]] | None = None
    kinds: Callable[[User, User], list[tuple[str, Label]]] | None = None
    erase: Callable[[User], int] | None = None
    briefed_by_default: bool = True
    picks: Callable[[User], list[Pick]] | None = None
    sensitive_label: Label = ""


@dataclass(frozen=True)
class Belonging:
    """What an app keeps of a person beside the record: nobody is let in to it.

    Attributes: export, erase: as of a section; what is exported goes into the account's ZIP.
    """

    key: str
    label: Label
    order: int
    export: Callable[[User], Iterable[ExportFile]] | None = None
    erase: Callable[[User], int] | None = None


_sections: dict[str, RecordSection] = {}
_belongings: dict[str, Belonging] = {}


def register(section: RecordSection) -> None:
    """Add a section (from `AppConfig.ready`). Raises ValueError: the key is taken."""
    if section.key in _sections and _sections[section.key] != section:
        raise ValueError(f"Section {section.key!r} is registered twice.")
    _sections[section.key] = section


def keep(belonging: Belonging) -> None:
    """Add what an app keeps beside the record. Raises ValueError: the key is taken."""
    if _belongings.setdefault(belonging.key, belonging) != belonging:
        raise ValueError(f"Belonging {belonging.key!r} is registered twice.")


def everything_of_a_person() -> tuple[RecordSection | Belonging, ...]:
    """Sections first, then what lies beside them: what is exported whole and erased in the end."""
    beside = sorted(_belongings.values(), key=lambda belonging: belonging.order)
    return (*sections(), *beside)


def sections() -> tuple[RecordSection, ...]:
    """All sections in their reading order."""
    return tuple(sorted(_sections.values(), key=lambda section: section.order))


def categories() -> list[tuple[str, Label]]:
    """The consent categories as (key, label), in reading order, each once."""
    seen: dict[str, Label] = {}
    for section in sections():
        seen.setdefault(section.category, section.label)
    return list(seen.items())
