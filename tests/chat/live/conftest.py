"""A running site whose OpenAI-compatible endpoint is a loopback vendor of ours."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.journeys.server import Site, site
from tests.vendors.openai import fake_openai
from tests.vendors.vendor import FakeVendor


@dataclass(frozen=True)
class Live:
    """The site and the vendor it speaks to."""

    site: Site
    vendor: FakeVendor

    @property
    def url(self) -> str:
        """Where the site answers."""
        return self.site.url


@pytest.fixture(scope="session")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with fake_openai() as vendor:
        settings = {"OPENAI_BASE_URL": f"{vendor.address}/v1", "OPENAI_MODEL": "scripted"}
        with site(tmp_path_factory.mktemp("live"), **settings) as running:
            yield Live(running, vendor)


@pytest.fixture
def live(_running: Live) -> Live:
    """The site, with a vendor that behaves until the test says otherwise."""
    vendor = _running.vendor
    vendor.scenario, vendor.script, vendor.rate, vendor.text = "", [], 0.0, ""
    vendor.journal.clear()
    return _running
