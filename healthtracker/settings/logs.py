"""Logs: one console handler, JSON lines, scrubbed; nobody is sent errors by e-mail."""

import logging
from typing import Any

from healthtracker.settings.env import env

__all__ = ["ADMINS", "LOGGING", "LOG_LEVEL", "MANAGERS"]

LOG_LEVEL: str = env.str("LOG_LEVEL", default="INFO").upper()
ADMINS: list[tuple[str, str]] = []
MANAGERS = ADMINS

# Named here so that Django's own handlers of these loggers go; all reach the root's handler.
# What each would write below its level: paths and queries of requests, SQL with its values,
# bodies of prompts. Requests are logged by our middleware, by route pattern.
_LEVELS = {
    "django": "INFO",
    "django.server": "ERROR",
    "django.request": "ERROR",
    "django.channels.server": "ERROR",
    "django.db.backends": "WARNING",
    "django.utils.autoreload": "WARNING",
    "django.template": "WARNING",
    "daphne": "WARNING",
    "asyncio": "WARNING",
    "httpx": "WARNING",
    "httpx2": "WARNING",
    "httpcore": "WARNING",
    "urllib3": "WARNING",
    # redis-py gives this one a handler of its own unless somebody has named it before.
    "push_response": "WARNING",
    "openai": "WARNING",
    "anthropic": "WARNING",
    "stripe": "WARNING",
    "fontTools": "WARNING",
    "weasyprint": "ERROR",
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "privacy.log_filter.ScrubbingFilter"}},
    "formatters": {"json": {"()": "healthtracker.web.log.JsonFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["scrub"],
            "formatter": "json",
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        name: {"handlers": [], "level": level, "propagate": True} for name, level in _LEVELS.items()
    },
}

logging.captureWarnings(capture=True)
