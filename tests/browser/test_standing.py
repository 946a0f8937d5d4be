"""An assessment from both sides: asked by letter, answered on a phone without script, rated by us, shown, and read by axe."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import to_account_page
from tests.browser.test_accessibility import _serious
from tests.browser.test_first_plan import _sign_in
from tests.browser.test_together import letter


def test_a_relationship_through_both_eyes(browser: Browser, page: Page, address: str, letters: Path) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.get_by_role("link", name="Save-a-lot Markets").first.click()
    to_account_page(page, "Standing")
    assert _serious(page) == []
    page.get_by_role("link", name="Assess the relationship").click()
    page.get_by_label(re.compile("Hal Jennings")).check()
    page.get_by_label("Nancy Davolio").check()
    page.get_by_label("Name").fill("Winter")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("Answers are shown once all of us have rated")).to_be_visible()
    round_page = page.url
    _answered(browser, letters)
    page.goto(round_page)
    expect(page.get_by_text("Late, and nobody told us.")).to_have_count(0)
    page.get_by_role("link", name="Rate", exact=True).click()
    for question in page.locator("fieldset.rating").all():
        question.get_by_role("radio", name="5", exact=True).check()
    page.get_by_role("button", name="Save my ratings").click()
    expect(page.get_by_text("Late, and nobody told us.")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("We think better of"))).to_be_visible()
    assert _serious(page) == []


def _answered(browser: Browser, letters: Path) -> None:
    """On a phone, without script and without an account."""
    link = re.search(r"http\S+/rating/\S+", letter(letters, "hal.jennings", "How do you see"))
    assert link is not None
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    theirs = context.new_page()
    theirs.goto(link[0])
    for question in theirs.locator("fieldset.rating").all():
        question.get_by_role("radio", name="2", exact=True).check()
    theirs.locator("textarea").fill("Late, and nobody told us.")
    theirs.get_by_role("button", name="Send my answers").click()
    expect(theirs.get_by_role("heading", name="Thank you")).to_be_visible()
    context.close()
