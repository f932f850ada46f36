"""Real processes: a worker that is stopped or killed, and several that start at once."""

import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from scripts.check import production
from scripts.install import ROOT, environment
from tests.journeys.server import database, free_port

MANAGE = [sys.executable, "manage.py"]


@pytest.fixture
def variables(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of processes on an empty database of their own."""
    with database(tmp_path) as url:
        yield environment(DATABASE_URL=url, VAR_DIR=str(tmp_path), HEALTHTRACKER_ENV="local")


def start(variables: dict[str, str], *command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*MANAGE, *command], cwd=ROOT, env=variables, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def workers(variables: dict[str, str]) -> int:
    """How many workers say they live."""
    url, count = variables["DATABASE_URL"], "SELECT count(*) FROM healthtracker_workerheartbeat"
    opened = (
        psycopg.connect(url) if "postgres" in url else sqlite3.connect(url[len("sqlite:///") :])
    )
    with closing(opened) as connection:
        return int(connection.execute(count).fetchone()[0])


def eventually(condition: Callable[[], bool], seconds: float = 40) -> bool:
    """Whether `condition` became true within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def test_processes_that_start_together_migrate_once(variables: dict[str, str]) -> None:
    together = [start(variables, "prepare") for _ in range(2)]
    outputs = [process.communicate(timeout=120)[0] for process in together]
    assert [process.returncode for process in together] == [0, 0], outputs
    assert sum("Applying contenttypes.0001_initial" in output for output in outputs) == 1


def test_a_worker_beats_until_it_is_told_to_stop(variables: dict[str, str]) -> None:
    start(variables, "prepare", "--verbosity", "0").communicate(timeout=120)
    worker = start(variables, "worker", "--interval", "0.1")
    try:
        assert eventually(lambda: workers(variables) == 1)
        worker.send_signal(signal.SIGTERM)
        output, _ = worker.communicate(timeout=20)
    finally:
        worker.kill()
    assert worker.returncode == 0, output
    assert workers(variables) == 0


@pytest.mark.parametrize("process", ["web", "page"])
def test_production_starts_checks_migrates_and_answers_the_probes(
    variables: dict[str, str], process: str
) -> None:
    port = free_port()
    ours = {name: variables[name] for name in ("DATABASE_URL", "VAR_DIR")}
    site = start(
        variables | production() | ours | {"REDIS_URL": "", "PORT": str(port)}, "start", process
    )
    try:
        assert eventually(lambda: status(port, "live") == 200 or site.poll() is not None)
        assert status(port, "live") == 200
        assert status(port, "ready") == 503, "nobody works in the background"
        site.send_signal(signal.SIGTERM)
        output, _ = site.communicate(timeout=20)
    finally:
        site.kill()
    assert "Traceback" not in output


def status(port: int, probe: str) -> int:
    """The status of a probe, 0 while nothing listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/{probe}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        with answer:
            return int(answer.code)
    except OSError:
        return 0


@pytest.mark.parametrize("missing", ["SECRET_KEY", "MASTER_KEYS"])
def test_production_refuses_to_start_without_its_keys(
    variables: dict[str, str], missing: str
) -> None:
    site = start(variables | production() | {missing: "change-me"}, "start", "web")
    output, _ = site.communicate(timeout=60)
    assert site.returncode != 0
    assert f"{missing} is missing" in output


def test_a_database_that_does_not_answer_is_named_as_the_reason(tmp_path: Path) -> None:
    waiting = "from healthtracker.migrating import wait_for_database as w; w(0)"
    nowhere = environment(DATABASE_URL="postgres://nobody@127.0.0.1:1/x", VAR_DIR=str(tmp_path))
    done = subprocess.run(
        [*MANAGE, "shell", "-c", waiting], cwd=ROOT, env=nowhere, capture_output=True, text=True
    )
    assert "The database did not answer" in done.stderr
