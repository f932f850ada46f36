"""The parts of a medical profile, described once for pages, forms, admin, CSV and assistant.

A new part is a model in `models/profile.py` and one entry here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from patients import profile_lines
from patients.models import (
    Allergy,
    Condition,
    EmergencyContact,
    FamilyHistory,
    Immunization,
    Medication,
    ProfileEntry,
    seen_by,
)
from patients.partial_dates import spoken

Label = str | Promise
SayDate = profile_lines.SayDate
Facts = Callable[[Any, SayDate], Iterable[str]]


@dataclass(frozen=True)
class ProfileSection:
    """One part of the profile.

    Attributes: key: in URLs and files. kind: word for one line in the assistant's briefing. cite:
    letter of its citations; "" keeps it from the assistant. title: field that names a line.
    fields: in form order, `notes` last. facts: (row, how to say a date) -> short phrases about it.
    current: statuses that still count. ended: field values set when a line is ended; empty where
    nothing can end.
    """

    key: str
    kind: str
    cite: str
    model: type[ProfileEntry]
    icon: str
    label: Label
    add_label: Label
    empty: Label
    title: str
    fields: tuple[str, ...]
    facts: Facts
    status: str = ""
    current: frozenset[str] = frozenset()
    ended: Mapping[str, str] = field(default_factory=dict)
    end_label: Label = ""

    @property
    def can_end(self) -> bool:
        """Whether its lines have an end."""
        return bool(self.model.end_field)

    def title_of(self, row: ProfileEntry) -> str:
        """What the line is called."""
        return str(getattr(row, self.title))

    def is_current(self, row: ProfileEntry) -> bool:
        """Whether the line still counts; parts without a status always do."""
        return not self.status or getattr(row, self.status) in self.current

    def said(self, row: ProfileEntry, say_date: SayDate = spoken) -> str:
        """The facts about a line, in one phrase of the active language."""
        return ", ".join(fact for fact in self.facts(row, say_date) if fact)

    def lines_of(self, viewer: User, patient: User) -> list["ProfileLine"]:
        """`rows_of`, ready for a page."""
        return [self.line(row) for row in self.rows_of(viewer, patient)]

    def line(self, row: ProfileEntry) -> "ProfileLine":
        """One line, ready for a page."""
        return ProfileLine(
            self, row, self.title_of(row), self.said(row), is_current=self.is_current(row)
        )

    def rows_of(self, viewer: User, patient: User) -> list[Any]:
        """The patient's lines as `viewer` may read them: current first, then newest start."""
        rows = list(seen_by(viewer, patient, self.model).order_by("-id"))
        start = self.model.start_field
        if start:
            rows.sort(key=lambda row: getattr(row, start), reverse=True)
        return sorted(rows, key=lambda row: not self.is_current(row))


@dataclass(frozen=True)
class ProfileLine:
    """One line of the profile with what is said about it."""

    section: ProfileSection
    row: Any
    title: str
    said: str
    is_current: bool

    @property
    def details(self) -> list[tuple[Label, str]]:
        """(label, text) of every field that says something, the title aside."""
        names = [name for name in self.section.fields if name != self.section.title]
        said = [(name, profile_lines.shown(self.row, name)) for name in names]
        columns = {column.name: column for column in self.row._meta.concrete_fields}
        return [(columns[name].verbose_name, text) for name, text in said if text]


CONDITIONS = ProfileSection(
    key="conditions",
    kind="condition",
    cite="C",
    model=Condition,
    icon="heart",
    label=gettext_lazy("Conditions"),
    add_label=gettext_lazy("Add a condition"),
    empty=gettext_lazy("Health problems you have or had, such as asthma or high blood pressure."),
    title="name",
    fields=("name", "clinical_status", "onset", "abatement", "notes"),
    facts=profile_lines.condition,
    status="clinical_status",
    current=frozenset({"active", "recurrence", "remission"}),
    ended={"clinical_status": "resolved"},
    end_label=gettext_lazy("It is over"),
)
MEDICATIONS = ProfileSection(
    key="medications",
    kind="medication",
    cite="M",
    model=Medication,
    icon="pill",
    label=gettext_lazy("Medicines"),
    add_label=gettext_lazy("Add a medicine"),
    empty=gettext_lazy("What you take, how much and how often, with or without prescription."),
    title="name",
    fields=(
        "name", "dose", "dose_unit", "frequency", "reason", "status", "started", "ended", "notes",
    ),
    facts=profile_lines.medication,
    status="status",
    current=frozenset({"active", "on-hold"}),
    ended={"status": "stopped"},
    end_label=gettext_lazy("I stopped taking it"),
)  # fmt: skip
ALLERGIES = ProfileSection(
    key="allergies",
    kind="allergy",
    cite="A",
    model=Allergy,
    icon="allergy",
    label=gettext_lazy("Allergies"),
    add_label=gettext_lazy("Add an allergy"),
    empty=gettext_lazy("Medicines, foods or anything else you react to."),
    title="substance",
    fields=(
        "substance", "category", "reaction", "severity", "criticality", "clinical_status", "onset",
        "ended", "notes",
    ),
    facts=profile_lines.allergy,
    status="clinical_status",
    current=frozenset({"active"}),
    ended={"clinical_status": "resolved"},
    end_label=gettext_lazy("It is over"),
)  # fmt: skip
IMMUNIZATIONS = ProfileSection(
    key="immunizations",
    kind="immunization",
    cite="I",
    model=Immunization,
    icon="syringe",
    label=gettext_lazy("Vaccines"),
    add_label=gettext_lazy("Add a vaccine"),
    empty=gettext_lazy("Vaccines you were given, with the year if you know no more."),
    title="vaccine",
    fields=("vaccine", "given", "dose_number", "lot", "notes"),
    facts=profile_lines.immunization,
)
FAMILY = ProfileSection(
    key="family",
    kind="family history",
    cite="F",
    model=FamilyHistory,
    icon="family",
    label=gettext_lazy("Family history"),
    add_label=gettext_lazy("Add to family history"),
    empty=gettext_lazy("Illnesses of parents, brothers, sisters, children and grandparents."),
    title="condition",
    fields=("relation", "condition", "age_at_onset", "notes"),
    facts=profile_lines.family,
)
CONTACTS = ProfileSection(
    key="contacts",
    kind="contact",
    cite="",
    model=EmergencyContact,
    icon="phone",
    label=gettext_lazy("Emergency contacts"),
    add_label=gettext_lazy("Add a contact"),
    empty=gettext_lazy("Whom to call if something happens to you. Never shown to the assistant."),
    title="name",
    fields=("name", "relation", "phone", "notes"),
    facts=profile_lines.contact,
)

# In the order of the page; the briefing has an order of its own.
SECTIONS = (CONDITIONS, MEDICATIONS, ALLERGIES, IMMUNIZATIONS, FAMILY, CONTACTS)
BRIEFED = (ALLERGIES, MEDICATIONS, CONDITIONS, IMMUNIZATIONS, FAMILY)
_BY_KEY = {section.key: section for section in SECTIONS}


def section_named(key: str) -> ProfileSection:
    """The section in a URL. Raises: Http404."""
    try:
        return _BY_KEY[key]
    except KeyError:
        raise Http404 from None


def section_of(row: ProfileEntry) -> ProfileSection:
    """The section a line belongs to."""
    return next(section for section in SECTIONS if section.model is type(row))
