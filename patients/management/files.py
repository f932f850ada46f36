"""Where a command puts a file that it makes piece by piece."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.core.management.base import CommandError

STDOUT = "-"
WRONG_USE = 2


def add_output(parser: ArgumentParser) -> None:
    """The options of every command that makes a file."""
    parser.add_argument(
        "--output", metavar="FILE", default=STDOUT, help="Where to; - is standard output."
    )
    parser.add_argument(
        "--json", action="store_true", help="Tell what was written as JSON (not with -)."
    )


def check_output(to: str, *, as_json: bool) -> None:
    """Raises: CommandError: both the file and what is told of it would go to standard output."""
    if as_json and to == STDOUT:
        raise CommandError("--json needs --output FILE.", returncode=WRONG_USE)


def put(to: str, pieces: Iterable[bytes]) -> None:
    """Write the pieces; a file that was cut off is never taken for a whole one.

    Raises: CommandError: the file cannot be written.
    """
    if to == STDOUT:
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
        return
    path = Path(to)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(pieces)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise CommandError(f"{path}: {error.strerror}.") from error
