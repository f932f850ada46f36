"""Child processes that live and die together."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence

from scripts.install import ROOT

GROUP_FLAG = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # Windows only
GRACE = 10.0  # seconds between asking a child to stop and killing it


class Family:
    """Starts children in process groups of their own; when one dies, the rest are stopped.

    A context manager: leaving it, however that happens, leaves no child behind.
    """

    def __init__(self, environment: Mapping[str, str], *, grace: float = GRACE) -> None:
        self.environment, self.grace = dict(environment), grace
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Family":
        return self

    def __exit__(self, *error: object) -> None:
        for name in self.children:
            self._send(name, signal.SIGTERM)
        deadline = time.monotonic() + self.grace
        for name, child in self.children.items():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._kill(name)
            # Grandchildren outlive a child that ended without them.
            self._kill(name)
            child.wait()

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start one child, called `name` in messages."""
        self.children[name] = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
            start_new_session=True, creationflags=GROUP_FLAG,
        )  # fmt: skip

    def dead(self) -> str:
        """The name of a child that has ended, or ""."""
        return next((name for name, child in self.children.items() if child.poll() is not None), "")

    def wait_until_answers(self, url: str, seconds: float = 90.0) -> bool:
        """Whether `url` answered 200 before a child died or `seconds` passed."""
        deadline = time.monotonic() + seconds
        while not self.dead() and time.monotonic() < deadline:
            if _answers(url):
                return True
            time.sleep(0.1)
        return False

    def watch(self) -> str:
        """Wait for the first child to die; return its name and how it ended."""
        while not (name := self.dead()):
            time.sleep(0.3)
        return f"the {name} ended with code {self.children[name].returncode}"

    def _send(self, name: str, number: int) -> None:
        child = self.children[name]
        try:
            if os.name == "nt":
                child.terminate()
            else:
                os.killpg(child.pid, number)
        except (ProcessLookupError, PermissionError):
            pass

    def _kill(self, name: str) -> None:
        self._send(name, getattr(signal, "SIGKILL", signal.SIGTERM))


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # nosec B310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
