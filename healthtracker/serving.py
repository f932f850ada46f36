"""The site on daphne: `python -m healthtracker.serving -b HOST -p PORT`.

On uvloop, where there is one. The loop must be chosen before daphne is imported, which makes its
loop at once.
"""

import asyncio
import sys
from contextlib import suppress

with suppress(ImportError):  # Windows has none, and does without
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

from daphne.cli import CommandLineInterface

QUIET = ["-v", "0", "--no-server-name"]  # its access log would print paths
# When many ask at once, a socket waits its turn instead of being dropped.
PATIENT = ["--websocket_connect_timeout", "20"]

if __name__ == "__main__":
    options = [*QUIET, *PATIENT, *sys.argv[1:]]
    CommandLineInterface().run([*options, "healthtracker.asgi:application"])
