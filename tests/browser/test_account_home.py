"""An account's home is calm: its pages in one row, three things that need one, the rest a click away."""

import pytest
from playwright.sync_api import Browser, Page, expect


def _home(browser: Browser, address: str, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name="Sign in as Margaret Peacock").click()
    page.goto(f"{address}/accounts/?q=Ernst")
    page.get_by_role("link", name="Ernst Handel").first.click()
    return page


def test_all_pages_of_an_account_stand_in_one_row_and_open_by_one_click(browser: Browser, address: str) -> None:
    page = _home(browser, address, 1440)
    pages = page.get_by_role("navigation", name="Pages of this account")
    box = pages.bounding_box()
    assert box and box["height"] < 44, "one row"
    pages.get_by_text("Customer", exact=False).first.hover()
    pages.get_by_role("link", name="Conversations").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith("/conversations/")
    pages.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(pages.get_by_role("link", name="Statement")).to_be_visible()
    page.keyboard.press("Escape")
    expect(pages.get_by_role("link", name="Statement")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1440])
def test_what_matters_is_seen_first_and_the_rest_unfolds(browser: Browser, address: str, width: int) -> None:
    page = _home(browser, address, width)
    needs = page.locator("#needs-you")
    assert needs.locator("[data-item]:visible").count() == 3
    needs.get_by_text("Show all").click()
    assert needs.locator("[data-item]:visible").count() > 3
    expect(page.get_by_role("heading", name="Value: promised, delivered, validated")).to_be_visible()
    expect(page.get_by_role("heading", name="Net revenue by month and offering")).to_be_hidden()
    page.locator("#revenue > summary").click()
    expect(page.get_by_role("heading", name="Net revenue by month and offering")).to_be_visible()
