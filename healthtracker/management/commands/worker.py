"""`manage.py worker`: run background jobs until told to stop."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from healthtracker.worker import TaskWorker


class Command(BaseCommand):
    """Runs one worker; start several for more work at once."""

    help = "Run background and periodic jobs. SIGTERM finishes the current job first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is waiting, then exit.")
        parser.add_argument(
            "--interval", type=float, default=1.0, help="Seconds between looks at an empty queue."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Its start and stop are events of ours already, without advice on keys to press.
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
        worker = TaskWorker(interval=options["interval"], once=options["once"])
        if not options["once"]:
            worker.configure_signals()
        worker.serve()
