"""An Apple Health export of some months imported whole, in its own process and database.

    python -m bench.apple [--mb 240] [--database URL]

Targets: at least 25 MB of XML per CPU second, and less than 60 MB of memory above the start, with
engine, writing and rollups; a second import changes nothing; twice the file needs no more memory.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from bench._apple_file import write as write_export
from scripts.install import ROOT, environment

PER_SECOND, MEMORY, FLAT = 25.0, 60.0, 10.0
# Runs where Django is set up: bench modules must stay importable without it.
CHILD = """
from bench._apple_import import measure
measure({path!r}, {size})
"""


def make(folder: Path, megabytes: int) -> tuple[Path, int]:
    """A zip with an export, and the size of its XML."""
    xml = folder / "export.xml"
    write_export(xml, megabytes)
    packed = folder / f"export-{megabytes}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(xml, "apple_health_export/export.xml")
    size = xml.stat().st_size
    xml.unlink()
    return packed, size


def run(path: Path, size: int, variables: dict[str, str]) -> dict[str, Any]:
    """Import in a process of its own; return what it measured."""
    code = CHILD.format(path=str(path), size=size)
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=variables, check=True, stdout=-1, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(megabytes: int, database: str) -> int:
    """Print both sizes; 1 when a target is missed."""
    held = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = database or f"sqlite:///{folder}/bench.sqlite3"
        variables = environment(
            VAR_DIR=name, DATABASE_URL=url, LOG_LEVEL="ERROR", HEALTHTRACKER_ENV="local", DEMO="0",
            REDIS_URL="",
        )  # fmt: skip
        prepare = [sys.executable, "manage.py", "prepare", "-v", "0"]
        subprocess.run(prepare, cwd=ROOT, env=variables, check=True)
        kinds = "PostgreSQL" if url.startswith("postgres") else "SQLite"
        print(
            f"{kinds:>10}{'MB of XML':>12}{'rows':>9}{'MB/CPU s':>10}{'memory MB':>11}{'again':>8}"
        )
        first = None
        for size in (megabytes // 2, megabytes):
            found = run(*make(folder, size), variables)
            print(
                f"{'':>10}{found['megabytes']:12.0f}{found['rows']:9}{found['speed']:10.1f}"
                f"{found['memory']:11.1f}{found['again']:8}"
            )
            first = first or found
            held &= found["speed"] >= PER_SECOND and found["memory"] < MEMORY
            held &= found["again"] == 0 and found["memory"] <= first["memory"] + FLAT
    print(f"targets: {PER_SECOND:.0f} MB/CPU s, under {MEMORY:.0f} MB, 0 changes again")
    return 0 if held else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=240)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    sys.exit(main(options.mb, options.database))
