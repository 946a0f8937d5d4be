"""A map of twelve people, built by mouse and again by keys alone; undone, reloaded, taken along; and nothing for axe to find."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_first_plan import _sign_in

PEOPLE = {
    "Marta Lind": "",
    "Signe Dahl": "Marta Lind",
    "Henrik Voss": "Marta Lind",
    "Jon Ek": "Marta Lind",
    "Per Wiik": "Signe Dahl",
    "Lea Aas": "Signe Dahl",
    "Omar Haddad": "Jon Ek",
    "Eva Sund": "Jon Ek",
    "Nora Berg": "Per Wiik",
    "Ola Lund": "Per Wiik",
    "Tove Falk": "Henrik Voss",
    "Ida Strand": "Henrik Voss",
}


def card(page: Page, name: str) -> Locator:
    return page.locator(f'.map-card[data-name="{name}"]')


def managers(page: Page) -> dict[str, str]:
    """Name → name of whom they report to, as the map shows it."""
    told: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".map-card")].map((card) => [card.dataset.name,
             document.querySelector(`.map-card[data-who="${card.dataset.manager}"]`)?.dataset.name ?? ""]))"""
    )
    return {name: manager for name, manager in told.items() if name in PEOPLE}


def open_map(page: Page, address: str, customer: str) -> None:
    page.goto(f"{address}/accounts/?q={customer}")
    account = page.get_by_role("link", name=customer).first.get_attribute("href")
    page.goto(f"{address}{account}map/")
    expect(page.get_by_role("heading", name="Decision makers")).to_be_visible()


def test_twelve_people_by_mouse(page: Page, address: str, tmp_path: Path) -> None:
    _sign_in(page, address, "Nancy Davolio")
    open_map(page, address, "QUICK-Stop")
    known = page.locator(".map-card").count()
    for name in PEOPLE:
        page.get_by_role("link", name="Add contact").click()
        page.locator("#map-add").get_by_label("Name").fill(name)
        page.locator("#map-add").get_by_label("Reports to").select_option("")
        page.locator("#map-add").get_by_role("button", name="Add", exact=True).click()
        expect(page.locator(f'[data-name="{name}"]')).to_be_visible()
        if PEOPLE[name]:
            _dropped_on_their_manager(page, name)
        else:
            _dropped_on_the_map(page, name)
    expect(page.locator(".map-card")).to_have_count(known + len(PEOPLE))
    assert managers(page) == PEOPLE
    _a_card_is_put_elsewhere_and_back(page)
    _a_line_is_drawn(page)
    _found_by_search(page)
    page.reload()
    assert managers(page) == PEOPLE
    for kind in ("SVG", "PNG", "Slide"):
        page.locator("summary", has_text="Export").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=kind, exact=True).click()
        download.value.save_as(tmp_path / kind)
        assert (tmp_path / kind).stat().st_size > 1000
        page.keyboard.press("Escape")
    _axe_finds_nothing(page)


def _dropped_on_the_map(page: Page, name: str) -> None:
    page.locator(f'.map-waiting[data-name="{name}"]').drag_to(
        page.locator("#map-picture"), target_position={"x": 400, "y": 80}
    )
    expect(card(page, name)).to_be_visible()


def _dropped_on_their_manager(page: Page, name: str) -> None:
    page.locator("[data-map-do=fit]").click()
    page.locator(f'.map-waiting[data-name="{name}"]').drag_to(card(page, PEOPLE[name]))
    expect(card(page, name)).to_be_visible()


def _drag(page: Page, name: str, by: tuple[int, int]) -> None:
    box = card(page, name).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0] / 2, y + by[1] / 2)
    page.mouse.move(x + by[0], y + by[1], steps=4)
    page.mouse.up()


def _a_card_is_put_elsewhere_and_back(page: Page) -> None:
    page.locator("[data-map-do=fit]").click()
    before = card(page, "Ida Strand").get_attribute("transform")
    with page.expect_response(lambda answer: "/map/move/" in answer.url):
        _drag(page, "Ida Strand", (10, 90))
    expect(card(page, "Ida Strand")).not_to_have_attribute("transform", str(before))
    page.keyboard.press("Control+z")
    expect(card(page, "Ida Strand")).to_have_attribute("transform", str(before))


