"""Signals to other tabs and processes hurry things; nothing depends on their arriving."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from chat import services
from chat.models import Reply

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def no_redis(settings: Any) -> None:
    """Channels on a Redis that is away."""
    layer = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [NOBODY_LISTENS]},
    }
    settings.CHANNEL_LAYERS = {"default": layer}


def test_asking_and_stopping_work_while_redis_is_away(ana: User, no_redis: None) -> None:
    services.start_with(owner=ana, text="How am I?", client_id=uuid4())
    reply = Reply.objects.editable_by(ana).get()
    services.stop(reply=reply)
    reply.refresh_from_db()
    assert reply.status == Reply.Status.STOPPED
