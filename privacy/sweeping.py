"""Removes a person's rows for good, table by table and step by step, leaving no trace of each."""

from collections.abc import Iterable
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import transaction

from accounts.models import User
from privacy.ownership import OwnedModel

REASON = "erasure"
STEP = 2000  # rows per transaction: writers wait for one step at most


def owned_models() -> list[Any]:
    """Every owned model, those that point to others before what they point to."""
    models = (model for model in apps.get_models() if not model._meta.proxy)
    owned = [model for model in models if issubclass(model, OwnedModel)]
    order: TopologicalSorter[Any] = TopologicalSorter({model: set() for model in owned})
    for model in owned:
        for target in {field.related_model for field in model._meta.fields}:
            if target in owned and target is not model:
                order.add(target, model)
    return list(order.static_order())


def delete_rows(models: Iterable[Any], owner: User) -> int:
    """Delete the rows of `owner` in each of `models`; return how many. The caller audits.

    No row is loaded and no signal sent, or the change log would gain a line for each of a million.
    """
    return sum(_delete(model, owner) for model in models)


def _delete(model: Any, owner: User) -> int:
    rows = model.objects.unscoped(REASON).of(owner)
    for field in model._meta.fields:
        if field.related_model is model:  # or a row would point to one that went a step earlier
            rows.exclude(**{field.name: None}).update(**{field.name: None})
    gone = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:STEP]):
        with transaction.atomic():
            gone += rows.filter(pk__in=keys)._raw_delete(rows.db)  # noqa: SLF001 - no signals
    return gone
