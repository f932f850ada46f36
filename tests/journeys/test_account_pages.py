"""Account, privacy and clinicians' pages in a real browser: accessible, quiet, in both schemes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.demo_people import DEMO_PEOPLE

NAMES = {person.key: person.name for person in DEMO_PEOPLE}
PAGES = {
    "ana": [
        "/account/", "/account/preferences/", "/privacy/sharing/", "/privacy/log/?who=everyone",
        "/sign-in/2fa/", "/sign-in/sessions/", "/sign-in/password/change/", "/sign-in/email/",
        "/privacy/delete/", "/exchange/archive/",
    ],
    "soto": ["/provider/", "/account/licence/", "/account/second-factor/"],
    "vega": ["/provider/"],
}  # fmt: skip
STAFF = [
    "/admin/", "/admin/accounts/user/", "/admin/accounts/user/1/change/",
    "/admin/accounts/user/1/auditlog/", "/admin/privacy/carelink/add/",
    "/admin/privacy/accessevent/", "/admin/patients/condition/",
]  # fmt: skip


def enter(page: Page, who: str) -> None:
    """Sign in with the demo's one button per person."""
    page.goto("/sign-in/login/")
    page.get_by_role("button", name=NAMES[who]).click()
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.mark.parametrize("who", PAGES)
def test_pages_are_accessible_in_light_and_dark(
    page: Page, troubles: list[str], axe: Callable[[Page], None], who: str
) -> None:
    page.goto("/sign-in/login/")
    axe(page)
    enter(page, who)
    for path in PAGES[who]:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(path)
            axe(page)
    assert troubles == []


def test_the_staff_site_works_under_the_strict_policy(page: Page, troubles: list[str]) -> None:
    enter(page, "staff")
    for path in STAFF:
        page.goto(path)
    assert troubles == []


def test_ana_looks_up_who_looked_and_narrows_the_list(page: Page, troubles: list[str]) -> None:
    enter(page, "soto")
    page.get_by_role("link", name=NAMES["ana"]).click()
    expect(page.get_by_role("heading", name=NAMES["ana"])).to_be_visible()
    page.context.clear_cookies()
    enter(page, "ana")
    page.goto("/privacy/log/")
    expect(page.get_by_text("looked at Readings").first).to_be_visible()
    page.get_by_label("What").select_option("refused")
    expect(page.get_by_text("Nothing like that")).to_be_visible()
    assert "what=refused" in page.url
    assert troubles == []


def test_ana_is_asked_over_the_page_before_access_ends(page: Page, troubles: list[str]) -> None:
    enter(page, "ana")
    page.goto("/privacy/sharing/")
    page.get_by_role("link", name="End access").first.click()
    question = page.get_by_role("dialog")
    expect(question.get_by_text("End the access of Elena Soto?")).to_be_visible()
    question.get_by_role("link", name="Keep it as it is").click()
    expect(question).to_be_hidden()
    expect(page.locator(".row-title")).to_contain_text([NAMES["soto"]])
    assert troubles == []


def test_the_colours_change_at_once_and_stay(page: Page) -> None:
    page.goto("/sign-in/login/")
    page.get_by_role("button", name="Dark").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.wait_for_timeout(300)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
