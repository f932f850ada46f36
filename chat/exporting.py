"""One conversation as it leaves: Markdown or JSON, who answered on every answer, own links."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from chat.catalogue import RECORDS
from chat.models import Conversation, Feedback, Message, Reply
from healthtracker.web.markdown_inert import inert

STEP = 200
# As healthtracker.web.markdown reads them: [V12], [L3.2, V4].
_CITE = r"[A-Z]{1,2}\d{0,5}(?:\.\d{1,3})?"
_CITATION = re.compile(rf" ?\[({_CITE}(?:[,;] ?{_CITE}){{0,20}})\](?!\()")
FORMAT, VERSION = "health-tracker-conversation", 1


def file_name(conversation: Conversation, ending: str) -> str:
    """What the file is called: a day and part of an id, never the title."""
    day = timezone.localtime(conversation.created_at).date().isoformat()
    return f"health-tracker-conversation-{day}-{str(conversation.pk)[:8]}.{ending}"


def turns(owner: User, conversation: Conversation) -> Iterator[tuple[Message, list[Reply]]]:
    """Each question with all its answers, oldest first."""
    asked = Message.objects.editable_by(owner).filter(conversation=conversation)
    replies = Reply.objects.editable_by(owner).filter(conversation=conversation)
    for message in asked.order_by("seq").iterator(chunk_size=STEP):
        yield message, list(replies.filter(message=message).order_by("attempt"))


def markdown(owner: User, conversation: Conversation, *, base: str = "") -> Iterator[bytes]:
    """As Markdown with footnotes. Args: base: what own links begin with, "https://host"."""
    yield f"# {inert(one_line(conversation.title)) or _('Conversation')}\n".encode()
    for message, replies in turns(owner, conversation):
        you = _("You, replaced by the next question") if message.superseded_at else _("You")
        yield _said(you, message.created_at, inert(message.text))
        for reply in replies:
            text = reply.text and _with_footnotes(reply, f"{message.seq}-{reply.attempt}", base)
            yield _said(who(reply), reply.created_at, text or str(reply.get_status_display()))


def who(reply: Reply) -> str:
    """Who answered, which attempt it was, and how it ended unless well."""
    if reply.engine == RECORDS:
        name = _("Record reader, no AI")
    else:
        name = _("%(model)s (AI)") % {"model": reply.model_label or _("Assistant")}
    words = [name]
    if reply.attempt > 1:
        words.append(_("answer %(number)d") % {"number": reply.attempt})
    if reply.status != Reply.Status.COMPLETE:
        words.append(str(reply.get_status_display()).lower())
    return ", ".join(words)


def _with_footnotes(reply: Reply, prefix: str, base: str) -> str:
    entries = {item["cite"]: item for item in reply.manifest}
    used: dict[str, None] = {}

    def notes(found: re.Match[str]) -> str:
        marks = re.split(r"[,;] ?", found[1])
        known = [mark for mark in marks if mark in entries]
        used.update(dict.fromkeys(known))
        if not known and not all(mark[-1].isdigit() for mark in marks):
            return found[0]  # words in brackets, not a made-up citation
        return "".join(f"[^{prefix}-{mark}]" for mark in known)

    text = _CITATION.sub(notes, inert(reply.text))
    lines = [
        f"[^{prefix}-{mark}]: {inert(one_line(entries[mark].get('label', '')))} <{base}{url}>"
        for mark in used
        if (url := entries[mark]["url"])
    ]
    return "\n\n".join([text, "\n".join(lines)]) if lines else text


def _said(name: str, at: datetime, text: str) -> bytes:
    when = timezone.localtime(at).isoformat(timespec="seconds")
    return f"\n## {one_line(name)}, {when}\n\n{text}\n".encode()


def one_line(text: str) -> str:
    """Without line breaks, which would end a heading or a note."""
    return " ".join(text.split())


def as_json(owner: User, conversation: Conversation, *, base: str) -> Iterator[bytes]:
    """As JSON; one question with its answers at a time."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "title": conversation.title,
        "started": _iso(conversation.created_at),
        "exported": _iso(timezone.now()),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "questions": ['
    opinions = Feedback.objects.editable_by(owner).filter(reply__conversation=conversation)
    feedback = {opinion.reply_id: opinion for opinion in opinions}
    for number, (message, replies) in enumerate(turns(owner, conversation)):
        answers = [_answer(reply, feedback.get(reply.pk), base) for reply in replies]
        question = {
            "number": message.seq,
            "asked": _iso(message.created_at),
            "text": message.text,
            "replaced": message.superseded_at is not None,
            "turned_away": message.verdict == Message.Verdict.REDIRECT,
            "emergency": message.crisis,
            "answers": answers,
        }
        yield (b",\n" if number else b"\n") + json.dumps(question, ensure_ascii=False).encode()
    yield b"\n]}\n"


def _answer(reply: Reply, opinion: Feedback | None, base: str) -> dict[str, Any]:
    return {
        "by": who(reply),
        "engine": reply.engine,
        "model": reply.model_id,
        "state": reply.status,
        "written": _iso(reply.created_at),
        "text": reply.text,
        "citations": [
            {"mark": item["cite"], "label": item.get("label", ""), "url": base + item["url"]}
            for item in reply.manifest
            if f"{item['cite']}" in reply.text
        ],
        "tokens_read": reply.input_tokens,
        "tokens_written": reply.output_tokens,
        "credits": reply.credits,
        "estimated": reply.usage_estimated,
        "identifiers_hidden": reply.hidden_count,
        "opinion": opinion and opinion.get_value_display(),
        "note": opinion.note if opinion else "",
    }


def _iso(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
