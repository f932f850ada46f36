"""What only a test run changes: speed and separation, never behaviour that a user could see."""

import os
import sys

from healthtracker.settings.realtime import CACHES, CHANNEL_LAYERS, REDIS_URL

TESTING = "pytest" in sys.modules
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if TESTING and REDIS_URL:
    # Parallel test processes empty their cache between tests: each needs a database of its own.
    server, _, first = REDIS_URL.rpartition("/")
    number = int(first) + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    url = f"{server}/{number}"
    CACHES["default"]["LOCATION"] = url
    CHANNEL_LAYERS["default"]["CONFIG"] = {"hosts": [url], "prefix": f"ht{number}"}
