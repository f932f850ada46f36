"""Which models people may choose from: data in `catalogue.json`, narrowed to what is configured.

Sources of ids: the type literals of both SDKs; of limits and prices: developers.openai.com/api/
docs/models and platform.claude.com/docs, read on the date in the file. What no source states
plainly is null. Prices are list prices; both vendors charge more for very long prompts.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat.engines import anthropic_messages, openai_responses
from chat.engines.anthropic_messages import AnthropicMessages
from chat.engines.base import Engine
from chat.engines.endpoints import Endpoint, is_local
from chat.engines.openai_chat import OpenAIChat
from chat.engines.openai_responses import OpenAIResponses
from chat.engines.vendor import ModelOptions, VendorEngine

SOURCE = Path(__file__).with_name("catalogue.json")
RECORDS = "records"
# Most local servers accept any key, but both SDKs refuse to send none.
NO_KEY_NEEDED = "none"
# A server of the operator's own does not say what it can hold; small enough for a small model.
LOCAL_CONTEXT, LOCAL_OUTPUT = 16_384, 4_096


@dataclass(frozen=True, slots=True)
class Model:
    """One choice in the model selector.

    id: stored on conversations and replies. name: the vendor's name for it, "" if that is the id.
    engine: "records", "openai" or "anthropic". effort, reasoning_tokens: see `ModelOptions`.
    Prices: minor units of a dollar per million tokens, None if unknown. judge: cheap enough to be
    asked beside every reply. local: it runs on this machine or network.
    """

    id: str
    engine: str
    label: str | Promise
    context_tokens: int
    max_output_tokens: int
    effort: str = ""
    reasoning_tokens: int = 0
    input_price: int | None = None
    cached_price: int | None = None
    output_price: int | None = None
    default: bool = False
    judge: bool = False
    local: bool = False
    name: str = ""


Maker = Callable[[Model, Mapping[str, Any]], Engine]


def parse(text: str) -> tuple[Model, ...]:
    """The models in a catalogue's JSON, in its order.

    Raises: ValueError: an unknown or missing field, a wrong type, a negative or zero number, an
        id given twice, an unknown engine, an engine without exactly one default or with two judges.
    """
    known = {field.name for field in fields(Model)} - {"local", "name"}
    models = []
    for row in json.loads(text)["models"]:
        if unknown := set(row) - known:
            raise ValueError(f"Unknown catalogue fields: {', '.join(sorted(unknown))}")
        try:
            model = Model(**row)
        except TypeError as error:
            raise ValueError(f"Incomplete catalogue entry: {error}") from error
        _check(model)
        models.append(model)
    if len({model.id for model in models}) != len(models):
        raise ValueError("A model id is listed twice.")
    for engine in {model.engine for model in models}:
        if sum(model.default for model in models if model.engine == engine) != 1:
            raise ValueError(f"{engine} needs exactly one default model.")
        if sum(model.judge for model in models if model.engine == engine) > 1:
            raise ValueError(f"{engine} has more than one judge.")
    return tuple(models)


def _check(model: Model) -> None:
    texts = (model.id, model.engine, model.label)
    if not all(isinstance(value, str) and value for value in texts):
        raise ValueError("id, engine and label are texts.")
    if model.engine not in {"openai", "anthropic"}:
        raise ValueError(f"Unknown engine {model.engine!r}.")
    limits = (model.context_tokens, model.max_output_tokens)
    if not all(type(value) is int and value > 0 for value in limits):
        raise ValueError(f"{model.id}: token limits are positive whole numbers.")
    numbers = (model.reasoning_tokens, model.input_price, model.cached_price, model.output_price)
    if not all(value is None or (type(value) is int and value >= 0) for value in numbers):
        raise ValueError(f"{model.id}: prices are whole minor units, or null.")


@cache
def listed() -> tuple[Model, ...]:
    """Every model of the file, whether or not a key is at hand."""
    return parse(SOURCE.read_text(encoding="utf-8"))


def record_reader() -> Model:
    """The choice that needs no key and sends nothing anywhere."""
    return Model(
        id=RECORDS,
        engine=RECORDS,
        label=_("Record reader, no AI"),
        context_tokens=1_000_000,
        max_output_tokens=100_000,
        local=True,
    )


def available(configuration: Any = settings) -> tuple[Model, ...]:
    """What people can choose now: the record reader, then each configured vendor's models."""
    models = [record_reader()]
    for engine in ("openai", "anthropic"):
        models += _models_of(engine, configuration.LLM[engine])
    return tuple(models)


def default_model(configuration: Any = settings) -> Model:
    """An AI where one is configured, else the record reader."""
    models = available(configuration)
    return next((model for model in models if model.default), models[0])


