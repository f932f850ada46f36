"""A vendor that misbehaves: every failure gets a name people understand, and none of its words."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from chat.engines import retries
from chat.engines.base import EngineError
from chat.engines.endpoints import Deadlines, Endpoint
from chat.engines.vendor import ModelOptions
from tests.vendors.stage import APIS, CALM, HASTY, KINDS, PROMPT, Stage, hear


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.02)


@pytest.fixture(params=APIS)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with Stage(request.param) as stage:
        yield stage


BEFORE_A_WORD = {
    "bad_key": "bad_key",
    "forbidden": "bad_key",
    "no_model": "internal",
    "bad_request": "internal",
    "quota": "quota",
    "too_long": "context_overflow",
    "rate_limited": "rate_limited",
    "overloaded": "overloaded",
    "broken": "overloaded",
    "hang": "timeout",
    "hang_after_headers": "timeout",
    "no_answer": "unreachable",
    "reset_first": "unreachable",
    "ends_at_once": "interrupted",
    "not_an_object": "interrupted",
    "web_page": "internal",
    "redirect": "internal",
    "unavailable": "overloaded",
    "timed_out": "timeout",
    "conflict": "overloaded",
    "too_large": "context_overflow",
    "hang_in_headers": "timeout",
    "cut_in_headers": "unreachable",
    "nonsense": "unreachable",
    "error_at_once": "overloaded",
    "gateway_page": "overloaded",
    "empty_page": "interrupted",
    "whole_error": "internal",
}
MIDWAY = {
    "hang_midway": "timeout",
    "reset_midway": "interrupted",
    "cut_midway": "interrupted",
    "ends_early": "interrupted",
    "stream_error": "overloaded",
    "bad_json": "interrupted",
    "bad_utf8": "interrupted",
    "endless_event": "interrupted",
    "answer_failed": "overloaded",
}
RETRIED = {
    *("rate_limited", "overloaded", "broken", "no_answer", "reset_first", "ends_at_once"),
    *("not_an_object", "unavailable", "conflict", "cut_in_headers", "nonsense", "error_at_once"),
    *("gateway_page", "empty_page"),
}


def patience(scenario: str) -> Deadlines:
    return HASTY if scenario.startswith("hang") else CALM


@pytest.mark.parametrize(("scenario", "code"), BEFORE_A_WORD.items())
async def test_a_failure_before_the_first_word_has_a_name(
    stage: Stage, scenario: str, code: str
) -> None:
    stage.vendor.scenario = scenario
    heard = await hear(stage.engine(deadlines=patience(scenario)))
    assert (heard.code, heard.events) == (code, [])
    assert len(stage.vendor.journal) == (3 if scenario in RETRIED else 1)


@pytest.mark.parametrize(("scenario", "code"), MIDWAY.items())
async def test_a_failure_midway_keeps_the_words_and_is_never_tried_again(
    stage: Stage, scenario: str, code: str
) -> None:
    stage.vendor.scenario = scenario
    heard = await hear(stage.engine(deadlines=patience(scenario)))
    assert (heard.code, heard.text) == (code, "Here is what your record")
    assert heard.finish is None
    assert len(stage.vendor.journal) == 1


@pytest.mark.parametrize("scenario", ["bad_request", "too_long", "stream_error", "broken", "quota"])
async def test_the_vendors_own_words_go_nowhere(stage: Stage, scenario: str) -> None:
    stage.vendor.scenario = scenario
    error = (await hear(stage.engine())).error
    assert "SECRET" not in f"{error!r} {error} {error.detail}"
    assert error.__suppress_context__


async def test_a_prompt_that_fails_policy_is_a_refusal() -> None:
    with Stage("responses") as stage:
        stage.vendor.scenario = "flagged"
        assert (await hear(stage.engine())).code == "refused"


async def test_a_prompt_that_leaves_no_room_to_answer_is_too_long() -> None:
    with Stage("messages") as stage:
        stage.vendor.scenario = "context_full"
        heard = await hear(stage.engine())
    assert (heard.code, heard.finish) == ("context_overflow", None)


async def test_without_a_key_nothing_is_sent(stage: Stage) -> None:
    heard = await hear(stage.engine(key=""))
    assert heard.code == "no_key"
    assert stage.vendor.journal == []


@pytest.mark.parametrize("api", APIS)
async def test_a_server_that_is_not_there_is_unreachable(api: str) -> None:
    with socket.socket() as taken:  # bound and not listening: nobody else gets the port
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    endpoint = Endpoint.checked(f"http://127.0.0.1:{port}/v1", "k")
    engine = KINDS[api](endpoint, ModelOptions("m"), deadlines=CALM)
    assert (await hear(engine)).code == "unreachable"


@pytest.mark.parametrize("api", APIS)
async def test_a_server_that_never_takes_the_call_is_unreachable(
    api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "RETRIES", 0)
    with contextlib.ExitStack() as stack:
        deaf = stack.enter_context(socket.socket())
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)  # and its queue is full:
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(deaf.getsockname())
        endpoint = Endpoint.checked(f"http://127.0.0.1:{deaf.getsockname()[1]}/v1", "k")
        hasty = Deadlines(connect=0.4, first_byte=9, idle=9, total=9)
        engine = KINDS[api](endpoint, ModelOptions("m"), deadlines=hasty)
        assert (await hear(engine)).code == "unreachable"


async def test_a_passing_failure_is_not_even_noticed(stage: Stage) -> None:
    stage.vendor.script = ["overloaded", "reset_first", "normal"]
    heard = await hear(stage.engine())
    assert heard.finish == "stop"
    assert [seen.scenario for seen in stage.vendor.journal] == [
        *("overloaded", "reset_first", "normal")
    ]


async def test_we_wait_as_long_as_we_are_asked_to(stage: Stage) -> None:
    stage.vendor.script, stage.vendor.wait_header = ["rate_limited"], "1"
    assert (await hear(stage.engine())).finish == "stop"
    first, second = stage.vendor.journal
    assert 1.0 <= second.received_at - first.received_at < 1.9


@pytest.mark.parametrize("wait", ["21", "3600"])
async def test_nobody_is_kept_waiting_longer_than_twenty_seconds(stage: Stage, wait: str) -> None:
    stage.vendor.scenario, stage.vendor.wait_header = "rate_limited", wait
    heard = await hear(stage.engine())
    assert (heard.code, heard.error.retry_after) == ("rate_limited", float(wait))
    assert len(stage.vendor.journal) == 1


async def test_no_retry_begins_that_could_not_end_in_time(stage: Stage) -> None:
    stage.vendor.scenario, stage.vendor.wait_header = "overloaded", "5"
    began = time.monotonic()
    heard = await hear(stage.engine(deadlines=replace(CALM, total=2.0)))
    assert heard.code == "overloaded"
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize(
    ("scenario", "deadlines", "seconds"),
    [
        ("hang", Deadlines(first_byte=0.4, idle=9, total=9), 0.4),
        ("hang_after_headers", Deadlines(first_byte=0.4, idle=9, total=9), 0.4),
        ("hang_midway", Deadlines(first_byte=9, idle=0.4, total=9), 0.4),
        ("trickle", Deadlines(first_byte=9, idle=9, total=0.6), 0.6),
        ("pings_forever", Deadlines(first_byte=9, idle=9, total=0.6), 0.6),
    ],
)
async def test_silence_has_a_limit_and_so_has_the_whole(
    stage: Stage, scenario: str, deadlines: Deadlines, seconds: float
) -> None:
    engine = stage.engine(deadlines=deadlines)
    await engine.warm()
    stage.vendor.scenario = scenario
    began = time.monotonic()
    heard = await hear(engine)
    assert heard.code == "timeout"
    assert seconds - 0.05 <= time.monotonic() - began < seconds + 3
    left = stage.vendor.journal[0].client_left
    assert await asyncio.to_thread(left.wait, 5), "the connection must be given up too"


async def test_an_answer_that_is_over_is_not_lost_with_its_epilogue() -> None:
    with Stage("chat") as stage:
        stage.vendor.scenario = "hang_after_end"
        heard = await hear(stage.engine())
    assert (heard.finish, heard.usage) == ("stop", None)


async def test_a_redirect_is_not_followed(stage: Stage) -> None:
    stage.vendor.scenario = "redirect"
    await hear(stage.engine())
    assert [seen.path for seen in stage.vendor.journal if "stolen" in seen.path] == []


async def test_an_sdk_that_is_missing_is_our_fault_and_may_be_repaired(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = stage.engine()
    monkeypatch.setattr(engine._clients, "_build", lambda: 1 / 0)
    assert (await hear(engine)).code == "internal"
    monkeypatch.setattr(engine._clients, "_build", engine.build)
    assert (await hear(engine)).finish == "stop"


async def test_only_engine_errors_ever_leave_a_stream(stage: Stage) -> None:
    stage.vendor.scenario = "reset_midway"
    with pytest.raises(EngineError):
        async for _ in stage.engine().stream(PROMPT):
            pass
