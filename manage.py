#!/usr/bin/env python
"""Django's command line for Health Tracker."""

import os
import sys

from django.core.management import execute_from_command_line

from healthtracker import starting


def main() -> None:
    """Run the command named in `sys.argv`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthtracker.settings")
    starting.begin()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
