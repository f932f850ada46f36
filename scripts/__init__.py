"""Set-up and everyday chores in plain Python, so that they work wherever Python does."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - older versions must be told, not crash on syntax
    sys.exit("Health Tracker needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info))
