"""What a reply costs, in credits: one credit is one US cent of list price, rounded up per reply.

Tokens are counted as the vendor counts them: hidden reasoning is output, and input that came from
the vendor's cache has its own price. The surcharge that Anthropic takes for writing its cache, a
quarter of that part of the input, is ours. What asks for no vendor costs nothing.
"""

from chat import catalogue
from chat.catalogue import RECORDS, Model
from chat.engines.base import Usage

MILLION = 1_000_000


def credits_of(model: Model, usage: Usage | None) -> int:
    """What the tokens of one reply cost; 0 where none were counted or the model is free."""
    if usage is None or is_free(model):
        return 0
    fresh = max(0, usage.input_tokens - usage.cached_tokens)
    cached = min(usage.cached_tokens, usage.input_tokens)
    priced = _priced(model)
    dear = priced.input_price or 0
    cheap = dear if priced.cached_price is None else priced.cached_price
    cents = fresh * dear + cached * cheap + usage.output_tokens * (priced.output_price or 0)
    return -(-cents // MILLION)


def estimate(model: Model, input_tokens: int, output_tokens: int) -> int:
    """The most that a reply of this size would cost: nothing cached, reasoning used up.

    Args: output_tokens: visible ones; the model's allowance for reasoning is added.
    """
    whole = output_tokens + model.reasoning_tokens
    return credits_of(model, Usage(input_tokens, whole, 0))


def is_free(model: Model) -> bool:
    """Whether nobody sends a bill: the record reader, and models on this machine or network."""
    return model.engine == RECORDS or model.local


def _priced(model: Model) -> Model:
    """The model, or its vendor's usual one where its price is not known."""
    if model.input_price is not None and model.output_price is not None:
        return model
    return next(m for m in catalogue.listed() if m.engine == model.engine and m.default)
