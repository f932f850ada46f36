"""Import and export of readings beside a bare write and django-import-export, on both databases.

    python -m bench.exchange [--rows 100000] [--million] [--only sqlite|postgresql]

CPU seconds (on PostgreSQL with those of the server process) unless said; ratios within one run.
BENCH_POSTGRES names the server, postgres://postgres@127.0.0.1:5432/postgres otherwise.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from scripts.install import ROOT, environment

SERVER = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
LIMITS = {
    "import / bare write": 3.0,
    "library import / import, per row": 8.0,  # at least
    "import again / import": 1.5,
    "export / library export": 0.2,
    "first byte / library export (wall)": 0.05,
    "import, MB above start": 20.0,
    "import again, MB above start": 20.0,
    "export, MB above start": 10.0,
}
AT_LEAST = {"library import / import, per row"}
LIBRARY_ROWS = 10_000
MAKE = """
import sys
from tests.patients.generated import Everyday, as_file
seed, rows, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
open(path, "wb").write(as_file(Everyday(seed).rows(rows)))
"""


@contextmanager
def database(kind: str, folder: str) -> Iterator[str]:
    """The address of an empty database of its own."""
    name = f"ht_bench_{uuid4().hex[:8]}"
    if kind == "sqlite":
        yield f"sqlite:///{folder}/{name}.sqlite3"
        return
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{SERVER.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def child(kind: str, folder: str, what: str, path: Path) -> dict[str, Any]:
    """One measurement in a process and a database of its own."""
    with database(kind, folder) as address:
        variables = environment(
            VAR_DIR=folder, DATABASE_URL=address, LOG_LEVEL="ERROR", HEALTHTRACKER_ENV="local",
            DEMO="0", REDIS_URL="",
        )  # fmt: skip
        for step in ("prepare", what):
            line = [sys.executable, "-m", "bench._exchange", step, str(path)]
            done = subprocess.run(line, cwd=ROOT, env=variables, check=True, stdout=-1, text=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def made(folder: str, rows: int) -> Path:
    """A file of so many everyday readings."""
    path = Path(folder) / f"{rows}.csv"
    variables = environment(VAR_DIR=folder, DATABASE_URL="sqlite://:memory:", LOG_LEVEL="ERROR")
    start = "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', "
    start += "'healthtracker.settings'); django.setup()\n"
    for part in range(max(1, rows // 100_000)):
        piece = path.with_suffix(f".{part}")
        line = [sys.executable, "-c", start + MAKE, str(part), str(min(rows, 100_000)), str(piece)]
        subprocess.run(line, cwd=ROOT, env=variables, check=True)
        with path.open("ab") as whole, piece.open("rb") as source:
            if part:
                source.readline()
            whole.write(source.read())
        piece.unlink()
    return path


def measured(kind: str, folder: str, files: dict[str, Path]) -> dict[str, float]:
    """Every ratio of one database."""
    speed = child(kind, folder, "speed", files["all"])
    library = child(kind, folder, "library", files["some"])
    memory = child(kind, folder, "memory", files["all"])
    for name, times in (speed | library).items():
        if isinstance(times, dict):
            print(f"  {name:>16}{times['wall']:9.2f} s wall{times['cpu']:9.2f} s CPU")
    return {
        "import / bare write": speed["import"]["cpu"] / speed["bare"]["cpu"],
        "library import / import, per row": library["library"]["cpu"] / library["ours"]["cpu"],
        "import again / import": speed["again"]["cpu"] / speed["import"]["cpu"],
        "export / library export": speed["export"]["cpu"] / speed["library_export"]["cpu"],
        "first byte / library export (wall)": speed["first_byte"] / speed["library_export"]["wall"],
        "import, MB above start": memory["import"],
        "import again, MB above start": memory["again"],
        "export, MB above start": memory["export"],
    }


def judged(found: dict[str, float]) -> bool:
    """Print each ratio beside its limit; True when all hold."""
    held = True
    for name, value in found.items():
        limit = LIMITS[name]
        good = value >= limit if name in AT_LEAST else value <= limit
        held = held and good
        sign = ">=" if name in AT_LEAST else "<="
        print(f"{name:>40}{value:9.3f}   {sign} {limit:<6}{'' if good else 'MISSED'}")
    return held


def flat(kind: str, folder: str, path: Path) -> bool:
    """Memory at a million rows."""
    found = child(kind, folder, "memory", path)
    for name, value in found.items():
        print(f"{'1,000,000 rows: ' + name:>40}{value:9.1f} MB above start")
    return found["import"] <= 20 and found["export"] <= 10


def main(rows: int, kinds: list[str], *, million: bool) -> int:
    """Print the tables; 1 when a limit is missed."""
    held = True
    with tempfile.TemporaryDirectory() as folder:
        files = {"all": made(folder, rows), "some": made(folder, LIBRARY_ROWS)}
        large = made(folder, 1_000_000) if million else None
        for kind in kinds:
            print(f"\n{kind}, {rows:,} rows")
            held = judged(measured(kind, folder, files)) and held
            if large is not None:
                held = flat(kind, folder, large) and held
    return 0 if held else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--million", action="store_true", help="also memory at 1,000,000 rows")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    given = parser.parse_args()
    both = ["sqlite", "postgresql"]
    sys.exit(main(given.rows, [given.only] if given.only else both, million=given.million))
