"""Make the virtual environment and install the hash-locked packages, only when they changed.

`python -m scripts.install [runtime|dev|train|lock|clean]`
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = {
    "runtime": ("requirements.txt",),
    "dev": ("requirements.txt", "requirements-dev.txt"),
    "train": ("requirements.txt", "requirements-train.txt"),
}
LOCK_OPTIONS = ["--quiet", "--universal", "--python-version=3.11", "--generate-hashes"]
LOCK_OPTIONS += ["--no-header", "--no-emit-index-url"]


def say(text: str) -> None:
    """Write one line for the person at the terminal, at once even through a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def environment(**extra: str) -> dict[str, str]:
    """Return this process's environment plus `extra`, with bytecode writing allowed.

    Source: uncompiled, `manage.py check` costs 2.7 times the CPU of a compiled one.
    """
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | extra


def call(*command: str | Path) -> None:
    """Run a command in the repository; leave with its code when it fails."""
    code = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment()).returncode
    if code:
        sys.exit(code)


def ensure(kind: str) -> Path:
    """Return the environment's interpreter with the packages of `kind` installed.

    Raises: SystemExit: the environment cannot be made or a package does not match its hash.
    """
    if not _works():
        _create()
    stamp, wanted = VENV / f".installed-{kind}", _fingerprint(kind)
    if not stamp.is_file() or stamp.read_text() != wanted:
        _install(kind)
        for covered in LOCKS:
            if set(LOCKS[covered]) <= set(LOCKS[kind]):
                (VENV / f".installed-{covered}").write_text(_fingerprint(covered))
    return PYTHON


def _works() -> bool:
    probe = [str(PYTHON), "-c", "import sys; print(*sys.version_info[:2])"]
    if not PYTHON.is_file():
        return False
    answer = subprocess.run(probe, capture_output=True, text=True).stdout.split()
    return answer == [str(part) for part in sys.version_info[:2]]


def _create() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("This Python cannot make virtual environments; on Debian, install python3-venv.")
    say(f"Making the virtual environment in {VENV.name}")
    call(sys.executable, "-m", "venv", "--clear", VENV)


def _fingerprint(kind: str) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for name in LOCKS[kind]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _install(kind: str) -> None:
    say("Installing the locked packages; the first time takes one to four minutes")
    files = [part for name in LOCKS[kind] for part in ("-r", name)]
    uv = shutil.which("uv")
    if uv and _uv_install(uv, files):
        return
    call(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", *files)


def _uv_install(uv: str, files: list[str]) -> bool:
    command = [uv, "pip", "install", "--python", str(PYTHON), "--quiet", "--require-hashes"]
    command += ["--no-deps", "--compile-bytecode", *files]
    if subprocess.run(command, cwd=ROOT, env=environment()).returncode == 0:
        return True
    say("uv could not install them; trying pip")
    return False


def lock() -> None:
    """Compile the requirement files into hash locks that name no address."""
    ensure("dev")
    uv = shutil.which("uv") or shutil.which("uv", path=str(BIN))
    if uv is None:
        call(PYTHON, "-m", "pip", "install", "--quiet", "uv")
        uv = str(BIN / "uv")
    for name in ("requirements", "requirements-dev", "requirements-train"):
        call(uv, "pip", "compile", *LOCK_OPTIONS, f"{name}.in", "-o", f"{name}.txt")


def clean() -> None:
    """Remove what can be made again: packages, caches, collected files. Data in var/ stays."""
    caches = (".venv", ".mypy_cache", ".ruff_cache", ".import_linter_cache", "staticfiles")
    for name in (*caches, ".hypothesis", "test-results"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for folder in ROOT.rglob("__pycache__"):
        shutil.rmtree(folder, ignore_errors=True)


def main(deed: str) -> None:
    """Do the one chore named on the command line."""
    if deed in LOCKS:
        ensure(deed)
    elif deed == "lock":
        lock()
    elif deed == "clean":
        clean()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "runtime")
