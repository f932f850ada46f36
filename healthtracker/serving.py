"""daphne on uvloop where there is one: `python -m healthtracker.serving [daphne's options]`.

The loop must be chosen before daphne is imported, which makes its loop at once.
"""

import asyncio
from contextlib import suppress

with suppress(ImportError):  # Windows has none, and does without
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

from daphne.cli import CommandLineInterface

if __name__ == "__main__":
    CommandLineInterface.entrypoint()
