"""Keep the daily rollups equal to the readings they sum up.

Every path that writes readings calls `refresh` with the days it touched, in its own transaction.
One statement per type, in SQL that SQLite and PostgreSQL both speak: rows never come to Python.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from accounts.models import User
from patients.kinds import kind_named
from patients.models import DailyRollup, Observation
from patients.services import judging

REASON = "rollups"
MOST_AT_ONCE = 50_000  # readings that are judged again while a page waits
FEW_DAYS = 200  # up to so many are named one by one; more are taken as a span
Days = set[date]
Touched = tuple[str, date]

_SPAN = "local_day BETWEEN %s AND %s"
_EXACT = "comparator = '' AND {column} IS NOT NULL"
_REAL = "CAST({column} AS double precision)"


def _sums(column: str, suffix: str) -> list[tuple[str, str]]:
    real, exact = _REAL.format(column=column), _EXACT.format(column=column)
    return [
        (f"exact{suffix}", f"COUNT(*) FILTER (WHERE {exact})"),
        (f"total{suffix}", f"SUM({real}) FILTER (WHERE {exact})"),
        (f"low{suffix}", f"MIN({real}) FILTER (WHERE {exact})"),
        (f"high{suffix}", f"MAX({real}) FILTER (WHERE {exact})"),
        (f"am_total{suffix}", f"SUM({real}) FILTER (WHERE {exact} AND local_hour < 12)"),
        (f"pm_total{suffix}", f"SUM({real}) FILTER (WHERE {exact} AND local_hour >= 17)"),
    ]


_FIRST = _EXACT.format(column="canonical")
_COLUMNS = [
    ("n", "COUNT(*)"),
    *_sums("canonical", ""),
    *_sums("canonical2", "2"),
    ("am", f"COUNT(*) FILTER (WHERE {_FIRST} AND local_hour < 12)"),
    ("pm", f"COUNT(*) FILTER (WHERE {_FIRST} AND local_hour >= 17)"),
]
_JUDGED = ("judged", "below", "above")
_NAMES = ", ".join([*(name for name, _expression in _COLUMNS), *_JUDGED])
_VALUES = ", ".join(expression for _name, expression in _COLUMNS)


def day_of(row: Observation) -> Touched:
    """The rollup a reading counts in, as its row says now."""
    return row.type, row.local_day


@transaction.atomic
def refresh(owner: User, touched: Iterable[Touched]) -> None:
    """Rewrite the rollups of the (type, local day) pairs in `touched`."""
    by_type: dict[str, Days] = {}
    for key, day in touched:
        by_type.setdefault(key, set()).add(day)
    _take_turns(owner)
    for key, days in sorted(by_type.items()):
        _rewrite(owner, key, days)


@transaction.atomic
def rebuild(owner: User, key: str = "") -> None:
    """Make the rollups of `owner` anew, of one type where `key` names it."""
    rows = Observation.objects.unscoped(REASON).of(owner)
    stale = DailyRollup.objects.unscoped(REASON).of(owner)
    if key:
        rows, stale = rows.of_type(key), stale.of_type(key)
    _take_turns(owner)
    keys = set(rows.order_by("type").values_list("type", flat=True).distinct())
    stale.delete()
    for each in sorted(keys):
        _rewrite(owner, each, {date.min, date.max})


def _take_turns(owner: User) -> None:
    """Two who write for one person at once would each count without the other's readings."""
    User.objects.select_for_update(no_key=True).filter(pk=owner.pk).values_list("pk").first()


def _rewrite(owner: User, key: str, days: Days) -> None:
    days_sql, params = _days(days)
    stale = DailyRollup.objects.unscoped(REASON).of(owner).of_type(key)
    if days_sql == _SPAN:
        stale.filter(local_day__range=(min(days), max(days))).delete()
    else:
        stale.filter(local_day__in=days).delete()
    found = judging.conditions(owner, kind_named(key, owner.pk))
    counts = ", ".join(f"COUNT(*) FILTER (WHERE comparator = '' AND {each.sql})" for each in found)
    sql = (
        f"INSERT INTO {DailyRollup._meta.db_table} (owner_id, type, local_day, {_NAMES})"  # noqa: S608  # nosec B608
        f" SELECT owner_id, type, local_day, {_VALUES}, {counts} FROM {Observation._meta.db_table}"
        f" WHERE owner_id = %s AND type = %s AND {days_sql} AND deleted_at IS NULL"
        " GROUP BY owner_id, type, local_day"
    )
    limits = [text for each in found for text in each.params]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*limits, owner.pk, key, *params])


def _days(days: Days) -> tuple[str, list[Any]]:
    if len(days) > FEW_DAYS or date.max in days:
        return _SPAN, [min(days), max(days)]
    return f"local_day IN ({', '.join(['%s'] * len(days))})", sorted(days)


def is_large(owner: User, key: str = "") -> bool:
    """Whether so many readings (of one type, or in all) are summed up that a job judges them."""
    days: Any = DailyRollup.objects.editable_by(owner)
    days = days.of_type(key) if key else days
    return int(days.aggregate(n=Sum("n"))["n"] or 0) > MOST_AT_ONCE


def judge_again(owner: User, key: str = "") -> None:
    """After limits have changed: at once where that is quick, else the caller enqueues the job."""
    if not is_large(owner, key):
        rebuild(owner, key)
