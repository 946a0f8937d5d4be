"""Two people at one board: what one puts on appears at the other's, nobody's words are lost, and it works without a mouse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_first_plan import _sign_in, _sign_in_by_password

SOON = 8_000  # ms: screens ask every two seconds


@pytest.fixture
def colleague(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


def test_two_people_write_on_one_board(page: Page, colleague: Page, address: str) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.goto(f"{address}/accounts/?q=Save-a-lot")
    account = page.get_by_role("link", name="Save-a-lot Markets").first.get_attribute("href")
    _sign_in_by_password(colleague, address, "michael.suyama@northwind.example")
    for one in (page, colleague):
        one.goto(f"{address}{account}board/")
    expect(page.locator("#people").get_by_title("Michael Suyama")).to_be_visible(timeout=SOON)
    _typed_where_one_clicks(page, colleague)
    _moved_by_keys_and_by_dragging(page, colleague)
    _nobodys_words_are_lost(page, colleague)
    _taken_off_and_back(page, colleague)
    _a_quote_is_put_up_and_the_others_stay(page)
    _one_quiet_plus_for_each_row(page)
    _the_menu_of_the_last_row_is_seen_whole(page)
    _made_a_target(page)


def _typed_where_one_clicks(page: Page, colleague: Page) -> None:
    lane = page.locator("[data-lane=goals] .slips")
    box = lane.bounding_box()
    assert box
    lane.click(position={"x": box["width"] - 12, "y": 20})
    page.keyboard.type("Open Sundays without more waste")
    page.keyboard.press("Enter")
    page.keyboard.type("A second card at once")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("[data-lane=goals] .slip", has_text="A second card at once")).to_be_visible()
    expect(page.locator(".writer")).to_have_count(0)
    expect(colleague.locator("[data-lane=goals] .slip", has_text="Open Sundays")).to_be_visible(timeout=SOON)


def _moved_by_keys_and_by_dragging(page: Page, colleague: Page) -> None:
    card = page.locator(".slip[data-card]", has_text="A second card at once")
    card.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-lane=pressures] .slip", has_text="A second card at once")).to_be_focused()
    row = page.locator("[data-lane=pressures] h2").inner_text()
    place = page.locator("[data-lane=pressures] [data-card]").count()
    expect(page.get_by_role("status").filter(has_text="moved to")).to_have_text(
        f"“A second card at once” moved to “{row}”, {place} of {place}"
    )
    page.locator(".slip", has_text="A second card at once").drag_to(page.locator("[data-lane=ideas] header"))
    expect(colleague.locator("[data-lane=ideas] .slip", has_text="A second card at once")).to_be_visible(timeout=SOON)
    quote = page.locator(".said blockquote").first
    words = quote.evaluate("quote => quote.firstChild.textContent.trim()")
    quote.drag_to(page.locator("[data-lane=obstacles] header"))
    expect(colleague.locator("[data-lane=obstacles] .slip.theirs", has_text=words)).to_be_visible(timeout=SOON)


def _nobodys_words_are_lost(page: Page, colleague: Page) -> None:
    """Both open the same card; the later one is told, and what they typed is still there."""
    for one in (page, colleague):
        one.locator(".slip", has_text="Open Sundays").locator(".words").click()
    page.locator(".writer").fill("Open Sundays in ten stores")
    page.keyboard.press("Enter")
    expect(page.locator(".slip", has_text="Open Sundays in ten stores")).to_be_visible()
    colleague.locator(".writer").fill("Open Sundays in Boise")
    colleague.keyboard.press("Enter")
    expect(colleague.locator(".toast.error", has_text="Open Sundays in ten stores")).to_be_visible()
    expect(colleague.locator(".writer")).to_have_value("Open Sundays in Boise")
    colleague.keyboard.press("Escape")
    expect(colleague.locator(".slip .words", has_text="Open Sundays in ten stores")).to_be_visible(timeout=SOON)


def _taken_off_and_back(page: Page, colleague: Page) -> None:
    page.locator(".slip", has_text="Open Sundays in ten").focus()
    page.keyboard.press("Delete")
    expect(colleague.locator(".slip", has_text="Open Sundays in ten")).to_have_count(0, timeout=SOON)
    page.get_by_role("button", name="Undo").click()
    for one in (page, colleague):
        expect(one.locator("[data-lane=goals] .slip", has_text="Open Sundays in ten")).to_be_visible(timeout=SOON)


def _a_quote_is_put_up_and_the_others_stay(page: Page) -> None:
    quotes = page.locator("#said blockquote")
    words = quotes.first.evaluate("quote => quote.firstChild.textContent.trim()")
    others = quotes.count() - 1
    quotes.first.get_by_role("button", name="Add to board").click()
    expect(page.locator(".slip.theirs", has_text=words)).to_be_visible()
    expect(page.locator("#said")).not_to_contain_text(words)
    if others:
        expect(quotes.first).to_be_visible()
    else:
        expect(page.locator("#said")).to_contain_text("Everything they said is on the board.")


def _one_quiet_plus_for_each_row(page: Page) -> None:
    expect(page.locator(".adder form:visible")).to_have_count(0)
    plus = page.locator("[data-lane=ideas] .adder summary")
    plus.press("Enter")
    expect(page.locator("[data-lane=ideas] .adder input[name=words]")).to_be_focused()
    page.keyboard.type("By the plus")
    page.keyboard.press("Enter")
    expect(page.locator("[data-lane=ideas] .slip", has_text="By the plus")).to_be_visible()
    expect(page.locator("[data-lane=ideas] .adder input[name=words]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(plus).to_be_focused()


def _the_menu_of_the_last_row_is_seen_whole(page: Page) -> None:
    card = page.locator("[data-lane=ideas] .slip", has_text="By the plus")
    card.evaluate("card => card.scrollIntoView({ block: 'end' })")
    card.get_by_label("Card actions").click()
    box = card.locator(".drop > div").bounding_box()
    assert box and page.viewport_size
    assert box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]
    assert box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"]
    page.keyboard.press("Escape")
    expect(card.locator(".drop")).not_to_have_attribute("open", "")
    expect(card.get_by_label("Card actions")).to_be_focused()


def _made_a_target(page: Page) -> None:
    card = page.locator(".slip", has_text="A second card at once")
    card.get_by_label("Card actions").click()
    card.get_by_role("button", name="Turn into a value target").click()
    expect(
        page.locator(".slip", has_text="A second card at once").get_by_role("link", name="value target")
    ).to_be_visible()
    page.get_by_role("link", name="Priorities").click()
    page.locator(".placed", has_text="A second card at once").drag_to(page.locator("[data-impact='5'][data-fit='3']"))
    placed = page.locator("[data-impact='5'][data-fit='3'] .placed", has_text="A second card at once")
    placed.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("[data-impact='5'][data-fit='4'] .placed", has_text="A second card at once")).to_be_focused()
