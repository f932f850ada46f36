"""Install what the tests need and run them, or the benchmarks.

`python -m scripts.test [bench | pytest options]`; CI=1 accepts nothing skipped.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from scripts.install import ROOT, ensure, environment, say
from tests.journeys.browser import chromium

# Journeys come last, in two halves: each has one server and one browser.
OPTIONS = ["-q", "-rfEsxX", "-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]


def main(options: list[str]) -> int:
    """Run the suite (or `options` of it); return pytest's exit code."""
    python = str(ensure("dev"))
    if options == ["bench"]:
        return bench(python)
    missing = chromium() is None
    if missing:
        say("No Chromium found: the browser journeys will be skipped. CHROMIUM=path names one.")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "junit.xml"
        code = run_suite(python, report, options)
        if missing:
            say("The browser journeys were skipped: no Chromium found.")
        if os.environ.get("CI") and code == 0 and (count := skipped(report)):
            say(f"{count} tests were skipped or expected to fail; CI accepts none.")
            return 1
    return code


def run_suite(python: str, report: Path, options: list[str]) -> int:
    """Run pytest, with the slowest tests named in CI; return its exit code."""
    slow = ["--durations=25"] if os.environ.get("CI") else []
    command = [python, "-m", "pytest", *OPTIONS, *slow, f"--junitxml={report}", *options]
    return subprocess.run(command, cwd=ROOT, env=environment()).returncode


def skipped(report: Path) -> int:
    """How many tests the JUnit report counts as skipped (expected failures included)."""
    root = ElementTree.parse(report).getroot()  # noqa: S314  # nosec B314
    suites = root.iter("testsuite")
    return sum(int(suite.get("skipped", "0")) for suite in suites)


def bench(python: str) -> int:
    """Run every benchmark in bench/, one after another."""
    scripts = sorted(path for path in (ROOT / "bench").glob("*.py") if path.name[0] != "_")
    codes = [
        subprocess.run([python, "-m", f"bench.{path.stem}"], cwd=ROOT, env=environment()).returncode
        for path in scripts
    ]
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
