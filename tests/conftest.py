"""Fixtures every test may use: the personas, signed-in clients, a clean process state."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from accounts.models import User
from privacy import crypto
from tests import people

# A busy machine is no counterexample: nothing here is proved by how long it took.
hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")

RUNNING_SITES = {"journeys", "live", "ops"}
# What a vendor does, how pages and papers look, what a process imports: the same on any database.
ONCE = {
    "test_styleguide.py", "test_account_pages.py", "test_home.py", "test_imports.py",
    "test_vendor_failures.py", "test_thousand_prompts.py", "test_hostile_answers.py",
    "test_judging.py", "test_printed_papers.py", "test_independent_peer.py",
}  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """For a second run on another database: what asks none would only be repeated."""
    parser.addoption("--database-only", action="store_true", help="only what asks a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Apply `--database-only`."""
    if not config.getoption("--database-only"):
        return
    repeated = [item for item in items if not _asks_a_database(item)]
    config.hook.pytest_deselected(items=repeated)
    items[:] = [item for item in items if _asks_a_database(item)]


def _asks_a_database(item: pytest.Item) -> bool:
    if item.path.name in ONCE:
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    by_itself = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}
    # These start sites, each with a database of its own.
    return bool(by_itself) or any(part in RUNNING_SITES for part in item.path.parts)


@pytest.fixture(autouse=True)
def _clean_process(settings: Any, tmp_path: Path) -> Iterator[None]:
    """No keys, cache entries, files or language of another test."""
    settings.SEALED_ROOT = tmp_path / "sealed"
    crypto.forget_keys()
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)  # a page in Spanish leaves its thread in Spanish
    yield
    crypto.forget_keys()


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a test talks to another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and not str(address[0]).startswith(
            ("127.", "::1", "localhost")
        ):
            raise AssertionError(f"A test tried to reach {address[0]}.")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """pytest-django's, but no connection of a thread or pool keeps the database from going."""
    yield
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "postgresql" or not name.startswith("test_"):
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def ana(db: None) -> User:
    """A patient; Dr Soto is linked to her."""
    return people.person("Ana Torres")


@pytest.fixture
def bruno(db: None) -> User:
    """Another patient, a stranger to Ana."""
    return people.person("Bruno Díaz")


@pytest.fixture
def soto(ana: User) -> User:
    """A verified provider whom Ana lets in."""
    doctor = people.provider("Elena Soto")
    people.link(ana, doctor)
    return doctor


@pytest.fixture
def vega(db: None) -> User:
    """A verified provider nobody lets in."""
    return people.provider("Luis Vega")


@pytest.fixture
def staff(db: None) -> User:
    """A staff member without any permission."""
    return people.with_second_factor(people.person("Stella Staff", is_staff=True))


@pytest.fixture
def boss(db: None) -> User:
    """A superuser."""
    return people.with_second_factor(people.person("Bea Boss", is_staff=True, is_superuser=True))


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A signed-in client for anyone."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
