"""Cursors come from the address bar, so anybody may write one."""

import base64
import json
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-13-01", "", "\x00"]
)
@pytest.mark.parametrize("page", ["/readings/", "/assistant/", "/privacy/log/"])
def test_a_made_up_cursor_shows_the_first_page(
    client_for: Callable[[User], Client], ana: User, page: str, moment: str
) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([moment, 1]).encode()).decode()
    for side in ("after", "before"):
        assert client_for(ana).get(page, {side: cursor}).status_code == 200
