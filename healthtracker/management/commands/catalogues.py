"""`manage.py catalogues`: collect what is translatable, keep what is translated, compile."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from healthtracker.management.catalogue import (
    as_binary,
    as_text,
    faults,
    file_of,
    source_messages,
    updated,
)


class Command(BaseCommand):
    """Writes locale/<language>/LC_MESSAGES/django.po and .mo, or only checks them."""

    help = "Update and compile the translation catalogues, without system gettext."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail on faults.")

    def handle(self, *args: Any, **options: Any) -> None:
        sources, found = source_messages(), []
        for language, _name in settings.LANGUAGES:
            if not options["check"]:
                catalog, path = updated(language, sources), file_of(language)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(as_text(catalog))
                path.with_suffix(".mo").write_bytes(as_binary(catalog))
            found += [f"{language}: {fault}" for fault in faults(language, sources)]
        if found and options["check"]:
            raise CommandError("\n".join(found))
        self.stdout.write("\n".join([*found, f"{len(sources)} texts"]))
