"""What is done with a map once it stands: findings, questions, pairs, another day, presenting, taking along, bringing in."""

import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.test_first_plan import _sign_in
from tests.browser.test_map import card, open_map

OTHER_MAP = """name;title;reports to;role;attitude;influence;why
Asta Holm;Head of plants;;economic buyer;supports;high;Asked for the pilot
Bo Krag;Buyer;Asta Holm;technical buyer;blocker;medium;Has another supplier
;Nobody;;;;;
"""


def test_a_map_is_acted_on(page: Page, address: str, tmp_path: Path) -> None:
    _sign_in(page, address, "Nancy Davolio")
    open_map(page, address, "Folk och")
    _people_and_ratings_come_from_another_map(page, tmp_path)
    _questions_lead_to_a_rating(page)
    _a_pair_has_a_level_now_and_one_that_is_wanted(page)
    _what_the_map_says_becomes_an_action_in_place(page)
    _another_day_shows_what_changed(page)
    _presenting_shows_nothing_private(page)
    _files_hold_nothing_private(page, tmp_path)


def _people_and_ratings_come_from_another_map(page: Page, folder: Path) -> None:
    path = folder / "map.csv"
    path.write_text(OTHER_MAP)
    page.locator("summary", has_text="Export").click()
    page.get_by_role("link", name="Import from another map").click()
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("row", name=re.compile("Bo Krag"))).to_be_visible()
    expect(page.locator("td .bad-ink")).to_have_count(1)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(card(page, "Bo Krag")).to_be_visible()
    expect(page.locator('.map-card.against[data-name="Bo Krag"]')).to_have_count(1)
    manager = card(page, "Asta Holm").get_attribute("data-who")
    expect(card(page, "Bo Krag")).to_have_attribute("data-manager", str(manager))


def _questions_lead_to_a_rating(page: Page) -> None:
    card(page, "Bo Krag").click()
    page.locator("#map-person").get_by_role("link", name="Questions: attitude").click()
    for question in page.locator(".map-questions fieldset").all():
        question.get_by_label("yes", exact=True).check()
    page.get_by_label("Why").fill("Spoke for us before the board")
    page.get_by_role("button", name="Rate", exact=True).click()
    expect(page.locator('.map-card.supports[data-name="Bo Krag"]')).to_have_count(1)


def _a_pair_has_a_level_now_and_one_that_is_wanted(page: Page) -> None:
    card(page, "Asta Holm").click()
    person = page.locator("#map-person")
    expect(person.get_by_role("heading", name="Asta Holm")).to_be_visible()
    person.get_by_text("Say who knows them").click()
    form = person.locator("form", has=page.get_by_label("One of us"))
    form.get_by_label("One of us").select_option(label="Nancy Davolio")
    form.get_by_label("How well they know each other").select_option(index=1)
    form.get_by_label("How well they should").select_option(index=4)
    form.get_by_role("button", name="Save").click()
    expect(person.locator(".map-pairs")).to_contain_text("Nancy Davolio")
    expect(person.locator(".map-pairs")).to_contain_text("→")


def _what_the_map_says_becomes_an_action_in_place(page: Page) -> None:
    says = page.locator("#map-says > ul > li", has_text="Asta Holm").first
    says.locator("summary").click()
    says.get_by_role("button", name="Make an action").click()
    expect(page.get_by_text("The action is in your list, due in two weeks.")).to_be_visible()
    expect(card(page, "Asta Holm")).to_be_visible()


def _another_day_shows_what_changed(page: Page) -> None:
    place = page.url.partition("?")[0]
    page.locator("summary", has_text="As of today").click()
    page.get_by_label("What changed since").fill(str(date.today() - timedelta(days=1)))
    page.get_by_role("button", name="Show", exact=True).click()
    changed = page.locator("[data-changed]", has_text="Bo Krag")
    expect(changed).to_contain_text("new on the map")
    expect(page.locator('.map-card.changed[data-name="Bo Krag"]')).to_have_count(1)
    page.goto(f"{place}?on={date.today() - timedelta(days=30)}")
    expect(page.get_by_text("Names and titles are those of today")).to_be_visible()
    expect(card(page, "Bo Krag")).to_have_count(0)
    page.get_by_role("link", name="Back to today").click()
    expect(card(page, "Bo Krag")).to_be_visible()


def _presenting_shows_nothing_private(page: Page) -> None:
    page.get_by_role("link", name="Present", exact=True).click()
    expect(page.get_by_role("link", name="End presentation")).to_be_visible()
    shown = page.locator("main").inner_html()
    for private in ("supports", "against us", "What the map says", "Nancy Davolio", "no contact", "Spoke for us"):
        assert private not in shown, private
    card(page, "Bo Krag").click()
    expect(page.locator("#map-person")).to_have_count(0)
    page.get_by_role("link", name="End presentation").click()


def _files_hold_nothing_private(page: Page, folder: Path) -> None:
    for kind in ("SVG", "PNG", "Slide"):
        page.locator("summary", has_text="Export").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=kind, exact=True).click()
        download.value.save_as(folder / kind)
        page.keyboard.press("Escape")
    assert (folder / "PNG").read_bytes().startswith(b"\x89PNG")
    drawn = (folder / "SVG").read_text()
    with zipfile.ZipFile(folder / "Slide") as deck:
        slide = deck.read("ppt/slides/slide1.xml").decode()
    for words in (drawn, slide):
        assert "Bo Krag" in words
        for private in ("supports", "against", "Nancy", "Spoke for us", "no contact"):
            assert private not in words, private
