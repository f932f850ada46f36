"""A conversation on paper, made by the worker like every other document."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.contrib.staticfiles import finders

from chat.citing import Source, sources_of
from chat.exporting import turns, who
from chat.models import Conversation, Message, Reply
from patients.models import Document
from patients.papers import Maker, Options, register
from privacy.outbound.pdf import render_pdf

TEMPLATE = "chat/pdf/conversation.html"
SHEETS = ("css/tokens.css", "css/print/report.css", "css/print/conversation.css")


@dataclass(frozen=True)
class Choice(Options):
    """Which conversation, and what its links begin with ("https://host")."""

    conversation: str = ""
    base: str = ""


@dataclass(frozen=True)
class PrintedAnswer:
    """An answer with its footnotes: what its marks stand for."""

    reply: Reply
    who: str
    html: str
    notes: list[Source]


@dataclass(frozen=True)
class PrintedTurn:
    """A question with every answer it got."""

    message: Message
    answers: list[PrintedAnswer]


def conversation_pdf(document: Document) -> BinaryIO:
    """Raises: Conversation.DoesNotExist: it was deleted since."""
    css = "\n".join(Path(str(finders.find(name))).read_text(encoding="utf-8") for name in SHEETS)
    return io.BytesIO(render_pdf(TEMPLATE, context_of(document), stylesheet=css))


def context_of(document: Document) -> dict[str, Any]:
    """Template context, read on the owner's own behalf."""
    choice, owner = Choice.of(document.options), document.owner
    conversation = Conversation.objects.editable_by(owner).get(
        pk=choice.conversation, deleted_at=None
    )
    return {
        "conversation": conversation,
        "owner": owner,
        "base": choice.base,
        "made_at": document.created_at,
        "turns": [
            PrintedTurn(message, [_printed(reply) for reply in replies])
            for message, replies in turns(owner, conversation)
        ],
    }


def _printed(reply: Reply) -> PrintedAnswer:
    sources = sources_of(reply)
    answer = sources.whole(reply.text)
    return PrintedAnswer(reply, who(reply), answer.html, sources.cited(answer))


register(Document.Kind.CONVERSATION, Maker(conversation_pdf, stem="health-tracker-conversation"))
