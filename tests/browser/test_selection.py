"""A round walked by three raters in three browsers, closed, talked through, decided and told by its director in a fourth."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_first_plan import _sign_in, _sign_in_by_password

RATERS = ("janet.leverling", "tom.okafor", "steven.buchanan")
CANDIDATES = ("Berglunds snabbköp", "Frankenversand")
SECRET = "Their buyer told me in confidence"


@pytest.fixture
def raters(browser: Browser) -> Iterator[list[Page]]:
    with ExitStack() as stack:
        contexts = [browser.new_context(viewport={"width": 1200, "height": 900}) for _ in RATERS]
        for context in contexts:
            stack.callback(context.close)
        yield [context.new_page() for context in contexts]


def test_a_round_from_the_first_question_to_the_letter(
    page: Page, raters: list[Page], address: str, letters: Path
) -> None:
    _sign_in(page, address, "Andrew Fuller")
    for one, name in zip(raters, RATERS, strict=True):
        _sign_in_by_password(one, address, f"{name}@northwind.example")
    place = _opened(page, address)
    for number, one in enumerate(raters):
        _rated(one, place, partner=(7, 8, 3)[number], page=page)
    _closed(page, raters)
    _talked_through(page)
    _decided(page)
    _told(page)
    assert any("Please come by on Monday." in letter for letter in _arrived(letters)), "the letter went out"


def _arrived(letters: Path) -> list[str]:
    """What lies in the folder of letters, once the worker had its turn."""
    for _try in range(40):
        found = [file.read_text() for file in letters.iterdir()]
        if any("Monday" in letter for letter in found):
            return found
        time.sleep(0.25)
    return []


def _opened(page: Page, address: str) -> str:
    page.goto(f"{address}/portfolio/")
    page.get_by_role("link", name="Decisions", exact=True).click()
    page.get_by_role("link", name="Selection", exact=True).click()
    page.get_by_role("link", name="Start a selection round").first.click()
    page.get_by_label("Name").fill("Two for one place")
    page.get_by_label("Slots").fill("1")
    page.get_by_label("Value to us, threshold").fill("20")
    for name in CANDIDATES:
        page.get_by_label(name).check()
    for name in ("Janet Leverling", "Tom Okafor", "Steven Buchanan"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Open round").click()
    expect(page.get_by_role("heading", name="Two for one place")).to_be_visible()
    return page.url


def _rated(one: Page, place: str, *, partner: int, page: Page) -> None:
    """Each by themselves: partly, back, to the end; the director sees how far they are, and nothing else."""
    one.goto(place)
    one.get_by_role("link", name="Continue rating").click()
    for name in CANDIDATES:
        expect(one.get_by_role("heading", name=name)).to_be_visible()
        for criterion in ("Growth potential", "Willing to invest", "Leader or innovator", "Cultural fit"):
            _give(one, criterion, "6")
        _give(one, "Willing to partner", str(partner))
        one.get_by_role("group", name="Willing to partner").get_by_label("Evidence").fill(SECRET)
        _give(one, "An executive of theirs", "yes")
        one.get_by_role("button", name="Save", exact=False).first.click()
    expect(one.get_by_text("done")).to_have_count(2)
    one.get_by_role("button", name="I have finished").click()
    expect(one.get_by_text("You have finished")).to_be_visible()
    page.goto(place)
    expect(page.get_by_text("To discuss")).to_have_count(0)
    assert SECRET not in page.content()


def _give(one: Page, criterion: str, label: str) -> None:
    group = one.get_by_role("group", name=criterion)
    group.locator(".scale label", has=one.get_by_text(label, exact=True)).click()


def _closed(page: Page, raters: list[Page]) -> None:
    expect(page.get_by_text("Everyone has finished.")).to_be_visible()
    page.get_by_role("button", name="Close rating").click()
    expect(page.get_by_text("ratings four points or more apart")).to_be_visible()
    raters[0].reload()
    expect(raters[0].get_by_text("ratings four points or more apart")).to_be_visible()
    raters[0].get_by_role("link", name=CANDIDATES[0], exact=True).first.click()
    expect(raters[0].get_by_text(f"Tom Okafor: {SECRET}")).to_be_visible()


def _talked_through(page: Page) -> None:
    """Seven, eight and three are apart: what is agreed without a reason is refused where it was typed, and kept."""
    page.get_by_role("row", name=CANDIDATES[0]).last.get_by_role("link", name=CANDIDATES[0], exact=True).click()
    row = page.locator("tr.wide-apart")
    expect(row).to_contain_text("far apart")
    row.get_by_label("Agreed: Willing to partner").fill("7")
    row.get_by_role("button", name="Agree").click()
    expect(page.get_by_role("alert")).to_contain_text("explain why this was agreed")
    expect(page.get_by_label("Agreed: Willing to partner")).to_have_value("7")
    page.get_by_label("Why: Willing to partner").fill("Steven met them before the new owner came")
    row.get_by_role("button", name="Agree").click()
    expect(page.locator("tr.wide-apart")).to_have_count(0)


def _decided(page: Page) -> None:
    decision = page.locator("#decision")
    decision.get_by_label("Develop").check()
    decision.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("alert")).to_contain_text("Give a reason for the decision")
    decision.get_by_label("Why").fill("Grows with its sister")
    decision.get_by_role("button", name="Decide").click()
    page.get_by_role("row", name=CANDIDATES[1]).last.get_by_role("link", name=CANDIDATES[1], exact=True).click()
    page.locator("#decision").get_by_label("Not now").check()
    page.locator("#decision").get_by_label("Why").fill("No place left")
    page.locator("#decision").get_by_role("button", name="Decide").click()
    page.get_by_role("button", name="End the round").click()
    expect(page.locator(".chip", has_text="Decided")).to_be_visible()


def _told(page: Page) -> None:
    page.get_by_role("row", name=CANDIDATES[0]).last.get_by_role("link", name="Letter").click()
    page.get_by_label("Letter").fill("We decided to develop Berglunds. Please come by on Monday.")
    page.get_by_label("Nancy Davolio").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("We decided to develop Berglunds.")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_have_count(0)
