"""What one look into an index answers, however many rows there are: which types, which newest.

A DISTINCT, GROUP BY or window over a million rows reads them all. Here the database jumps from one
type to the next, and takes the first row of each in the order of its index.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import BigAutoField, Expression

from accounts.models import User
from patients.models import DailyRollup, Observation

_DAYS, _READINGS = DailyRollup._meta.db_table, Observation._meta.db_table
_NEXT = f"SELECT type FROM {_DAYS} WHERE owner_id = %s{{more}} ORDER BY type LIMIT 1"  # noqa: S608  # nosec B608
# From each type to the next one: as many steps as there are types in use.
_USED = (
    "WITH RECURSIVE used(name) AS ("  # noqa: S608  # nosec B608 - made of the constants above
    f" SELECT ({_NEXT.format(more='')})"
    f" UNION ALL SELECT ({_NEXT.format(more=' AND type > used.name')}) FROM used"
    " WHERE used.name IS NOT NULL)"
)
_NAMES = " SELECT name FROM used WHERE name IS NOT NULL"
_NEWEST = (
    f" SELECT (SELECT id FROM {_READINGS} WHERE owner_id = %s AND type = used.name"  # noqa: S608  # nosec B608
    " AND deleted_at IS NULL ORDER BY effective_at DESC, id DESC LIMIT 1)"
    " FROM used WHERE used.name IS NOT NULL"
)
_FEW = (
    f"SELECT id FROM {_READINGS} WHERE owner_id = %s AND type = %s AND deleted_at IS NULL"  # noqa: S608  # nosec B608
    " ORDER BY effective_at DESC, id DESC LIMIT %s"
)


def types_of(owner: User) -> list[str]:
    """Keys of the types `owner` has readings of, in the order of the alphabet."""
    return _column(_USED + _NAMES, [owner.pk, owner.pk])


class NewestOfEachType(Expression):
    """Primary keys of the newest reading of every type in use, for `pk__in`."""

    def __init__(self, owner: User) -> None:
        super().__init__(output_field=BigAutoField())
        self.owner_id = owner.pk

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[int, ...]]:
        """As Django's; `pk__in` puts the brackets around it."""
        return _USED + _NEWEST, (self.owner_id,) * 3


def newest_of(owner: User, keys: Sequence[str]) -> list[int]:
    """Primary keys of the newest reading of each type named."""
    if not keys:
        return []
    named = f"WITH used(name) AS (VALUES {', '.join(['(%s)'] * len(keys))})"
    return _column(named + _NEWEST, [*keys, owner.pk])


def newest_few(owner: User, most: Mapping[str, int]) -> list[int]:
    """Primary keys of the newest readings of each type named, so many of each."""
    if not most:
        return []
    # The outer SELECT is for SQLite, which allows no LIMIT in a part of a UNION.
    parts = [f"SELECT id FROM ({_FEW}) AS few_{place}" for place in range(len(most))]  # noqa: S608  # nosec B608
    params = [value for key, count in most.items() for value in (owner.pk, key, count)]
    return _column(" UNION ALL ".join(parts), params)


def _column(sql: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [value for (value,) in cursor.fetchall() if value is not None]
