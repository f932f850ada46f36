"""What arrives by mail, and the links in it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlsplit

from django.core import mail
from django.http import HttpResponse

Delivering = Callable[..., AbstractContextManager[Any]]


def post(client: Any, deliver: Delivering, path: str, data: dict[str, Any]) -> HttpResponse:
    """Send a form and let the mail that waits for the commit go out."""
    with deliver(execute=True):
        return client.post(path, data)


def link() -> str:
    """The path of the only link in the newest message."""
    found = re.findall(r"https?://\S+", str(mail.outbox[-1].body))
    assert len(found) == 1, mail.outbox[-1].body
    return urlsplit(found[0]).path
