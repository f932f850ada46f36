"""The worker: heartbeat, one turn per periodic job, and the jobs of dead colleagues."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from healthtracker import worker
from healthtracker.models import ClockTick, WorkerHeartbeat
from healthtracker.web import jobs
from healthtracker.web.jobs import periodic
from tests.ops.jobs_on_trial import fragile

NAME = "tests.ops.test_worker.chime.<locals>.ring"


@pytest.fixture
def chime() -> Iterator[list[int]]:
    """A periodic job that notes each of its runs."""
    runs: list[int] = []

    @periodic(10, longest=60)
    def ring() -> None:
        runs.append(1)

    yield runs
    jobs._clock.pop(NAME)


@pytest.mark.django_db
def test_a_periodic_job_runs_at_once_and_then_waits_its_time(chime: list[int]) -> None:
    worker.wind_clock()
    assert NAME in worker.run_due()
    assert worker.run_due() == []
    ClockTick.objects.filter(name=NAME).update(due_at=timezone.now() - timedelta(seconds=1))
    assert worker.run_due() == [NAME]
    assert len(chime) == 2


@pytest.mark.django_db
def test_winding_the_clock_again_moves_nothing(chime: list[int]) -> None:
    worker.wind_clock()
    worker.run_due()
    due = ClockTick.objects.get(name=NAME).due_at
    worker.wind_clock()
    assert ClockTick.objects.get(name=NAME).due_at == due


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_one_turn(chime: list[int]) -> None:
    worker.wind_clock()
    ClockTick.objects.exclude(name=NAME).delete()
    start = threading.Barrier(6)

    def take() -> None:
        start.wait()
        try:
            worker.run_due()
        finally:
            connection.close()

    colleagues = [threading.Thread(target=take) for _ in range(6)]
    for colleague in colleagues:
        colleague.start()
    for colleague in colleagues:
        colleague.join()
    assert len(chime) == 1


@pytest.mark.django_db
def test_a_periodic_job_that_fails_gets_its_next_turn() -> None:
    @periodic(10)
    def stumble() -> None:
        raise ValueError("secret")

    name = f"{__name__}.test_a_periodic_job_that_fails_gets_its_next_turn.<locals>.stumble"
    worker.wind_clock()
    try:
        assert name in worker.run_due()
    finally:
        jobs._clock.pop(name)


def running(worker_ids: list[str], *, minutes: int = 5) -> DBTaskResult:
    """A job that was claimed by the last of `worker_ids` some time ago."""
    fragile.enqueue(1)
    row = DBTaskResult.objects.latest("enqueued_at")
    row.status, row.worker_ids = TaskResultStatus.RUNNING, worker_ids
    row.started_at = timezone.now() - timedelta(minutes=minutes)
    row.save()
    return row


@pytest.mark.django_db
def test_a_dead_workers_job_goes_back_to_the_queue() -> None:
    row = running(["gone"])
    assert worker.release_orphans() == 1
    row.refresh_from_db()
    assert row.status == TaskResultStatus.READY


@pytest.mark.django_db
def test_a_living_workers_long_job_is_left_alone() -> None:
    worker.beat("busy")
    row = running(["gone", "busy"])
    assert worker.release_orphans() == 0
    row.refresh_from_db()
    assert row.status == TaskResultStatus.RUNNING


@pytest.mark.django_db
def test_a_job_that_took_three_workers_down_is_given_up() -> None:
    row = running(["one", "two", "three"])
    worker.release_orphans()
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED


@pytest.mark.django_db
def test_old_finished_jobs_are_forgotten() -> None:
    old, new = running(["x"]), running(["x"])
    finished = {"status": TaskResultStatus.SUCCESSFUL}
    for row, days in ((old, 15), (new, 13)):
        ago = timezone.now() - timedelta(days=days)
        DBTaskResult.objects.filter(pk=row.pk).update(finished_at=ago, **finished)
    worker.forget_finished()
    assert [row.pk for row in DBTaskResult.objects.all()] == [new.pk]


@pytest.mark.django_db
def test_a_worker_counts_as_alive_for_a_minute() -> None:
    assert not worker.worker_alive()
    worker.beat("me")
    assert worker.worker_alive()
    WorkerHeartbeat.objects.update(seen_at=timezone.now() - timedelta(seconds=61))
    assert not worker.worker_alive()
