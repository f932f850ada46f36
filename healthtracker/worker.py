"""The task worker: runs jobs, beats its heart, keeps the clock and picks up after dead workers."""

import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.db import Error, close_old_connections, connection
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from healthtracker.models import ClockTick, WorkerHeartbeat
from healthtracker.web.jobs import Job, clock, periodic
from healthtracker.web.log import event

BEAT = 5.0  # seconds between heartbeats
ALIVE = timedelta(seconds=60)  # a worker silent for longer counts as dead
TURNS = 3  # workers a job may take down before it is given up
KEPT = timedelta(days=14)  # finished jobs


def worker_alive() -> bool:
    """Whether any task worker has been heard of within the last minute."""
    return WorkerHeartbeat.objects.filter(seen_at__gte=timezone.now() - ALIVE).exists()


def has_task(job: Job, *ids: int | str) -> bool:
    """Whether `job` with these ids waits for a worker, or a worker has it."""
    open_states = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    rows = DBTaskResult.objects.filter(task_path=job.module_path, status__in=open_states)
    return any(row["args"] == list(ids) for row in rows.values_list("args_kwargs", flat=True))


def beat(name: str) -> None:
    """Tell the others that worker `name` lives."""
    WorkerHeartbeat.objects.update_or_create(name=name, defaults={"seen_at": timezone.now()})


def run_due() -> list[str]:
    """Run every periodic job that is due and that no other worker has taken; return their names."""
    jobs, now = clock(), timezone.now()
    due = ClockTick.objects.filter(name__in=jobs, due_at__lte=now).values_list("name", flat=True)
    return [name for name in due if _take_turn(name)]


def _take_turn(name: str) -> bool:
    job, now = clock()[name], timezone.now()
    mine = ClockTick.objects.filter(name=name, due_at__lte=now)
    if not mine.update(due_at=now + max(job.every, job.longest)):
        return False
    job.run()
    ClockTick.objects.filter(name=name).update(due_at=now + job.every)
    return True


def wind_clock() -> None:
    """Load every app's jobs and give each periodic one its row, due at once."""
    autodiscover_modules("jobs")
    ticks = [ClockTick(name=name, due_at=timezone.now()) for name in clock()]
    ClockTick.objects.bulk_create(ticks, ignore_conflicts=True)


@periodic(30)
def release_orphans() -> int:
    """Give the jobs of dead workers to living ones; return how many were released.

    A job that was running when `TURNS` workers died is marked failed: it may be what kills them.
    """
    limit = timezone.now() - ALIVE
    alive = set(WorkerHeartbeat.objects.filter(seen_at__gte=limit).values_list("name", flat=True))
    running = DBTaskResult.objects.running().filter(started_at__lt=limit)
    orphans = [row for row in running if not row.worker_ids or row.worker_ids[-1] not in alive]
    for orphan in orphans:
        spent = len(orphan.worker_ids) >= TURNS
        status = TaskResultStatus.FAILED if spent else TaskResultStatus.READY
        same = DBTaskResult.objects.running().filter(pk=orphan.pk, started_at=orphan.started_at)
        same.update(status=status, finished_at=timezone.now() if spent else None)
        event("job_orphaned", job=orphan.task_path, outcome=str(status))
    WorkerHeartbeat.objects.filter(seen_at__lt=limit - timedelta(hours=1)).delete()
    return len(orphans)


@periodic(24 * 3600, longest=600)
def forget_finished() -> None:
    """Delete finished jobs after two weeks."""
    limit = timezone.now() - KEPT
    DBTaskResult.objects.finished().filter(finished_at__lt=limit).delete()


class TaskWorker(Worker):
    """One worker process; `run()` returns, or the process exits, on SIGTERM once idle."""

    def __init__(self, *, interval: float, once: bool) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=uuid4().hex,
            excluded_queue_names=[],
        )
        self.over = threading.Event()

    def serve(self) -> None:
        """Work until told to stop, or until nothing is left when `once` was asked for."""
        wind_clock()
        beat(self.worker_id)
        event("worker_started", worker=self.worker_id)
        try:
            if self.batch:
                run_due()
            else:
                self._every(BEAT, lambda: beat(self.worker_id))
                self._every(1.0, run_due)
            self.run()
        finally:
            self._leave()

    def _leave(self) -> None:
        self.over.set()
        # A worker stopped by a lost database cannot sign off; its silence says the same.
        if not isinstance(sys.exc_info()[1], Error):
            WorkerHeartbeat.objects.filter(name=self.worker_id).delete()
            event("worker_stopped", worker=self.worker_id)

    def _every(self, seconds: float, deed: Callable[[], object]) -> None:
        # A thread each, so that neither a long job nor a long tick silences the heart.
        def repeat() -> None:
            while not self.over.wait(seconds):
                try:
                    close_old_connections()
                    deed()
                except Error as error:
                    event("worker_trouble", worker=self.worker_id, error=error)
                    connection.close()
            connection.close()

        threading.Thread(target=repeat, daemon=True).start()
