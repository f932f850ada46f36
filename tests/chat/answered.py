"""Whole replies: a question, the real run, a loopback vendor of each API behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync

from accounts.models import User
from chat import catalogue, services
from chat.engines.endpoints import Deadlines
from chat.models import Conversation, Reply
from chat.replies import states
from chat.replies.frames import Frame
from chat.replies.run import ReplyRun
from tests.chat.threads import again
from tests.vendors.stage import CALM, Stage
from tests.vendors.vendor import FakeVendor

QUESTION = "How has my blood pressure been this month?"
MODEL = {"responses": "gpt-6.1-terra", "chat": "scripted", "messages": "claude-sonnet-5-5"}


class Desk:
    """The assistant with one vendor. `frames`: what open tabs were told of the last reply."""

    def __init__(self, api: str, vendor: FakeVendor | None = None) -> None:
        self.api = api
        self.vendor: Any = vendor
        self.deadlines = CALM
        self.frames: list[Frame] = []

    def hurry(self, deadlines: Deadlines) -> None:
        """From now on wait only so long; the first call is prepared for, which takes a while."""
        self.deadlines = deadlines
        catalogue._made.clear()
        engine: Any = catalogue.engine_for(catalogue.default_model())
        async_to_sync(engine.warm)()

    def ask(self, owner: User, text: str = QUESTION, **fields: Any) -> Reply:
        """A first question, answered to its end."""
        conversation = services.start_with(owner=owner, text=text, client_id=uuid4())
        for name, value in fields.items():
            setattr(conversation, name, value)
        conversation.save()
        return self.answer(owner, conversation)

    def go_on(self, owner: User, conversation: Conversation, text: str) -> Reply:
        """A further question, answered to its end."""
        services.ask(conversation=conversation, text=text, client_id=uuid4())
        return self.answer(owner, conversation)

    def answer(self, owner: User, conversation: Conversation) -> Reply:
        """The waiting reply, run in this thread."""
        waiting = Reply.objects.editable_by(owner).get(conversation=conversation, status="pending")
        assert states.claim(waiting.pk, "w")
        self.frames = []
        async_to_sync(ReplyRun(waiting.pk, "w", self.frames.append).run)()
        return again(waiting)

    @property
    def sent(self) -> dict[str, Any]:
        """The body of the last request."""
        return self.vendor.journal[-1].json


@contextmanager
def desk(api: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The assistant configured for a loopback vendor that speaks `api`."""
    with Stage(api) as stage:
        made = Desk(api, stage.vendor)
        monkeypatch.setattr(Deadlines, "for_endpoint", classmethod(lambda *_: made.deadlines))
        wire(api, stage.vendor.address, settings, monkeypatch)
        yield made


def wire(api: str, address: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configure the assistant for whoever speaks `api` at `address`."""
    name = "anthropic" if api == "messages" else "openai"
    empty = {"api_key": "", "base_url": "", "model": ""}
    url = address + ("" if api == "messages" else "/v1")
    own = {"api_key": "a key", "base_url": url, "model": "scripted"}
    if api != "chat":  # as if the loopback server were the vendor's own
        monkeypatch.setitem(catalogue.VENDOR_URLS, name, url)
        own = {"api_key": "a key", "base_url": "", "model": MODEL[api]}
    settings.LLM = {**settings.LLM, "openai": empty, "anthropic": empty, name: own}
