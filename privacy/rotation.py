"""Move everything sealed under an older master key to the first one, in small steps.

Data keys are wrapped anew (the data itself is not touched), as are the secrets of second factors.
What is already under the first key is skipped, so a run that was cut off is simply started again.
"""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import models, transaction

from privacy.crypto import Unreadable, needs_resealing, open_with_master, rewrap, seal_with_master
from privacy.mfa import PURPOSE
from privacy.models import DataKey

STEP = 200  # rows per transaction: writers wait for one step at most
SECRETS = ("secret", "seed", "migrated_codes")


@dataclass
class Tally:
    """What a run did or would do. `unreadable` rows open with none of the keys given."""

    moved: int = 0
    current: int = 0
    unreadable: int = 0


def rotate(*, dry_run: bool = False) -> dict[str, Tally]:
    """Rewrap data keys and second factors; with `dry_run` nothing is written."""
    return {
        "data keys": _each(DataKey.objects.all(), rewrap, dry_run=dry_run),
        "second factors": _each(Authenticator.objects.all(), _reseal, dry_run=dry_run),
    }


def _each(rows: Any, move: Callable[[Any], bool], *, dry_run: bool) -> Tally:
    tally = Tally()
    for keys in _steps(rows):
        with transaction.atomic():
            for row in rows.select_for_update().filter(pk__in=keys):
                _count(tally, row, move)
            if dry_run:
                transaction.set_rollback(True)
    return tally


def _count(tally: Tally, row: models.Model, move: Callable[[Any], bool]) -> None:
    try:
        moved = move(row)
    except Unreadable:
        tally.unreadable += 1
        return
    tally.moved += moved
    tally.current += not moved


def _steps(rows: Any) -> Iterator[list[Any]]:
    ordered, last = rows.order_by("pk").values_list("pk", flat=True), None
    while True:
        after = ordered.filter(pk__gt=last) if last is not None else ordered
        keys = list(after[:STEP])
        if not keys:
            return
        yield keys
        last = keys[-1]


def _reseal(row: Authenticator) -> bool:
    changed = False
    for name in SECRETS:
        kept = row.data.get(name)
        if isinstance(kept, str):
            fresh: Any = _resealed(kept)
        elif isinstance(kept, list):
            fresh = [_resealed(text) for text in kept]
        else:
            continue
        changed |= fresh != kept
        row.data[name] = fresh
    if changed:
        row.save(update_fields=["data"])
    return changed


def _resealed(text: str) -> str:
    sealed = base64.b64decode(text)
    if not needs_resealing(sealed, PURPOSE):
        return text
    return base64.b64encode(seal_with_master(open_with_master(sealed, PURPOSE), PURPOSE)).decode()
