"""Staff tune the gate by what it turned away wrongly, and read no words for it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from chat import services
from chat.models import Message

pytestmark = pytest.mark.django_db
WORDS = "why do my ankles itch at night"


def test_false_blocks_show_score_and_reason_but_no_words(
    client_for: Callable[[User], Client], ana: User, boss: User
) -> None:
    conversation = services.start_conversation(owner=ana)
    right = Message.objects.create(
        owner=ana, conversation=conversation, seq=1, text="poem", verdict="redirect",
        topic_score=0.0123, topic_reason="rightly",
    )  # fmt: skip
    wrong = Message.objects.create(
        owner=ana, conversation=conversation, seq=2, text=WORDS, verdict="redirect",
        topic_score=0.0456, topic_reason="wrongly",
    )  # fmt: skip
    services.answer_anyway(message=wrong)
    client = client_for(boss)
    html = client.get("/admin/chat/falseblock/").content.decode()
    assert "wrongly" in html
    assert "0.0456" in html
    assert "rightly" not in html
    assert WORDS not in html
    assert client.get(f"/admin/chat/falseblock/{right.pk}/change/").status_code == 302
    page = client.get(f"/admin/chat/falseblock/{wrong.pk}/change/").content.decode()
    assert WORDS not in page
    reason = {"reason": "Tuning the bands, ticket 12"}
    told = client.post(f"/admin/chat/falseblock/{wrong.pk}/reveal/", reason).content.decode()
    assert WORDS in told
