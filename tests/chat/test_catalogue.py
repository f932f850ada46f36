"""The model selector offers what is configured, starts at the best of it, and never lies."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from chat import catalogue
from chat.engines.anthropic_messages import AnthropicMessages
from chat.engines.openai_chat import OpenAIChat
from chat.engines.openai_responses import OpenAIResponses
from chat.engines.vendor import VendorEngine
from tests.vendors.anthropic import fake_anthropic
from tests.vendors.openai import fake_openai
from tests.vendors.stage import hear

NOTHING = {"api_key": "", "base_url": "", "model": ""}


def configured(
    openai: dict[str, str] | None = None,
    anthropic: dict[str, str] | None = None,
    *,
    typed: bool = False,
) -> SimpleNamespace:
    return SimpleNamespace(
        LLM={
            "openai": NOTHING | (openai or {}),
            "anthropic": NOTHING | (anthropic or {}),
            "typed_stream": typed,
        }
    )


def ids(configuration: SimpleNamespace) -> list[str]:
    return [model.id for model in catalogue.available(configuration)]


def test_without_any_key_there_is_the_record_reader() -> None:
    assert ids(configured()) == ["records"]
    model = catalogue.default_model(configured())
    assert (model.engine, model.local) == ("records", True)
    assert "no AI" in str(model.label)


def test_with_a_key_an_ai_is_the_default_and_the_record_reader_stays_first() -> None:
    found = catalogue.available(configured(openai={"api_key": "k"}))
    assert found[0].engine == "records"
    assert {model.engine for model in found[1:]} == {"openai"}
    assert catalogue.default_model(configured(openai={"api_key": "k"})).id == "gpt-6.1-terra"
    assert catalogue.default_model(configured(anthropic={"api_key": "k"})).engine == "anthropic"


def test_two_keys_offer_both_vendors_and_one_default() -> None:
    both = configured({"api_key": "k"}, {"api_key": "k"})
    assert {model.engine for model in catalogue.available(both)} == {
        *("records", "openai", "anthropic")
    }
    assert catalogue.default_model(both).engine == "openai"


def test_the_operators_model_is_the_default_even_if_it_is_newer_than_the_file() -> None:
    known = configured(anthropic={"api_key": "k", "model": "claude-opus-5-5"})
    assert catalogue.default_model(known).id == "claude-opus-5-5"
    newer = catalogue.default_model(configured(openai={"api_key": "k", "model": "gpt-9"}))
    assert (newer.id, newer.label, newer.input_price) == ("gpt-9", "gpt-9", None)


@pytest.mark.parametrize(
    ("engine", "url", "label", "local"),
    [
        ("openai", "http://127.0.0.1:8080/v1", "llama (local model)", True),
        ("anthropic", "http://ollama:11434", "llama (local model)", True),
        ("openai", "https://gateway.example.com/v1", "llama (gateway.example.com)", False),
    ],
)
def test_a_server_of_ones_own_is_one_choice_and_says_where_it_is(
    engine: str, url: str, label: str, local: bool
) -> None:
    found = catalogue.available(configured(**{engine: {"base_url": url, "model": "my/llama"}}))
    assert [model.id for model in found] == ["records", f"{engine}/my/llama"]
    assert (str(found[1].label), found[1].local, found[1].name) == (label, local, "my/llama")
    assert found[1].default


def test_a_chosen_model_is_found_again_until_its_key_is_gone() -> None:
    assert catalogue.find("gpt-6-luna", configured({"api_key": "k"})).label == "GPT-6 Luna"
    with pytest.raises(KeyError):
        catalogue.find("gpt-6-luna", configured())


@pytest.mark.parametrize(
    ("openai", "anthropic", "kind", "url", "key"),
    [
        ({"api_key": "k"}, {}, OpenAIResponses, "https://api.openai.com/v1", "k"),
        ({}, {"api_key": "k"}, AnthropicMessages, "https://api.anthropic.com", "k"),
        ({"base_url": "http://[::1]:1/v1/"}, {}, OpenAIChat, "http://[::1]:1/v1", "none"),
        ({}, {"base_url": "http://10.0.0.4/v1"}, AnthropicMessages, "http://10.0.0.4", "none"),
        (
            {"base_url": "https://api.openai.com/v1", "api_key": "k"},
            *({}, OpenAIResponses, "https://api.openai.com/v1", "k"),
        ),
    ],
)
def test_each_configuration_gets_the_api_that_speaks_to_it(
    openai: dict[str, str], anthropic: dict[str, str], kind: type[VendorEngine], url: str, key: str
) -> None:
    configuration = configured(openai, anthropic)
    engine = catalogue.engine_for(catalogue.default_model(configuration), configuration)
    assert type(engine) is kind
    assert (engine.endpoint.base_url, engine.endpoint.api_key) == (url, key)


def test_one_engine_serves_all_conversations_of_a_configuration() -> None:
    one, other = configured({"api_key": "k"}), configured({"api_key": "k"}, typed=True)
    model = catalogue.default_model(one)
    assert catalogue.engine_for(model, one) is catalogue.engine_for(model, one)
    assert catalogue.engine_for(model, other).typed


def test_the_record_reader_is_made_by_whoever_holds_the_record() -> None:
    with pytest.raises(KeyError):
        catalogue.engine_for(catalogue.record_reader(), configured())


def test_a_base_url_that_would_expose_health_data_is_refused_in_words() -> None:
    unsafe = configured(openai={"base_url": "http://api.example.com/v1"})
    with pytest.raises(ValueError, match="https only"):
        catalogue.engine_for(catalogue.default_model(unsafe), unsafe)
    assert catalogue.check(unsafe) == [
        "OPENAI_BASE_URL: Health data leaves this network by https only."
    ]
    assert catalogue.check(configured()) == []


@pytest.mark.parametrize("engine", ["openai", "anthropic"])
async def test_two_environment_variables_are_enough_for_a_local_server(engine: str) -> None:
    with fake_openai() if engine == "openai" else fake_anthropic() as vendor:
        path = "/v1" if engine == "openai" else ""
        configuration = configured(**{engine: {"base_url": vendor.address + path, "model": "m"}})
        model = catalogue.default_model(configuration)
        heard = await hear(catalogue.engine_for(model, configuration))
        await catalogue.close_engines()
    assert "[V12]" in heard.text
    assert vendor.journal[0].json["model"] == "m"


GOOD = {
    "id": "m",
    "engine": "openai",
    "label": "M",
    "context_tokens": 9,
    "max_output_tokens": 9,
    "default": True,
}


@pytest.mark.parametrize(
    "rows",
    [
        [GOOD | {"colour": "red"}],
        [{"id": "m", "engine": "openai"}],
        [GOOD | {"engine": "records"}],
        [GOOD | {"label": ""}],
        [GOOD | {"context_tokens": 0}],
        [GOOD | {"max_output_tokens": True}],
        [GOOD | {"input_price": -1}],
        [GOOD | {"output_price": 0.5}],
        [GOOD | {"default": False}],
        [GOOD, GOOD | {"default": False}],
        [GOOD, GOOD | {"id": "n"}],
    ],
)
def test_a_catalogue_with_a_mistake_is_refused(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match=r"."):
        catalogue.parse(json.dumps({"models": rows}))


def test_every_model_of_the_file_can_answer_a_long_question() -> None:
    for model in catalogue.listed():
        assert model.context_tokens >= 128_000
        assert model.max_output_tokens >= 4_096 + model.reasoning_tokens
