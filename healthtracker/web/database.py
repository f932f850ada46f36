"""Asking the database from asynchronous code: one thread, one connection kept for a while."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import SyncToAsync
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = 60.0  # seconds
P = ParamSpec("P")
Result = TypeVar("Result")


class _InDatabase(SyncToAsync):  # type: ignore[type-arg]
    """As Channels' own wrapper, which opens a connection for each call and closes it again.

    On SQLite that costs several times the query. There is a single such thread, so no connection
    is left behind: this one is closed once it has failed or grown old (a firewall or failover may
    have cut it), by Channels now and then, too, and opened anew by the next call.
    """

    def thread_handler(self, loop: Any, *args: Any, **kwargs: Any) -> Any:
        for connection in connections.all(initialized_only=True):
            if connection.errors_occurred:
                connection.close_if_unusable_or_obsolete()
            elif _is_old(connection):
                connection.close()
        return super().thread_handler(loop, *args, **kwargs)  # type: ignore[no-untyped-call]


def _is_old(connection: BaseDatabaseWrapper) -> bool:
    born = connection.close_at  # with CONN_MAX_AGE = 0
    return born is not None and not connection.in_atomic_block and time.monotonic() > born + KEPT


def in_database(deed: Callable[P, Result]) -> Callable[P, Awaitable[Result]]:
    """`deed`, which asks the database, as something to await."""
    return _InDatabase(deed)
