"""Earlier turns: the newest whole, older ones as a summary that is made once and then extended."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max

from chat.context import switches
from chat.context.fencing import clean
from chat.context.room import Room
from chat.context.summary import MOST_TOKENS, Summary, folded, summary_of
from chat.engines.base import Turn
from chat.models import Conversation, Message, Reply
from privacy.registry import BriefingItem, sections
from privacy.tokens import tokens

HUSHED = "(This answer used parts of the record that are switched off now; it is left out.)"
CUT_OFF = "\n(This answer was cut off.)"
ENOUGH = 0.6  # once turns are folded, so many that the next ones fit: the cached prefix stays
# Messages read of a thread that has no summary yet; older ones are lost to the assistant.
MOST_READ = 400
_MARKS = re.compile(
    r"( ?)\[\s*([A-Z]{1,2}\d{0,5}(?:\.\d{1,3})?(?:\s*[,;]\s*[A-Z]{1,2}\d[\d.]*)*)\s*\]"
)


@dataclass(frozen=True)
class Past:
    """What goes along of earlier turns. hushed, folded: how many answers and turns are not told."""

    turns: tuple[Turn, ...]
    summary: Summary
    hushed: int = 0


@dataclass(frozen=True)
class Exchange:
    """A question and its answer, ready to be sent."""

    seq: int
    question: str
    answer: str
    hushed: bool = False

    @property
    def tokens(self) -> int:
        """What both cost."""
        return tokens(self.question) + tokens(self.answer)


def past(
    conversation: Conversation, before: int, room: Room, items: Sequence[BriefingItem]
) -> Past:
    """The turns before message number `before`, within the room. Two queries, nothing written.

    Args: items: of the general briefing; marks in earlier answers are brought in line with them.
    """
    summary = summary_of(conversation)
    exchanges: Sequence[Exchange] = _exchanges(conversation, summary, before, items)
    if not _fits(exchanges, room.history - summary.tokens, room.turns):
        summary, exchanges = _fold(exchanges, summary, room)
    turns = [
        turn
        for said in exchanges
        for turn in (Turn("user", said.question), Turn("assistant", said.answer))
    ]
    return Past(tuple(turns), summary, sum(said.hushed for said in exchanges))


def _fits(exchanges: Sequence[Exchange], budget: float, most: float) -> bool:
    return len(exchanges) <= most and sum(said.tokens for said in exchanges) <= budget


def _fold(
    exchanges: Sequence[Exchange], summary: Summary, room: Room
) -> tuple[Summary, Sequence[Exchange]]:
    kept = list(exchanges)
    most = min(MOST_TOKENS, room.history // 4)
    while kept and not _fits(kept, room.history * ENOUGH - summary.tokens, room.turns * ENOUGH):
        summary = folded(summary, kept.pop(0), most)
    return summary, kept


def _exchanges(
    conversation: Conversation, summary: Summary, before: int, items: Sequence[BriefingItem]
) -> list[Exchange]:
    rows = Message.objects.visible_to(conversation.owner).filter(
        conversation=conversation, seq__lt=before, seq__gt=summary.through, superseded_at=None
    )
    earlier = list(rows.order_by("-seq")[:MOST_READ])[::-1]
    answers = latest_replies(conversation, [message.pk for message in earlier])
    whole = _reads_whole(conversation)
    found = []
    for asked in earlier:
        reply = answers.get(asked.pk)
        if reply is None or not reply.text:
            continue  # turned away, failed, or still to come
        hush = asked.seq <= summary.hushed or (reply.engine == "records" and not whole)
        answer = HUSHED if hush else _answer(reply, items)
        found.append(Exchange(asked.seq, clean(asked.text), answer, hush))
    return found


def _reads_whole(conversation: Conversation) -> bool:
    """Whether all that the record reader answers from is on: its answers name no section."""
    usual = {section.key for section in sections() if section.briefed_by_default}
    return usual <= set(conversation.sections)


def _answer(reply: Reply, items: Sequence[BriefingItem]) -> str:
    text = clean(realigned(reply.text, reply.manifest, items))
    ended = reply.status == Reply.Status.COMPLETE and reply.stop_reason != "length"
    return text if ended else text + CUT_OFF


def realigned(
    text: str, manifest: Iterable[Mapping[str, Any]], items: Sequence[BriefingItem]
) -> str:
    """An earlier answer with the marks its entries have now; marks of what is not sent go."""
    was = {entry["cite"]: entry["url"] for entry in manifest}
    now = {item.cite: item.url for item in items}
    first_of: dict[str, str] = {}
    for item in items:
        first_of.setdefault(item.url, item.cite)

    def mark(found: re.Match[str]) -> str:
        marks = []
        for cite in re.split(r"\s*[,;]\s*", found[2]):
            url = was.get(cite, "")
            current = cite if url and now.get(cite) == url else first_of.get(url, "")
            marks += [current] if current else []
        return f"{found[1]}[{', '.join(dict.fromkeys(marks))}]" if marks else ""

    return _MARKS.sub(mark, text)


def after_switching(conversation: Conversation, before: Mapping[str, Any]) -> dict[str, Any] | None:
    """The stored summary once the switches have changed from `before`.

    Answers made with what is closed now are not told, nor extracts of them; they are again once
    all of it is open.
    """
    rows = Message.objects.visible_to(conversation.owner).filter(conversation=conversation)
    last = rows.aggregate(last=Max("seq"))["last"] or 0
    summary = summary_of(conversation)
    now = switches.state_of(conversation)
    wide = switches.together(summary.wide, before) if summary.wide else dict(before)
    hushed = summary.hushed
    if not switches.covers(now, before):
        hushed = last
    elif switches.covers(now, wide):
        hushed = 0
    if not last or (hushed == summary.hushed and not hushed):
        return conversation.summary  # type: ignore[no-any-return]
    if hushed == summary.hushed:
        return replace(summary, wide=wide).stored()
    return Summary(hushed=hushed, wide=wide if hushed else {}).stored()


def latest_replies(conversation: Conversation, message_ids: list[int]) -> dict[int, Reply]:
    """The newest reply of each message, by message id; one query."""
    found = (
        Reply.objects.visible_to(conversation.owner)
        .filter(conversation=conversation, message__in=message_ids)
        .order_by("attempt")
    )
    return {reply.message_id: reply for reply in found}
