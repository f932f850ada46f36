"""The small rules behind the engines: what an error means, what a host is, when to try again."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chat.engines.base import EngineError, ErrorCode, Prompt, Turn
from chat.engines.endpoints import Deadlines, Endpoint, is_local
from chat.engines.failures import classify, retry_after, translate
from chat.engines.retries import LONGEST_WAIT, RETRIES, pause_before_retry
from chat.engines.turns import Message, messages


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (429, {"type": "requests", "code": "rate_limit_exceeded"}, "rate_limited"),
        (429, {"code": "insufficient_quota"}, "quota"),
        (402, {}, "quota"),
        (400, {"message": "Your credit balance is too low"}, "quota"),
        (400, {"code": "context_length_exceeded"}, "context_overflow"),
        (400, {"type": "exceed_context_size_error"}, "context_overflow"),
        (
            400,
            {"message": "This model's maximum context length is 8192 tokens"},
            "context_overflow",
        ),
        (413, {}, "context_overflow"),
        (400, {"code": "content_filter"}, "content_filter"),
        (400, {"code": "content_policy_violation"}, "content_filter"),
        (400, {"code": "invalid_prompt"}, "refused"),
        (200, {"type": "overloaded_error"}, "overloaded"),
        (None, {"type": "rate_limit_error"}, "rate_limited"),
        (None, {"code": None, "type": 7}, "overloaded"),
        (408, {}, "timeout"),
        (409, {}, "overloaded"),
        (422, {}, "internal"),
        (502, {}, "overloaded"),
        (302, {}, "internal"),
    ],
)
def test_an_error_answer_has_one_name(status: int | None, error: dict[str, Any], code: str) -> None:
    assert classify(status, {"error": error}) == code
    assert classify(status, error) == code


@pytest.mark.parametrize("body", [None, "", b"", [], "<html>", {"error": "gone"}, {"error": None}])
def test_an_error_answer_of_any_shape_has_a_name(body: Any) -> None:
    assert classify(500, body) == "overloaded"
    assert classify(400, body) == "internal"


def test_words_about_length_count_only_where_a_prompt_can_be_too_long() -> None:
    assert classify(500, {"message": "context length"}) == "overloaded"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({}, None),
    ],
)
def test_the_wait_a_vendor_asks_for_is_understood(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers) == seconds


def test_the_wait_may_be_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=10), usegmt=True)
    assert 8.0 < retry_after({"retry-after": date}) <= 10.0


@pytest.mark.parametrize(
    ("error", "before", "after"),
    [
        (TimeoutError(), "timeout", "timeout"),
        (ConnectionResetError(), "unreachable", "interrupted"),
        (ValueError("bad json"), "internal", "interrupted"),
        (KeyError("delta"), "internal", "interrupted"),
        (RecursionError(), "internal", "interrupted"),
        (ZeroDivisionError(), "internal", "internal"),
        (ImportError("openai"), "internal", "internal"),
    ],
)
def test_a_lost_connection_is_named_after_when_it_was_lost(
    error: Any, before: str, after: str
) -> None:
    assert translate(error, opened=False).code == before
    assert translate(error, opened=True).code == after


def test_an_engine_error_stays_what_it_is() -> None:
    error = EngineError(ErrorCode.QUOTA)
    assert translate(error, opened=True) is error


@pytest.mark.parametrize(
    "code", [code for code in ErrorCode if code not in {"rate_limited", "overloaded"}]
)
def test_only_what_may_pass_is_tried_again(code: str) -> None:
    again = pause_before_retry(EngineError(code), 0) is not None
    assert again == (code in {"unreachable", "interrupted"})


def test_pauses_grow_and_end() -> None:
    error = EngineError(ErrorCode.OVERLOADED)
    for attempt in range(RETRIES):
        assert 0.25 * 2**attempt <= pause_before_retry(error, attempt) <= 0.5 * 2**attempt
    assert pause_before_retry(error, RETRIES) is None


def test_a_wait_that_was_asked_for_is_kept_but_not_for_ever() -> None:
    asked = EngineError(ErrorCode.RATE_LIMITED, retry_after=LONGEST_WAIT)
    assert LONGEST_WAIT <= pause_before_retry(asked, 0) < LONGEST_WAIT + 0.3
    asked.retry_after = LONGEST_WAIT + 1
    assert pause_before_retry(asked, 0) is None


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST.", "127.0.0.1", "127.8.8.8", "::1", "[::1]", "10.0.0.4"),
        *("192.168.1.7", "172.16.0.1", "fd00::1", "169.254.1.1", "ollama", "gpu.local"),
        "host.docker.internal",
    ],
)
def test_these_hosts_are_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host", ["api.openai.com", "8.8.8.8", "172.32.0.1", "localhost.example.com", "2001:4860::8888"]
)
def test_these_hosts_are_the_world(host: str) -> None:
    assert not is_local(host)


@pytest.mark.parametrize(
    "url",
    [
        *("", "api.openai.com/v1", "ftp://10.0.0.1", "http://", "http://api.example.com/v1"),
        *("https://user:pw@api.example.com", "https://api.example.com/v1?key=1"),
    ],
)
def test_health_data_is_not_sent_just_anywhere(url: str) -> None:
    with pytest.raises(ValueError, match=r"AI base URL|https only"):
        Endpoint.checked(url, "k")


def test_a_key_is_not_shown_by_accident() -> None:
    assert "secret" not in repr(Endpoint.checked("https://api.example.com", "secret"))


async def test_a_request_to_another_host_is_stopped_at_the_door() -> None:
    door = Endpoint.checked("https://api.example.com", "k").door()
    with pytest.raises(PermissionError):
        await door(SimpleNamespace(url=SimpleNamespace(host="evil.example"), headers={}))


def test_a_local_model_gets_more_time_than_a_vendor() -> None:
    local = Deadlines.for_endpoint(Endpoint.checked("http://127.0.0.1:11434/v1", ""))
    remote = Deadlines.for_endpoint(Endpoint.checked("https://api.example.com", "k"))
    assert (local.first_byte, local.idle, local.total) == (120.0, 60.0, 300.0)
    assert (remote.connect, remote.first_byte, remote.idle, remote.total) == (5, 30, 20, 300)


def test_the_context_is_what_the_user_says_first() -> None:
    prompt = Prompt("s", "[V1] 70 kg", (Turn("user", "Hi"), Turn("assistant", "Hello")), 9)
    assert messages(prompt) == [
        Message("user", ("[V1] 70 kg", "Hi")),
        Message("assistant", ("Hello",)),
    ]
