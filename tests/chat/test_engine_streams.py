"""A vendor that behaves: what people read, what is counted, and what leaves the building."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest

from chat.engines.base import Delta, Finish, Prompt, Turn, Usage
from chat.engines.vendor import ModelOptions
from tests.vendors.replies import tokens
from tests.vendors.stage import APIS, CONTEXT, PROMPT, Stage, hear


@pytest.fixture(params=APIS)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with Stage(request.param) as stage:
        yield stage


@pytest.fixture(params=[False, True], ids=["raw", "typed"])
def typed(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


async def test_an_answer_arrives_in_pieces_and_says_when_it_is_over(
    stage: Stage, typed: bool
) -> None:
    heard = await hear(stage.engine(typed=typed))
    assert heard.error is None
    assert "Blood pressure **128/82** mm[Hg] [V12]" in heard.text
    deltas = [event.text for event in heard.events if isinstance(event, Delta)]
    assert deltas == tokens(heard.text)
    assert heard.events[-2:] == [Usage(571, 21, 200), Finish("stop")]


@pytest.mark.parametrize(
    "scenario",
    ["crlf", "one_chunk", "split_utf8", "huge_event", "slow_first_token", "empty", "no_usage"],
)
async def test_odd_but_whole_streams_are_whole(stage: Stage, typed: bool, scenario: str) -> None:
    stage.vendor.scenario, stage.vendor.pause = scenario, 0.2
    heard = await hear(stage.engine(typed=typed))
    assert heard.error is None
    assert heard.finish == "stop"
    if scenario == "split_utf8":
        assert heard.text == "Pulsación 72 ❤️ 日本"
    if scenario == "huge_event":
        assert len(heard.text) == 600_000
    if scenario == "empty":
        assert heard.text == ""


async def test_a_server_that_does_not_count_sends_no_usage() -> None:
    for api in ("responses", "chat"):
        with Stage(api) as stage:
            stage.vendor.scenario = "no_usage"
            heard = await hear(stage.engine())
        assert heard.usage is None
        assert heard.finish == "stop"


@pytest.mark.parametrize(
    ("api", "scenario", "finish"),
    [
        ("responses", "length", "length"),
        ("responses", "refusal", "refused"),
        ("responses", "content_filter", "content_filter"),
        ("chat", "length", "length"),
        ("chat", "refusal", "refused"),
        ("chat", "content_filter", "content_filter"),
        ("messages", "length", "length"),
        ("messages", "refusal", "refused"),
    ],
)
async def test_the_reason_for_stopping_is_told(
    typed: bool, api: str, scenario: str, finish: str
) -> None:
    with Stage(api) as stage:
        stage.vendor.scenario = scenario
        heard = await hear(stage.engine(typed=typed))
    assert heard.finish == finish
    assert heard.text


ALIKE = [
    *("normal", "crlf", "one_chunk", "split_utf8", "empty", "no_usage", "length", "refusal"),
    *("content_filter", "ends_early", "cut_midway", "reset_midway", "stream_error", "bad_json"),
    *("bad_utf8", "too_long", "bad_key", "quota", "web_page", "redirect"),
]


@pytest.mark.parametrize("scenario", ALIKE)
async def test_both_ways_of_reading_give_the_same_events(stage: Stage, scenario: str) -> None:
    stage.vendor.scenario = scenario
    raw = await hear(stage.engine())
    typed = await hear(stage.engine(typed=True))
    assert raw.events == typed.events
    assert raw.code == typed.code


async def test_the_vendor_is_sent_the_prompt_and_nothing_stays_with_it() -> None:
    with Stage("responses") as stage:
        await hear(stage.engine(options=ModelOptions("gpt-x", "low", 8000)))
    assert stage.vendor.journal[0].path == "/v1/responses"
    assert stage.sent == {
        "model": "gpt-x",
        "instructions": PROMPT.system,
        "input": [
            {"role": "user", "content": f"{CONTEXT}\n\nHello"},
            {"role": "assistant", "content": "Good morning."},
            {"role": "user", "content": PROMPT.turns[-1].text},
        ],
        "max_output_tokens": 8500,
        "reasoning": {"effort": "low"},
        "prompt_cache_key": "conversation-7",
        "store": False,
        "stream": True,
    }


async def test_a_compatible_server_is_sent_only_what_all_of_them_know() -> None:
    with Stage("chat") as stage:
        await hear(stage.engine())
    assert set(stage.sent) == {"model", "messages", "max_tokens", "stream", "stream_options"}
    assert [turn["role"] for turn in stage.sent["messages"]] == [
        *("system", "user", "assistant", "user")
    ]


async def test_what_does_not_change_is_marked_for_anthropics_cache() -> None:
    with Stage("messages") as stage:
        await hear(stage.engine(options=ModelOptions("claude-x", "low")))
    sent = stage.sent
    assert sent["output_config"] == {"effort": "low"}
    marked = [
        block["text"]
        for block in sent["system"] + [b for turn in sent["messages"] for b in turn["content"]]
        if "cache_control" in block
    ]
    assert marked == [PROMPT.system, CONTEXT, "Good morning."]


async def test_the_prefix_of_a_conversation_is_byte_for_byte_the_same_next_time(
    stage: Stage,
) -> None:
    longer = (*PROMPT.turns, Turn("assistant", "Steady."), Turn("user", "And my weight?"))
    engine = stage.engine()
    await hear(engine)
    await hear(engine, Prompt(PROMPT.system, CONTEXT, longer, 500, "conversation-7"))
    first, second = (
        json.dumps(seen.json.get("input") or seen.json["messages"])
        .replace(', "cache_control": {"type": "ephemeral"}', "")
        .removesuffix("]")
        for seen in stage.vendor.journal
    )
    assert second.startswith(first)


@pytest.mark.parametrize(
    "turns",
    [
        (Turn("user", "One"), Turn("user", "Two")),
        (Turn("assistant", "Left from a trimmed history"), Turn("user", "Two")),
        (Turn("user", "One"), Turn("assistant", ""), Turn("user", "Two")),
    ],
)
async def test_roles_alternate_and_nothing_is_empty_whatever_the_history(
    stage: Stage, turns: tuple[Turn, ...]
) -> None:
    heard = await hear(stage.engine(), Prompt("Be kind.", "", turns, 100))
    assert heard.finish == "stop"
    said = stage.sent.get("input") or stage.sent["messages"]
    roles = [turn["role"] for turn in said if turn["role"] != "system"]
    assert all(a != b for a, b in pairwise(roles))
    assert all(turn["content"] for turn in said)


ENVIRONMENT = {
    "OPENAI_API_KEY": "leak",
    "OPENAI_ADMIN_KEY": "leak",
    "OPENAI_ORG_ID": "leak",
    "OPENAI_PROJECT_ID": "leak",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/leak",
    "OPENAI_CUSTOM_HEADERS": "Authorization: Bearer leak\nX-Leak: leak",
    "ANTHROPIC_API_KEY": "leak",
    "ANTHROPIC_AUTH_TOKEN": "leak",
    "ANTHROPIC_BASE_URL": "http://127.0.0.1:9/leak",
    "ANTHROPIC_CUSTOM_HEADERS": "Authorization: Bearer leak\nX-Api-Key: leak",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "ALL_PROXY": "http://127.0.0.1:9",
}


async def test_nothing_in_the_environment_changes_where_we_speak_or_as_whom(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    heard = await hear(stage.engine(key="our own key"))
    assert heard.finish == "stop"
    headers = stage.vendor.journal[0].headers
    assert headers["authorization"] == "Bearer our own key"
    assert "leak" not in json.dumps(headers)
    assert not [name for name in headers if name.startswith("x-stainless-") and "raw" not in name]


async def test_one_connection_serves_one_answer_after_another(stage: Stage) -> None:
    engine = stage.engine()
    for _ in range(3):
        assert (await hear(engine)).finish == "stop"
    assert stage.vendor.connections == 1
