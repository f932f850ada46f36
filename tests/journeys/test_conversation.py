"""A conversation on a phone: turned away, answered all the same, edited, gone on with, kept."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from chat.models.policy import USUAL
from tests.journeys.server import Site, site
from tests.journeys.test_main_job import sign_in
from tests.vendors.openai import fake_openai
from tests.vendors.vendor import FakeVendor

Look = Callable[[Page], None]
SLOW = 30_000


@pytest.fixture
def ai_site(tmp_path: Path) -> Iterator[tuple[Site, FakeVendor]]:
    """A site with a loopback AI."""
    with fake_openai() as vendor:
        settings = {"OPENAI_BASE_URL": f"{vendor.address}/v1", "OPENAI_MODEL": "scripted"}
        with site(tmp_path, **settings) as running:
            yield running, vendor


def last_answer(page: Page) -> Locator:
    """The newest answer that is whole."""
    return page.locator(".message.assistant:not(.streaming)").last


def ask(page: Page, text: str) -> None:
    """Type and press Enter."""
    page.fill("#composer-text", text)
    page.press("#composer-text", "Enter")


def test_ana_talks_to_the_assistant_on_her_phone(
    page: Page, ai_site: tuple[Site, FakeVendor], troubles: list[str], axe: Look
) -> None:
    running, vendor = ai_site
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, running.url)
    page.goto(f"{running.url}/assistant/")
    ask(page, "Who won the football match yesterday?")
    page.wait_for_url(re.compile(r"/assistant/[0-9a-f-]{36}/"))
    expect(page.locator(".redirect")).to_contain_text("I keep to health")
    assert vendor.journal == []
    axe(page)

    vendor.text = "I only know what your record says."
    page.get_by_role("button", name="answer anyway").click()
    expect(last_answer(page)).to_contain_text(vendor.text, timeout=SLOW)
    expect(last_answer(page).locator(".tag")).to_have_text("Local")
    expect(page.locator(".redirect")).to_have_count(0)

    page.press("#composer-text", "ArrowUp")
    page.fill("#edit-text", "How is my weight?")
    vendor.text, vendor.scenario = "Your weight is ", "length"
    page.press("#edit-text", "Enter")
    expect(page.locator(".superseded")).to_have_count(1)
    expect(last_answer(page)).to_contain_text("reached its length limit", timeout=SLOW)

    vendor.text, vendor.scenario = "stable this month.", ""
    page.get_by_role("button", name="Continue").click()
    expect(last_answer(page)).to_contain_text("Your weight is stable this month.", timeout=SLOW)
    expect(page.locator(".attempts")).to_have_count(0)

    last_answer(page).get_by_role("button", name="Copy").click()
    expect(last_answer(page).get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.split() == ["Your", "weight", "is", "stable", "this", "month."]

    rated = last_answer(page)
    rated.get_by_role("button", name="Helpful", exact=True).click()
    pressed = rated.get_by_role("button", name="Helpful", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true")
    rated.get_by_label(re.compile("What was good or wrong")).fill("Clear")
    rated.get_by_role("button", name="Save the note").click()
    expect(rated.locator(".feedback-note summary")).to_have_text("Your note")
    axe(page)

    with page.expect_response(re.compile("/draft/")):
        page.locator("#composer-text").press_sequentially("And what about")
    page.reload()
    expect(page.locator("#composer-text")).to_have_value("And what about")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.locator(".page-actions .menu > summary").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Export as Markdown").click()
    assert "Your weight is stable this month." in taken.value.path().read_text("utf-8")
    assert troubles == []


def test_an_answer_is_stopped_and_written_again_by_keyboard(
    page: Page, ai_site: tuple[Site, FakeVendor], troubles: list[str]
) -> None:
    running, vendor = ai_site
    vendor.text, vendor.rate = "word " * 400, 40
    sign_in(page, running.url)
    page.goto(f"{running.url}/assistant/")
    ask(page, "How is my weight?")
    expect(page.locator("[data-active] [data-body]")).to_contain_text("word", timeout=SLOW)
    page.keyboard.press("Escape")
    expect(page.locator(".message.assistant")).to_contain_text("You stopped", timeout=SLOW)
    vendor.text, vendor.rate = "Whole.", 0
    page.get_by_role("button", name="Try again").click()
    expect(last_answer(page)).to_contain_text("Whole.", timeout=SLOW)
    expect(page.locator(".attempts")).to_contain_text("Answer 2 of 2")
    page.get_by_role("link", name="Earlier answer").click()
    expect(page.locator(".attempts")).to_contain_text("Answer 1 of 2")
    expect(page.locator(".message.assistant")).to_contain_text("You stopped")
    assert troubles == []


def test_a_tab_too_many_says_so_and_goes_on_when_one_is_closed(page: Page, server: Site) -> None:
    sign_in(page, server.url)
    page.goto(f"{server.url}/assistant/")
    ask(page, "How is my weight?")
    page.wait_for_url(re.compile(r"/assistant/[0-9a-f-]{36}/"))
    expect(last_answer(page)).to_be_visible(timeout=SLOW)
    for _another in range(USUAL["patient"]["sockets"] - 1):
        tab = page.context.new_page()
        with tab.expect_websocket():
            tab.goto(page.url)
    last = page.context.new_page()
    last.goto(page.url)
    notice = last.locator("[data-connection]")
    expect(notice).to_contain_text("open in too many tabs", timeout=SLOW)
    tab.close()
    expect(notice).to_be_hidden(timeout=SLOW)
