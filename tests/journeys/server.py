"""The real site for the journeys: daphne, a worker and demo data on a database of its own."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg

from scripts.family import Family
from scripts.install import ROOT, environment
from scripts.run import server_options

HOST = "127.0.0.1"
# The server of DATABASE_URL; "" where the suite runs on SQLite.
SERVER = url if (url := os.environ.get("DATABASE_URL", "")).startswith("postgres") else ""


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
    model = template(demo)
    shutil.copytree(model.folder, folder, dirs_exist_ok=True)
    with database(folder, copied_from=model.database) as url:
        variables = variables_of(folder, url, port) | settings
        running = Site(f"http://{HOST}:{port}", folder, variables)
        with Family(variables) as family:
            family.start("worker", [sys.executable, "manage.py", "worker", "--interval", "0.2"])
            family.start("server", [sys.executable, "-m", *server_options(port)])
            assert family.wait_until_answers(f"{running.url}/health/ready"), family.dead()
            yield running


def variables_of(folder: Path, url: str, port: int) -> dict[str, str]:
    """The environment of a site with its files in `folder` and its database at `url`."""
    return environment(
        HEALTHTRACKER_ENV="local", DEMO="1", DATABASE_URL=url, REDIS_URL=redis(), PORT=str(port),
        VAR_DIR=str(folder), EMAIL_URL=f"filemail://{folder / 'mail'}", LOG_LEVEL="WARNING",
    )  # fmt: skip


@dataclass(frozen=True)
class Template:
    """What every site of this process begins as: its files, and its database on a server."""

    folder: Path
    database: str


@cache
def template(demo: bool) -> Template:
    """A prepared site that nobody runs, made once a process: a year of demo data takes a while."""
    ends = ExitStack()
    atexit.register(ends.close)
    folder = Path(ends.enter_context(TemporaryDirectory()))
    url = ends.enter_context(database(folder))
    made = Site("", folder, variables_of(folder, url, port=0))
    made.manage("prepare", "--verbosity", "0", *(["--demo"] if demo else []))
    return Template(folder, urlsplit(url).path.removeprefix("/") if SERVER else "")


@contextmanager
def database(folder: Path, copied_from: str = "") -> Iterator[str]:
    """The URL of a database: a file in `folder`, or a new one on the server of DATABASE_URL.

    Args: copied_from: name of the database on the server that it begins as; "" is an empty one.
    """
    if not SERVER:
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    name = f"site_{os.getpid()}_{free_port()}"
    admin = urlunsplit(urlsplit(SERVER)._replace(path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{copied_from or "template0"}"')
        try:
            yield urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
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
