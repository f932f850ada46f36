"""A reply as people see it: rendered, with its citations, its state and what can be done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from chat import catalogue
from chat.catalogue import RECORDS
from chat.citing import Source, sources_of
from chat.examples import examples
from chat.failures import in_words
from chat.models import Feedback, Reply
from chat.replies.doubts import REDIRECTED
from chat.replies.frames import Frame, Growing
from chat.services.answering import LENGTH


@dataclass(frozen=True)
class ShownReply:
    """What templates/chat/_reply.html needs of a reply.

    Attributes: cited: the entries it cites. doubts: how many of its numbers are unverified.
    attempts: ids of all answers to the question, oldest first. newest: whether nothing
    was asked since, so that it may be written again. cost: short phrases about size and price.
    """

    reply: Reply
    html: SafeString
    cited: list[Source]
    doubts: int
    trouble: str
    newest: bool
    attempts: Sequence[UUID] = ()
    feedback: Feedback | None = None
    is_local: bool = False
    cost: Sequence[str] = ()

    @property
    def can_retry(self) -> bool:
        """Whether another answer may be asked for."""
        return self.newest and not self.reply.is_active

    @property
    def can_go_on(self) -> bool:
        """Whether it was cut by its length limit and this is the last attempt."""
        last = not self.attempts or self.attempts[-1] == self.reply.pk
        return self.can_retry and last and self.reply.stop_reason == LENGTH

    @property
    def is_redirect(self) -> bool:
        """Whether the judge turned the question away instead of an answer."""
        return self.reply.stop_reason == REDIRECTED

    @property
    def place(self) -> int:
        """Which of the attempts it is, from 1."""
        return self.attempts.index(self.reply.pk) + 1 if self.reply.pk in self.attempts else 1

    @property
    def previous(self) -> UUID | None:
        """The attempt before it."""
        return self.attempts[self.place - 2] if self.place > 1 else None

    @property
    def following(self) -> UUID | None:
        """The attempt after it."""
        return self.attempts[self.place] if self.place < len(self.attempts) else None


def shown(
    reply: Reply,
    *,
    newest: bool = True,
    attempts: Sequence[UUID] = (),
    feedback: Feedback | None = None,
) -> ShownReply:
    """A reply ready for its template."""
    sources = sources_of(reply)
    answer = sources.whole(reply.text)
    return ShownReply(
        reply=reply,
        html=answer.html,
        cited=sources.cited(answer),
        doubts=answer.doubts,
        trouble=in_words(reply),
        newest=newest,
        attempts=attempts,
        feedback=feedback,
        is_local=_is_local(reply),
        cost=cost_of(reply),
    )


def _is_local(reply: Reply) -> bool:
    """Whether a model on this machine or network wrote it."""
    models = catalogue.available() if reply.engine not in ("", RECORDS) else ()
    return any(model.local for model in models if model.id == reply.model_id)


def cost_of(reply: Reply) -> list[str]:
    """What an answer by a model took: tokens, credits, how many identifiers were hidden."""
    if reply.engine in ("", RECORDS) or reply.is_active:
        return []
    words = []
    if reply.input_tokens or reply.output_tokens:
        sizes = {"read": _grouped(reply.input_tokens), "written": _grouped(reply.output_tokens)}
        words.append(_("%(read)s tokens read, %(written)s written") % sizes)
        words.append(credits_in_words(reply.credits))
        if reply.usage_estimated:
            words.append(_("estimated"))
    if reply.hidden_count:
        hidden = reply.hidden_count
        words.append(
            ngettext("%(count)d identifier hidden", "%(count)d identifiers hidden", hidden)
            % {"count": hidden}
        )
    return words


def credits_in_words(count: int) -> str:
    """In words, as "1 credit"."""
    return ngettext("%(count)s credit", "%(count)s credits", count) % {"count": _grouped(count)}


def _grouped(number: int) -> str:
    return str(number_format(number, force_grouping=True))


def attempts_of(replies: Iterable[Reply]) -> list[UUID]:
    """The answers to one question to leaf through: one gone on from is part of the next."""
    rows = list(replies)
    parts = {row.continued_from_id for row in rows}
    return [row.pk for row in rows if row.pk not in parts]


def one(reply: Reply) -> ShownReply:
    """A reply with all that surrounds it, read for its owner."""
    siblings = Reply.objects.visible_to(reply.owner).filter(message=reply.message_id)
    newer = Reply.objects.visible_to(reply.owner).filter(
        conversation=reply.conversation_id, message__seq__gt=reply.message.seq
    )
    return shown(
        reply,
        newest=not newer.exists(),
        attempts=attempts_of(siblings.order_by("attempt").defer("text", "manifest")),
        feedback=Feedback.objects.visible_to(reply.owner).filter(reply=reply).first(),
    )


def answer_context(reply: Reply) -> dict[str, Any]:
    """Template context of chat/_reply.html alone."""
    suggested = examples(reply.owner, reply.conversation)
    return {"answer": one(reply), "examples": suggested, "client_id": uuid4()}


def reply_html(reply_id: UUID, user: User) -> str:
    """The whole reply as HTML, for a frame."""
    rows = Reply.objects.visible_to(user).select_related("message", "owner", "conversation__owner")
    reply = rows.get(pk=reply_id)
    with translation.override(user.language), timezone.override(user.zone):
        return render_to_string("chat/_reply.html", answer_context(reply))


def saved_snapshot(reply_id: UUID) -> tuple[bool, str, Frame]:
    """Whether the reply still grows, its saved text, and that text as a snapshot frame."""
    reply = Reply.objects.unscoped("reply follower").select_related("owner").get(pk=reply_id)
    growing = Growing(sources_of(reply, language=reply.owner.language), reply.text)
    growing.advance()
    return reply.is_active, reply.text, growing.snapshot()
