"""Where we stand, as a contact says by their personal link on a phone, and what the page makes of it by role."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import to_account_page
from tests.browser.test_first_plan import _sign_in
from tests.browser.test_together import letter


def test_a_contact_says_where_we_stand(browser: Browser, page: Page, address: str, letters: Path) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.get_by_role("link", name="Save-a-lot Markets").first.click()
    to_account_page(page, "Position")
    place = page.url
    expect(page.locator("#asked").get_by_role("row", name=re.compile("Ruth Salazar"))).to_contain_text("answered")
    page.get_by_role("link", name="Ask contacts").first.click()
    page.get_by_label(re.compile("Hal Jennings")).check()
    page.get_by_label("For which need").fill("fewer empty shelves")
    page.get_by_label("Alpine Dairy").check()
    page.get_by_role("button", name="Ask", exact=True).click()
    _answered(browser, letters)
    page.goto(place)
    expect(page.locator("#asked").get_by_role("row", name=re.compile("fewer empty shelves"))).to_contain_text(
        "answered"
    )
    page.get_by_role("link", name=re.compile("contacts asked")).last.click()
    row = page.get_by_role("row", name=re.compile("Hal Jennings")).filter(has_text="fewer empty shelves")
    expect(row.filter(has_text="Nobody else comes on Fridays.")).to_be_visible()


def _answered(browser: Browser, letters: Path) -> None:
    """On a phone, without script and without an account."""
    link = re.search(r"http\S+/where-we-stand/\S+", letter(letters, "hal.jennings", "Where does"))
    assert link is not None
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    theirs = context.new_page()
    theirs.goto(link[0])
    first, today = theirs.locator("fieldset.card:not(.rating)").all()[:2]
    first.get_by_label("Alpine Dairy").check()
    today.locator("input[type=radio]").first.check()
    today.locator("[name=because]").fill("Nobody else comes on Fridays.")
    theirs.get_by_role("button", name="Send my answers").click()
    expect(theirs.get_by_role("heading", name="Thank you")).to_be_visible()
    context.close()
