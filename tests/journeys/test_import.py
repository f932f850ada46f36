"""A file of another program, in a real browser: explained, looked over, imported, undone."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.server import Site

FOREIGN = (
    "Día;Hora;Tensión máx;Tensión mín;Peso;Apunte\r\n"
    "13/03/2021;08:12;128;82;72,5;tras correr\r\n"
    "14/03/2021;08:05;131;84;72,25;\r\n"
)
Look = Callable[[Page], None]


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/sign-in/login/")
    page.fill("#id_login", "ana@demo.example")
    page.fill("#id_password", "demo-demo-demo")
    page.press("#id_password", "Enter")
    page.wait_for_url(re.compile(r"/today"))


def test_ana_brings_the_file_of_her_old_scale_and_takes_it_back(
    page: Page, server: Site, troubles: list[str], axe: Look, tmp_path: Path
) -> None:
    file = tmp_path / "bascula.csv"
    file.write_text(FOREIGN, encoding="utf-8")
    sign_in(page, server.url)
    page.goto(f"{server.url}/exchange/")
    axe(page)
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Show what it would do").click()
    ask = page.get_by_role("link", name="Say what the columns hold")
    expect(ask.or_(page.get_by_label("Apunte"))).to_be_visible(timeout=20_000)
    if ask.is_visible():
        ask.click()
    expect(page.get_by_label("Dates are written")).to_have_value("dmy")
    expect(page.get_by_label("A comma: 72,5")).to_be_checked()
    page.get_by_label("Apunte").select_option(label="Notes")
    axe(page)
    page.get_by_role("button", name="Read the file").click()
    confirm = page.get_by_role("button", name="Import 4 entries")
    expect(confirm).to_be_visible(timeout=20_000)
    expect(page.locator("main")).to_contain_text("March 13, 2021")
    axe(page)
    confirm.click()
    expect(page.get_by_text("Imported, all of it.")).to_be_visible(timeout=20_000)
    done = page.url
    page.goto(f"{server.url}/readings/?type=body_weight&first=2021-03-01&last=2021-03-31")
    expect(page.locator("main")).to_contain_text("72.25")
    expect(page.locator("main")).to_contain_text("tras correr")
    page.goto(done)
    page.get_by_role("link", name="Undo this import").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("4 entries that it added go.")
    question.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("Undone: 4 added entries are gone")).to_be_visible(timeout=20_000)
    axe(page)
    page.goto(f"{server.url}/exchange/imports/")
    expect(page.locator("main")).to_contain_text("bascula.csv")
    axe(page)
    assert troubles == []
