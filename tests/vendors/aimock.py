"""An AI vendor by somebody else: the npm package aimock, which speaks all three APIs.

What our own fakes and our engines might misunderstand alike, it does not. `python -m
tests.vendors.aimock` installs it into .cache/, where Node is; without it, its tests do not exist.
"""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PACKAGE = "@copilotkit/aimock@1.43.0"
FOLDER = Path(__file__).resolve().parents[2] / ".cache" / "aimock"
PROGRAM = FOLDER / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
OLDEST = (20, 15)


def node() -> str | None:
    """The Node that can run it, if there is one."""
    found = shutil.which("node")
    if found is None:
        return None
    version = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
    numbers = [int(number) for number in re.findall(r"\d+", version)]
    return found if tuple(numbers[:2]) >= OLDEST else None


def command() -> list[str] | None:
    """How to run it, or None where Node or the package is missing."""
    runtime = node()
    return [runtime, str(PROGRAM)] if runtime and PROGRAM.is_file() else None


def install() -> int:
    """Install it where Node and npm are; returns npm's exit code, 0 without Node."""
    npm = shutil.which("npm")
    if command() or node() is None or npm is None:
        return 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    options = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts"]
    return subprocess.run([npm, "install", "--prefix", str(FOLDER), *options, PACKAGE]).returncode


class Independent:
    """The running peer."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def journal(self) -> list[dict[str, Any]]:
        """The requests that it received, each with its body."""
        with urllib.request.urlopen(f"{self.url}/__aimock/journal", timeout=5) as answer:
            found: list[dict[str, Any]] = json.load(answer)
        return found


@contextmanager
def independent(folder: Path, fixtures: list[dict[str, Any]]) -> Iterator[Independent]:
    """Run it with these fixtures, which are written to `folder`."""
    (folder / "fixtures.json").write_text(json.dumps({"fixtures": fixtures}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = command()
    assert program, "not installed"
    options = ["-h", "127.0.0.1", "-p", str(port), "-f", str(folder), "--strict"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([*program, *options, "--log-level", "silent"], **quiet)
    try:
        _wait_for(port)
        yield Independent(port)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("aimock did not start")


if __name__ == "__main__":
    sys.exit(install())
