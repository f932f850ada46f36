"""Sixteen people writing at once into the default database: nobody is told that it is locked."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_sixteen_browsers_log_at_once_and_every_reading_arrives(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'many.sqlite3'}",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "healthtracker.settings",
        "PYTHONPATH": str(ROOT),
        "REDIS_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.patients.many_writers"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "database is locked" not in done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == {"answers": {"302": 160}, "rows": 160, "vendor": "sqlite"}
