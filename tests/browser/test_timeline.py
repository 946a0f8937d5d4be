"""Work on the timeline: a bar is dragged, what depends on it follows, one undo brings all back; and again by keys alone."""

from itertools import pairwise

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_first_plan import _sign_in

STEPS = ("Measure the docks", "Fit the sensors", "Sensors live")


def bar(page: Page, title: str) -> Locator:
    return page.locator(f'#timeline .work[aria-label^="{title},"]')


def places(page: Page) -> dict[str, str]:
    return {title: bar(page, title).get_attribute("transform") or "" for title in STEPS}


def test_a_dragged_bar_takes_along_what_depends_on_it_and_comes_back(page: Page, address: str) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.goto(f"{address}/accounts/?q=QUICK-Stop")
    account = page.get_by_role("link", name="QUICK-Stop").first.get_attribute("href")
    _plan_three_steps(page, f"{address}{account}")
    page.goto(f"{address}{account}work/timeline/")
    before = places(page)
    _dragged(page, STEPS[0], 80)
    expect(page.get_by_text("Moved: Measure the docks, and 2 others with it")).to_be_visible()
    after = places(page)
    assert all(after[title] != before[title] for title in STEPS)
    page.get_by_role("button", name="Undo").first.click()
    expect(bar(page, STEPS[0])).to_have_attribute("transform", before[STEPS[0]])
    assert places(page) == before
    _moved_by_keys(page, before)
    _let_go_is_no_move(page)
    assert Axe().run(page).response["violations"] == []


def _plan_three_steps(page: Page, home: str) -> None:
    for title, days in zip(STEPS, ("5", "3", "0"), strict=True):
        page.goto(f"{home}work/")
        form = page.locator("form").filter(has=page.get_by_label("What is done"))
        if not form.first.is_visible():
            page.locator("summary", has_text="Plan work").first.click()
        form.get_by_label("What is done").fill(title)
        form.get_by_label("Working days", exact=True).fill(days)
        form.get_by_role("button").last.click()
        expect(page.get_by_role("link", name=title).first).to_be_visible()
    for first, second in pairwise(STEPS):
        page.get_by_role("link", name=second).first.click()
        page.get_by_label("Depends on").select_option(label=first)
        page.locator("form").filter(has=page.get_by_label("Depends on")).get_by_role("button").last.click()
        expect(page.get_by_role("link", name=first).first).to_be_visible()
        page.goto(f"{home}work/")


def _dragged(page: Page, title: str, by: int) -> None:
    bar(page, title).scroll_into_view_if_needed()
    box = bar(page, title).bounding_box()
    assert box
    x, y = box["x"] + 6, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by / 2, y, steps=4)
    page.mouse.move(x + by, y, steps=4)
    page.mouse.up()


def _moved_by_keys(page: Page, before: dict[str, str]) -> None:
    """Alt and the arrows move it, Escape puts it back, letting go of Alt drops it."""
    bar(page, STEPS[0]).focus()
    page.keyboard.down("Alt")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Escape")
    page.keyboard.up("Alt")
    assert places(page) == before
    bar(page, STEPS[0]).focus()
    page.keyboard.down("Alt")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.up("Alt")
    expect(bar(page, STEPS[2])).not_to_have_attribute("transform", before[STEPS[2]])
    expect(bar(page, STEPS[0])).to_be_focused()


def _let_go_is_no_move(page: Page) -> None:
    """A click without a move opens the work package."""
    bar(page, STEPS[1]).click(position={"x": 4, "y": 8})
    expect(page.get_by_role("heading", name=STEPS[1])).to_be_visible()
    page.go_back()
