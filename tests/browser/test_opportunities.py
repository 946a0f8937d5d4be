"""Opportunities moved on their board by dragging and by keys, with the undo of each."""

from playwright.sync_api import Page, expect

from tests.browser.test_first_plan import _sign_in

TITLE = "Shrink report for all stores"


def test_a_card_is_moved_by_keys_and_by_dragging_and_put_back(page: Page, address: str) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.goto(f"{address}/opportunities/")
    card = page.locator("[data-stage=qualified] .slip", has_text=TITLE)
    card.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-stage=proposal] .slip", has_text=TITLE)).to_be_focused()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("[data-stage=qualified] .slip", has_text=TITLE)).to_be_visible()
    page.locator("[data-stage=qualified] .slip", has_text=TITLE).drag_to(
        page.locator("[data-stage=negotiation] .slips")
    )
    moved = page.locator("[data-stage=negotiation] .slip", has_text=TITLE)
    expect(moved).to_be_visible()
    moved.locator("summary").click()
    moved.get_by_role("button", name="Move to “Qualified”").click()
    expect(page.locator("[data-stage=qualified] .slip", has_text=TITLE)).to_be_visible()
    page.locator("[data-stage=qualified] .slip", has_text=TITLE).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
