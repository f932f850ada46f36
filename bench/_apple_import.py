"""One import of an Apple Health export, measured in the process that does it."""

import gc
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

from accounts.models import User
from patients.importing.apple.source import AppleHealth
from patients.importing.examining import examine
from patients.importing.outcome import Outcome
from patients.importing.writing import write

MEGABYTE = 1_000_000


def measure(path: str, size: int) -> None:
    """Import twice as a new person; print what the first cost and what the second changed."""
    owner = User.objects.create_user(f"{uuid4()}@example.org", "irrelevant", display_name="Bench")
    gc.collect()
    _forget_peak()
    before, started = _memory("VmRSS"), time.process_time()
    outcome = _import(owner, path)
    spent = time.process_time() - started
    found = {
        "megabytes": size / MEGABYTE,
        "rows": outcome.new,
        "rejected": outcome.rejected,
        "speed": size / MEGABYTE / spent,
        "memory": _memory("VmHWM") - before,
        "again": _import(owner, path).changes,
    }
    sys.stdout.write(json.dumps(found) + "\n")


def _import(owner: User, path: str) -> Outcome:
    with Path(path).open("rb") as file, tempfile.TemporaryFile() as unnamed:
        spool = cast("BinaryIO", unnamed)
        source = AppleHealth(file, zone=owner.time_zone)
        outcome = examine(owner=owner, section="readings", source=source, spool=spool)
        write(owner=owner, section="readings", spool=spool, batch_id=None)
    return outcome


def _memory(name: str) -> float:
    """Megabytes that the system counts for this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    found = next(line for line in lines if line.startswith(f"{name}:"))
    return int(found.split()[1]) * 1024 / MEGABYTE


def _forget_peak() -> None:
    """From here on the peak counts."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
