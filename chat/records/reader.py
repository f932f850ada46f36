"""The record reader: answers questions about one record by fixed rules, every value cited."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation

from accounts.models import User
from chat.records import (
    told_compared,
    told_course,
    told_guidance,
    told_overview,
    told_profile,
    told_ranges,
    told_readings,
)
from chat.records.intents import Intent
from chat.records.narrowing import NO_NARROWING
from chat.records.periods import Clock
from chat.records.questions import parse
from chat.records.record import Record
from chat.records.telling import Telling
from chat.records.tongue import spoken_in
from patients import shown_units
from privacy.registry import BriefingItem

MOST_BEFORE = 6  # earlier questions a follow-up may lean on


@dataclass(frozen=True, slots=True)
class Answer:
    """Attributes: text: Markdown with marks such as [V12]. items: everything the marks and links
    of `text` stand for, in order of appearance. intent: what was understood, see `Intent`.
    """

    text: str
    items: tuple[BriefingItem, ...]
    intent: str


Tell = Callable[[Telling], list[str]]

_TOLD: Mapping[Intent, Tell] = {
    Intent.LATEST: told_readings.latest,
    Intent.LOGGED: told_readings.logged,
    Intent.LIST: told_readings.listed,
    Intent.BEYOND: told_readings.beyond,
    Intent.HIGHEST: told_course.told,
    Intent.LOWEST: told_course.told,
    Intent.MEAN: told_course.told,
    Intent.TOTAL: told_course.told,
    Intent.TREND: told_course.told,
    Intent.COUNT: told_course.told,
    Intent.COMPARE: told_compared.compared,
    Intent.OUT_OF_RANGE: told_ranges.out_of_range,
    Intent.EXPLAIN: told_ranges.explained,
    Intent.CHANGES: told_overview.changes,
    Intent.SUMMARY: told_overview.summary,
    Intent.INVENTORY: told_overview.inventory,
    Intent.PROFILE: told_profile.personal,
    Intent.ADVICE: told_guidance.advice,
    Intent.HOW_TO: told_guidance.how_to,
    Intent.HELP: told_guidance.help_text,
    Intent.GREETING: told_guidance.greeting,
    Intent.THANKS: told_guidance.thanks,
    Intent.UNKNOWN: told_guidance.unknown,
}


def answer(
    question: str,
    *,
    reader: User,
    patient: User,
    now: datetime,
    zone: ZoneInfo,
    language: str,
    previous: str | Sequence[str] = "",
) -> Answer:
    """Answer `question` from what `reader` may read of `patient`'s record; any text has an answer.

    Args: now: aware. zone: where the person's days begin. language: "en" or "es", used unless the
    question is clearly in the other one. previous: the user's earlier questions, oldest first (or
    only the last one), from which a follow-up takes what it leaves out.
    """
    before = [previous] if isinstance(previous, str) else list(previous)
    spoken = spoken_in(question, language)
    clock = Clock(now=now, zone=zone, day_first=spoken == "es")
    understood = parse(question, clock, [text for text in before if text][-MOST_BEFORE:])
    narrowing = understood.narrowing if understood.metrics else NO_NARROWING
    telling = Telling(Record(reader, patient, clock, narrowing), understood)
    with translation.override(spoken), shown_units.override(reader):
        if understood.intent in told_profile.SECTIONS:
            blocks = told_profile.lines_of(telling, understood.intent)
        else:
            blocks = _TOLD[understood.intent](telling)
        text = "\n\n".join(block for block in blocks if block)
    return Answer(text=text, items=telling.marks.items, intent=understood.intent.value)
