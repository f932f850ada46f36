"""A conversation as people see it: questions with their answers, cards and earlier versions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chat.models import Conversation, Feedback, Message, Reply
from chat.presenting import ShownReply, attempts_of, shown
from chat.safety.cards import card_for
from chat.services.answering import was_turned_away
from patients.crisis_cards import Card

MESSAGES_SHOWN = 30


@dataclass(frozen=True)
class Exchange:
    """A message and the answer that is shown of those it got, if any.

    Attributes: is_last: nothing was asked since. is_redirect: it was turned away.
    card: what to show above any answer in an emergency.
    """

    message: Message
    answer: ShownReply | None
    is_last: bool = False
    is_redirect: bool = False
    card: Card | None = None

    @property
    def is_unanswered(self) -> bool:
        """Kept beyond the limits, for its card: no answer was begun."""
        return self.is_last and self.answer is None and not self.is_redirect


@dataclass(frozen=True)
class Thread:
    """Some exchanges, oldest first. `earlier`, `later`: cursors, None at the ends."""

    exchanges: Sequence[Exchange]
    earlier: int | None = None
    later: bool = False

    @property
    def last(self) -> Exchange | None:
        """The newest exchange of these."""
        return self.exchanges[-1] if self.exchanges else None


def thread(
    conversation: Conversation, *, before: int | None = None, showing: UUID | None = None
) -> Thread:
    """The newest exchanges, or those before the message numbered `before`. Four queries.

    Args: showing: an attempt to show instead of the newest one at its message.
    """
    rows = Message.objects.visible_to(conversation.owner).filter(conversation=conversation)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    messages = list(rows.order_by("-seq")[: MESSAGES_SHOWN + 1])
    more, messages = len(messages) > MESSAGES_SHOWN, messages[:MESSAGES_SHOWN]
    answers = _answers(conversation, messages, showing, newest_open=before is None)
    exchanges = []
    for place, message in enumerate(messages):
        answer = answers.get(message.pk)
        reply = answer.reply if answer else None
        exchanges.append(
            Exchange(
                message,
                answer,
                is_last=before is None and place == 0,
                is_redirect=was_turned_away(message, reply),
                card=card_for(message.crisis, conversation.owner),
            )
        )
    earlier = messages[-1].seq if more else None
    return Thread(exchanges[::-1], earlier=earlier, later=before is not None)


def page_of(conversation: Conversation, seq: int) -> int | None:
    """`before` of a page of the thread on which message `seq` stands; None is the newest page."""
    rows = Message.objects.visible_to(conversation.owner).filter(
        conversation=conversation, seq__gte=seq
    )
    return seq + MESSAGES_SHOWN // 2 if rows.count() > MESSAGES_SHOWN else None


def _answers(
    conversation: Conversation,
    messages: Sequence[Message],
    showing: UUID | None,
    *,
    newest_open: bool,
) -> dict[int, ShownReply]:
    """Message id -> the answer to show."""
    replies = Reply.objects.visible_to(conversation.owner).filter(conversation=conversation)
    by_message = defaultdict(list)
    asked = [message.pk for message in messages]
    known = replies.filter(message__in=asked).defer("text", "manifest")
    for row in known.order_by("attempt"):
        by_message[row.message_id].append(row)
    attempts = {pk: attempts_of(rows) for pk, rows in by_message.items()}
    chosen = {pk: showing if showing in ids else ids[-1] for pk, ids in attempts.items()}
    texts = replies.filter(pk__in=chosen.values())
    opinions = Feedback.objects.visible_to(conversation.owner).filter(reply__in=chosen.values())
    feedback = {opinion.reply_id: opinion for opinion in opinions}
    newest = messages[0].pk if messages and newest_open else None
    return {
        reply.message_id: shown(
            reply,
            newest=reply.message_id == newest,
            attempts=attempts[reply.message_id],
            feedback=feedback.get(reply.pk),
        )
        for reply in texts
    }
