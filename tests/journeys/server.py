"""The real site for the journeys: daphne, a worker and demo data on a database of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from scripts.family import Family
from scripts.install import ROOT, environment
from scripts.run import server_options

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Site:
    """A running site. `folder` holds its files; mail it sends lands in `folder/mail`."""

    url: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *command: str) -> str:
        """Run a management command against the site's database; return what it printed."""
        line = [sys.executable, "manage.py", *command]
        done = subprocess.run(line, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def mails(self) -> list[str]:
        """Every message sent so far, oldest first, as raw text."""
        files = sorted((self.folder / "mail").glob("*"), key=lambda file: file.stat().st_mtime)
        return [file.read_text(encoding="utf-8") for file in files]


@contextmanager
def site(folder: Path, *, demo: bool = True, **settings: str) -> Iterator[Site]:
    """A site with its data in `folder`, gone when the block ends.

    Args: demo: whether to fill it with the demo people. settings: more environment variables.
    """
    port = free_port()
    with database(folder) as url:
        variables = environment(
            HEALTHTRACKER_ENV="local", DEMO="1", DATABASE_URL=url, REDIS_URL=redis(),
            PORT=str(port), VAR_DIR=str(folder), EMAIL_URL=f"filemail://{folder / 'mail'}",
            LOG_LEVEL="WARNING", **settings,
        )  # fmt: skip
        running = Site(f"http://{HOST}:{port}", folder, variables)
        running.manage("prepare", "--verbosity", "0", *(["--demo"] if demo else []))
        with Family(variables) as family:
            family.start("worker", [sys.executable, "manage.py", "worker", "--interval", "0.2"])
            family.start("server", [sys.executable, "-m", "daphne", *server_options(port)])
            assert family.wait_until_answers(f"{running.url}/health/ready"), family.dead()
            yield running


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The URL of an empty database: a file, or a new one on the server of DATABASE_URL."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    name = f"site_{os.getpid()}_{free_port()}"
    admin = urlunsplit(urlsplit(server)._replace(path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def redis() -> str:
    """A database of REDIS_URL's server that no test process empties, "" without Redis.

    Test process n of two uses the database of REDIS_URL plus n, its sites the second next.
    """
    server, _, number = os.environ.get("REDIS_URL", "").rpartition("/")
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    return f"{server}/{int(number) + worker + 2}" if server else ""


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
