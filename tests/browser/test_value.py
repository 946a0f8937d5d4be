"""From what the customer values to what it is worth: the sheet calculates as one types and saves itself."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import to_account_page
from tests.browser.test_first_plan import _sign_in


def test_a_value_case_is_typed_confirmed_and_brought_back(page: Page, address: str) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.get_by_role("link", name="QUICK-Stop").first.click()
    to_account_page(page, "Value")
    page.get_by_label("What they value").fill("Fewer returns in the spring season")
    page.get_by_label("Impact on the customer").select_option("4")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Hypothesis")).to_be_visible()
    page.get_by_label("What we would do together").fill("Test batches before the season")
    page.get_by_role("button", name="Start", exact=True).click()
    _type_assumption(page, 0, "returns avoided", "200", "returns/year", low="100", high="260")
    _type_assumption(page, 1, "cost of a return", "85", "€ per return")
    page.get_by_label("Line", exact=True).first.fill("Returns not handled")
    page.locator("[name=l-0-formula]").fill("returns avoided × cost of a retrun")
    figures = page.locator("#reckoned")
    expect(figures).to_contain_text("Did you mean “cost of a return”?")
    page.locator("[name=l-0-formula]").fill("returns avoided × cost of a return")
    expect(figures).to_contain_text("Net present value to the customer")
    expect(figures).to_contain_text(re.compile(r"€\d+(\.\d+)?k"))
    expect(page.locator("#saved")).to_have_text("Saved")
    cell = page.locator("td:has([name=a-1-base])")
    cell.locator("input").fill("1.500")
    expect(cell).to_contain_text("Do you mean 1\u202f500 or 1.5?")
    cell.get_by_role("button", name="1.5", exact=True).click()
    expect(cell.locator("input")).to_have_value("1.5")
    expect(cell.locator("button")).to_have_count(0)
    cell.locator("input").fill("85")
    expect(page.locator("#saved")).to_have_text("Saved")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("button", name="Save and show").click()
    expect(page.get_by_text("0 of 2 confirmed")).to_be_visible()
    assert not asked, "whoever saves is not asked whether to leave"
    page.get_by_text("Mark as confirmed").first.click()
    page.get_by_label("Who said so").first.select_option(index=1)
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("1 of 2 confirmed")).to_be_visible()


def test_enter_in_a_cell_saves_and_goes_to_the_one_below(page: Page, address: str) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.goto(f"{address}/value/1/sheet/")
    first, second = (page.locator(f"[name=a-{row}-base]") for row in (0, 1))
    before = first.input_value()
    first.fill("1234")
    first.press("Enter")
    expect(second).to_be_focused()
    expect(page.locator("#saved")).to_have_text("Saved")
    assert page.url.endswith("/sheet/"), "one stays on the sheet"
    second.press("Shift+Enter")
    expect(first).to_be_focused()
    page.reload()
    expect(first).to_have_value("1234")
    first.fill(before)
    first.press("Enter")
    expect(page.locator("#saved")).to_have_text("Saved")
    new = page.locator("[data-rows=a] [data-row]").last.locator("[name$=-name]")
    new.focus()
    new.press("Enter")
    expect(new).to_be_focused()
    assert page.url.endswith("/sheet/"), "past the last row one stays"


def _type_assumption(page: Page, row: int, name: str, base: str, unit: str, low: str = "", high: str = "") -> None:
    for field, text in {"name": name, "low": low, "base": base, "high": high, "unit": unit}.items():
        if text:
            page.locator(f"[name=a-{row}-{field}]").fill(text)


def test_a_number_is_dragged_and_the_figures_follow_without_being_saved(page: Page, address: str) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.goto(f"{address}/value/1/")
    moved, field, slider = page.locator("#moved"), page.locator("#n-0"), page.locator("[data-moves=n-0]")
    saved = _four(page)
    expect(moved).not_to_contain_text("Tried, not saved")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 2 / 3, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2, steps=8)
    expect(moved).to_contain_text("Tried, not saved")  # while the button is still held
    assert _four(page) != saved and float(field.input_value()) < 18
    page.mouse.up()
    page.get_by_role("button", name="Reset").click()
    expect(moved).not_to_contain_text("Tried, not saved")
    assert _four(page) == saved

    page.set_viewport_size({"width": 390, "height": 844})
    before = field.input_value()
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(moved).to_contain_text("Tried, not saved")
    step = float(slider.get_attribute("data-step") or "nan")
    assert float(field.input_value()) == pytest.approx(float(before) - step), "the arrow keys move by one round step"
    field.fill("15")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^15 "))
    expect(moved.locator("dd").first).to_be_in_viewport()
    expect(moved).to_contain_text("becomes 15")
    tried = _four(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    page.reload()
    assert _four(page) == saved and field.input_value() == before, "nothing was saved"
    field.fill("15")
    expect(moved).to_contain_text("Tried, not saved")
    page.get_by_role("button", name="Apply to the case").click()
    expect(moved).not_to_contain_text("Tried, not saved")
    assert _four(page) == tried, "the same draws"
    assert float(field.input_value()) == 15


def _four(page: Page) -> list[str | None]:
    """Expected, P10, P50 and P90, in full."""
    return [value.get_attribute("title") for value in page.locator("#moved dd[title]").all()]
