"""Signing in with a real browser: password, app, passkey, and the strict policy in the way."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Browser, Page, expect

from tests.journeys.server import Site

PASSWORD = "a long one for journeys"


@pytest.fixture
def page(browser: Browser, server: Site) -> Iterator[Page]:
    """A browser at localhost: a passkey belongs to a name, never to a number."""
    context = browser.new_context(base_url=server.url.replace("127.0.0.1", "localhost"))
    yield context.new_page()
    context.close()


def newest_link(server: Site) -> str:
    """The link in the newest message."""
    return re.findall(r"https?://\S+", server.mails()[-1])[-1]


def sign_up(page: Page, server: Site, role: str = "keeping my own record") -> str:
    """A new account, confirmed; returns its address."""
    email = f"{uuid4().hex[:12]}@example.org"
    page.goto("/sign-in/signup/")
    page.get_by_label("Your name").fill("Jana Journey")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_label(role).check()
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    page.goto(newest_link(server))
    page.get_by_role("button", name="Yes, confirm it").click()
    return email


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm_it_is_me(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


@pytest.fixture
def phone(page: Page) -> Iterator[Any]:
    """A phone with a fingerprint sensor, as the browser sees it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield lambda method, **more: session.send(
        f"WebAuthn.{method}", {"authenticatorId": added["authenticatorId"], **more}
    )
    session.detach()


def add_passkey(page: Page, *, alone: bool) -> None:
    page.goto("/sign-in/2fa/webauthn/add/")
    confirm_it_is_me(page)
    page.get_by_label("Name of the passkey").fill("Phone")
    if alone:
        page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_a_passkey_is_added_and_signs_in_without_a_password(
    page: Page, server: Site, phone: Any, troubles: list[str], axe: Callable[[Page], None]
) -> None:
    sign_in(page, sign_up(page, server))
    add_passkey(page, alone=True)
    assert len(phone("getCredentials")["credentials"]) == 1
    axe(page)
    page.goto("/sign-in/2fa/webauthn/")
    expect(page.get_by_text("Signs in without a password")).to_be_visible()
    axe(page)
    page.context.clear_cookies()
    page.goto("/sign-in/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"^(?!.*sign-in).*$"))
    page.goto("/account/")
    expect(page.get_by_text("1 passkey")).to_be_visible()
    assert troubles == []


def test_a_passkey_is_the_second_step_after_a_password(
    page: Page, server: Site, phone: Any, troubles: list[str]
) -> None:
    email = sign_up(page, server)
    sign_in(page, email)
    add_passkey(page, alone=False)
    page.context.clear_cookies()
    sign_in(page, email)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile(r"^(?!.*sign-in).*$"))
    assert troubles == []


def test_a_passkey_confirms_that_it_is_me_and_can_be_renamed_and_removed(
    page: Page, server: Site, phone: Any, troubles: list[str]
) -> None:
    sign_in(page, sign_up(page, server))
    add_passkey(page, alone=True)
    page.context.clear_cookies()
    page.goto("/sign-in/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"^(?!.*sign-in).*$"))
    page.goto("/sign-in/2fa/webauthn/")
    page.get_by_role("link", name="Rename").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_role("link", name="security key").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_label("Name of the passkey").fill("Old phone")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".row-title")).to_contain_text("Old phone")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("No passkey yet")).to_be_visible()
    assert troubles == []


def test_a_refused_passkey_says_so_in_place(page: Page, server: Site, phone: Any) -> None:
    phone("setUserVerified", isUserVerified=False)
    page.goto("/sign-in/login/")
    expect(page.get_by_text("That did not work")).to_be_hidden()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("That did not work")).to_be_visible()


def test_the_app_is_set_up_from_the_picture_and_asked_for_afterwards(
    page: Page, server: Site, troubles: list[str], axe: Callable[[Page], None]
) -> None:
    email = sign_up(page, server)
    sign_in(page, email)
    page.goto("/sign-in/2fa/totp/activate/")
    confirm_it_is_me(page)
    picture = page.get_by_role("img", name="QR code")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0
    axe(page)
    page.get_by_text("I cannot scan it").click()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Type the code").fill(code(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    spare = page.locator(".codes li").first.inner_text()
    page.context.clear_cookies()
    sign_in(page, email)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    axe(page)
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"^(?!.*sign-in).*$"))
    assert troubles == []


def code(secret: str) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30)))
