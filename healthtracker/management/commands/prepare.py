"""`manage.py prepare`: bring the database up to date under a lock, with demo data if wanted."""

from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from healthtracker.migrating import migrate, wait_for_database


class Command(BaseCommand):
    """Safe to run from several processes at once."""

    help = "Wait for the database, then apply missing migrations while holding a lock."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="Fill an empty database and print the demo logins."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wait_for_database()
        migrate(verbosity=options["verbosity"])
        call_command("rebuild_rollups", "--missing", verbosity=0)
        if options["demo"]:
            call_command("demo", "--if-empty", stdout=StringIO())
            call_command("demo", "--logins", stdout=self.stdout)
