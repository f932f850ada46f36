"""Where the browser of the journeys is. Standard library only: set-up scripts ask too."""

import os
import shutil
from pathlib import Path

# One process fewer per tab would be wrong here; these only quiet it and fit it into containers.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str | None:
    """The browser named by CHROMIUM, else an installed Chromium, else None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    return shutil.which("chromium") or shutil.which("chromium-browser")
