"""`manage.py rotate_keys`: move data keys under the first of MASTER_KEYS."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.rotation import rotate


class Command(BaseCommand):
    """Safe while the site runs, and to repeat after an interruption."""

    help = (
        "Put a new key first in MASTER_KEYS, restart, run this, then drop the old key. "
        "Every data key and second factor is sealed anew under the first key."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Count, but write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises: CommandError: something opens with none of the keys; keep the old ones."""
        dry_run = options["dry_run"]
        found = rotate(dry_run=dry_run)
        verb = "would move" if dry_run else "moved"
        for what, tally in found.items():
            self.stdout.write(f"{what}: {verb} {tally.moved}, already current {tally.current}")
        unreadable = sum(tally.unreadable for tally in found.values())
        if unreadable:
            raise CommandError(f"{unreadable} could not be opened with any key in MASTER_KEYS.")
