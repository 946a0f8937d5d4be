"""A quick line is understood while it is typed, asked about, logged and undone; a contact opens beside by keyboard."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.steps import to_account_page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name="Sign in as Margaret Peacock").click()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()


def _clean(page: Page) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_a_line_is_read_as_one_types_logged_and_undone(page: Page, address: str) -> None:
    _sign_in(page, address)
    page.goto(f"{address}/quick/?line=met+Katharina+Ernst+about+Alpine+lorries")
    line, understood = page.get_by_label("Quick line"), page.locator("#quick-read")
    line.fill("met Katharina Ernst and Per Wiik about Alpine lorries !send the plan Q3 2099")
    expect(understood).to_contain_text("Per Wiik?")
    expect(understood).to_contain_text("30 September 2099")
    understood.get_by_role("combobox").select_option("Per Wiik=new")
    expect(understood.get_by_text("new contact", exact=True)).to_be_visible()
    _clean(page)
    page.get_by_role("button", name="Log", exact=True).click()
    logged = page.get_by_role("heading", name="Alpine lorries")
    expect(logged).to_be_visible()
    expect(page.get_by_text("Logged: Alpine lorries · 1 promise · 1 new contact")).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    expect(logged).to_have_count(0)


def test_a_contact_opens_beside_the_promises_by_keyboard(page: Page, address: str) -> None:
    _sign_in(page, address)
    page.get_by_role("link", name="Ernst Handel").first.click()
    to_account_page(page, "Promises")
    expect(page.get_by_role("heading", name="What they promised")).to_be_visible()
    _clean(page)
    name = page.locator("main a.contact").first
    who = name.inner_text()
    name.focus()
    page.keyboard.press("Enter")
    beside = page.locator("#beside")
    expect(beside.get_by_role("heading", name=who)).to_be_visible()
    page.keyboard.press("Escape")
    expect(beside).to_be_hidden()
    expect(name).to_be_focused()


def test_whoever_left_leaves_a_page_of_decisions(page: Page, address: str) -> None:
    _sign_in(page, address)
    page.get_by_role("link", name="Ernst Handel").first.click()
    to_account_page(page, "Promises")
    page.goto(f"{address}" + str(page.locator("main a.contact", has_text="Birgit Lang").first.get_attribute("href")))
    page.get_by_role("button", name="They have left").click()
    expect(page.get_by_role("heading", name="Birgit Lang has left")).to_be_visible()
    expect(page.get_by_text("A room for our planner in Wels")).to_be_visible()
    _clean(page)
    page.get_by_role("button", name=re.compile("They are still there|Undo")).first.click()
    expect(page.get_by_role("heading", name="Birgit Lang", exact=True)).to_be_visible()
