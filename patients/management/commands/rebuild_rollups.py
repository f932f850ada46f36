"""`manage.py rebuild_rollups`: make the daily rollups anew from the readings."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from accounts.models import User
from patients.services import rollup_filling


class Command(BaseCommand):
    """Safe at any time: readings stay as they are, and pages read whole rollups throughout."""

    help = (
        "Make the daily rollups, from which charts and statistics are read, anew from the"
        " readings. Nothing anybody typed is changed. Exit code 1: nobody has that address."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        who = parser.add_mutually_exclusive_group()
        who.add_argument("--owner", metavar="EMAIL", help="Only those of this person.")
        who.add_argument(
            "--missing", action="store_true", help="Only of people who have readings but none."
        )
        parser.add_argument("--json", action="store_true", help="Tell the counts as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        done = rollup_filling.rebuild_all(_people(options["owner"], missing=options["missing"]))
        if options["json"]:
            self.stdout.write(json.dumps({"people": done.people, "days": done.days}))
        elif options["verbosity"]:
            self.stdout.write(f"{done.people} people, {done.days} days of readings")


def _people(email: str | None, *, missing: bool) -> QuerySet[User]:
    if missing:
        return rollup_filling.people_without()
    if not email:
        return User.objects.all()
    found = User.objects.filter(email__iexact=email)
    if not found.exists():
        raise CommandError("Nobody here has that e-mail address.")
    return found
