"""A token costs no database write and no message of the channel layer, however long the answer."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, channel_layers
from channels.testing import WebsocketCommunicator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chat import services
from chat.consumers import ConversationConsumer
from chat.models import Reply
from chat.replies.run import SAVE_SECONDS
from tests.chat.answered import Desk, desk

pytestmark = pytest.mark.django_db
FEW, MANY = 40, 1_600
WRITES = ("INSERT", "UPDATE", "DELETE")


class CountingLayer(InMemoryChannelLayer):
    """Channels' own layer, which notes what it is given to carry."""

    def __init__(self) -> None:
        super().__init__()
        self.carried: list[dict[str, Any]] = []

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        self.carried.append(message)
        await super().send(channel, message)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.carried.append(message)
        await super().group_send(group, message)


@dataclass
class Cost:
    """What one streamed answer took. seconds: how long it was streamed."""

    writes: int = 0
    messages: int = 0
    seconds: float = 0.0
    shown: str = ""
    frames: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def stream(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk("chat", settings, monkeypatch) as made:
        yield made


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> CountingLayer:
    made = CountingLayer()
    monkeypatch.setitem(channel_layers.backends, "default", made)
    return made


def test_neither_database_nor_channel_layer_hears_of_a_token(
    stream: Desk, layer: CountingLayer, ana: User
) -> None:
    few, many = (_cost(stream, layer, ana, count) for count in (FEW, MANY))
    assert few.shown.count("word") == FEW
    assert many.shown.count("word") == MANY
    assert few.messages == many.messages == 0
    # Saving goes by the clock, so a slow machine saves more often, whatever the tokens.
    saves = 2 * (many.seconds / SAVE_SECONDS + 1)
    assert many.writes - few.writes <= saves < MANY / 20


def _cost(stream: Desk, layer: CountingLayer, owner: User, tokens: int) -> Cost:
    stream.vendor.text = " ".join(f"word{n}" for n in range(tokens))
    conversation = services.start_with(owner=owner, text="How am I?", client_id=uuid4())
    reply = Reply.objects.editable_by(owner).get(conversation=conversation)
    cost = Cost()
    before = len(layer.carried)
    with CaptureQueriesContext(connection) as queries:
        began = time.monotonic()
        async_to_sync(_watched)(owner, reply, cost)
        cost.seconds = time.monotonic() - began
    cost.writes = sum(query["sql"].startswith(WRITES) for query in queries.captured_queries)
    cost.messages = len(layer.carried) - before
    assert cost.writes > 0  # the answer itself is saved, so the count counts
    return cost


async def _watched(owner: User, reply: Reply, cost: Cost) -> None:
    """Open the page's socket, watch the reply to its end."""
    socket = WebsocketCommunicator(ConversationConsumer.as_asgi(), "/")
    socket.scope["user"] = owner
    socket.scope["url_route"] = {"kwargs": {"conversation": reply.conversation_id}}
    connected, _ = await socket.connect()
    assert connected
    await socket.send_json_to({"type": "watch", "reply": str(reply.pk), "after": 0})
    while not cost.shown:
        frame = await socket.receive_json_from(timeout=20)
        cost.frames.append(frame)
        if frame["k"] == "end":
            cost.shown = frame["html"]
    await socket.disconnect()


def test_the_layer_would_be_heard(layer: CountingLayer) -> None:
    async_to_sync(layer.group_send)("nobody", {"type": "thread.changed"})
    assert len(layer.carried) == 1
