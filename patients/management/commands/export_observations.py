"""`manage.py export_observations --owner EMAIL`: one sheet of somebody's record as CSV."""

import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from patients.management.files import STDOUT, add_output, check_output, put
from patients.management.owners import NOBODY, add_owner, owner_named
from patients.services.exports import export_stream
from patients.spreadsheets.sheets import SHEETS


class Command(BaseCommand):
    """Streams the file; it is noted in the access log of whose record it is."""

    help = (
        "Export one part of a record as CSV, such that import_observations gives it back byte by"
        " byte. The file is not encrypted, and the export is noted in the person's access log."
        " Exit code 1: the file could not be written; 2: no such person or section."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_owner(parser)
        parser.add_argument(
            "--section", choices=list(SHEETS), default="readings", help="Which part."
        )
        add_output(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises: CommandError: nobody's address, or the file cannot be written."""
        owner, section, to = owner_named(options["owner"]), options["section"], options["output"]
        if not owner.is_active:
            raise CommandError("This account is closed.", returncode=NOBODY)
        check_output(to, as_json=options["json"])
        weighed = _Weighed(
            export_stream(actor=None, owner=owner, section=section, reason="export_observations")
        )
        put(to, weighed)
        told = {"owner": owner.email, "section": section, "file": to, **weighed.told}
        if options["json"]:
            self.stdout.write(json.dumps(told))
        elif to != STDOUT and options["verbosity"]:
            self.stdout.write(f"{weighed.size} bytes in {to}")


class _Weighed:
    """Pieces on their way, with their size and SHA-256."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._digest, self.size = pieces, hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._digest.update(piece)
            self.size += len(piece)
            yield piece

    @property
    def told(self) -> dict[str, Any]:
        """What has passed so far."""
        return {"bytes": self.size, "sha256": self._digest.hexdigest()}
