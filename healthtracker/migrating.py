"""Bring the database up to date, one process at a time, however many start at once."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK = 0x6865616C7468  # "health": any number no other program on the server uses
PATIENCE = 600.0  # seconds; another process may be migrating a large table


def wait_for_database(seconds: float = 60.0) -> None:
    """Return once the database answers.

    Raises: CommandError: it did not within `seconds`.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.ensure_connection()
        except OperationalError:
            if time.monotonic() > deadline:
                raise CommandError(f"The database did not answer for {seconds:.0f} s.") from None
            time.sleep(1)
        else:
            return


def migrate(*, verbosity: int = 1) -> None:
    """Apply what is missing while holding the lock; the second process finds nothing to do.

    Raises: CommandError: another process held the lock for longer than `PATIENCE` seconds.
    """
    with migration_lock():
        if pending():
            call_command("migrate", interactive=False, verbosity=verbosity)


def pending() -> bool:
    """Whether the database lacks a migration of this code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@cache
def _was_current() -> bool:
    # Raising keeps "no" out of the cache: only "yes" is final for the code of this process.
    if pending():
        raise LookupError
    return True


def current() -> bool:
    """Whether every migration is applied; cheap once it has been true."""
    try:
        return _was_current()
    except LookupError:
        return False


@contextmanager
def migration_lock() -> Iterator[None]:
    """Hold the only right to migrate: an advisory lock on PostgreSQL, a locked file on SQLite."""
    if connection.vendor == "postgresql":
        with _advisory_lock():
            yield
    else:
        with _file_lock(settings.VAR_DIR / "migrate.lock"):
            yield


@contextmanager
def _advisory_lock() -> Iterator[None]:
    _wait_until(partial(_ask, "SELECT pg_try_advisory_lock(%s)"))
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(%s)")


def _ask(question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [LOCK])
        return bool(cursor.fetchone()[0])


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        _wait_until(partial(_try_lock, file))
        yield  # closing the file releases the lock


def _try_lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _wait_until(taken: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not taken():
        if time.monotonic() > deadline:
            raise CommandError("Another process has been migrating for too long.")
        time.sleep(0.2)
