"""`manage.py start web|page|worker`: what a container runs."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from healthtracker.migrating import migrate, wait_for_database

EVERYWHERE = "0.0.0.0"  # a container's own network  # noqa: S104  # nosec B104


def command_of(process: str, port: int) -> list[str]:
    """The command line of one kind of process.

    Args: process: "web" (daphne: pages and sockets), "page" (gunicorn: pages only) or "worker".
    """
    python = [sys.executable, "-m"]
    if process == "web":
        return [*python, "healthtracker.serving", "-b", EVERYWHERE, "-p", str(port)]
    if process == "page":
        threads = ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
        server = ["gunicorn", *threads, "--log-level", "warning"]
        bind = ["--bind", f"{EVERYWHERE}:{port}"]
        return [*python, *server, *bind, "healthtracker.wsgi:application"]
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"]


class Command(BaseCommand):
    """Replaces itself by the process, so that it gets the container's signals."""

    help = "Check the settings, migrate under a lock, then become the web, page or worker process."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("process", choices=["web", "page", "worker"])
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        self.check(include_deployment_checks=settings.PRODUCTION)
        wait_for_database()
        migrate(verbosity=options["verbosity"])
        command = command_of(options["process"], options["port"])
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
