"""Keyset paging: flat in rows, no exact counts, stable while rows arrive."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """One page. `next_cursor` and `previous_cursor` go into `?after=` and `?before=`."""

    rows: list[Row]
    next_cursor: str = ""
    previous_cursor: str = ""


def cursors(request: HttpRequest) -> dict[str, str]:
    """Where the reader wants to go on, as `paginate` takes it."""
    return {name: request.GET.get(name, "") for name in ("after", "before")}


def paginate(
    queryset: QuerySet[Row],
    *,
    after: str = "",
    before: str = "",
    order: Sequence[str] = ("-effective_at", "-id"),
    size: int = 50,
) -> KeysetPage[Row]:
    """The page of `queryset` after or before a cursor; a cursor that cannot be read means page one.

    Args: order: field names, all in one direction ("-" newest first), the last one unique.
    """
    backwards = bool(before)
    fields = [name.lstrip("-") for name in order]
    position = _decode(before or after, len(order))
    if not _fits(queryset.model, fields, position):
        position = []
    descending = order[0].startswith("-") != backwards
    if position:
        queryset = queryset.filter(_beyond(fields, position, descending=descending))
    rows = list(queryset.order_by(*[f"-{f}" if descending else f for f in fields])[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, bool(position))
    return KeysetPage(
        rows=rows,
        next_cursor=_encode(rows[-1], fields) if rows and has_next else "",
        previous_cursor=_encode(rows[0], fields) if rows and has_previous else "",
    )


def _fits(model: type[Model], fields: Sequence[str], position: Sequence[Any]) -> bool:
    """Whether each value of a cursor, which anybody may write, is one its field can hold."""
    pairs = zip(fields, position, strict=False)
    try:
        values = [model._meta.get_field(name).to_python(value) for name, value in pairs]  # type: ignore[union-attr]
        for value in values:
            if isinstance(value, datetime) and value.tzinfo is not None:
                value.astimezone(UTC)  # the database will, and the calendar has ends
    except (ValidationError, ValueError, TypeError, OverflowError):
        return False
    naive = any(isinstance(v, datetime) and v.tzinfo is None for v in values)
    return not naive and not any(isinstance(v, str) and "\x00" in v for v in values)


def _beyond(fields: Sequence[str], position: Sequence[Any], *, descending: bool) -> Q:
    compare = "lt" if descending else "gt"
    condition = Q()
    for index, field in enumerate(fields):
        equal = {fields[i]: position[i] for i in range(index)}
        condition |= Q(**equal, **{f"{field}__{compare}": position[index]})
    # Implied by the rest, but only a plain comparison lets an index begin where the page begins.
    return Q(**{f"{fields[0]}__{compare}e": position[0]}) & condition


def _encode(row: Model, fields: Sequence[str]) -> str:
    values = [getattr(row, field) for field in fields]
    texts = [v.isoformat() if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(texts).encode()).decode()


def _decode(cursor: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode())) if cursor else []
        if not isinstance(values, list) or len(values) != length:
            return []
        read = [(parse_datetime(v) or v) if isinstance(v, str) else v for v in values]
    except (ValueError, TypeError, RecursionError):
        return []
    whole = [isinstance(v, datetime | int | str) and not isinstance(v, bool) for v in read]
    big = any(isinstance(v, int) and abs(v) >= 2**63 for v in read)
    return read if all(whole) and not big else []
