"""Without a key the assistant answers from the record, and follow-ups lean on what was asked."""

from uuid import uuid4

import pytest

from accounts.models import User
from chat import services
from chat.engines.records import RecordsEngine
from chat.models import Reply
from chat.replies import states
from chat.replies.prepare import Prepared, prepare
from tests import factories
from tests.chat.threads import talk

pytestmark = pytest.mark.django_db


def prepared(reply: Reply) -> Prepared:
    """The reply as its worker would begin it."""
    states.claim(reply.pk, "worker")
    found = prepare(reply.pk, "worker")
    states.finish(reply, "worker", "complete", text="told")
    return found


def test_a_chain_of_follow_ups_in_a_conversation(ana: User) -> None:
    row = factories.reading(ana, "blood_pressure", "128", "82")
    conversation, _message, reply = talk(ana, "How has my blood pressure been this year?")
    first = prepared(reply)
    assert isinstance(first.engine, RecordsEngine)
    assert "128/82 mmHg" in first.engine.text
    assert f"/readings/entry/{row.entry_id}/" in first.sources.links.values()
    for text in ("and ever?", "what was the highest?"):
        message = services.ask(conversation=conversation, text=text, client_id=uuid4())
        found = prepared(Reply.objects.editable_by(ana).get(message=message))
        assert isinstance(found.engine, RecordsEngine)
        assert "128/82 mmHg" in found.engine.text
