"""What all tests of chat share, and what exists only where its peer is installed."""

import pytest

from tests.vendors.aimock import command

collect_ignore = [] if command() else ["test_independent_peer.py"]


@pytest.fixture(autouse=True)
def the_connection_of_the_test_stays_open(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Channels closes connections around each call, and with them the transaction of the test.

    Django's test client keeps its own code from doing so in the same way. SQLite in memory does not
    notice, PostgreSQL does. Tests that commit keep the real thing.
    """
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and not marker.kwargs.get("transaction"):
        monkeypatch.setattr("channels.db.close_old_connections", lambda: None)
