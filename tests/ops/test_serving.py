"""The one-hop handler: whole pages in one thread, streamed bodies part by part."""

import asyncio
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator

from healthtracker.asgi import OneHopHandler
from tests.ops import pages_on_trial
from tests.ops.pages_on_trial import closed, go_on, made

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _pages(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.ops.pages_on_trial"
    settings.DEBUG = True  # the short error pages need no template of ours
    made.clear()
    closed.clear()
    go_on.clear()


def request(path: str) -> ApplicationCommunicator:
    """A GET of `path` to a handler of its own."""
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": path, "query_string": b"",
        "headers": [(b"host", b"testserver")], "client": ("127.0.0.1", 1), "scheme": "http",
    }  # fmt: skip
    return ApplicationCommunicator(OneHopHandler(), scope)


async def answer(path: str) -> tuple[int, bytes]:
    """Status and whole body."""
    exchange = request(path)
    await exchange.send_input({"type": "http.request"})
    start = await exchange.receive_output(10)
    body, more = b"", True
    while more:
        part = await exchange.receive_output(10)
        body, more = body + part.get("body", b""), part.get("more_body", False)
    await exchange.wait(10)
    return start["status"], body


async def test_a_page_runs_off_the_loop() -> None:
    status, body = await answer("/where")
    assert status == 200
    assert body != b"MainThread"


async def test_the_first_part_arrives_before_the_second_is_made() -> None:
    exchange = request("/parts")
    await exchange.send_input({"type": "http.request"})
    assert (await exchange.receive_output(10))["status"] == 200
    assert (await exchange.receive_output(10))["body"] == b"first "
    assert made == ["first"]
    go_on.set()
    assert (await exchange.receive_output(10))["body"] == b"second"
    await exchange.wait(10)
    assert closed.is_set()


async def test_an_asynchronous_body_is_left_as_it_is() -> None:
    assert await answer("/asynchronous") == (200, b"one two")


@pytest.mark.parametrize(("path", "status"), [("/broken", 500), ("/forbidden", 403), ("/no", 404)])
async def test_errors_become_pages(path: str, status: int) -> None:
    found, body = await answer(path)
    assert found == status
    assert body


async def test_pages_of_different_people_run_side_by_side() -> None:
    slow = request("/parts")
    await slow.send_input({"type": "http.request"})
    await slow.receive_output(10)
    await slow.receive_output(10)
    status, _ = await asyncio.wait_for(answer("/where"), 10)
    assert status == 200
    assert pages_on_trial.made == ["first"]
    go_on.set()
    await slow.receive_output(10)
    await slow.wait(10)
