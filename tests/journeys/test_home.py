"""The first page anyone sees."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_visitor_sees_the_home_page_without_a_console_error(
    page: Page, troubles: list[str], axe: Callable[[Page], None]
) -> None:
    answer = page.goto("/")
    assert answer is not None
    assert answer.status == 200
    expect(page.get_by_role("main")).to_be_visible()
    axe(page)
    assert troubles == []
