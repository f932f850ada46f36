"""`make run`: one command starts everything, and whatever ends it ends everything."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.family import Family
from scripts.install import ROOT, environment
from tests.journeys.server import database, free_port

RUN = [sys.executable, "-m", "scripts.run"]


@pytest.fixture
def variables(tmp_path: Path) -> Iterator[dict[str, str]]:
    with database(tmp_path) as url:
        local = environment(DATABASE_URL=url, VAR_DIR=str(tmp_path), PORT=str(free_port()))
        yield local | {"DEMO": "0"}


def launch(variables: dict[str, str]) -> "subprocess.Popen[str]":
    """Start the site and return once it says where it runs."""
    running = subprocess.Popen(
        RUN, cwd=ROOT, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert running.stdout is not None
    for line in running.stdout:
        if "is running at" in line:
            assert f"127.0.0.1:{variables['PORT']}/" in line
            return running
    raise AssertionError(f"It ended with {running.wait()}.")


def children(process: "subprocess.Popen[str]") -> list[int]:
    return [
        int(word)
        for word in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    ]


def gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_every_signal_stops_every_child_and_the_next_start_takes_seconds(
    variables: dict[str, str],
) -> None:
    took = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        started = time.monotonic()
        running = launch(variables)
        took.append(time.monotonic() - started)
        family = children(running)
        assert len(family) == 2
        running.send_signal(number)
        output, _ = running.communicate(timeout=30)
        assert running.returncode == 0
        assert "Stopped." in output
        assert gone(family)
    assert min(took[1:]) < 20  # about 4 s on a quiet machine


def test_the_death_of_one_child_stops_the_other_and_is_told(variables: dict[str, str]) -> None:
    running = launch(variables)
    worker, server = sorted(children(running))
    os.kill(worker, signal.SIGKILL)
    output, _ = running.communicate(timeout=30)
    assert running.returncode == 1
    assert "the worker ended with code -9" in output
    assert gone([worker, server])


def test_a_taken_port_is_named_with_a_way_out(variables: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(variables["PORT"])))
        other.listen()
        done = subprocess.run(RUN, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"Port {variables['PORT']} is in use" in done.stderr
    assert "make run" in done.stderr


@pytest.mark.parametrize("port", ["0", "70000", "http", "-1"])
def test_a_port_that_is_none_is_refused(variables: dict[str, str], port: str) -> None:
    done = subprocess.run(
        RUN, cwd=ROOT, env=variables | {"PORT": port}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "PORT must be a number" in done.stderr


def test_a_child_that_ignores_the_request_is_killed_with_its_own_children(tmp_path: Path) -> None:
    stubborn = (
        "import signal, subprocess, sys, time, pathlib;"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"pathlib.Path({str(tmp_path / 'pids')!r}).write_text(str(child.pid));"
        "time.sleep(60)"
    )
    with Family(environment(), grace=1) as family:
        family.start("stubborn", [sys.executable, "-c", stubborn])
        while not (tmp_path / "pids").is_file():
            time.sleep(0.05)
        time.sleep(0.2)
    deadline = time.monotonic() + 5
    grandchild = int((tmp_path / "pids").read_text())
    while not gone([grandchild]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert gone([grandchild])
