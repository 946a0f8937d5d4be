"""Nothing lies outside what one sees on a phone; letters are of 12 px at least, on every width; the menu is at hand."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

SEEN = Path(__file__).with_name("seen.js").read_text(encoding="utf-8")
OURS = ("/", "/portfolio/", "/accounts/", "/imports/", "/me/", "/me/security/")
OF_AN_ACCOUNT = (
    "", "plan/", "conversations/", "conversations/log/", "value/", "statement/", "together/", "objectives/", "board/", "priorities/",
    "actions/", "contacts/", "facts/", "team/", "profitability/", "history/", "together/as-customer/",
)  # fmt: skip
DIRECTED = (
    "/portfolio/", "/portfolio/revenue/", "/portfolio/profitability/", "/portfolio/lifetime-value/", "/portfolio/segments/",
    "/portfolio/coverage/", "/portfolio/needs/", "/portfolio/retention/1/", "/portfolio/selection/", "/portfolio/selection/rounds/1/",
    "/portfolio/selection/candidates/3/", "/portfolio/selection/watchlist/", "/portfolio/selection/criteria/1/", "/organisation/",
)  # fmt: skip

IN_FULL = (  # of the customer with a row of every kind; the map is a picture one enlarges, with a list below it
    "", "plan/", "plan/quality/", "position/", "service/", "service-levels/", "incidents/", "work/", "work/timeline/", "agreements/",
    "obligations/", "contributions/", "opportunities/", "growth/", "joint-solutions/", "installed-base/", "adoption/", "standing/", "profile/", "promises/",
)  # fmt: skip


def _signed_in(browser: Browser, address: str, who: str, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 780}).new_page()
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name=f"Sign in as {who}").click()
    return page


def _looked_at(page: Page, address: str, places: list[str]) -> dict[str, Any]:
    """What is wrong with each of these pages, as seen.js finds it; none of them is refused or empty."""
    wrong: dict[str, Any] = {}
    for place in places:
        answer = page.goto(f"{address}{place}")
        assert answer and answer.ok, f"{place} answered {answer and answer.status}"
        found = page.evaluate(SEEN)
        assert found.pop("texts") > 5 and found.pop("base") == 14, place
        if any(found.values()):
            wrong[place] = {kind: what for kind, what in found.items() if what}
    return wrong


def _account(page: Page, address: str) -> str:
    page.goto(f"{address}/accounts/?q=Save-a-lot")
    return str(page.get_by_role("link", name="Save-a-lot Markets").first.get_attribute("href"))


@pytest.mark.parametrize("width", [360, 1440])
def test_who_leads_accounts_sees_everything(browser: Browser, address: str, width: int) -> None:
    page = _signed_in(browser, address, "Nancy Davolio", width)
    account = _account(page, address)
    places = [*OURS, *(f"{account}{part}" for part in OF_AN_ACCOUNT)]
    page.goto(f"{address}{account}value/")
    cases = {str(link.get_attribute("href")) for link in page.locator("main a[href^='/value/']").all()}
    places += sorted({case for case in cases if case.strip("/").split("/")[-1].isdigit()})
    page.goto(f"{address}{places[-1]}")
    places += [
        str(link.get_attribute("href"))
        for link in page.locator("main a[href*='/sheet/'], main a[href*='/claims/']").all()
    ]
    assert any("sheet" in place for place in places)
    wrong = _looked_at(page, address, list(dict.fromkeys(place.split("#")[0] for place in places)))
    page.context.close()
    assert not wrong


def test_everything_of_the_customer_with_most_rows_is_seen_on_a_phone(browser: Browser, address: str) -> None:
    page = _signed_in(browser, address, "Margaret Peacock", 360)
    page.goto(f"{address}/accounts/?q=Ernst+Handel")
    account = page.get_by_role("link", name="Ernst Handel").first.get_attribute("href")
    places = ["/", "/agreements/", "/contributions/", "/opportunities/", *(f"{account}{part}" for part in IN_FULL)]
    wrong = _looked_at(page, address, places)
    page.context.close()
    assert not wrong


@pytest.mark.parametrize("width", [360, 1440])
def test_who_directs_sees_everything(browser: Browser, address: str, width: int) -> None:
    page = _signed_in(browser, address, "Andrew Fuller", width)
    wrong = _looked_at(page, address, list(DIRECTED))
    page.context.close()
    assert not wrong


def test_what_is_cut_off_or_small_is_found(browser: Browser, address: str) -> None:
    """The measure itself: a switch outside its card, an amount outside its table and small print are told."""
    page = browser.new_context(viewport={"width": 360, "height": 780}).new_page()
    page.set_content(
        "<main><div style='overflow-x: auto; width: 200px'><div style='width: 500px'>"
        "<button style='margin-left: 300px'>Share</button><b class='num' style='margin-left: 390px'>€24 100</b></div></div>"
        "<p style='font-size: 10px'>small print</p>"
        "<p style='width: 12px; overflow-wrap: anywhere'>What shows it</p></main>"
    )
    found = page.evaluate(SEEN)
    page.context.close()
    assert [what.split("”")[0] for what in found["cut"]] == ["button “Share", "b “€24 100"]
    assert found["small"] == ["p “small print” 10.0 px"] and found["squeezed"] == ["p “What shows it”"]


def test_menu_and_search_of_a_phone(browser: Browser, address: str) -> None:
    page = _signed_in(browser, address, "Nancy Davolio", 390)
    page.goto(f"{address}/")
    menu = page.locator("summary[aria-label=Menu]")
    menu.click()
    expect(page.locator(".bar nav").get_by_role("link", name="Portfolio")).to_be_visible()
    expect(page.locator(".bar kbd")).to_be_hidden()
    menu.click()
    page.locator(".bar").get_by_role("link", name="Search", exact=True).last.click()
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_be_focused()
    field.fill("Save-a-lot")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.context.close()


def test_the_values_of_a_chart_are_told_on_pointing_and_by_keys(browser: Browser, address: str) -> None:
    page = _signed_in(browser, address, "Andrew Fuller", 390)
    page.goto(f"{address}/portfolio/revenue/")
    expect(page.locator(".drawn-wide").first).to_be_hidden()
    chart = page.locator(".drawn-narrow .chart[tabindex]").first
    chart.scroll_into_view_if_needed()
    page.wait_for_timeout(200)  # a scroll hides what was told
    chart.focus()
    page.keyboard.press("ArrowRight")
    told = page.locator(".value-tip")
    expect(told).to_be_visible()
    first = told.inner_text()
    page.keyboard.press("ArrowRight")
    assert first and told.inner_text() != first
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    page.context.close()


@pytest.mark.parametrize("narrow", [390, 360])
def test_all_columns_of_a_matrix_are_seen_at_once(browser: Browser, address: str, narrow: int) -> None:
    page = _signed_in(browser, address, "Andrew Fuller", narrow)
    page.goto(f"{address}/portfolio/segments/")
    matrix = page.locator(".matrix")
    expect(matrix).to_be_visible()
    outside = "table => [...table.querySelectorAll('td, th')].filter(c => c.getBoundingClientRect().right > innerWidth).length"
    assert matrix.evaluate(outside) == 0
    page.context.close()


@pytest.mark.parametrize("narrow", [390, 360])
def test_a_touch_on_a_cell_of_a_matrix_shows_its_rows(browser: Browser, address: str, narrow: int) -> None:
    """The whole cell is touched, and what it holds stands below the bar at the top, not three screens further down."""
    page = _signed_in(browser, address, "Andrew Fuller", narrow)
    page.goto(f"{address}/portfolio/segments/")
    cell = page.locator(".matrix td:has(a)").first
    number, box, link = cell.locator("b").inner_text(), cell.bounding_box(), cell.locator("a").bounding_box()
    assert box and link and link["width"] > box["width"] - 4 and link["height"] >= 44
    page.mouse.click(box["x"] + 6, box["y"] + box["height"] - 6)
    page.wait_for_url("**#customers")
    heading = page.locator("#customers h2")
    expect(heading).to_be_in_viewport()
    at, bar = heading.bounding_box(), page.locator(".bar").bounding_box()
    assert at and bar and at["y"] >= bar["y"] + bar["height"]
    assert page.locator("#customers tbody tr").count() == int(number)
    page.context.close()


def test_what_needs_one_comes_before_the_rest_on_a_phone_and_beside_it_on_a_desk(
    browser: Browser, address: str
) -> None:
    for width in (390, 1440):
        page = _signed_in(browser, address, "Nancy Davolio", width)
        page.goto(f"{address}{_account(page, address)}")
        needs = page.locator("#needs-you").bounding_box()
        value = page.get_by_role("heading", name="Value initiatives").bounding_box()
        steps = page.locator(".spine a").all()
        assert needs and value and len(steps) == 7
        assert (needs["y"] < value["y"]) if width == 390 else (needs["x"] > value["x"] and needs["y"] <= value["y"])
        assert all((box := step.bounding_box()) and box["x"] + box["width"] <= width for step in steps)
        page.context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_a_case_has_one_thing_to_do_and_a_menu_of_the_rest_by_keys(browser: Browser, address: str, width: int) -> None:
    page = _signed_in(browser, address, "Nancy Davolio", width)
    page.goto(f"{address}{_account(page, address)}value/")
    page.locator("main a[href^='/value/']").first.click()
    page.wait_for_load_state()
    acts = page.locator(".acts")
    expect(acts.locator("> .button.primary")).to_have_count(1)
    expect(acts.get_by_role("link", name="Scenarios")).to_be_hidden()
    acts.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(acts.get_by_role("link", name="Open sheet")).to_be_focused()
    scenarios = acts.get_by_role("link", name="Scenarios").bounding_box()
    assert scenarios and scenarios["x"] >= 0 and scenarios["x"] + scenarios["width"] <= width
    page.keyboard.press("Escape")
    expect(acts.locator("summary")).to_be_focused()
    page.context.close()


def test_the_headings_of_a_long_table_stay_in_sight(browser: Browser, address: str) -> None:
    page = _signed_in(browser, address, "Andrew Fuller", 1440)
    for place in ("/portfolio/segments/", "/accounts/?all=1"):
        page.goto(f"{address}{place}")
        row = page.locator("table.list > tbody > tr:nth-child(30)").last
        row.scroll_into_view_if_needed()
        heading = page.locator("table.list:has(> tbody > tr:nth-child(30)) > thead th").first.bounding_box()
        assert heading and 0 <= heading["y"] < 8, place
    page.context.close()


def test_the_rows_of_a_sheet_are_lines_that_open_on_a_phone(browser: Browser, address: str) -> None:
    """What a row holds is read in its line and typed when it is open; a cell that is refused is never hidden."""
    page = _signed_in(browser, address, "Nancy Davolio", 360)
    account = _account(page, address)
    page.goto(f"{address}{account}value/")
    page.goto(address + str(page.locator("main a[href^='/value/']").first.get_attribute("href")) + "sheet/")
    first = page.locator("#assumptions tr[data-row]").first
    name, low = first.locator("[name=a-0-name]"), first.locator("[name=a-0-low]")
    expect(name).to_be_hidden()
    expect(first.locator(".sum")).to_contain_text(name.input_value())
    assert page.evaluate("document.querySelector('#lines').getBoundingClientRect().bottom + window.scrollY") < 2600
    first.get_by_role("checkbox").check()
    expect(low).to_be_visible()
    base = first.locator("[name=a-0-base]")
    before = base.input_value()
    base.fill("abc")
    first.get_by_role("checkbox").uncheck()
    expect(page.locator("#sheet-refused")).to_contain_text("abc")
    expect(base).to_be_visible()
    base.fill(before)
    expect(base).to_be_hidden()
    expect(first.locator(".sum")).to_contain_text(before)
