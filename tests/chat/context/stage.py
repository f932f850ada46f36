"""Sections and threads for tests of what the assistant gets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from chat import context, services
from chat.models import Conversation, Message, Reply
from chat.replies import states
from privacy import registry
from privacy.registry import BriefingItem, BriefingQuery, ChartPart, Pick, RecordSection

Told = Callable[[User, BriefingQuery], list[BriefingItem]]


def papers(patient: User, query: BriefingQuery) -> list[BriefingItem]:
    """Three papers that can be picked, a secret one behind the second opt-in, rows on request."""
    if query.question:
        named = "ferritin" in query.question.lower()
        return [BriefingItem("LR1", "row", "ferritin 9 ug/L", "/papers/1/")] if named else []
    wanted = [n for n in (1, 2, 3) if query.picks is None or str(n) in query.picks]
    items = [
        BriefingItem(f"L{n}", "paper", f"paper {n} canary-{n}", f"/papers/{n}/") for n in wanted
    ]
    if query.sensitive:
        items.append(BriefingItem("L9", "paper", "secret canary-9", "/papers/9/"))
    return items


@contextmanager
def section(key: str = "papers", briefing: Told = papers, **hooks: Any) -> Iterator[RecordSection]:
    """A section of its own for a while, with a list to pick from and a sensitive part."""
    hooks = {
        "picks": lambda patient: [Pick(str(n), f"Paper {n}") for n in (1, 2, 3)],
        "sensitive_label": "Secret papers",
        "briefed_by_default": False,
        **hooks,
    }
    made = RecordSection(
        key=key, label=key.capitalize(), category="readings", order=90, briefing=briefing,
        chart=lambda viewer, patient: ChartPart("patients/_none.html"), **hooks,
    )  # fmt: skip
    registry.register(made)
    try:
        yield made
    finally:
        del registry._sections[key]


def said(conversation: Conversation, question: str, answer: str, **fields: Any) -> Message:
    """One more question with its finished answer."""
    message = services.ask(conversation=conversation, text=question, client_id=uuid4())
    reply = context.latest_replies(conversation, [message.pk])[message.pk]
    states.claim(reply.pk, "w")
    states.finish(reply, "w", fields.pop("status", "complete"), text=answer)
    # Long ago, or the next ones would be too many for a minute.
    fields.setdefault("created_at", timezone.now() - timedelta(days=2))
    Reply.objects.editable_by(conversation.owner).filter(pk=reply.pk).update(**fields)
    return message


def begun(owner: User, **fields: Any) -> Conversation:
    """An empty conversation."""
    conversation = services.start_conversation(owner=owner)
    for name, value in fields.items():
        setattr(conversation, name, value)
    conversation.save()
    return conversation


def again(conversation: Conversation) -> Conversation:
    """As the database has it."""
    rows = Conversation.objects.editable_by(conversation.owner).select_related("owner")
    found: Conversation = rows.get(pk=conversation.pk)
    return found
