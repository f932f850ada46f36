"""Everything a machine can say about the code without running the tests.

`python -m scripts.check [name ...]` runs all checks, or those named.
"""

import base64
import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from scripts.install import BIN, ROOT, ensure, environment, say


@dataclass(frozen=True)
class Check:
    """One command that must succeed, with what it needs in its environment."""

    name: str
    command: list[str]
    settings: dict[str, str] = field(default_factory=dict)


def production() -> dict[str, str]:
    """Settings as a careful operator would give them, with keys made up on the spot."""
    return {
        "HEALTHTRACKER_ENV": "production",
        "DEBUG": "0",
        "DEMO": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "MASTER_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ALLOWED_HOSTS": "health.example.org",
        "CSRF_TRUSTED_ORIGINS": "https://health.example.org",
        "DATABASE_URL": "postgres://app@127.0.0.1:5432/app",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "EMAIL_URL": "smtp+tls://app:app@127.0.0.1:587",
        "DEFAULT_FROM_EMAIL": "Health Tracker <no-reply@example.org>",
    }


def checks() -> list[Check]:
    """All checks, the slow ones first so that two at a time end together."""
    pages = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html"))
    manage = [tool("python"), "manage.py"]
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    return [
        Check("mypy", [tool("mypy"), "."]),
        # Ruff's S rules hold what bandit ranks low, and want a reason for each exception.
        Check("bandit", [tool("bandit"), "-q", "-ll", "-r", ".", "-c", "pyproject.toml"]),
        Check("deploy", deploy, production()),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        Check("catalogues", [*manage, "catalogues", "--check"]),
        Check("layers", [tool("lint-imports"), "--no-cache"]),
        Check("djlint", [tool("djlint"), "--lint", "--quiet", "templates"]),
        Check("djade", [tool("djade"), "--check", "--target-version", "5.2", *pages]),
        Check("ruff", [tool("ruff"), "check", "."]),
        Check("format", [tool("ruff"), "format", "--check", "."]),
        Check("hadolint", [tool("hadolint"), "Dockerfile"]),
    ]


def tool(name: str) -> str:
    """The path of a program installed beside the interpreter."""
    return str(BIN / (f"{name}.exe" if os.name == "nt" else name))


def run(check: Check) -> bool:
    """Run one check, print its verdict (its output too when it failed) and return the verdict."""
    started = time.monotonic()
    done = subprocess.run(
        check.command, cwd=ROOT, env=environment(**check.settings),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    passed = done.returncode == 0
    verdict = "ok" if passed else "FAILED"
    output = "" if passed else f"\n{done.stdout.rstrip()}\n"
    say(f"{check.name:<12}{verdict:<8}{time.monotonic() - started:5.1f} s{output}")
    return passed


def main(names: list[str]) -> int:
    """Run the checks named, or all; return 1 when any failed."""
    ensure("dev")
    wanted = [check for check in checks() if not names or check.name in names]
    if len(wanted) < len(names):
        sys.exit(f"Known checks: {', '.join(check.name for check in checks())}")
    with ThreadPoolExecutor(max_workers=2) as pool:
        return 0 if all(list(pool.map(run, wanted))) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
