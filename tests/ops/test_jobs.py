"""Background jobs: on commit, again after failure, never telling what they worked on."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from healthtracker.web.jobs import after_commit
from healthtracker.worker import TaskWorker
from tests.ops import jobs_on_trial
from tests.ops.jobs_on_trial import calls, fragile, hopeless, trouble


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    yield
    calls.clear()
    trouble.clear()


def work() -> None:
    """Do everything that is waiting."""
    TaskWorker(interval=0, once=True).serve()


@pytest.mark.django_db(transaction=True)
def test_a_job_waits_for_the_commit_and_a_rollback_forgets_it() -> None:
    with transaction.atomic():
        after_commit(fragile, 7)
        assert not DBTaskResult.objects.exists()
    assert DBTaskResult.objects.count() == 1
    with transaction.atomic():
        after_commit(fragile, 8)
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_failing_job_is_tried_again_later_and_then_succeeds() -> None:
    trouble.append(ValueError("Ana's glucose was 431"))
    fragile.enqueue(7)
    work()
    first = DBTaskResult.objects.failed().get()
    again = DBTaskResult.objects.get(status=TaskResultStatus.READY)
    assert timedelta(seconds=9) < again.run_after - timezone.now() < timedelta(seconds=13)
    work()
    assert calls == [("fragile", 7)], "the second attempt came too early"
    with time_machine.travel(timezone.now() + timedelta(seconds=15), tick=True):
        work()
    again.refresh_from_db()
    assert (calls, again.status) == ([("fragile", 7)] * 2, TaskResultStatus.SUCCESSFUL)
    assert "glucose" not in first.traceback
    assert "431" not in first.traceback
    assert "ValueError at fragile:" in first.traceback


@pytest.mark.django_db(transaction=True)
def test_a_job_stops_after_its_last_attempt() -> None:
    trouble.extend(ValueError() for _ in range(5))
    fragile.enqueue(7)
    with time_machine.travel(timezone.now(), tick=True) as clock:
        for _ in range(5):
            work()
            clock.shift(timedelta(hours=1))
    assert len(calls) == 3
    assert DBTaskResult.objects.failed().count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_job_that_gives_up_is_not_tried_again() -> None:
    hopeless.enqueue(7)
    work()
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


@pytest.mark.django_db(transaction=True)
def test_the_delay_doubles() -> None:
    delays = []
    for attempt in (1, 2):
        trouble.append(ValueError())
        DBTaskResult.objects.all().delete()
        fragile.enqueue(7, attempt=attempt)
        work()
        again = DBTaskResult.objects.get(status=TaskResultStatus.READY)
        delays.append((again.run_after - timezone.now()).total_seconds())
    assert 9 < delays[0] < 13
    assert 19 < delays[1] < 25


def test_a_job_knows_its_own_name() -> None:
    assert fragile.module_path == "tests.ops.jobs_on_trial.fragile"
    assert jobs_on_trial.fragile is fragile
