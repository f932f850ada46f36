"""`make test` on a machine without a browser: plain words there, an error in CI."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from scripts.install import ROOT, environment
from scripts.test import skipped

JOURNEY = [sys.executable, "-m", "pytest", "-q", "-rs", "tests/journeys/test_home.py"]


def run_journey(**variables: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in environment().items() if name != "CI"}
    clean |= {"CHROMIUM": "/nowhere/chromium"} | variables
    return subprocess.run(JOURNEY, cwd=ROOT, env=clean, capture_output=True, text=True)


def test_journeys_are_skipped_with_a_reason_where_no_browser_is() -> None:
    done = run_journey()
    assert done.returncode == 0, done.stdout
    assert "no Chromium found, so browser journeys were skipped" in done.stdout


def test_ci_does_not_accept_a_missing_browser() -> None:
    done = run_journey(CI="1")
    assert done.returncode != 0
    assert "there is no Chromium" in done.stdout + done.stderr


def test_the_report_counts_what_was_skipped(tmp_path: Path) -> None:
    root = ElementTree.Element("testsuites")
    for number in ("0", "2"):
        ElementTree.SubElement(root, "testsuite", skipped=number)
    ElementTree.ElementTree(root).write(tmp_path / "junit.xml")
    assert skipped(tmp_path / "junit.xml") == 2
