"""Every part, in both schemes and on every width, for eyes, keyboards and screen readers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_part_is_accessible(
    page: Page, troubles: list[str], axe: Callable[[Page], None], scheme: str, width: int
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/styleguide/")
    axe(page)
    assert troubles == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1600])
def test_no_page_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in ["/styleguide/", "/", "/no-such-page/"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_chart_is_read_with_the_arrow_keys(page: Page) -> None:
    page.goto("/styleguide/")
    page.locator("svg.chart").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".trend-readout")).to_have_text("30 Nov: 121/81 mmHg")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".trend-readout")).to_have_text("28 Nov: 128/84 mmHg")


def test_the_colours_change_without_a_reload_and_stay_changed(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/styleguide/")
    dark = page.get_by_role("banner").get_by_role("button", name="Dark")
    with page.expect_response("**/preferences/**"):
        dark.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(dark).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_now_is_one_tap(page: Page) -> None:
    page.goto("/styleguide/")
    page.get_by_role("button", name="Now").click()
    expect(page.get_by_label("When", exact=True)).not_to_have_value("")


def test_a_failed_request_says_so(page: Page) -> None:
    page.goto("/styleguide/")
    page.evaluate("htmx.ajax('GET', '/no-such-page/', '#main')")
    expect(page.get_by_text("nothing was changed")).to_be_visible()
    page.locator("#messages").get_by_role("button", name="Close").click()
    expect(page.get_by_text("nothing was changed")).to_be_hidden()


def test_the_shell_works_without_javascript(page: Page, base_url: str) -> None:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    plain = context.new_page()
    plain.set_viewport_size({"width": 1280, "height": 900})
    plain.goto("/styleguide/")
    plain.get_by_role("banner").get_by_role("button", name="Dark").click()
    expect(plain.locator("html")).to_have_attribute("data-theme", "dark")
    expect(plain.get_by_role("heading", name="Style guide")).to_be_visible()
    context.close()
