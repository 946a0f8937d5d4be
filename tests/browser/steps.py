"""Ways through the pages that several stories take."""

import re

from playwright.sync_api import Locator, Page, expect


def menu_with(page: Page, title: str) -> Locator | None:
    """What opens the menu of an account's pages in which this one stands; None where it stands open."""
    pages = page.get_by_role("navigation", name="Pages of this account")
    expect(pages).to_be_visible()
    link = page.locator("a", has_text=re.compile(rf"^\s*{re.escape(title)}\s*$"))
    menu = pages.locator("details").filter(has=link)
    return menu.locator("summary") if menu.count() else None


def to_account_page(page: Page, title: str) -> None:
    """Open one of an account's pages from another by the mouse."""
    menu = menu_with(page, title)
    if menu is not None:
        menu.hover()
    page.get_by_role("navigation", name="Pages of this account").get_by_role("link", name=title, exact=True).click()
