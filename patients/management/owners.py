"""Whose record a command works on."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from accounts.models import User

NOBODY = 2


def add_owner(parser: ArgumentParser) -> None:
    """The option that every command on one record has."""
    parser.add_argument(
        "--owner", metavar="EMAIL", required=True, help="Whose record, by e-mail address."
    )


def owner_named(email: str) -> User:
    """Whose address it is. Raises: CommandError: nobody's."""
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise CommandError("Nobody here has that e-mail address.", returncode=NOBODY)
    return found
