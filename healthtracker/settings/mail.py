"""Outgoing mail: SMTP by URL, the terminal where none is given locally."""

from typing import Any

from healthtracker.settings.env import env

__all__ = ["DEFAULT_FROM_EMAIL", "EMAIL_CONFIG", "SERVER_EMAIL"]

EMAIL_CONFIG: dict[str, Any] = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
__all__ += list(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
__all__ += ["EMAIL_TIMEOUT"]
DEFAULT_FROM_EMAIL: str = env.str(
    "DEFAULT_FROM_EMAIL", default="Health Tracker <no-reply@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
