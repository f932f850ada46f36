"""The emergency card: what a stranger who helps should know, on paper, on screen, in a QR code."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from healthtracker.web import qr
from patients.models import PatientProfile, seen_by
from patients.papers import Options
from patients.profile_lines import dose_of
from patients.profile_sections import ALLERGIES, CONDITIONS, CONTACTS, MEDICATIONS, ProfileSection
from patients.visit_pack import Some, cut, danger

FACTS: tuple[tuple[str, str | Promise], ...] = (
    ("born", _("Date of birth")),
    ("blood", _("Blood type")),
)
LISTS: tuple[ProfileSection, ...] = (ALLERGIES, CONTACTS, MEDICATIONS, CONDITIONS)
BOTH = "both"
CODE_LETTERS = 60
LANGUAGES: tuple[tuple[str, str | Promise], ...] = (
    (BOTH, _("English and Spanish")), ("en", "English"), ("es", "Español"),
)  # fmt: skip
HEADINGS: dict[str, str | Promise] = {
    "title": _("Emergency card"),
    "born": _("Born"),
    "blood": _("Blood type"),
    "allergies": _("Allergies"),
    "contacts": _("Call"),
    "medications": _("Medicines"),
    "conditions": _("Conditions"),
    "none": _("none in the record"),
    "code": _("The same as plain text, for a phone's camera"),
}


@dataclass(frozen=True)
class Choice(Options):
    """What the card shows. New entries are shown until they are hidden.

    Attributes: facts: keys of FACTS. hidden: entry ids that stay off it. language: of its headings.
    """

    facts: tuple[str, ...] = tuple(key for key, _label in FACTS)
    hidden: tuple[str, ...] = ()
    language: str = BOTH


@dataclass(frozen=True)
class Limits:
    """How many entries of each list, and letters of each, the full page and the small card show."""

    lines: int
    letters: int
    small: int = 4
    small_letters: int = 80


# From generous to what one page certainly holds.
LIMITS = (
    Limits(12, 160),
    Limits(8, 110),
    Limits(5, 80),
    Limits(3, 60, 3, 45),
    Limits(2, 45, 2, 45),
)


@dataclass(frozen=True)
class Listing:
    """One list of the card: whole, and as much of it as the small card has room for."""

    key: str
    heading: str
    lines: Some[str]
    small: Some[str]


@dataclass(frozen=True)
class Code:
    """The QR code; `left_out` lines did not fit into it."""

    picture: SafeString
    text: str
    left_out: int


def context_of(patient: User, choice: Choice, limits: Limits = LIMITS[0]) -> dict[str, Any]:
    """Template context of the card, read on the patient's own behalf."""
    facts = dict(_facts(patient, choice))
    lists = [
        (section.key, shown)
        for section in LISTS
        if (shown := _shown_of(patient, section, choice)) is not None
    ]
    return {
        "patient": patient,
        "title": said(HEADINGS["title"], choice.language),
        "facts": list(facts.values()),
        "lists": [_listing(key, texts, choice, limits) for key, texts in lists],
        "none": said(HEADINGS["none"], choice.language),
        "code_label": said(HEADINGS["code"], choice.language),
        "code": code_of(_plain(patient, facts.values(), lists, choice)),
        "made_at": timezone.now(),
    }


def entries_of(
    patient: User, section: ProfileSection, language: str = BOTH
) -> list[tuple[str, str]]:
    """(entry id, text) of what still counts, the dangerous first."""
    lines = [line for line in section.lines_of(patient, patient) if line.is_current]
    if section is ALLERGIES:
        lines.sort(key=danger)
    spoken = _SPOKEN[section.key]
    return [(str(line.row.entry_id), spoken(line.row, language)) for line in lines]


def said(text: str | Promise, language: str) -> str:
    """`text` in the card's language, or in both: "Allergies / Alergias"."""
    wanted = ("en", "es") if language == BOTH else (language,)
    found = []
    for one in wanted:
        with translation.override(one):
            found.append(str(text))
    return " / ".join(dict.fromkeys(found))


def code_of(lines: Iterable[str]) -> Code:
    """The lines, most important first, as far as a readable code holds them."""
    lines = list(lines)
    kept = qr.fitting(lines)
    text = "\n".join(kept)
    return Code(qr.drawing(text, title=text), text, len(lines) - len(kept))


def _shown_of(patient: User, section: ProfileSection, choice: Choice) -> list[str] | None:
    """The texts that may be seen; None where all are hidden, so that nobody reads "none" there."""
    entries = entries_of(patient, section, choice.language)
    texts = [text for entry_id, text in entries if entry_id not in choice.hidden]
    return texts if texts or not entries else None


def _facts(patient: User, choice: Choice) -> Iterator[tuple[str, tuple[str, str]]]:
    profile = seen_by(patient, patient, PatientProfile).first()
    if profile is None:
        return
    if profile.birth_date and "born" in choice.facts:
        day = profile.birth_date.isoformat()
        if choice.language != BOTH:
            with translation.override(choice.language):
                day = date_format(profile.birth_date, "DATE_FORMAT")
        yield "born", (said(HEADINGS["born"], choice.language), day)
    if profile.blood_type and "blood" in choice.facts:
        yield "blood", (said(HEADINGS["blood"], choice.language), profile.get_blood_type_display())


def _listing(key: str, texts: list[str], choice: Choice, limits: Limits) -> Listing:
    return Listing(
        key=key,
        heading=said(HEADINGS[key], choice.language),
        lines=Some.of([cut(text, limits.letters) for text in texts], limits.lines),
        small=Some.of([cut(text, limits.small_letters) for text in texts], limits.small),
    )


def _plain(
    patient: User,
    facts: Iterable[tuple[str, str]],
    lists: list[tuple[str, list[str]]],
    choice: Choice,
) -> Iterator[str]:
    """The code's lines by priority."""
    yield patient.display_name
    yield from (f"{label}: {value}" for label, value in facts)
    for key, texts in lists:
        heading = said(HEADINGS[key], choice.language)
        for place, text in enumerate(texts):
            yield f"{'+' if place else f'{heading}:'} {cut(text, CODE_LETTERS)}"


def _allergy(row: Any, language: str) -> str:
    severity = _shown(row, "severity", language)
    more = ", ".join(word for word in (row.reaction, severity) if word)
    return f"{row.substance} ({more})" if more else str(row.substance)


def _shown(row: Any, name: str, language: str) -> str:
    value = getattr(row, name)
    labels = dict(row._meta.get_field(name).flatchoices)
    return said(labels[value], language) if value else ""


def _contact(row: Any, language: str) -> str:
    """The number first: where there is little room, it is the name that is cut."""
    name = f"{row.name} ({row.relation})" if row.relation else str(row.name)
    return f"{row.phone} {name}"


def _medicine(row: Any, language: str) -> str:
    return ", ".join(part for part in (f"{row.name} {dose_of(row)}".strip(), row.frequency) if part)


def _condition(row: Any, language: str) -> str:
    return str(row.name)


_SPOKEN: dict[str, Callable[[Any, str], str]] = {
    "allergies": _allergy,
    "contacts": _contact,
    "medications": _medicine,
    "conditions": _condition,
}
