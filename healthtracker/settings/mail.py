"""Outgoing mail: SMTP by URL, the terminal where none is given locally."""

from typing import Any

from healthtracker.settings.env import PRODUCTION, env

__all__ = ["DEFAULT_FROM_EMAIL", "EMAIL_CONFIG", "MAIL_BY_WORKER", "SERVER_EMAIL"]

EMAIL_CONFIG: dict[str, Any] = env.email_url("EMAIL_URL", default="consolemail://")
if EMAIL_CONFIG["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    # The reader of the URL drops the slash that makes filemail:///folder an absolute path.
    EMAIL_CONFIG["EMAIL_FILE_PATH"] = f"/{EMAIL_CONFIG['EMAIL_FILE_PATH']}"
vars().update(EMAIL_CONFIG)
__all__ += list(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
__all__ += ["EMAIL_TIMEOUT"]
DEFAULT_FROM_EMAIL: str = env.str(
    "DEFAULT_FROM_EMAIL", default="Health Tracker <no-reply@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# The worker sends, retries, and keeps the time a page takes apart from whether mail was sent.
# Locally there may be no worker, and mail only goes to the terminal or a folder.
MAIL_BY_WORKER = PRODUCTION
