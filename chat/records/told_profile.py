"""Answers about the medical profile: medicines, conditions, allergies, vaccines and the like."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.records.intents import Intent
from chat.records.marks import plain
from chat.records.spelling import folded
from chat.records.telling import Telling
from chat.records.vocabulary import word_list
from chat.records.wording import bullets
from patients.patient_facts import age_on
from patients.profile_sections import (
    ALLERGIES,
    CONDITIONS,
    CONTACTS,
    FAMILY,
    IMMUNIZATIONS,
    MEDICATIONS,
    ProfileSection,
)

SECTIONS: Mapping[Intent, ProfileSection] = {
    Intent.MEDICATIONS: MEDICATIONS,
    Intent.CONDITIONS: CONDITIONS,
    Intent.ALLERGIES: ALLERGIES,
    Intent.IMMUNIZATIONS: IMMUNIZATIONS,
    Intent.FAMILY: FAMILY,
    Intent.CONTACTS: CONTACTS,
}
LISTED = 30
SHORTEST_NAME = 4
_COMMON = word_list("profile", "common")


def lines_of(telling: Telling, topic: Intent) -> list[str]:
    """The lines of one part of the profile; only those the question names, if it names any."""
    section = SECTIONS[topic]
    rows = telling.record.lines(section)
    if not rows:
        return [_nothing(telling, section)]
    if section is CONTACTS:
        return [_contacts(telling, rows)]
    named = [row for row in rows if is_named(section, row, telling.question.words)]
    return _told(telling, section, named or rows, whole=not named)


def _told(telling: Telling, section: ProfileSection, rows: list[Any], *, whole: bool) -> list[str]:
    current = [row for row in rows if section.is_current(row)]
    ended = [row for row in rows if not section.is_current(row)]
    blocks = [f"**{section.label}**"]
    if section.status and whole:
        count = ngettext("%(count)s current", "%(count)s current", len(current))
        blocks[0] += f" · {count % {'count': len(current)}}"
    blocks.append(bullets([line_said(telling, section, row) for row in current[:LISTED]]))
    if ended:
        blocks.append(_("No longer:"))
        blocks.append(bullets([line_said(telling, section, row) for row in ended[:LISTED]]))
    if len(rows) > LISTED:
        more = ngettext(
            "There is %(count)s line in all.", "There are %(count)s lines in all.", len(rows)
        )
        blocks.append(f"{more % {'count': len(rows)}} {telling.marks.profile(section.key)}")
    return [block for block in blocks if block]


def line_said(telling: Telling, section: ProfileSection, row: Any) -> str:
    """ "Losartan: 50 mg, at night, since March 2024 [M1]", in the person's own words."""
    title, facts = plain(section.title_of(row)), plain(section.said(row))
    text = f"{title}: {facts}" if facts else title
    return f"{text} {telling.marks.entry(section, row)}"


def _nothing(telling: Telling, section: ProfileSection) -> str:
    link = telling.marks.link(str(section.add_label), "patients:add_profile_entry", section.key)
    names = {"part": section.label}
    return _("%(part)s: your profile has no entries yet.") % names + f" {link}."


def _contacts(telling: Telling, rows: list[Any]) -> str:
    """Never who or which number: an answer may later travel with the conversation."""
    text = ngettext(
        "%(count)s emergency contact is saved. See your profile for name and number.",
        "%(count)s emergency contacts are saved. See your profile for names and numbers.",
        len(rows),
    )
    return f"{text % {'count': len(rows)}} {telling.marks.profile(CONTACTS.key)}"


def is_named(section: ProfileSection, row: Any, words: frozenset[str]) -> bool:
    """Whether the question uses a telling word of what the line is called or is for."""
    text = f"{section.title_of(row)} {getattr(row, 'reason', '')}"
    own = {word for word in folded(text).split() if len(word) >= SHORTEST_NAME}
    return bool((own - _COMMON) & words)


def named_anywhere(telling: Telling) -> list[str]:
    """Lines of any part that the question names ("when did I start metformin"), or nothing."""
    blocks: list[str] = []
    for section in (MEDICATIONS, CONDITIONS, ALLERGIES, IMMUNIZATIONS):
        rows = telling.record.lines(section)
        named = [row for row in rows if is_named(section, row, telling.question.words)]
        if named:
            blocks += _told(telling, section, named, whole=False)
    return blocks


def personal(telling: Telling) -> list[str]:
    """Age, sex and blood type, as far as they are known."""
    facts = telling.record.personal_facts()
    if facts is None:
        link = telling.marks.link(_("Fill them in"), "patients:facts")
        return [_("Your profile has no personal facts yet.") + f" {link}."]
    mark = telling.marks.profile("facts", str(facts.entry_id))
    lines = [
        (_("Age"), _age(facts.birth_date, telling.today)),
        (_("Sex"), facts.get_sex_display() if facts.sex else ""),
        (_("Blood type"), facts.get_blood_type_display() if facts.blood_type else ""),
    ]
    said = [f"{label}: {value} {mark}" for label, value in lines if value]
    return [bullets(said) or _("Your profile has no personal facts yet.")]


def _age(birth: date | None, today: date) -> str:
    if birth is None:
        return ""
    years = age_on(birth, today)
    return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
