"""Asking the database from asynchronous code: one thread, one connection that stays open."""

from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import SyncToAsync
from django.db import connections

P = ParamSpec("P")
Result = TypeVar("Result")


class _InDatabase(SyncToAsync):  # type: ignore[type-arg]
    """As Channels' own wrapper, which opens a connection for each call and closes it again.

    On SQLite that costs several times the query. There is a single such thread, so no connection
    is left behind: this one is closed only once it has failed, and opened anew by the next call.
    """

    def thread_handler(self, loop: Any, *args: Any, **kwargs: Any) -> Any:
        for connection in connections.all(initialized_only=True):
            if connection.errors_occurred:
                connection.close_if_unusable_or_obsolete()
        return super().thread_handler(loop, *args, **kwargs)  # type: ignore[no-untyped-call]


def in_database(deed: Callable[P, Result]) -> Callable[P, Awaitable[Result]]:
    """`deed`, which asks the database, as something to await."""
    return _InDatabase(deed)
