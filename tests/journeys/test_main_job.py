"""The main job, in a real browser: log a reading, ask about it, follow the citation."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.server import Site, site
from tests.vendors.anthropic import fake_anthropic
from tests.vendors.openai import fake_openai
from tests.vendors.vendor import FakeVendor

QUESTION = "How has my blood pressure been this month?"
Look = Callable[[Page], None]


def sign_in(page: Page, url: str, who: str = "ana") -> None:
    """Sign in as one of the demo people."""
    page.goto(f"{url}/sign-in/login/")
    page.fill("#id_login", f"{who}@demo.example")
    page.fill("#id_password", "demo-demo-demo")
    page.press("#id_password", "Enter")
    page.wait_for_url(re.compile(r"/(today|provider|account)"))


def log_128_82(page: Page, url: str) -> None:
    """Log the blood pressure of the README."""
    page.goto(f"{url}/readings/add/blood_pressure/")
    page.get_by_label("Systolic").fill("128")
    page.get_by_label("Diastolic").fill("82")
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator("#messages")).to_contain_text(re.compile("saved", re.IGNORECASE))


def ask(page: Page, url: str) -> None:
    """Ask the question and wait until the answer is whole."""
    page.goto(f"{url}/assistant/")
    page.fill("#composer-text", QUESTION)
    page.press("#composer-text", "Enter")
    page.wait_for_url(re.compile(r"/assistant/[0-9a-f-]{36}/"))
    expect(page.locator(".message.assistant:not(.streaming)")).to_be_visible(timeout=30_000)


def test_ana_logs_a_reading_and_asks_without_any_key(
    page: Page, server: Site, troubles: list[str], axe: Look
) -> None:
    sign_in(page, server.url)
    log_128_82(page, server.url)
    ask(page, server.url)
    answer = page.locator(".message.assistant")
    expect(answer).to_contain_text("Reads your record, no AI")
    expect(answer).to_contain_text("128/82")
    axe(page)
    answer.locator("a.citation", has_text=re.compile(r"^V\d")).first.click()
    page.wait_for_url(re.compile(r"/readings/entry/"))
    expect(page.locator("main")).to_contain_text("mmHg")
    assert troubles == []


@pytest.fixture(params=["openai", "anthropic"])
def ai_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Site, FakeVendor]]:
    """A site set up for a loopback AI by environment variables alone."""
    make = fake_openai if request.param == "openai" else fake_anthropic
    with make() as vendor:
        vendor.rate = 60
        path = "/v1" if request.param == "openai" else ""
        name = request.param.upper()
        settings = {f"{name}_BASE_URL": vendor.address + path, f"{name}_MODEL": "scripted"}
        with site(tmp_path, **settings) as running:
            yield running, vendor


def test_the_same_with_an_ai_of_ones_own(
    page: Page, ai_site: tuple[Site, FakeVendor], troubles: list[str]
) -> None:
    running, vendor = ai_site
    sign_in(page, running.url)
    log_128_82(page, running.url)
    page.goto(f"{running.url}/assistant/")
    page.fill("#composer-text", QUESTION)
    page.press("#composer-text", "Enter")
    growing = page.locator(".message.assistant.streaming [data-body]")
    expect(growing).to_contain_text("Here is what", timeout=30_000)
    expect(page.locator(".message.assistant:not(.streaming)")).to_be_visible(timeout=30_000)
    answer = page.locator(".message.assistant")
    expect(answer).to_contain_text("scripted")
    expect(answer).to_contain_text("128/82")
    expect(answer.locator('a.citation[href^="/readings/entry/"]').first).to_be_visible()
    assert "Torres" not in str(vendor.journal[-1].json)
    assert troubles == []


def test_a_reload_in_mid_answer_goes_on_where_it_was(
    page: Page, ai_site: tuple[Site, FakeVendor]
) -> None:
    running, vendor = ai_site
    vendor.text, vendor.rate = " ".join(f"word{n}" for n in range(300)), 80
    sign_in(page, running.url)
    page.goto(f"{running.url}/assistant/")
    page.fill("#composer-text", "Tell me more")
    page.press("#composer-text", "Enter")
    expect(page.locator(".message.assistant.streaming")).to_contain_text("word20", timeout=30_000)
    page.reload()
    expect(page.locator(".message.assistant:not(.streaming)")).to_be_visible(timeout=30_000)
    text = page.locator(".message.assistant [data-body]").inner_text()
    assert text.split() == vendor.text.split()


def test_without_javascript_the_answer_is_there_after_a_reload(
    browser: object, server: Site
) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    sign_in(page, server.url)
    page.goto(f"{server.url}/assistant/")
    page.fill("#composer-text", QUESTION)
    page.get_by_role("button", name="Send").click()
    for _reload in range(30):
        page.wait_for_timeout(500)
        page.reload()
        if page.locator(".message.assistant:not(.streaming)").count():
            break
    expect(page.locator(".message.assistant")).to_contain_text("mmHg")
    context.close()
