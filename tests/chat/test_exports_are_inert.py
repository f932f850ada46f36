"""A conversation full of hostile words leaves as a file that does nothing."""

import json
from typing import Any

import pytest

from accounts.models import User
from chat import exporting
from tests.chat.answered import desk
from tests.web.hostile_markdown import CITED, SCRIPTS
from tests.web.test_markdown_inert import VIEWER

pytestmark = pytest.mark.django_db


def test_files_of_a_hostile_conversation_are_data(
    ana: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "\n\n".join([*SCRIPTS, *CITED, "![x](https://evil.example/p?d=1)"])
    with desk("messages", settings, monkeypatch) as assistant:
        assistant.vendor.text = hostile
        question = "My blood pressure\n\n<img src=//evil.example> ![y](https://evil.example/q)"
        reply = assistant.ask(ana, question, title="<script>alert(1)</script>")
    assert reply.status == "complete"
    text = b"".join(exporting.markdown(ana, reply.conversation)).decode()
    html = VIEWER.render(text)
    for tag in ("<img", "<script", "<svg", "<iframe", 'javascript:alert(1)"'):
        assert tag not in html
    answer = b"".join(exporting.as_json(ana, reply.conversation, base="")).decode()
    assert json.loads(answer)["questions"][0]["answers"][0]["text"] == reply.text