def find(model_id: str, configuration: Any = settings) -> Model:
    """The available model of that id. Raises: KeyError: there is none (any more)."""
    for model in available(configuration):
        if model.id == model_id:
            return model
    raise KeyError(model_id)


def judge_for(model: Model) -> Model:
    """The vendor's cheap model as a judge, which does not reason; for an own server the same model.

    Raises: LookupError: nobody can judge for this model.
    """
    if model.engine not in MAKERS:
        raise LookupError(model.engine)
    if model.name:  # an own server, which has this one
        return replace(model, effort="", reasoning_tokens=0)
    own = [m for m in listed() if m.engine == model.engine]
    found = next((m for m in own if m.judge), model)
    effort = "none" if model.engine == "openai" else ""
    return replace(found, effort=effort, reasoning_tokens=0)


def engine_for(model: Model, configuration: Any = settings) -> Engine:
    """The engine that answers for a model; one per configuration, shared by all conversations.

    Raises:
        KeyError: nothing makes this model's engine; "records" is made per reply by its caller.
        ValueError: the configured base URL is no place to send health data.
    """
    return MAKERS[model.engine](model, configuration.LLM)


async def close_engines() -> None:
    """Close the vendor connections of the running event loop; for a server's shutdown."""
    for engine in list(_made.values()):
        await engine.aclose()


def check(configuration: Any = settings) -> list[str]:
    """What is wrong with the configured base URLs, in words for an operator; [] if nothing."""
    problems = []
    for engine in ("openai", "anthropic"):
        if url := configuration.LLM[engine]["base_url"]:
            try:
                Endpoint.checked(url, "")
            except ValueError as error:
                problems.append(f"{engine.upper()}_BASE_URL: {error}")
    return problems


def _models_of(engine: str, vendor: Mapping[str, str]) -> list[Model]:
    models = [model for model in listed() if model.engine == engine]
    usual = next(model for model in models if model.default)
    wanted = vendor["model"] or usual.id
    if url := _own_url(engine, vendor):
        return [_own_server(engine, url, wanted)]
    if not vendor["api_key"]:
        return []
    if wanted not in {model.id for model in models}:  # newer than the file
        models.append(
            replace(
                usual,
                id=wanted,
                label=wanted,
                input_price=None,
                cached_price=None,
                output_price=None,
            )
        )
    models = [replace(model, default=model.id == wanted) for model in models]
    return sorted(models, key=lambda model: not model.default)


def _own_url(engine: str, vendor: Mapping[str, str]) -> str:
    """The configured base URL unless it is the vendor's own, written out."""
    url = vendor["base_url"]
    official = urlsplit(VENDOR_URLS[engine]).hostname
    return "" if urlsplit(url).hostname == official else url.rstrip("/")


def _own_server(engine: str, url: str, name: str) -> Model:
    host = urlsplit(url).hostname or ""
    local = is_local(host)
    short = name.rpartition("/")[2][:40]  # some servers name a model by its file
    return Model(
        id=f"{engine}/{name}"[:80],  # as long as the column that stores it
        name=name,
        engine=engine,
        label=format_lazy("{} ({})", short, _("local model") if local else host[:30]),
        context_tokens=LOCAL_CONTEXT,
        max_output_tokens=LOCAL_OUTPUT,
        default=True,
        local=local,
    )


_made: dict[tuple[Any, ...], VendorEngine] = {}


def _vendor_engine(model: Model, configured: Mapping[str, Any]) -> VendorEngine:
    vendor = configured[model.engine]
    own = _own_url(model.engine, vendor)
    kind = KINDS[model.engine, bool(own)]
    if kind is AnthropicMessages:  # whose SDK adds the /v1 that people expect to write
        own = own.removesuffix("/v1")
    key = vendor["api_key"] or (NO_KEY_NEEDED if own else "")
    endpoint = Endpoint.checked(own or VENDOR_URLS[model.engine], key)
    options = ModelOptions(model.name or model.id, model.effort, model.reasoning_tokens)
    typed = bool(configured.get("typed_stream"))
    made = (kind, endpoint, options, typed)
    if made not in _made:
        _made[made] = kind(endpoint, options, typed=typed)
    return _made[made]


VENDOR_URLS = {"openai": openai_responses.URL, "anthropic": anthropic_messages.URL}
KINDS: dict[tuple[str, bool], type[VendorEngine]] = {
    ("openai", False): OpenAIResponses,
    ("openai", True): OpenAIChat,
    ("anthropic", False): AnthropicMessages,
    ("anthropic", True): AnthropicMessages,
}
MAKERS: dict[str, Maker] = {"openai": _vendor_engine, "anthropic": _vendor_engine}
