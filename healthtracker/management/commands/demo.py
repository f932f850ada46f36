"""`manage.py demo`: an invented year of a few people's lives, to try everything without a key."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from healthtracker.demo import script
from healthtracker.demo.people import LOGINS, PASSWORD


class Command(BaseCommand):
    """May be run again: it only adds what is missing."""

    help = "Fill the database with invented people (never in production)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing when there are people already."
        )
        parser.add_argument("--logins", action="store_true", help="Only print how to sign in.")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo is for trying things out; this is production.")
        if options["logins"]:
            self._print_logins()
            return
        if options["if_empty"] and User.objects.exists():
            self.stdout.write("There are people already; nothing was added.")
            return
        script.play()
        self.stdout.write("The demo is ready.")

    def _print_logins(self) -> None:
        if not User.objects.filter(email__in=[email for email, _who in LOGINS]).exists():
            return
        self.stdout.write(f"Demo logins, all with the password {PASSWORD}")
        for email, who in LOGINS:
            self.stdout.write(f"  {email:<22}{who}")
