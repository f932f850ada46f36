"""Journeys drive Chromium against a running site; they come last and share both, by halves."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from tests.journeys.browser import ARGUMENTS, chromium
from tests.journeys.server import Site, site

HERE = Path(__file__).parent
# The files that a second process runs, so that neither waits long for the other.
SECOND_HALF = {"test_account_pages.py", "test_conversation.py", "test_sign_in.py"}
ABSENT = "no Chromium found, so browser journeys were skipped (CHROMIUM=path names one)"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put journeys last: the browser driver's event loop would disturb asynchronous tests."""
    journeys = [item for item in items if HERE in item.path.parents]
    if journeys and chromium() is None and os.environ.get("CI"):
        raise pytest.UsageError("CI must run the browser journeys, but there is no Chromium.")
    for item in journeys:
        item.add_marker(pytest.mark.journey)
        half = "journeys-2" if item.path.name in SECOND_HALF else "journeys-1"
        item.add_marker(pytest.mark.xdist_group(half))
        if chromium() is None:
            item.add_marker(pytest.mark.skip(reason=ABSENT))
    items[:] = [item for item in items if item not in set(journeys)] + journeys


@pytest.fixture(autouse=True)
def _loop_of_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    # The synchronous driver runs an event loop in this thread, where Django refuses its ORM.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Installed Chromium, never a downloaded one."""
    return {"executable_path": chromium(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running site with the demo people in it, shared by all journeys of this process."""
    with site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def base_url(server: Site) -> str:
    """What relative addresses in `page.goto("/diary/")` start with."""
    return server.url


@pytest.fixture
def troubles(page: Page) -> list[str]:
    """Console errors and uncaught exceptions of the page so far."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(f"{message.text} at {message.location.get('url', '')}")

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Call it with a page to assert that axe finds no violation on it."""

    def assert_accessible(page: Page) -> None:
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()

    return assert_accessible
