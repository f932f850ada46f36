"""Replies on a running site: streamed, resumed, stopped, in step, and never lost."""

import asyncio
import random
import re
from contextlib import suppress

import aiohttp
import pytest

from tests.chat.live.conftest import Live
from tests.chat.live.member import Member, Shown

# One running site serves them all, so they stay in one process.
pytestmark = pytest.mark.xdist_group("live")


def paragraphs(count: int) -> str:
    """A text of so many paragraphs of forty different words."""
    lines = (" ".join(f"word{n}.{m}" for m in range(40)) for n in range(count))
    return "\n\n".join(f"Paragraph {n}: {line}" for n, line in enumerate(lines))


LONG = paragraphs(12)


def words(html: str) -> list[str]:
    """The words of the long text that `html` shows, in order."""
    return re.findall(r"word\d+\.\d+", html)


def all_of(shown: Shown) -> str:
    """What the tab showed just before the final frame."""
    return shown.html + shown.rest


async def test_ana_reads_the_answer_as_it_is_written(live: Live) -> None:
    live.vendor.text, live.vendor.rate = LONG, 400
    async with Member(live.url) as ana:
        tab = await ana.ask()
        shown = await tab.follow()
    assert len(shown.numbers) > 10
    assert words(all_of(shown)) == words(LONG) == words(shown.ended)


async def test_her_question_reaches_the_vendor_with_her_record(live: Live) -> None:
    async with Member(live.url) as ana:
        shown = await (await ana.ask("How has my blood pressure been this month?")).follow()
    sent = str(live.vendor.journal[-1].json)
    assert "How has my blood pressure been this month?" in sent
    assert re.search(r"\[V\d+\]", sent)
    assert "Ana" not in sent
    assert re.search(r'<a [^>]*href="/readings/entry/[0-9a-f-]{36}/"', shown.ended)


async def test_two_hundred_cuts_lose_and_double_nothing(live: Live) -> None:
    live.vendor.text, live.vendor.rate = LONG, 200
    dice = random.Random(7)
    cuts = 0
    async with Member(live.url, "bruno@demo.example") as bruno:
        while cuts < 200:
            cuts += await _cut_and_compare(bruno, dice)


async def _cut_and_compare(bruno: Member, dice: random.Random) -> int:
    tab, cuts = await bruno.ask(), 0
    while not tab.shown.ended and cuts < 80:
        async with tab.socket() as socket:
            await tab.watch(socket)
            with suppress(TimeoutError):
                async with asyncio.timeout(dice.random() * 0.15):
                    while not tab.shown.ended:
                        await tab.take(socket)
        cuts += not tab.shown.ended
    if not tab.shown.ended:
        await tab.follow()
    assert words(tab.shown.ended) == words(LONG)
    # A cut just before the end skips to the final frame; what was shown is still no more than it.
    shown = words(all_of(tab.shown))
    assert shown == words(LONG)[: len(shown)]
    return cuts


async def test_stop_leaves_the_vendor_at_once_and_keeps_the_text(live: Live) -> None:
    endless = paragraphs(100)  # minutes of it, however long the machine takes until the stop
    live.vendor.text, live.vendor.rate = endless, 50
    question = "How has my weight been since the spring, and why?"
    async with Member(live.url) as ana:
        tab = await ana.ask(question)
        async with tab.socket() as socket, asyncio.timeout(60):
            await tab.watch(socket)
            while len(tab.shown.numbers) < 10:
                await tab.take(socket)
            await socket.send_json({"type": "stop", "reply": tab.reply})
            while not tab.shown.ended:
                await tab.take(socket)
    # What an earlier test left waiting may be written meanwhile.
    (call,) = [call for call in live.vendor.journal if question in str(call.json)]
    assert await asyncio.to_thread(call.client_left.wait, 10)
    kept, whole = words(tab.shown.ended), words(endless)
    assert call.sent < len(whole)
    assert kept
    assert kept == whole[: len(kept)]
    assert "You stopped this answer" in tab.shown.ended


async def test_two_tabs_are_in_step(live: Live) -> None:
    live.vendor.text, live.vendor.rate = LONG, 300
    async with Member(live.url) as ana:
        first = await ana.ask()
        second = await ana.tab(first.conversation)
        one, two = await asyncio.gather(first.follow(), second.follow())
    assert words(all_of(one)) == words(all_of(two)) == words(LONG)
    assert one.ended == two.ended


async def test_a_second_tab_learns_of_a_question_asked_in_the_first(live: Live) -> None:
    async with Member(live.url) as ana:
        tab = await ana.ask()
        await tab.follow()
        async with tab.socket() as socket, asyncio.timeout(10):
            await ana.post(
                f"/assistant/{tab.conversation}/",
                {"text": "And my weight?", "client_id": "0f8fad5b-d9cb-469f-a165-70867728950e"},
            )
            frame = await socket.receive_json()
    assert frame["k"] == "thread"


async def test_without_a_page_that_listens_the_worker_writes_the_answer(live: Live) -> None:
    live.vendor.text = "Written without any socket."
    async with Member(live.url) as ana:
        tab = await ana.ask()
        path = f"/assistant/{tab.conversation}/"
        html = ""
        for _reload in range(100):
            html = await ana.get(path)
            if "data-active" not in html:
                break
            await asyncio.sleep(0.3)
    assert "Written without any socket." in html


async def test_bruno_cannot_open_anas_socket(live: Live) -> None:
    async with Member(live.url) as ana, Member(live.url, "bruno@demo.example") as bruno:
        tab = await ana.ask()
        tab.member = bruno
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await tab.socket().__aenter__()


async def test_a_socket_from_another_site_is_refused(live: Live) -> None:
    async with Member(live.url) as ana:
        tab = await ana.ask()
        address = f"{live.url.replace('http', 'ws', 1)}/ws/conversations/{tab.conversation}/"
        for origin in ({"Origin": "https://evil.example"}, {}):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await ana.http.ws_connect(address, headers=origin)


@pytest.mark.parametrize("frame", ['{"type":"watch","reply":"%s","after":Infinity}', "[" * 4000])
async def test_a_senseless_frame_closes_the_socket_and_harms_nobody(live: Live, frame: str) -> None:
    async with Member(live.url) as ana:
        tab = await ana.ask()
        async with tab.socket() as socket, asyncio.timeout(10):
            await socket.send_str(frame.replace("%s", tab.reply))
            await socket.receive()
        assert socket.close_code == 4400
        assert (await tab.follow()).ended
