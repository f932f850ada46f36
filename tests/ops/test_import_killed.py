"""kill -9 in the middle of an import: nothing half imported, and the next worker finishes it."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from scripts.install import ROOT, environment
from tests.journeys.server import database

ROWS = 30_000
MODULE = "from tests.ops import import_on_trial as trial"


@pytest.fixture
def variables(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of processes on an empty database of their own."""
    with database(tmp_path) as url:
        yield environment(DATABASE_URL=url, VAR_DIR=str(tmp_path), HEALTHTRACKER_ENV="local")


def manage(variables: dict[str, str], *command: str) -> None:
    line = [sys.executable, "manage.py", *command]
    done = subprocess.run(line, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def trial(variables: dict[str, str], call: str) -> None:
    manage(variables, "shell", "--no-imports", "-c", f"{MODULE}; trial.{call}")


def told(variables: dict[str, str]) -> tuple[str, int, int]:
    """State, progress and readings of the import, as any other process sees them."""
    url = variables["DATABASE_URL"]
    opened = (
        psycopg.connect(url) if "postgres" in url else sqlite3.connect(url[len("sqlite:///") :])
    )
    with closing(opened) as connection:
        batch = connection.execute("SELECT state, progress FROM patients_importbatch").fetchone()
        count = connection.execute("SELECT count(*) FROM patients_observation").fetchone()
    return str(batch[0]), int(batch[1]), int(count[0])


def worker(variables: dict[str, str]) -> "subprocess.Popen[bytes]":
    line = [sys.executable, "manage.py", "worker", "--interval", "0.1"]
    out = subprocess.DEVNULL
    return subprocess.Popen(line, cwd=ROOT, env=variables, stdout=out, stderr=out)


def eventually(condition: Callable[[], bool], pause: float) -> bool:
    """Whether `condition` became true within a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(pause)
    return False


def _noted(counts: set[int], count: int) -> int:
    counts.add(count)
    return count


def test_a_killed_import_leaves_nothing_and_is_finished_by_the_next_worker(
    variables: dict[str, str],
) -> None:
    manage(variables, "prepare", "--verbosity", "0")
    trial(variables, f"prepare({ROWS})")
    doomed = worker(variables)
    try:
        assert eventually(lambda: told(variables)[1] > 0, 0.01)
    finally:
        doomed.send_signal(signal.SIGKILL)
        doomed.wait()
    state, progress, count = told(variables)
    assert (state, count) == ("importing", 0)
    assert progress < 100
    trial(variables, "age()")
    heir = worker(variables)
    counts: set[int] = set()
    try:
        assert eventually(lambda: _noted(counts, told(variables)[2]) == ROWS, 0.2)
    finally:
        heir.terminate()
        heir.wait(timeout=30)
    assert counts == {0, ROWS}
    assert told(variables)[0] == "done"
