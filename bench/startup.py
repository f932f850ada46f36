"""Start-up CPU of `manage.py check` against a bare project with the same third-party apps.

Target: at most 1.3 times.
"""

import resource
import statistics
import subprocess
import sys

from scripts.install import ROOT, environment

ROUNDS = 7
TARGET = 1.3


def cpu(command: list[str], settings: str) -> float:
    """CPU seconds of one run of `command` with the settings module `settings`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command, cwd=ROOT, env=environment(DJANGO_SETTINGS_MODULE=settings),
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> int:
    """Print both medians and their ratio; return 1 above the target."""
    ours = [sys.executable, "manage.py", "check"]
    bare = [sys.executable, "-m", "django", "check"]
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for number in range(ROUNDS + 1):
        pair = cpu(ours, "healthtracker.settings"), cpu(bare, "bench.sites.bare_settings")
        if number:  # the first round writes bytecode
            times["ours"].append(pair[0])
            times["bare"].append(pair[1])
    median = {name: statistics.median(values) for name, values in times.items()}
    ratio = statistics.median(a / b for a, b in zip(times["ours"], times["bare"], strict=True))
    print(f"start-up CPU   check {median['ours']:.2f} s   bare {median['bare']:.2f} s", end="   ")
    print(f"ratio {ratio:.2f} (target {TARGET})")
    return int(ratio > TARGET)


if __name__ == "__main__":
    sys.exit(main())
