"""What Ana has asked so far, answered by the record reader as it would have on the day."""

from uuid import uuid5

from accounts.models import User
from chat import services
from chat.catalogue import RECORDS
from chat.context import latest_replies
from chat.engines.records import RecordsEngine
from chat.models import Conversation, Message
from chat.replies import states
from chat.replies.prepare import prepare

WORKER = "demo"
ASKED = (
    ("How has my blood pressure been this month?", "And my weight?"),
    ("What medicines am I taking?",),
    ("How was my temperature in October?", "What was the highest?"),
)

TURNED_AWAY = "Can you recommend a film for tonight?"


def write(owner: User) -> None:
    """The conversations, oldest first, unless there are some already."""
    if Conversation.objects.visible_to(owner).exists():
        return
    elsewhere = services.start_conversation(owner=owner, model_id=RECORDS)
    services.ask(
        conversation=elsewhere, text=TURNED_AWAY, client_id=uuid5(elsewhere.pk, TURNED_AWAY)
    )
    for questions in ASKED:
        conversation = services.start_conversation(owner=owner, model_id=RECORDS)
        for question in questions:
            _ask(conversation, question)


def _ask(conversation: Conversation, question: str) -> None:
    key = uuid5(conversation.pk, question)
    message: Message = services.ask(conversation=conversation, text=question, client_id=key)
    reply = latest_replies(conversation, [message.pk]).get(message.pk)
    if reply is None:  # turned away: Ana says that it is about her health
        reply = services.answer_anyway(message=message)
    states.claim(reply.pk, WORKER)
    engine = prepare(reply.pk, WORKER).engine
    text = engine.text if isinstance(engine, RecordsEngine) else ""
    states.finish(reply, WORKER, "complete", text=text, stop_reason="stop")
