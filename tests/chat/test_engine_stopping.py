"""Stop means stop: the vendor hears of it at once, and nothing is left open."""

import asyncio
import gc
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import aclosing, suppress
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from chat.engines import clients
from chat.engines.base import Delta
from chat.engines.vendor import VendorEngine
from tests.vendors.stage import APIS, PROMPT, Heard, Stage, hear
from tests.vendors.wire import Exchange

AT_ONCE = 0.2  # seconds
Attempt = Callable[[], Awaitable[tuple[Exchange, float]]]


@pytest.fixture(params=APIS)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with Stage(request.param) as stage:
        stage.vendor.text, stage.vendor.rate = "word " * 3000, 100
        yield stage


async def soon_enough(attempt: Attempt) -> None:
    """The best of three, because the machine may be busy with something else."""
    delays = []
    for _ in range(3):
        seen, at = await attempt()
        assert await asyncio.to_thread(seen.client_left.wait, 5)
        delays.append(seen.client_left_at - at)
        if delays[-1] < AT_ONCE:
            return
    raise AssertionError(f"The vendor heard of it after {delays} seconds.")


async def cancelled_after_some_words(engine: VendorEngine) -> float:
    words = asyncio.Event()

    async def read() -> None:
        async for event in engine.stream(PROMPT):
            if isinstance(event, Delta):
                words.set()

    task = asyncio.create_task(read())
    await asyncio.wait_for(words.wait(), 10)
    at = time.monotonic()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return at


@pytest.mark.parametrize("typed", [False, True], ids=["raw", "typed"])
async def test_cancelling_the_reader_closes_the_vendors_socket(stage: Stage, typed: bool) -> None:
    engine = stage.engine(typed=typed)

    async def attempt() -> tuple[Exchange, float]:
        at = await cancelled_after_some_words(engine)
        return stage.vendor.journal[-1], at

    await soon_enough(attempt)
    assert stage.vendor.journal[0].sent < 400


@pytest.mark.parametrize("scenario", ["hang", "hang_after_headers", "hang_midway"])
async def test_stop_works_while_the_vendor_is_silent(stage: Stage, scenario: str) -> None:
    engine = stage.engine()
    await engine.warm()
    stage.vendor.scenario = scenario

    async def attempt() -> tuple[Exchange, float]:
        stage.vendor.asked.clear()
        task = asyncio.create_task(hear(engine))
        assert await asyncio.to_thread(stage.vendor.asked.wait, 10)
        await asyncio.sleep(0.1)
        at = time.monotonic()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return stage.vendor.journal[-1], at

    await soon_enough(attempt)


async def test_closing_the_stream_closes_the_vendors_socket(stage: Stage) -> None:
    engine = stage.engine()

    async def attempt() -> tuple[Exchange, float]:
        stream = engine.stream(PROMPT)
        assert isinstance(await anext(stream), Delta)
        at = time.monotonic()
        await stream.aclose()
        return stage.vendor.journal[-1], at

    await soon_enough(attempt)


async def test_a_stream_that_is_left_early_is_closed(stage: Stage) -> None:
    async with aclosing(stage.engine().stream(PROMPT)) as events:
        async for _ in events:
            break
    assert await asyncio.to_thread(stage.vendor.journal[0].client_left.wait, 10)


async def test_stop_during_the_pause_before_a_retry_sends_nothing_more(stage: Stage) -> None:
    stage.vendor.script, stage.vendor.wait_header = ["rate_limited"], "10"
    task = asyncio.create_task(hear(stage.engine()))
    assert await asyncio.to_thread(stage.vendor.asked.wait, 10)
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(stage.vendor.journal) == 1


async def test_one_persons_stop_does_not_touch_anothers_answer(stage: Stage) -> None:
    engine = stage.engine()
    stage.vendor.text = "word " * 40
    other = asyncio.create_task(hear(engine))
    await cancelled_after_some_words(engine)
    assert (await other).text.strip() == ("word " * 40).strip()


async def test_stopping_the_first_reader_does_not_spoil_the_client_for_the_next(
    stage: Stage,
) -> None:
    engine = stage.engine()
    first = asyncio.create_task(hear(engine))
    await asyncio.sleep(0)
    first.cancel()
    stage.vendor.text = "word"
    assert (await hear(engine)).finish == "stop"


def run_as_django_does(made: Coroutine[Any, Any, Heard]) -> Heard:
    async def view() -> Heard:
        return await made

    return async_to_sync(view)()


def test_each_event_loop_gets_its_own_client_and_closes_it_when_it_ends(stage: Stage) -> None:
    engine = stage.engine()
    stage.vendor.text = "word"
    before = len(clients.OPEN)
    for run in (asyncio.run, run_as_django_does):
        assert run(hear(engine)).finish == "stop"
        assert len(clients.OPEN) == before
    assert stage.vendor.connections == 2
    gc.collect()  # an unclosed session would warn here, and warnings are errors


async def test_a_closed_engine_opens_again_when_asked(stage: Stage) -> None:
    engine = stage.engine()
    stage.vendor.text = "word"
    await hear(engine)
    await engine.aclose()
    await engine.aclose()
    assert (await hear(engine)).finish == "stop"
    assert stage.vendor.connections == 2


async def test_importing_an_sdk_does_not_freeze_the_other_streams() -> None:
    script = """
import asyncio, sys, time
from chat.engines.endpoints import Endpoint
from chat.engines.anthropic_messages import AnthropicMessages
from chat.engines.vendor import ModelOptions
async def main():
    assert not {"openai", "anthropic", "aiohttp", "httpx2"} & set(sys.modules)
    engine = AnthropicMessages(Endpoint.checked("http://127.0.0.1:9", "k"), ModelOptions("m"))
    worst, at = 0.0, time.monotonic()
    began = at
    warming = asyncio.create_task(engine.warm())
    while not warming.done():
        await asyncio.sleep(0.001)
        worst, at = max(worst, time.monotonic() - at), time.monotonic()
    assert "anthropic" in sys.modules
    assert worst < (at - began) / 2, (worst, at - began)
asyncio.run(main())
"""
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
