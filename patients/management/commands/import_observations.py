"""`manage.py import_observations FILE --owner EMAIL`: a sheet as exported here, into one record."""

from argparse import ArgumentParser
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from accounts.models import User
from patients.importing.csv_files import OwnCsv
from patients.management.whole_files import add_import, import_file, refuse_rejected
from patients.spreadsheets.sheets import SHEETS


class Command(BaseCommand):
    """Streams the file, writes it in one transaction, and can be undone on the import page."""

    help = (
        "Import a CSV file as exported here into one record: all of it, or nothing if a row is"
        " rejected. Rows are matched by entry_id, so doing it again changes nothing. Exit code 1:"
        " nothing was imported, the reason is told; 2: no such file, person or section."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_import(parser, "A CSV file.")
        parser.add_argument(
            "--section", choices=list(SHEETS), default="readings", help="What the file holds."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises: CommandError: nothing was imported."""
        section = options["section"]

        def opened(file: BinaryIO, _owner: User) -> OwnCsv:
            return OwnCsv(file, SHEETS[section])

        outcome, told = import_file(
            options, opened=opened, format_key="own", section=section, reason="import_observations"
        )
        self.stdout.write(told)
        refuse_rejected(outcome, options)
