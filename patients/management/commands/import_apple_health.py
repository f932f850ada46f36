"""`manage.py import_apple_health FILE --owner EMAIL`: the readings of an Apple Health export."""

from argparse import ArgumentParser
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from accounts.models import User
from patients.importing.apple.source import AppleHealth
from patients.management.whole_files import add_import, import_file, refuse_rejected


class Command(BaseCommand):
    """Streams the export, writes it in one transaction, and can be undone on the import page."""

    help = (
        "Import an Apple Health export (export.zip, or the export.xml in it) into one record: all"
        " of it, or nothing if a row is rejected. Doing it again changes nothing. Exit code 1:"
        " nothing was imported, the reason is told; 2: no such file or person."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_import(parser, "export.zip or export.xml")
        parser.add_argument(
            "--raw-heart-rate",
            action="store_true",
            help="Every single heart rate, where otherwise each hour has its mean.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises: CommandError: nothing was imported."""

        def opened(file: BinaryIO, owner: User) -> AppleHealth:
            raw = options["raw_heart_rate"]
            return AppleHealth(file, zone=owner.time_zone, raw_heart_rate=raw)

        outcome, told = import_file(
            options, opened=opened, format_key="apple", reason="import_apple_health"
        )
        self.stdout.write(told)
        refuse_rejected(outcome, options)