def _a_line_is_drawn(page: Page) -> None:
    card(page, "Per Wiik").click()
    person = page.locator("#map-person")
    expect(person.get_by_role("heading", name="Per Wiik")).to_be_visible()
    person.get_by_text("Draw a line").click()
    form = person.locator("form", has=page.get_by_role("button", name="Draw"))
    form.get_by_label("Per Wiik").select_option("influences")
    form.get_by_label("Whom").select_option(label="Jon Ek")
    form.get_by_role("button", name="Draw").click()
    expect(page.locator(".map-line.influences")).to_have_count(1)
    person.get_by_label("Attitude to us").select_option("supports")
    expect(page.locator(".map-card.supports")).to_have_count(1)


def _found_by_search(page: Page) -> None:
    page.get_by_label("Find on the map").fill("haddad")
    expect(page.locator(".map-card:not(.faded)")).to_have_count(1)
    page.get_by_label("Find on the map").fill("")
    expect(page.locator(".map-card.faded")).to_have_count(0)


def _axe_finds_nothing(page: Page) -> None:
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


def test_twelve_people_by_keys_alone(page: Page, address: str) -> None:
    _sign_in(page, address, "Nancy Davolio")
    open_map(page, address, "Berglunds")
    for name, manager in PEOPLE.items():
        _added_by_keys(page, name, manager)
    expect(page.locator(".map-card")).to_have_count(len(PEOPLE))
    assert managers(page) == PEOPLE
    _walked_by_arrows(page)
    _reports_to_another_by_r_and_back(page)
    _linked_by_l(page)
    _moved_by_alt_and_taken_off_by_delete(page)
    page.reload()
    assert managers(page) == PEOPLE
    expect(page.locator(".map-line.influences")).to_have_count(1)
    card(page, "Signe Dahl").press("Enter")
    expect(page.locator("#map-person").get_by_role("heading", name="Signe Dahl")).to_be_visible()
    _axe_finds_nothing(page)


def _added_by_keys(page: Page, name: str, manager: str) -> None:
    page.keyboard.press("n")
    expect(page.locator("#map-add").get_by_label("Name")).to_be_focused()
    page.keyboard.type(name)
    for _field in range(4):
        page.keyboard.press("Tab")
    page.keyboard.type(manager)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#map-add")).to_be_hidden()
    expect(page.locator(f'[data-name="{name}"]')).to_be_focused()


def _walked_by_arrows(page: Page) -> None:
    card(page, "Marta Lind").focus()
    page.keyboard.press("ArrowDown")
    name = page.evaluate("document.activeElement.dataset.name")
    assert PEOPLE[name] == "Marta Lind"
    page.keyboard.press("ArrowUp")
    expect(card(page, "Marta Lind")).to_be_focused()


def _reports_to_another_by_r_and_back(page: Page) -> None:
    card(page, "Eva Sund").focus()
    page.keyboard.press("r")
    page.keyboard.type("Signe")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#map-report")).to_be_hidden()
    assert managers(page)["Eva Sund"] == "Signe Dahl"
    page.keyboard.press("Control+z")
    expect(page.get_by_role("status").filter(has_text="Undone.").first).to_be_visible()
    assert managers(page) == PEOPLE


def _linked_by_l(page: Page) -> None:
    card(page, "Per Wiik").focus()
    page.keyboard.press("l")
    page.keyboard.type("Jon")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".map-line.influences")).to_have_count(1)


def _moved_by_alt_and_taken_off_by_delete(page: Page) -> None:
    card(page, "Ola Lund").focus()
    before = card(page, "Ola Lund").get_attribute("transform")
    with page.expect_response(lambda answer: "/map/move/" in answer.url):
        page.keyboard.press("Alt+ArrowDown")
    expect(card(page, "Ola Lund")).not_to_have_attribute("transform", str(before))
    page.keyboard.press("Delete")
    expect(card(page, "Ola Lund")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(card(page, "Ola Lund")).to_be_visible()
