"""Collecting what the sections of the record tell, each within a fair part of the room."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils import timezone

from chat.context.switches import picked, readable
from chat.models import Conversation
from chat.records.periods import Clock
from chat.records.questions import parse
from chat.records.tongue import spoken_in
from privacy.registry import BriefingItem, BriefingQuery, RecordSection

FULL = 0.6  # of its share: a section that took less had room for what it left out
LONGEST_QUESTION = 600  # characters that are searched for names of readings and times


@dataclass(frozen=True)
class Part:
    """What one section tells: `items` always, `asked` because the question names it."""

    section: RecordSection
    items: tuple[BriefingItem, ...]
    asked: tuple[BriefingItem, ...] = ()
    left_out: tuple[str, ...] = ()
    asked_left_out: tuple[str, ...] = ()

    @property
    def tokens(self) -> int:
        """What its lines cost."""
        return sum(item.tokens for item in (*self.items, *self.asked))


@dataclass(frozen=True)
class Briefing:
    """What would be sent of a record: its items, the sections they come from, and by section.

    Attributes: items: the general ones, then those asked for. count: of the general ones, None for
    all.
    """

    items: tuple[BriefingItem, ...]
    sections: tuple[str, ...]
    parts: tuple[Part, ...] = field(default=(), repr=False)
    count: int | None = None

    @property
    def general(self) -> int:
        """How many of `items` are told whatever is asked."""
        return len(self.items) if self.count is None else self.count

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """What the general part does not tell, in phrases."""
        return tuple(note for part in self.parts for note in part.left_out)


def briefing(conversation: Conversation, budget: int, question: str = "") -> Briefing:
    """All that may be told within `budget` tokens."""
    return gather(conversation, budget, question, budget)


def gather(conversation: Conversation, budget: int, question: str = "", asked: int = 0) -> Briefing:
    """The general briefing within `budget`, and rows the question names within `asked` tokens."""
    parts = _general(conversation, budget)
    if question.strip():
        parts = _with_rows(conversation, parts, question, asked)
    general = tuple(item for part in parts for item in part.items)
    rows = tuple(item for part in parts for item in part.asked)
    keys = tuple(part.section.key for part in parts if part.items or part.asked)
    return Briefing((*general, *rows), keys, tuple(parts), len(general))


def _general(conversation: Conversation, budget: int) -> list[Part]:
    """Everybody gets the same share; what some do not need goes to those who have more to tell."""
    chosen = readable(conversation)
    if not chosen:
        return []
    share = budget // len(chosen)
    parts = [_part(conversation, section, share) for section in chosen]
    spare = budget - sum(part.tokens for part in parts)
    # Not everything that is left out would come with more room: summed up rows never do.
    hungry = [n for n, part in enumerate(parts) if part.left_out and part.tokens > FULL * share]
    for rank, place in enumerate(hungry):
        extra = spare // (len(hungry) - rank)
        had = parts[place].tokens
        wider = _part(conversation, chosen[place], had + extra)
        if wider.tokens > had:
            parts[place] = wider
            spare -= wider.tokens - had
    return parts


def _query(conversation: Conversation, section: RecordSection, budget: int) -> BriefingQuery:
    return BriefingQuery(
        budget=budget,
        picks=picked(conversation, section),
        sensitive=bool(section.sensitive_label) and section.key in conversation.sensitive,
    )


def _part(conversation: Conversation, section: RecordSection, budget: int) -> Part:
    query = _query(conversation, section, budget)
    items = section.briefing(conversation.owner, query)
    return Part(section, tuple(items), left_out=tuple(query.left_out))


def _with_rows(
    conversation: Conversation, parts: Sequence[Part], question: str, budget: int
) -> list[Part]:
    known = {item.object_id for part in parts for item in part.items if item.object_id}
    marks = {item.cite for part in parts for item in part.items}
    named = _named(conversation, question)
    found = []
    for part in parts:
        query = replace(_query(conversation, part.section, budget), question=question, **named)
        rows = part.section.briefing(conversation.owner, query)
        fresh = tuple(r for r in rows if r.object_id not in known and r.cite not in marks)
        budget = max(0, budget - sum(item.tokens for item in fresh))
        found.append(replace(part, asked=fresh, asked_left_out=tuple(query.left_out)))
    return found


def _named(conversation: Conversation, question: str) -> dict[str, Any]:
    """The kinds of reading and the days that a question names, as the record reader hears them."""
    owner = conversation.owner
    text = question[:LONGEST_QUESTION]
    day_first = spoken_in(text, owner.language) == "es"
    understood = parse(text, Clock(timezone.now(), owner.zone, day_first))
    period = understood.period
    if period is None:
        return {"kinds": understood.metrics}
    first, last = (
        (day.astimezone(owner.zone).date() if day else None) for day in (period.since, period.until)
    )
    return {
        "kinds": understood.metrics,
        "first": period.first or first,
        "last": period.last or last,
    }
