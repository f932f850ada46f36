"""The only door for mail: after commit, and in production through the worker, sealed on the way."""

import base64
import json
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from healthtracker.web.jobs import after_commit, retrying
from privacy.crypto import open_with_master, seal_with_master

PURPOSE = "mail"


def post(message: EmailMessage) -> None:
    """Send `message` once the surrounding transaction has committed; never when it rolls back."""
    if settings.MAIL_BY_WORKER:
        after_commit(send_sealed, _sealed(message))
    else:
        transaction.on_commit(partial(_send, message))


def _send(message: EmailMessage) -> None:
    message.send()


def _sealed(message: EmailMessage) -> str:
    # The task table would otherwise keep reset links and addresses in plain text.
    parts = {
        "subject": message.subject,
        "body": message.body,
        "from_email": message.from_email,
        "to": list(message.to),
    }
    return base64.b64encode(seal_with_master(json.dumps(parts).encode(), PURPOSE)).decode("ascii")


@retrying(priority=50)  # somebody waits to sign in: before replies and documents
def send_sealed(sealed: str) -> None:
    """Open and send one message (a job). Raises: OSError, SMTPException: the server refused."""
    parts = json.loads(open_with_master(base64.b64decode(sealed), PURPOSE))
    EmailMessage(**parts).send()
