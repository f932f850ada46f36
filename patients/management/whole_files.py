"""What commands that import a file have in common."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from accounts.models import User
from patients.importing.outcome import Outcome
from patients.importing.sources import Source
from patients.management.outcomes import as_json, as_text
from patients.management.owners import add_owner, owner_named
from patients.services.direct_imports import Described, import_directly

WRONG_USE = 2


def add_import(parser: ArgumentParser, file: str) -> None:
    """The options of every such command; `file` says what is imported."""
    parser.add_argument("file", metavar="FILE", help=file)
    add_owner(parser)
    parser.add_argument(
        "--valid-only", action="store_true", help="Leave rejected rows out, import the rest."
    )
    parser.add_argument("--dry-run", action="store_true", help="Tell, but write nothing.")
    parser.add_argument("--json", action="store_true", help="Tell the outcome as JSON.")


def import_file(
    options: dict[str, Any],
    *,
    opened: Callable[[BinaryIO, User], Source],
    format_key: str,
    section: str = "readings",
    reason: str,
) -> tuple[Outcome, str]:
    """Import as the options say; return the outcome, and what to tell of it.

    Args: opened: (file at its start, owner) -> source. Raises: CommandError: nothing was imported.
    """
    path, owner = Path(options["file"]), owner_named(options["owner"])
    try:
        with path.open("rb") as file:

            def anew() -> Source:
                file.seek(0)
                return opened(file, owner)

            outcome = import_directly(
                owner=owner,
                about=Described(format_key, path.name, path.stat().st_size, section),
                source=anew,
                dry_run=options["dry_run"],
                valid_only=options["valid_only"],
                reason=reason,
            )
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.", returncode=WRONG_USE) from error
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return outcome, (as_json if options["json"] else as_text)(outcome)


def refuse_rejected(outcome: Outcome, options: dict[str, Any]) -> None:
    """Raises: CommandError: rows are rejected, so nothing was imported."""
    if outcome.rejected and not options["valid_only"]:
        raise CommandError("Nothing was imported, because rows are rejected (--valid-only).")
