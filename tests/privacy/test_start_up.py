"""Production does not start with missing or known secrets, nor with the demo's relaxed rules."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = base64.urlsafe_b64encode(os.urandom(48)).decode()
MASTER = base64.urlsafe_b64encode(os.urandom(32)).decode()
SOUND = {
    "HEALTHTRACKER_ENV": "production",
    "SECRET_KEY": SECRET,
    "MASTER_KEYS": MASTER,
    "ALLOWED_HOSTS": "health.example",
    "DATABASE_URL": "sqlite:///:memory:",
}


def start(folder: Path, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` in an environment of its own; an empty value unsets a variable."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    variables = {**kept, **SOUND, "VAR_DIR": str(folder), **changes}
    return subprocess.run(
        [sys.executable, "manage.py", *(command or ("check",))],
        cwd=ROOT,
        env={name: value for name, value in variables.items() if value},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_sound_settings_start_and_pass_the_deployment_check(tmp_path: Path) -> None:
    done = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "change-me"}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"MASTER_KEYS": ""}, "MASTER_KEYS"),
        ({"MASTER_KEYS": "secret"}, "MASTER_KEYS"),
        ({"MASTER_KEYS": "x" * 43}, "MASTER_KEYS"),
        ({"MASTER_KEYS": base64.b64encode(b"\0" * 32).decode()}, "MASTER_KEYS"),
        ({"MASTER_KEYS": f"{MASTER},too-short-to-be-a-key"}, "MASTER_KEYS"),
        ({"DEMO": "1"}, "DEMO"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"HEALTHTRACKER_ENV": "staging"}, "HEALTHTRACKER_ENV"),
    ],
)
def test_unsound_settings_do_not_start_and_say_why(
    tmp_path: Path, changes: dict[str, str], says: str
) -> None:
    done = start(tmp_path, **changes)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-3:]
    assert says in " ".join(last) or says in done.stderr
    for value in changes.values():
        assert len(value) < 20 or value not in done.stderr


def test_production_writes_no_key_of_its_own(tmp_path: Path) -> None:
    start(tmp_path)
    assert not (tmp_path / "secret.key").exists()
    assert not (tmp_path / "master.key").exists()


def test_at_home_both_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    home = {"HEALTHTRACKER_ENV": "local", "SECRET_KEY": "", "MASTER_KEYS": ""}
    assert start(tmp_path, **home).returncode == 0
    keys = [(tmp_path / name).read_text() for name in ("secret.key", "master.key")]
    assert start(tmp_path, **home).returncode == 0
    assert [(tmp_path / name).read_text() for name in ("secret.key", "master.key")] == keys
    assert keys[0] != keys[1]
    if os.name == "posix":
        assert (tmp_path / "master.key").stat().st_mode & 0o077 == 0
