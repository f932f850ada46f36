"""`manage.py export_record --owner EMAIL --format zip|fhir|ips`: somebody's record as one file."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.models import User
from patients.management.files import STDOUT, add_output, check_output, put
from patients.management.owners import NOBODY, add_owner, owner_named
from patients.services.archives import FORMATS, Taken, take_directly


class Command(BaseCommand):
    """Streams the file; it is noted in the access log of whose record it is."""

    help = (
        "Export one person's record: zip (tables, FHIR, files, conversations, access log), fhir"
        " (FHIR R4 collection Bundle) or ips (International Patient Summary). The file is not"
        " encrypted, and the export is noted in the person's access log. Exit code 1: the file"
        " could not be written; 2: nobody has that address, or the account is closed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_owner(parser)
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        add_output(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises: CommandError: nobody's address, or the file cannot be written."""
        owner, to = owner_named(options["owner"]), options["output"]
        if not owner.is_active:
            raise CommandError("This account is closed.", returncode=NOBODY)
        check_output(to, as_json=options["json"])
        with translation.override(owner.language):
            taken = take_directly(owner=owner, kind=options["format"])
            put(to, taken.pieces)
        if options["json"]:
            self.stdout.write(json.dumps(_told(owner, to, taken)))
        elif to != STDOUT and options["verbosity"]:
            self.stdout.write(f"{taken.size} bytes in {to}")


def _told(owner: User, to: str, taken: Taken) -> dict[str, Any]:
    return {"owner": owner.email, "file": to, "bytes": taken.size, "sha256": taken.sha256}
