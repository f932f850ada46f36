"""Start Health Tracker here: install, migrate, demo data, then a worker and a server.

`python -m scripts.run`, with PORT in the environment for another port than 8000.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from scripts.family import Family
from scripts.install import ROOT, ensure, environment, say

HOST = "127.0.0.1"
NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows knows no SIGHUP
SIGNALS = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM or a closed terminal."""


def main() -> int:
    """Run until Ctrl-C, SIGTERM or the end of a child; return the exit code."""
    port = chosen_port()
    on_signals(stop)
    try:
        python = str(ensure("runtime"))
        local = {"HEALTHTRACKER_ENV": "local", "DEMO": "1"} | environment(PORT=str(port))
        refuse_taken(port)
        with Family(local) as family:
            logins = prepare(python, local)
            family.start("worker", [python, "manage.py", "worker"])
            family.start("server", [python, "-m", *server_options(port)])
            return tell_and_watch(family, port, logins)
    except Stopped:
        say("Stopped.")
        return 0


def on_signals(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    """Call `handler` on Ctrl-C, SIGTERM and SIGHUP."""
    for number in SIGNALS:
        signal.signal(number, handler)


def stop(number: int, frame: FrameType | None) -> NoReturn:
    """End the run; a second signal is left to the stopping that is under way.

    Raises: Stopped: always.
    """
    on_signals(signal.Handlers.SIG_IGN)
    raise Stopped


def chosen_port() -> int:
    """The port in PORT, or 8000.

    Raises: SystemExit: PORT is not a port.
    """
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def refuse_taken(port: int) -> None:
    """Leave with advice when something else listens on `port`."""
    with socket.socket() as probe:
        # As daphne binds: a port that a stopped server left in TIME_WAIT is free.
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            sys.exit(f"Port {port} needs administrator rights. Choose one above 1023: PORT=8080.")
        except OSError:
            sys.exit(f"Port {port} is in use. Choose another one: PORT={port + 1} make run")


def prepare(python: str, local: dict[str, str]) -> str:
    """Migrate and fill the database; return the demo logins as text.

    Raises: SystemExit: preparation failed; what it said stands above.
    """
    say("Preparing the database")
    command = [python, "manage.py", "prepare", "--verbosity", "0"]
    if local["DEMO"].lower() in {"1", "true", "yes", "on"}:
        command.append("--demo")
    done = subprocess.run(command, cwd=ROOT, env=local, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}The database could not be prepared.")
    return done.stdout.strip()


def server_options(port: int) -> list[str]:
    """What `python -m` is told to serve the site."""
    return ["healthtracker.serving", "-b", HOST, "-p", str(port)]


def tell_and_watch(family: Family, port: int, logins: str) -> int:
    """Print where the site is once it answers, then wait for its end."""
    home = f"http://{HOST}:{port}/"
    if not family.wait_until_answers(f"{home}health/live"):
        say(f"Health Tracker did not start: {family.dead() or 'the server'} has failed.")
        return 1
    say(f"\nHealth Tracker is running at {home}\n{logins}\nCtrl-C stops it.")
    say(f"Stopping: {family.watch()}.")
    return 1


if __name__ == "__main__":
    if not Path("manage.py").is_file():
        os.chdir(ROOT)
    sys.exit(main())
