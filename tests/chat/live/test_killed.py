"""A server that dies in mid-reply loses less than a second of it and leaves nothing hanging."""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.family import Family
from scripts.run import server_options
from tests.chat.live.member import Member
from tests.journeys.server import Site, site
from tests.vendors.openai import fake_openai

RATE = 40  # tokens per second
TEXT = " ".join(f"word{n}" for n in range(2000))


@contextmanager
def second_server(running: Site) -> Iterator[str]:
    """Another daphne on the same database, for this test to kill; gives its pid and address."""
    port = int(running.url.rsplit(":", 1)[1]) + 1
    with Family(running.environment) as family:
        family.start("server", [sys.executable, "-m", *server_options(port)])
        assert family.wait_until_answers(f"http://127.0.0.1:{port}/health/live")
        yield f"{family.children['server'].pid} http://127.0.0.1:{port}"


def test_a_killed_server_leaves_the_partial_answer(tmp_path: Path) -> None:
    with fake_openai() as vendor:
        vendor.text, vendor.rate = TEXT, RATE
        settings = {"OPENAI_BASE_URL": f"{vendor.address}/v1", "OPENAI_MODEL": "scripted"}
        with site(tmp_path, **settings) as running, second_server(running) as other:
            pid, url = other.split()
            asyncio.run(_until_killed(int(pid), url, running.url))


async def _until_killed(pid: int, doomed: str, survivor: str) -> None:
    async with Member(doomed) as ana:
        tab = await ana.ask()
        async with tab.socket() as socket, asyncio.timeout(20):
            await tab.watch(socket)
            while len(_words(tab.shown.html + tab.shown.rest)) < 3 * RATE:
                await tab.take(socket)
        seen = len(_words(tab.shown.html + tab.shown.rest))
        os.kill(pid, signal.SIGKILL)
        killed = time.monotonic()
        ana.url = survivor
        html = ""
        while "interrupted" not in html:
            assert time.monotonic() - killed < 30, "the reply still hangs"
            await asyncio.sleep(1)
            html = await ana.get(f"/assistant/{tab.conversation}/")
    kept = len(_words(html))
    assert seen - kept <= RATE, f"{seen - kept} words lost at {RATE} words per second"
    assert "What had arrived is kept." in html


def _words(html: str) -> list[str]:
    return re.findall(r"word\d+", html)
