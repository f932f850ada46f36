"""Start-up stays light: vendors' packages are imported by the function that needs them."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.install import ROOT, environment

HEAVY = {"openai", "anthropic", "stripe", "weasyprint", "babel", "playwright", "pytest"}
STARTS = {
    "manage.py check": "import django; django.setup();"
    " from django.core.management import call_command; call_command('check')",
    "the web process": "import healthtracker.asgi",
    "the page process": "import healthtracker.wsgi;"
    " from django.urls import get_resolver; get_resolver().url_patterns",
    "the worker": "import django; django.setup();"
    " from healthtracker.management.commands import worker;"
    " from django.utils.module_loading import autodiscover_modules; autodiscover_modules('jobs')",
}


@pytest.mark.parametrize("start", STARTS)
def test_nothing_heavy_is_imported_at_start(start: str, tmp_path: Path) -> None:
    tell = f"{STARTS[start]}; import sys; print('|'.join({HEAVY} & set(sys.modules)))"
    variables = environment(DJANGO_SETTINGS_MODULE="healthtracker.settings", VAR_DIR=str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-W", "error::ImportWarning", "-c", tell],
        cwd=ROOT, env=variables, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[-2] == ""


@pytest.mark.parametrize("entry", ["healthtracker.asgi", "healthtracker.wsgi"])
def test_collection_resumes_after_the_start_without_what_stays(entry: str, tmp_path: Path) -> None:
    tell = f"import {entry}, gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"
    done = subprocess.run(
        [sys.executable, "-c", tell], cwd=ROOT, env=environment(VAR_DIR=str(tmp_path)),
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.split("\n")[-2] == "True True"
