"""Background jobs: enqueued on commit, retried with backoff, or run on a clock.

A job takes ids, calls one service and may run twice: a worker can die after the deed and before
it has said so. The worker imports every app's `jobs.py`, so declaring one is enough.
"""

import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial, wraps
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from healthtracker.web.context import RequestContext, enter, leave
from healthtracker.web.log import event

Deed = Callable[..., None]
Job = Task[..., None]

LONGEST_DELAY = 3600.0  # seconds


class GiveUp(Exception):
    """Raised by a job whose failure no repetition can cure."""


class AttemptFailed(Exception):
    """What the task table keeps of a failure: type and place, never a message with values."""


def retrying(
    *, attempts: int = 5, first_delay: float = 10.0, priority: int = 0
) -> Callable[[Deed], Job]:
    """Declare a job that is tried again, later and later, until it works or `attempts` are used up.

    Args: first_delay: seconds before the second attempt, doubled each time up to an hour, each
    with up to 20 % added at random so that failures do not return in step.
    """

    def declare(deed: Deed) -> Job:
        @wraps(deed)
        def run(*ids: int | str, attempt: int = 1) -> None:
            if (failure := _failure(deed, ids)) is None:
                return
            more = attempt < attempts and not isinstance(failure, GiveUp)
            if more and job.get_backend().supports_defer:
                after = timezone.now() + _delay(first_delay, attempt)
                job.using(run_after=after).enqueue(*ids, attempt=attempt + 1)
            # Raised outside the handler, so that the original is not even its context.
            raise AttemptFailed(_place(failure))

        job: Job = task(priority=priority)(run)
        return job

    return declare


def after_commit(job: Job, *ids: int | str) -> None:
    """Enqueue `job` once the surrounding transaction has committed; never when it rolls back."""
    transaction.on_commit(partial(job.enqueue, *ids))


def _failure(deed: Deed, ids: tuple[int | str, ...]) -> Exception | None:
    token = enter(RequestContext(request_id=uuid4().hex, channel="job"))
    try:
        deed(*ids)
    except Exception as error:
        event("job_failed", job=f"{deed.__module__}.{deed.__qualname__}", error=error)
        return error
    finally:
        leave(token)
    return None


def _delay(first: float, attempt: int) -> timedelta:
    seconds = min(first * 2 ** (attempt - 1), LONGEST_DELAY)
    return timedelta(seconds=seconds * (1 + random.random() / 5))  # noqa: S311 - not a secret


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.name}:{frame.lineno}"


@dataclass(frozen=True)
class Periodic:
    """One deed on a clock.

    Attributes: name: dotted path. every: from start to start. longest: how long one run may take
    before another worker may take the next turn.
    """

    name: str
    every: timedelta
    longest: timedelta
    deed: Callable[[], Any]

    def run(self) -> None:
        """Do it in a context of its own; a failure is logged and waits for the next turn."""
        _failure(self.deed, ())


_clock: dict[str, Periodic] = {}


def periodic(
    seconds: float, *, longest: float = 30.0
) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Declare a deed that one worker (whichever is free) does every `seconds`.

    Args: longest: seconds one run may take; beyond it a second worker may start the next.
    """

    def register(deed: Callable[[], Any]) -> Callable[[], Any]:
        name = f"{deed.__module__}.{deed.__qualname__}"
        _clock[name] = Periodic(name, timedelta(seconds=seconds), timedelta(seconds=longest), deed)
        return deed

    return register


def clock() -> dict[str, Periodic]:
    """Every periodic job by name."""
    return dict(_clock)
