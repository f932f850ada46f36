"""The first page: flat from 10,000 to 1,000,000 readings, and its CPU against a FastAPI peer.

    python -m bench.dashboard [--rows 1000000] [--only sqlite|postgresql]

Limits: p50 at 1,000,000 rows at most 1.5 times that at 10,000; at most 12 queries; CPU of a request
at most 1.2 times the peer's under gunicorn and 1.6 times under daphne. The peer (bench.sites.peer)
reads the same data and answers JSON. PostgreSQL is skipped where none listens on DATABASE_ADMIN.
"""

import argparse
import http.client
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from bench._report import judge
from bench.pages import manage, seconds_of
from scripts.family import Family
from scripts.install import environment
from scripts.run import HOST, server_options
from tests.journeys.server import free_port

ADMIN = os.environ.get("DATABASE_ADMIN", "postgres://postgres@127.0.0.1:5432/postgres")
FEW, MANY = 10_000, 1_000_000
FLAT, QUERIES, GUNICORN, DAPHNE = 1.5, 12, 1.2, 1.6
ROUNDS, REQUESTS, WARM = 5, 60, 30
EMAIL = "decade@example.org"
SIGN_IN = f"""
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from accounts.models import User
user, client = User.objects.get(email="{EMAIL}"), Client()
client.force_login(user)
client.get("/today/")
with CaptureQueriesContext(connection) as asked:
    assert client.get("/today/").status_code == 200
key = client.cookies["sessionid"].value
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE bench_session (key varchar(40) PRIMARY KEY, user_id integer,"
                   " ends timestamp)")
    cursor.execute("INSERT INTO bench_session VALUES (%s, %s, '2100-01-01 00:00:00')",
                   [key, user.pk])
print(key, len(asked))
"""


@dataclass(frozen=True)
class Site:
    """A database with one long record, and how to get in."""

    name: str
    rows: int
    variables: dict[str, str]
    session: str
    queries: int


@contextmanager
def site(vendor: str, rows: int) -> Iterator[Site]:
    """A prepared database of `vendor` with `rows` readings, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, database(vendor, folder, rows) as url:
        variables = environment(
            VAR_DIR=folder, DATABASE_URL=url, LOG_LEVEL="ERROR", HEALTHTRACKER_ENV="local",
            DEMO="0", REDIS_URL="",
        )  # fmt: skip
        manage(variables, "prepare", "-v", "0")
        code = f"from bench.record_of_a_decade import main; main('{EMAIL}', {rows})"
        manage(variables, "shell", "-v", "0", "-c", code)
        *_said, session, queries = manage(variables, "shell", "-v", "0", "-c", SIGN_IN).split()
        yield Site(vendor, rows, variables, session, int(queries))


@contextmanager
def database(vendor: str, folder: str, rows: int) -> Iterator[str]:
    """The address of an empty database."""
    if vendor == "sqlite":
        yield f"sqlite:///{folder}/bench.sqlite3"
        return
    name = f"bench_dashboard_{rows}"
    with psycopg.connect(ADMIN, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        admin.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield f"{ADMIN.rpartition('/')[0]}/{name}"
        finally:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def start(family: Family, kind: str) -> int:
    """Start one server; return its port."""
    port = free_port()
    bind = ["-b", f"{HOST}:{port}", "healthtracker.wsgi:application"]
    gthread = ["-k", "gthread", "-w", "1", "--threads", "4", "--log-level", "error"]
    peer = ["--host", HOST, "--port", str(port), "--log-level", "error", "--no-access-log"]
    lines = {
        "gunicorn": ["gunicorn", *gthread, *bind],
        "daphne": server_options(port),
        "peer": ["uvicorn", *peer, "bench.sites.peer:app"],
    }
    family.start(kind, [sys.executable, "-m", *lines[kind]])
    return port


class Asker:
    """One kept-alive client of one server."""

    def __init__(self, kind: str, port: int, session: str) -> None:
        self.path = "/today" if kind == "peer" else "/today/"
        self.headers = {"Cookie": f"sessionid={session}"}
        self.port = port

    def ask(self, times: int) -> list[float]:
        """Wall milliseconds of each of so many requests."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        spent = []
        for _ in range(times):
            began = time.perf_counter()
            connection.request("GET", self.path, headers=self.headers)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, (answer.status, body[:300])
            spent.append((time.perf_counter() - began) * 1000)
        connection.close()
        return spent


def wait(port: int, family: Family) -> None:
    """Until the server takes connections."""
    for _ in range(300):
        try:
            http.client.HTTPConnection(HOST, port, timeout=2).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{family.dead() or 'a server'} did not start")


def cpu(large: Site) -> dict[str, float]:
    """CPU milliseconds of a request by server, each the median of rounds taken in turn."""
    times: dict[str, list[float]] = {"gunicorn": [], "daphne": [], "peer": []}
    with Family(large.variables) as family:
        askers = {kind: Asker(kind, start(family, kind), large.session) for kind in times}
        for kind, asker in askers.items():
            wait(asker.port, family)
            asker.ask(WARM)
            assert kind in family.children
        for _round in range(ROUNDS):
            for kind, asker in askers.items():
                before = seconds_of(family.children[kind].pid)
                asker.ask(REQUESTS)
                spent = seconds_of(family.children[kind].pid) - before
                times[kind].append(spent * 1000 / REQUESTS)
    return {kind: statistics.median(values) for kind, values in times.items()}


def p50(sites: list[Site]) -> list[float]:
    """Median wall milliseconds of the page on gunicorn, the sites asked in turn."""
    spent: list[list[float]] = [[] for _site in sites]
    families = [Family(each.variables) for each in sites]
    with families[0], families[1]:
        askers = []
        for each, family in zip(sites, families, strict=True):
            askers.append(Asker("gunicorn", start(family, "gunicorn"), each.session))
            wait(askers[-1].port, family)
            askers[-1].ask(WARM)
        for _round in range(ROUNDS):
            for asker, times in zip(askers, spent, strict=True):
                times += asker.ask(REQUESTS)
    return [statistics.median(times) for times in spent]


def measure(vendor: str, many: int) -> bool:
    """All figures of one database; whether every limit holds."""
    print(vendor)
    with site(vendor, FEW) as small, site(vendor, many) as large:
        few, lots = p50([small, large])
        spent = cpu(large)
        print(f"  p50 {few:.1f} ms at {FEW:,} rows, {lots:.1f} ms at {many:,}")
        print("  CPU ms " + ", ".join(f"{kind} {ms:.2f}" for kind, ms in spent.items()))
        held = [
            judge("queries of the page", large.queries, QUERIES),
            judge(f"p50, {many:,} rows / {FEW:,} rows", lots / few, FLAT),
            judge("CPU, gunicorn / peer", spent["gunicorn"] / spent["peer"], GUNICORN),
            judge("CPU, daphne / peer", spent["daphne"] / spent["peer"], DAPHNE),
        ]
    return all(held)


def vendors(only: str) -> list[str]:
    """SQLite, and PostgreSQL where one listens."""
    if only:
        return [only]
    try:
        psycopg.connect(ADMIN, connect_timeout=3).close()
    except psycopg.OperationalError:
        print("PostgreSQL skipped: none at DATABASE_ADMIN.")
        return ["sqlite"]
    return ["sqlite", "postgresql"]


def main() -> int:
    """Print every figure; return 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=MANY)
    parser.add_argument("--only", default="", choices=["", "sqlite", "postgresql"])
    options = parser.parse_args()
    held = [measure(vendor, options.rows) for vendor in vendors(options.only)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
