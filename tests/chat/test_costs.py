"""Credits: one US cent of list price each, rounded up once per reply, never charged for nothing."""

from dataclasses import replace

import pytest

from chat import catalogue
from chat.catalogue import Model, record_reader
from chat.costs import credits_of, estimate
from chat.engines.base import Usage

MODELS = {model.id: model for model in catalogue.listed()}
TERRA = MODELS["gpt-6.1-terra"]  # 100 in, 5 cached, 500 out: cents per million


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        (Usage(0, 0, 0), 0),
        (Usage(1, 0, 0), 1),
        (Usage(10_000, 0, 0), 1),
        (Usage(10_001, 0, 0), 2),
        (Usage(0, 2_000, 0), 1),
        (Usage(0, 2_001, 0), 2),
        (Usage(1_000_000, 0, 1_000_000), 5),
        (Usage(1_000_000, 100_000, 500_000), 103),  # 50 + 2.5 + 50
        (Usage(100, 0, 900), 1),  # a vendor that counts more cached than sent
        (None, 0),
    ],
)
def test_tokens_cost_their_list_price(usage: Usage | None, cost: int) -> None:
    assert credits_of(TERRA, usage) == cost


def test_cached_input_costs_as_much_as_any_where_no_price_says_otherwise() -> None:
    luna = MODELS["gpt-6-luna"]
    assert luna.cached_price is None
    assert credits_of(luna, Usage(1_000_000, 0, 1_000_000)) == luna.input_price


def test_an_unknown_price_is_that_of_the_vendors_usual_model() -> None:
    newer = replace(TERRA, id="gpt-9", input_price=None, cached_price=None, output_price=None)
    haiku = MODELS["claude-haiku-5-5"]
    usage = Usage(300_000, 50_000, 0)
    assert credits_of(newer, usage) == credits_of(TERRA, usage) == 55
    assert credits_of(haiku, usage) == credits_of(MODELS["claude-sonnet-5-5"], usage) == 110


@pytest.mark.parametrize("model", [record_reader(), replace(TERRA, local=True)])
def test_what_nobody_bills_is_free(model: Model) -> None:
    assert credits_of(model, Usage(10**9, 10**9, 0)) == 0
    assert estimate(model, 10**9, 10**9) == 0


def test_an_estimate_is_never_less_than_the_reply_costs() -> None:
    for model in MODELS.values():
        for sent, said, hidden in ((0, 0, 0), (9_000, 400, 8_000), (64_000, 4_096, 1)):
            used = Usage(sent, said + hidden, sent // 2)
            assert credits_of(model, used) <= estimate(model, sent, said)
