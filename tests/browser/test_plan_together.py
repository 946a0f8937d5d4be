"""Two people write one section of a plan at the same time, before a real server: no word is lost, also without a connection."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

WRITERS = ("Margaret Peacock", "Andrew Fuller")


@pytest.fixture
def pages(browser: Browser, address: str) -> Iterator[list[Page]]:
    """The plan of one account, open before two people; what a page complains about fails the test."""
    contexts = [browser.new_context(viewport={"width": 1300, "height": 900}) for _name in WRITERS]
    complaints: list[str] = []
    opened = []
    for context, name in zip(contexts, WRITERS, strict=True):
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said.type, said.text) else None)
        page.goto(f"{address}/sign-in/")
        page.get_by_role("button", name=f"Sign in as {name}").click()
        opened.append(page)
    plan = opened[0].get_by_role("link", name="Ernst Handel").first.get_attribute("href")
    for page in opened:
        page.goto(f"{address}{plan}plan/", wait_until="networkidle")
    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def _is_complaint(kind: str, text: str) -> bool:
    """That a connection is gone is what these tests are about."""
    return kind == "error" and "ERR_INTERNET_DISCONNECTED" not in text and "WebSocket" not in text


def _opened(page: Page) -> Locator:
    """The editor of the first section."""
    page.locator("[data-writes]").first.click()
    editor = page.locator(".cm-content").first
    expect(editor).to_be_focused(timeout=15_000)
    return editor


def _text(page: Page) -> str:
    """What is written, without the names that stand beside the others' places."""
    told: str = page.evaluate(
        """() => [...document.querySelector(".together").shadowRoot.querySelectorAll(".cm-line")].map((line) => {
            const copy = line.cloneNode(true);
            copy.querySelectorAll(".place").forEach((place) => place.remove());
            return copy.textContent;
        }).join("\\n")"""
    )
    return told


def test_two_write_the_same_section_at_once(pages: list[Page]) -> None:
    margaret, andrew = pages
    hers, his = _opened(margaret), _opened(andrew)
    expect(margaret.locator(".place", has_text="Andrew Fuller")).to_be_attached()
    expect(margaret.locator("[data-writers]").first).to_have_text("Andrew Fuller writing")
    his.press("Control+Home")
    hers.press("Control+End")
    for mine, yours in zip("Margaret ends.", "Andrew begins.", strict=True):
        hers.press_sequentially(mine)
        his.press_sequentially(yours)
    expect(hers).to_contain_text("Andrew begins.")
    expect(his).to_contain_text("Margaret ends.")
    margaret.context.set_offline(True)
    hers.press_sequentially(" Written in a tunnel.")
    his.press_sequentially(" Meanwhile.")
    margaret.context.set_offline(False)
    expect(his).to_contain_text("Margaret ends. Written in a tunnel.", timeout=20_000)
    expect(hers).to_contain_text("Andrew begins. Meanwhile.")
    for page in pages:
        expect(page.locator(".saving").first).to_have_text("Saved")
    assert _text(margaret) == _text(andrew)
    hers.press("Escape")
    expect(margaret.locator(".prose-read").first).to_contain_text("Written in a tunnel.")
    expect(margaret.locator(".cm-content")).to_have_count(0)
    his.press("Control+z")
    expect(his).not_to_contain_text("Meanwhile.")
    expect(his).to_contain_text("Written in a tunnel.")
    his.press("Escape")
    margaret.reload()
    expect(margaret.locator(".prose-read").first).to_contain_text("Written in a tunnel.")


def test_a_readers_page_follows(pages: list[Page]) -> None:
    margaret, andrew = pages
    hers = _opened(margaret)
    hers.press("Control+End")
    hers.press_sequentially(" For whoever reads.")
    expect(andrew.locator("[data-writers]").first).to_have_text("Margaret Peacock writing")
    expect(andrew.locator(".prose-read").first).to_contain_text("For whoever reads.", timeout=10_000)
    hers.press("Escape")
    expect(andrew.locator("[data-writers]").first).to_be_hidden()
