"""Questions that are asked on every page: the SQL of a scoped queryset, built once, not each time.

Building a query costs Django several times what SQLite or PostgreSQL take to answer it from an
index. A `Prepared` builds its queryset once per process, with stand-ins for the person and the
other arguments, passes the ownership gate while doing so, and from then on only fills in values.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.query import get_related_populators

from accounts.models import User
from privacy.ownership import OwnedQuerySet, Unscoped

Row = TypeVar("Row")
# No row has these; they mark in the SQL's parameters where each argument goes.
_PERSON = 7_205_759_403_792_793
_STAND_INS: dict[type, Sequence[Any]] = {
    date: (date(1001, 2, 3), date(1002, 3, 4)),
    str: ("stand-in-1", "stand-in-2"),
}


@dataclass(frozen=True)
class _Built:
    """A compiled query: `places` says which parameter is which argument (None: a constant)."""

    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]
    plain: bool


class Prepared(Generic[Row]):
    """`build(user, *arguments)` makes the queryset of that person; arguments are dates or texts.

    It must make the same query whatever the values are. Rows are model instances (with
    `select_related` and annotations) or, of a `values_list`, tuples.
    """

    def __init__(self, build: Callable[..., Any], *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._built: dict[str, _Built] = {}

    def rows(self, user: User, *arguments: Any) -> list[Row]:
        """The answer for `user`; nothing for somebody who may not sign in."""
        return self.rows_of(user.pk, *arguments) if user.is_active else []

    def rows_of(self, owner_id: int, *arguments: Any) -> list[Row]:
        """As `rows`, for a queryset that is `unscoped` for a reason and so asks for no person."""
        connection = connections[DEFAULT_DB_ALIAS]
        built = self._built.get(connection.vendor) or self._prepare(connection)
        values = [_adapted(connection, each) for each in (owner_id, *arguments)]
        params = tuple(
            param if place is None else values[place]
            for param, place in zip(built.params, built.places, strict=True)
        )
        # Under ASGI every request has a connection object of its own.
        compiler = copy(built.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_options: (built.sql, params)
        found = compiler.results_iter(compiler.execute_sql())
        return [tuple(row) for row in found] if built.plain else _instances(compiler, found)  # type: ignore[misc]

    def first(self, user: User, *arguments: Any) -> Row | None:
        """The first row, or None; the queryset says itself that it wants but one."""
        return next(iter(self.rows(user, *arguments)), None)

    def _prepare(self, connection: Any) -> _Built:
        stand_ins = _stand_ins(self._kinds)
        queryset: OwnedQuerySet[Any] = self._build(User(pk=_PERSON, is_active=True), *stand_ins)
        compiler = queryset.query.get_compiler(using=connection.alias)
        sql, params = compiler.as_sql()
        marks = [_adapted(connection, each) for each in (_PERSON, *stand_ins)]
        places = tuple(marks.index(param) if param in marks else None for param in params)
        if 0 not in places:  # it would answer everybody the same
            raise Unscoped("A prepared question must ask for one person's rows.")
        compiler.connection = None
        built = _Built(compiler, sql, tuple(params), places, bool(queryset._fields))  # type: ignore[attr-defined]
        self._built[connection.vendor] = built
        return built


def _stand_ins(kinds: Sequence[type]) -> list[Any]:
    return [_STAND_INS[kind][kinds[:place].count(kind)] for place, kind in enumerate(kinds)]


def _adapted(connection: Any, value: Any) -> Any:
    """As the ORM hands the value to this database."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _instances(compiler: Any, found: Any) -> list[Any]:
    info, select = compiler.klass_info, compiler.select
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_rest in select[start:end]]
    related = get_related_populators(info, select, compiler.using)  # type: ignore[call-arg] # stubs: 6.1
    made = []
    for row in found:
        each = info["model"].from_db(compiler.using, names, row[start:end])
        for populator in related:
            populator.populate(row, each)
        for name, place in compiler.annotation_col_map.items():
            setattr(each, name, row[place])
        made.append(each)
    return made
