"""The fake vendors can be run by hand, told how to behave, and asked what they were sent."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import urllib.request
from functools import partial
from typing import Any

import pytest

from chat.engines.base import Prompt, Turn
from chat.engines.endpoints import Endpoint
from chat.engines.vendor import ModelOptions
from tests.vendors.replies import reply_to, tokens
from tests.vendors.stage import CONTEXT, KINDS, PROMPT, Stage, hear


def ask(url: str, body: Any = None) -> Any:
    data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=10) as answer:
        return json.load(answer)


@pytest.mark.parametrize(("module", "api"), [("openai", "chat"), ("anthropic", "messages")])
async def test_a_fake_vendor_runs_from_the_command_line(module: str, api: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", f"tests.vendors.{module}", "--port", str(port), "--rate", "0"]
    process = await asyncio.to_thread(partial(subprocess.Popen, command, stdout=-1, text=True))
    try:
        assert str(port) in process.stdout.readline()
        base = f"http://127.0.0.1:{port}"
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            await asyncio.sleep(0.05)
        await asyncio.to_thread(ask, f"{base}/__control", {"script": ["length"]})
        endpoint = Endpoint.checked(base + ("/v1" if api == "chat" else ""), "k")
        heard = await hear(KINDS[api](endpoint, ModelOptions("m")))
        journal = await asyncio.to_thread(ask, f"{base}/__journal")
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
    assert heard.finish == "length"
    assert [seen["scenario"] for seen in journal] == ["length"]
    assert "[V12]" in json.dumps(journal[0]["body"])


def test_a_fake_answer_quotes_the_readings_that_were_asked_about() -> None:
    body = {"messages": [{"role": "user", "content": f"{CONTEXT}\n\n{PROMPT.turns[-1].text}"}]}
    bullets = re.findall(r"^- (.*)$", reply_to(body), re.MULTILINE)
    assert bullets[0] == "2026-10-02 Blood pressure **128/82** mm[Hg] [V12]"
    assert bullets[1].endswith("[V13]")


def test_a_fake_answer_cites_nothing_that_it_was_not_given() -> None:
    rules = {"role": "system", "content": "Put the mark after the number, for example:\n[V12]"}
    body = {"messages": [rules, {"role": "user", "content": "How am I?"}]}
    assert "[" not in reply_to(body)


def test_tokens_are_small_and_lose_nothing() -> None:
    text = "Two  spaces, a\n\nparagraph and électrocardiogramme 128/82 [V12]\n"
    assert "".join(tokens(text)) == text
    assert max(len(token) for token in tokens(text)) < 10


async def test_the_model_name_can_choose_the_scenario() -> None:
    with Stage("chat") as stage:
        engine = stage.engine(options=ModelOptions("scenario:empty"))
        heard = await hear(engine, Prompt("s", "", (Turn("user", "Hi"),), 9))
    assert (heard.text, heard.finish) == ("", "stop")
