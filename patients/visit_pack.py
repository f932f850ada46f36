"""What a clinician should know in a minute: the visit pack's choices, its limits, its contents."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients import outside, paper_charts
from patients.kinds import kind_named
from patients.latest import types_used
from patients.models import PatientProfile, VisitQuestion, seen_by
from patients.papers import Options
from patients.patient_facts import Facts, facts_of
from patients.profile_sections import ALLERGIES, CONDITIONS, MEDICATIONS, ProfileSection

Thing = TypeVar("Thing")

PARTS: tuple[tuple[str, str | Promise], ...] = (
    ("problems", _("Problems")),
    ("medicines", _("Medicines")),
    ("allergies", _("Allergies")),
    ("outside", _("Values outside the range, last 90 days")),
    ("charts", _("Charts")),
    ("questions", _("My questions")),
    ("notes", _("My note")),
)
USUAL_CHARTS = ("blood_pressure", "body_weight", "glucose")
MOST_CHARTS = 6
LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "CO", "CL", "PH"})
MOST_PAGES = 2


@dataclass(frozen=True)
class Choice(Options):
    """What goes into a pack.

    Attributes: parts: keys of PARTS. charts: types, in their order. who, day: the appointment, day
    as ISO 8601. paper: "a4" or "letter".
    """

    parts: tuple[str, ...] = tuple(key for key, _label in PARTS)
    charts: tuple[str, ...] = ()
    who: str = ""
    day: str = ""
    notes: str = ""
    paper: str = "a4"


@dataclass(frozen=True)
class Limits:
    """How much of everything: entries of each list, letters of each phrase, charts."""

    lines: int
    letters: int
    outside: int
    charts: int
    questions: int
    notes: int


# From generous to what two pages certainly hold; the first that fits is printed.
LIMITS = (
    Limits(lines=25, letters=200, outside=12, charts=6, questions=20, notes=2000),
    Limits(lines=16, letters=140, outside=10, charts=4, questions=12, notes=1200),
    Limits(lines=10, letters=110, outside=8, charts=4, questions=8, notes=800),
    Limits(lines=6, letters=80, outside=6, charts=2, questions=5, notes=400),
    Limits(lines=4, letters=50, outside=4, charts=0, questions=3, notes=200),
)


@dataclass(frozen=True)
class Some(Generic[Thing]):
    """The beginning of a list, and how many more there are."""

    shown: Sequence[Thing]
    more: int = 0

    @classmethod
    def of(cls, things: Sequence[Thing], most: int) -> "Some[Thing]":
        """At most `most` of `things`; leaving out a single one would need as much room as it."""
        most = most if len(things) > most + 1 or not most else len(things)
        return cls(things[:most], max(len(things) - most, 0))


@dataclass(frozen=True)
class Phrase:
    """A line of a list: what it is called, and what is said about it."""

    title: str
    said: str


def context_of(patient: User, choice: Choice, limits: Limits) -> dict[str, Any]:
    """Template context of the pack, read on the patient's own behalf."""
    facts = facts_of(patient)
    makers: dict[str, Callable[[], Any]] = {
        "problems": lambda: _lines(patient, CONDITIONS, limits),
        "medicines": lambda: _lines(patient, MEDICATIONS, limits),
        "allergies": lambda: _allergies(patient, limits),
        "outside": lambda: Some.of(outside.outside(patient, patient, facts), limits.outside),
        "charts": lambda: _charts(patient, choice, facts, limits),
        "questions": lambda: _questions(patient, limits),
        "notes": lambda: cut(choice.notes, limits.notes),
    }
    return {
        "patient": patient,
        "profile": seen_by(patient, patient, PatientProfile).first(),
        "facts": facts,
        "choice": choice,
        "day": date.fromisoformat(choice.day) if choice.day else None,
        "made_at": timezone.now(),
        "days": outside.DAYS,
        **{key: make() for key, make in makers.items() if key in choice.parts},
    }


def charted(patient: User) -> list[tuple[str, str | Promise]]:
    """The types in use that can be drawn, as (key, label)."""
    kinds = (kind_named(key, patient.pk) for key in types_used(patient, patient))
    return [(kind.key, kind.label) for kind in kinds if kind and kind.first.units]


def open_questions(patient: User) -> list[VisitQuestion]:
    """What is still to be asked, oldest first."""
    rows = seen_by(patient, patient, VisitQuestion).filter(done_at=None)
    return list(rows.order_by("created_at", "id"))


def cut(text: str, most: int) -> str:
    """`text`, ended by an ellipsis where it is too long."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _lines(patient: User, section: ProfileSection, limits: Limits) -> Some[Phrase]:
    lines = [line for line in section.lines_of(patient, patient) if line.is_current]
    return Some.of(_phrases(lines, limits), limits.lines)


def _allergies(patient: User, limits: Limits) -> Some[Phrase]:
    """The dangerous ones first."""
    lines = [line for line in ALLERGIES.lines_of(patient, patient) if line.is_current]
    return Some.of(_phrases(sorted(lines, key=danger), limits), limits.lines)


def danger(line: Any) -> tuple[bool, int]:
    """Sorts allergies: those that can be dangerous, then severe, moderate, mild, unknown."""
    order = ("severe", "moderate", "mild", "")
    return line.row.criticality != "high", order.index(line.row.severity)


def _phrases(lines: Iterable[Any], limits: Limits) -> list[Phrase]:
    return [
        Phrase(cut(line.title, limits.letters), cut(line.said, limits.letters)) for line in lines
    ]


def _questions(patient: User, limits: Limits) -> Some[str]:
    texts = [cut(row.text, limits.letters * 2) for row in open_questions(patient)]
    return Some.of(texts, limits.questions)


def _charts(patient: User, choice: Choice, facts: Facts, limits: Limits) -> Some[Any]:
    known = [key for key in choice.charts if key in dict(charted(patient))]
    drawn = [paper_charts.drawn(patient, key, facts, narrow=True) for key in known[: limits.charts]]
    kept = [chart for chart in drawn if chart]
    pairs = [kept[place : place + 2] for place in range(0, len(kept), 2)]
    return Some(pairs, len(known[limits.charts :]))
