"""What the assistant may read of the profile: compact lines, each with a citation.

In English and ISO dates whatever the reader's language, in a fixed order, within a budget of
tokens. Never a name, a birth date or a contact.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import translation

from accounts.models import User
from patients.models import PatientProfile, seen_by
from patients.patient_facts import Facts, facts_of
from patients.profile_sections import BRIEFED, ProfileSection
from privacy.registry import BriefingItem, BriefingQuery

LONGEST_LINE = 240  # characters


def profile(patient: User, query: BriefingQuery) -> list[BriefingItem]:
    """Age and sex, then allergies, medicines, conditions, vaccines and family history."""
    with translation.override("en"):
        return within(query, _profile_items(patient)) if not query.question else []


def within(query: BriefingQuery, items: Iterable[BriefingItem]) -> list[BriefingItem]:
    """As many of the first items as the query's budget of tokens holds; the rest is noted."""
    taken: list[BriefingItem] = []
    dropped: Counter[str] = Counter()
    left = query.budget
    for item in items:
        left = left - item.tokens if not dropped else -1
        if left < 0:
            dropped[item.kind] += 1
        else:
            taken.append(item)
    query.left_out.extend(f"{count} x {kind}" for kind, count in dropped.items())
    return taken


def line(text: str) -> str:
    """One line, cut where it grows too long."""
    return " ".join(text.split())[:LONGEST_LINE]


def _profile_items(patient: User) -> Iterator[BriefingItem]:
    facts = facts_of(patient)
    if text := _facts_text(facts):
        row = seen_by(patient, patient, PatientProfile).first()
        public_id = str(row.entry_id) if row else ""
        yield BriefingItem("P1", "profile", text, reverse("patients:profile"), public_id)
    for section in BRIEFED:
        for number, row in enumerate(section.rows_of(patient, patient), start=1):
            yield BriefingItem(
                cite=f"{section.cite}{number}",
                kind=section.kind,
                text=line(_profile_text(section, row)),
                url=reverse("patients:profile_entry", args=[section.key, row.entry_id]),
                object_id=str(row.entry_id),
            )


def _profile_text(section: ProfileSection, row: object) -> str:
    title, said = section.title_of(row), section.said(row, str)  # type: ignore[arg-type]
    return f"{section.kind}: {title} ({said})" if said else f"{section.kind}: {title}"


def _facts_text(facts: Facts) -> str:
    age = facts.age_years
    parts = [
        "" if age is None else ("age 90+" if age >= 90 else f"age {age} years"),
        facts.administrative_sex if facts.administrative_sex != "unknown" else "",
        f"blood type {facts.blood_type}" if facts.blood_type else "",
    ]
    return ", ".join(part for part in parts if part)
