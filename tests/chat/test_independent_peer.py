"""The real SDKs against a vendor that somebody else wrote: streams, cuts, errors, and a witness."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from chat.engines import retries
from chat.engines.base import Prompt, Turn, Usage
from chat.engines.endpoints import Endpoint
from chat.engines.vendor import ModelOptions
from tests.chat.answered import Desk, wire
from tests.chat.record_of_ana import fill
from tests.vendors.aimock import Independent, independent
from tests.vendors.stage import APIS, CALM, KINDS, hear

SAID = "It was **128/82** [V1], ni más ni menos 😀."
CUT = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
COUNTS = {"prompt_tokens": 321, "completion_tokens": 21, "total_tokens": 342}
COUNTS |= {"input_tokens": 321, "output_tokens": 21}


def says(words: str, **more: Any) -> dict[str, Any]:
    """A fixture: to a question with these words, this."""
    response = {"content": SAID, "usage": COUNTS, **more.pop("response", {})}
    return {"match": {"userMessage": words}, "response": response, "chunkSize": 5, **more}


def fails(words: str, status: int, kind: str, **more: Any) -> dict[str, Any]:
    """A fixture: to a question with these words, an error."""
    error = {"message": f"SECRET {more.pop('message', '')}", "type": kind, **more.pop("error", {})}
    response = {"error": error, "status": status, **more}
    return {"match": {"userMessage": words}, "response": response}


FIXTURES = [
    says("tells all"),
    says("slowly", latency=20),
    says("breaks off", response={"content": CUT}, truncateAfterChunks=8, latency=20),
    says("too much said", response={"finishReason": "length"}),
    fails("too many", 429, "rate_limit_error", retryAfter=33),
    fails("is busy", 529, "overloaded_error"),
    fails("wrong key", 401, "authentication_error"),
    fails("is down", 503, "api_error"),
    fails(
        "too long", 400, "invalid_request_error",
        message="prompt is too long: 9 tokens > 8 maximum",
        error={"code": "context_length_exceeded"},
    ),
    says("blood pressure"),
]  # fmt: skip


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Independent]:
    with independent(tmp_path_factory.mktemp("aimock"), FIXTURES) as running:
        yield running


@pytest.fixture(params=APIS)
def api(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.01)
    return str(request.param)


async def heard(peer: Independent, api: str, question: str, *, typed: bool = False) -> Any:
    """What one of our engines hears when it asks this."""
    path = "" if api == "messages" else "/v1"
    model = ModelOptions("claude-sonnet-5-5" if api == "messages" else "gpt-6.1-terra")
    endpoint = Endpoint.checked(peer.url + path, "a key")
    engine = KINDS[api](endpoint, model, deadlines=CALM, typed=typed)
    return await hear(engine, Prompt("You explain.", "", (Turn("user", question),), 100))


@pytest.mark.parametrize("typed", [False, True])
@pytest.mark.parametrize("question", ["Who tells all?", "Say it slowly."])
async def test_a_stream_arrives_whole(
    peer: Independent, api: str, question: str, typed: bool
) -> None:
    found = await heard(peer, api, question, typed=typed)
    assert (found.text, found.finish, found.code) == (SAID, "stop", None)
    assert found.usage == Usage(321, 21, 0)


async def test_a_stream_that_breaks_off_keeps_its_words(peer: Independent, api: str) -> None:
    found = await heard(peer, api, "It breaks off.")
    assert (found.finish, found.code) == (None, "interrupted")
    assert found.text
    assert CUT.startswith(found.text)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("There are too many.", "rate_limited"),
        ("It is busy.", "overloaded"),
        ("It is down.", "overloaded"),
        ("The wrong key.", "bad_key"),
        ("It is too long.", "context_overflow"),
    ],
)
async def test_an_error_has_our_name(peer: Independent, api: str, question: str, code: str) -> None:
    found = await heard(peer, api, question)
    assert (found.code, found.text) == (code, "")
    assert found.error.retry_after == (33 if code == "rate_limited" else None)
    assert "SECRET" not in f"{found.error!r} {found.error.detail}"


async def test_a_length_stop_is_no_failure(peer: Independent) -> None:
    # Its other two APIs say "completed" even then.
    assert (await heard(peer, "chat", "It is too much said.")).finish == "length"


@pytest.mark.django_db
def test_the_witness_saw_no_name_and_one_prefix(
    peer: Independent, api: str, ana: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(ana)
    wire(api, peer.url, settings, monkeypatch)
    before = len(peer.journal())
    assistant = Desk(api)
    question = "I am Ana Torres, born 1972-03-04. How is my blood pressure?"
    first = assistant.ask(ana, question)
    assistant.go_on(ana, first.conversation, "And the blood pressure of May, for Ana Torres?")
    assert (first.status, first.text) == ("complete", SAID)
    told = [one["body"] for one in peer.journal()[before:] if one["method"] == "POST"]
    for body in told:
        text = json.dumps(body, ensure_ascii=False)
        for known in ("Torres", "Ana ", ana.email, "1972-03-04", "Iker", "600 123 456"):
            assert known not in text
    texts = [_text(body) for body in told if len(_text(body)) > 2000]  # not the judge's
    assert len(texts) == 2
    first_text, second_text = texts
    ends = (at for at, (a, b) in enumerate(zip(*texts, strict=False)) if a != b)
    same = first_text[: next(ends)]
    assert second_text.startswith(same)
    marks = re.findall(r"^\[[A-Z]+\d+\]", first_text, re.MULTILINE)
    assert len(marks) > 15
    assert all(mark in same for mark in marks)


def _text(body: dict[str, Any]) -> str:
    """Everything a model would read, in order."""
    said = []
    for message in body["messages"]:
        content = message["content"]
        parts = [{"text": content}] if isinstance(content, str) else content
        said.append("\n".join([f"<{message['role']}>", *(str(part["text"]) for part in parts)]))
    return "\n".join(said)
