"""What load balancers are told, and that they need no name, session or secret to ask."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from healthtracker import health, migrating, worker
from healthtracker.models import WorkerHeartbeat

STRANGE_HOST = {"HTTP_HOST": "10.1.2.3:8000"}


@pytest.fixture(autouse=True)
def _forget() -> None:
    migrating._was_current.cache_clear()


def ready(client: Client) -> tuple[int, dict[str, bool]]:
    answer = client.get("/health/ready", **STRANGE_HOST)
    return answer.status_code, answer.json()


def test_a_living_process_says_so_without_touching_the_database(client: Client) -> None:
    answer = client.get("/health/live", **STRANGE_HOST)
    assert (answer.status_code, answer.json()) == (200, {"live": True})
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.django_db
def test_everything_is_ready_when_a_worker_beats(client: Client, settings: Any) -> None:
    settings.PRODUCTION = True
    worker.beat("me")
    status, found = ready(client)
    assert status == 200
    assert all(found.values())


@pytest.mark.django_db
def test_production_without_a_worker_is_not_ready(client: Client, settings: Any) -> None:
    settings.PRODUCTION = True
    long_ago = timezone.now() - timedelta(seconds=61)
    WorkerHeartbeat.objects.create(name="gone", seen_at=long_ago)
    status, found = ready(client)
    assert status == 503
    assert found["ready"] is found["worker"] is False
    assert found["database"] is found["cache"] is found["migrations"] is True


@pytest.mark.django_db
def test_a_local_site_without_a_worker_is_ready_and_says_so(client: Client) -> None:
    status, found = ready(client)
    assert (status, found["worker"], found["worker_required"]) == (200, False, False)


@pytest.mark.django_db
def test_a_missing_migration_makes_the_site_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'healthtracker'")
    status, found = ready(client)
    assert (status, found["migrations"]) == (503, False)


@pytest.mark.django_db
def test_an_applied_migration_is_noticed_without_a_restart(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name, applied FROM django_migrations")
        rows = cursor.fetchall()
        cursor.execute("DELETE FROM django_migrations")
        assert ready(client)[0] == 503
        insert = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)"
        cursor.executemany(insert, rows)
    assert ready(client)[0] == 200


@pytest.mark.django_db
def test_a_lost_cache_makes_the_site_not_ready(client: Client, settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    caches["default"]  # the new one
    status, found = ready(client)
    assert (status, found["cache"]) == (503, False)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.mark.django_db
def test_a_broken_connection_is_reported_and_heals(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        status, found = ready(client)
    assert (status, found["database"], found["migrations"], found["worker"]) == (
        503, False, False, False,
    )  # fmt: skip
    assert ready(client)[0] == 200


def refuse(*args: object) -> None:
    """A database that answers nothing."""
    raise health.Error("server closed the connection")


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_only_reading_is_a_probe(client: Client, path: str) -> None:
    assert client.post(path, **STRANGE_HOST).status_code == 400  # refused by the host check
