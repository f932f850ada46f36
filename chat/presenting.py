"""A reply as people see it: rendered, with its citations, its state and what can be done."""

from dataclasses import dataclass
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from accounts.models import User
from chat.catalogue import RECORDS
from chat.choices import model_of
from chat.context import briefing_by_section, context_budget, latest_replies
from chat.failures import in_words
from chat.models import Conversation, Message, Reply
from chat.replies.frames import Frame, Growing
from healthtracker.web.markdown import render_untrusted
from privacy.registry import Label

MESSAGES_SHOWN = 30


@dataclass(frozen=True)
class ShownReply:
    """What templates/chat/_reply.html needs of a reply."""

    reply: Reply
    html: SafeString
    trouble: str
    can_retry: bool


@dataclass(frozen=True)
class Exchange:
    """A message and its newest reply, if any."""

    message: Message
    answer: ShownReply | None


def links_of(reply: Reply) -> dict[str, str]:
    """Citation mark -> page, as noted when the reply was made."""
    return {item["cite"]: item["url"] for item in reply.manifest}


def shown(reply: Reply, *, newest: bool = True) -> ShownReply:
    """A reply ready for its template."""
    return ShownReply(
        reply=reply,
        html=render_untrusted(reply.text, links=links_of(reply)),
        trouble=in_words(reply),
        can_retry=newest and not reply.is_active,
    )


def thread(conversation: Conversation) -> tuple[list[Exchange], bool]:
    """The newest exchanges, oldest first, and whether there are earlier ones. Three queries."""
    rows = Message.objects.visible_to(conversation.owner).filter(conversation=conversation)
    messages = list(rows.order_by("-seq")[: MESSAGES_SHOWN + 1])
    earlier = len(messages) > MESSAGES_SHOWN
    messages = messages[:MESSAGES_SHOWN]
    replies = latest_replies(conversation, [message.pk for message in messages])
    exchanges = []
    for place, message in enumerate(messages):
        reply = replies.get(message.pk)
        answer = shown(reply, newest=place == 0) if reply else None
        exchanges.append(Exchange(message, answer))
    return exchanges[::-1], earlier


@dataclass(frozen=True)
class SentPart:
    """One section of the record as the assistant would get it."""

    label: Label
    lines: tuple[str, ...]


def sent_parts(conversation: Conversation) -> list[SentPart]:
    """What the next question would send of the record; [] when nothing would."""
    model = model_of(conversation)
    if model.engine == RECORDS or not conversation.use_record:
        return []
    budget = context_budget(conversation, model)
    parts = []
    for section, items in briefing_by_section(conversation.owner, budget):
        parts.append(SentPart(section.label, tuple(f"[{i.cite}] {i.text}" for i in items)))
    return parts


def reply_html(reply_id: UUID, user: User) -> str:
    """The whole reply as HTML, for a frame."""
    reply = Reply.objects.visible_to(user).get(pk=reply_id)
    with translation.override(user.language), timezone.override(user.zone):
        return render_to_string("chat/_reply.html", {"answer": shown(reply)})


def saved_snapshot(reply_id: UUID) -> tuple[bool, str, Frame]:
    """Whether the reply still grows, its saved text, and that text as a snapshot frame."""
    reply = Reply.objects.unscoped("reply follower").get(pk=reply_id)
    growing = Growing(links=links_of(reply), text=reply.text)
    growing.advance()
    return reply.is_active, reply.text, growing.snapshot()
