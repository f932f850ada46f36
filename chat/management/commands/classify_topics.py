"""`manage.py classify_topics`: what the topic checks say of each line of standard input."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from accounts.models import User
from chat.models import RolePolicy
from chat.models.policy import USUAL
from chat.topics import Ruling, classify

WRONG_USE = 2
BETWEEN = "||"  # parts earlier questions
BY_RULE = 1.0  # shown where no model was asked


class Command(BaseCommand):
    """Reads nothing of anybody's record; the lines are not kept."""

    help = (
        "Read messages from standard input, one a line, and print for each: allow, judge, redirect"
        " or crisis, a tab, the score from 0 to 1 (1 where a rule decided), a tab, and what"
        " decided. The bands are those of the role in the admin. Exit code 2: a line without its"
        " tab, or input that is not UTF-8."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--followups",
            action="store_true",
            help="Each line is the earlier questions (parted by ' || '), a tab, and the message.",
        )
        parser.add_argument(
            "--role", choices=list(User.Role.values), default=User.Role.PATIENT.value,
            help="Whose bands; a patient's unless told.",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises: CommandError: a line that cannot be read."""
        low, high = _bands(options["role"])
        try:
            for number, line in enumerate(sys.stdin, start=1):
                text = line.rstrip("\r\n")
                previous: Sequence[str] = ()
                if options["followups"]:
                    text, previous = _parted(number, text)
                self.stdout.write(
                    _told(classify(text, previous, redirect_below=low, allow_above=high))
                )
        except UnicodeDecodeError as error:
            raise CommandError("The input is not UTF-8.", returncode=WRONG_USE) from error


def _parted(number: int, line: str) -> tuple[str, Sequence[str]]:
    previous, tab, text = line.partition("\t")
    if not tab:
        raise CommandError(f"Line {number} has no tab.", returncode=WRONG_USE)
    return text, [said.strip() for said in previous.split(BETWEEN) if said.strip()]


def _told(ruling: Ruling) -> str:
    score = BY_RULE if ruling.score is None else ruling.score
    return f"{ruling.verdict}\t{score:.4f}\t{ruling.reason}"


def _bands(role: str) -> tuple[float, float]:
    """The bands of the role; what a new site begins with where there is no database yet."""
    try:
        policy = RolePolicy.objects.filter(role=role).first()
    except DatabaseError:
        policy = None
    if policy is not None:
        return policy.redirect_below, policy.allow_above
    return USUAL[role]["redirect_below"], USUAL[role]["allow_above"]
