"""Answers about the reader itself: what it can do, what it cannot, and what to ask instead."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from chat.records import told_profile
from chat.records.periods import EVER
from chat.records.telling import Telling
from chat.records.wording import bullets, kind_said
from patients.kinds import kind_of
from patients.profile_sections import ALLERGIES, MEDICATIONS

MOST_EXAMPLES = 3
# Categories by how telling a first question about them is.
_TELLING = ("vitals", "metabolic", "body", "wellbeing", "activity", "own")


def unknown(telling: Telling) -> list[str]:
    """What the record says by that name, or that only an AI engine could discuss it."""
    named = told_profile.named_anywhere(telling)
    return named or [_only_reads(), *_examples(telling)]


def advice(telling: Telling) -> list[str]:
    """No advice; what the record holds about what was asked."""
    question, record = telling.question, telling.record
    blocks = [_only_reads()]
    if question.topic and question.topic in told_profile.SECTIONS:
        return blocks + told_profile.lines_of(telling, question.topic)
    rows = record.newest_of_each(question.metrics) if question.metrics else []
    if rows:
        blocks.append(_("This is what your record says:"))
        labels = [(kind_of(row), row) for row in rows]
        blocks.append(
            bullets([f"{kind.label}: {telling.rated(row)}" for kind, row in labels if kind])
        )
        return blocks
    named = [] if question.metrics else told_profile.named_anywhere(telling)
    return blocks + (named or _examples(telling))


def _only_reads() -> str:
    return _(
        "I can only read your records and answer by fixed rules; an AI engine can discuss this. "
        "For advice about your health, ask your clinician."
    )


def how_to(telling: Telling) -> list[str]:
    """Where things are added and changed; the reader itself changes nothing."""
    marks = telling.marks
    named = [telling.record.kind(key) for key in telling.question.metrics]
    kinds = [kind for kind in named if kind and not kind.computed]
    links = [
        marks.link(_("Add: %(kind)s") % {"kind": kind.label}, "patients:add_reading", kind.key)
        for kind in kinds
    ] or [marks.link(_("Add a reading"), "patients:choose_reading")]
    links.append(marks.link(_("Change or delete a reading"), "patients:readings"))
    links.append(marks.link(_("Change your profile"), "patients:profile"))
    return [_("I only read; I cannot change your record. You can do it here:"), bullets(links)]


def help_text(telling: Telling) -> list[str]:
    """What can be asked, with examples from the person's own record."""
    lines = [
        _("Readings: the latest, highest, lowest, average, how many, how they went over a time"),
        _("Readings outside the usual range, and what the usual range is"),
        _("Two times compared, and what changed since a day"),
        _("Your medicines, conditions, allergies, vaccines and family history"),
        _("A summary of the last 30 days"),
    ]
    intro = _("I read your record by fixed rules, without AI, and cite every entry. Ask me about:")
    return [intro, bullets(lines), *_examples(telling)]


def greeting(telling: Telling) -> list[str]:
    """A short welcome with examples."""
    return [_("Hello. I read your record and answer from it alone."), *_examples(telling)]


def thanks(_telling: Telling) -> list[str]:
    """A short reply."""
    return [_("You are welcome. Ask me anything else about your record.")]


def _examples(telling: Telling) -> list[str]:
    questions = [question for question in examples(telling) if question]
    if not questions:
        link = telling.marks.link(_("Add a reading"), "patients:choose_reading")
        return [_("Your record is empty so far.") + f" {link}."]
    return [_("For example:"), bullets([f"“{question}”" for question in questions[:MOST_EXAMPLES]])]


def examples(telling: Telling) -> Iterator[str]:
    """Questions that this record can answer, in the active language."""
    kinds = [
        kind for key in telling.record.used(EVER) if (kind := telling.record.kind(key)) is not None
    ]
    figures = [kind for kind in kinds if kind.kind in ("quantity", "panel", "scale")]
    figures.sort(key=lambda kind: _TELLING.index(kind.category))
    if figures:
        name = {"kind": kind_said(figures[0])}
        yield _("How has my %(kind)s been this month?") % name
    if telling.record.has(MEDICATIONS):
        yield _("What medicines do I take?")
    elif telling.record.has(ALLERGIES):
        yield _("What allergies do I have?")
    if len(figures) > 1:
        yield _("What was my highest %(kind)s this year?") % {"kind": kind_said(figures[1])}
    if kinds:
        yield _("Which readings were out of range this month?")
