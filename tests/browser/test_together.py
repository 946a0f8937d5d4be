"""Two browsers, ours and the customer's: from a conversation to a validated target, an agreed case, a delivered period that
is validated in part, and the settlement of the difference.
"""

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_first_plan import _sign_in


@pytest.fixture
def theirs(browser: Browser) -> Iterator[Page]:
    """The customer's browser; whatever its pages complain about fails the test."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def test_from_a_conversation_to_a_settled_amount(page: Page, theirs: Page, address: str, letters: Path) -> None:
    _sign_in(page, address, "Nancy Davolio")
    account = _conversation_and_target(page, address)
    _guest_validates(page, theirs, address, account)
    case = _case_and_agreement(page, theirs, account)
    _claim_and_question(page, case)
    _signed_in_part_by_link(theirs, letters)
    _settled(page, case)


def _conversation_and_target(page: Page, address: str) -> str:
    """Somebody said it; we write it down as a hypothesis. The account's address."""
    page.get_by_role("link", name="Save-a-lot Markets").first.click()
    account = page.url
    page.get_by_role("link", name="Log conversation").click()
    page.get_by_label("Subject").fill("Returns of seasonal goods")
    page.get_by_label("Contact", exact=True).first.select_option(label="Teresa Quill")
    page.get_by_label("In their words").first.fill("Every return costs me an hour on the dock.")
    page.get_by_role("button", name="Log", exact=True).click()
    expect(page.get_by_text("Every return costs me an hour on the dock.").first).to_be_visible()
    page.goto(f"{account}value/")
    page.get_by_text("Add a value target").click()
    page.get_by_label("What they value").fill("Half the returns on the dock")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("Half the returns")).get_by_text("Hypothesis")).to_be_visible()
    return account


def _guest_validates(page: Page, theirs: Page, address: str, account: str) -> None:
    """Shared, the customer says yes; ours shows who and when."""
    page.goto(f"{account}together/")
    page.get_by_role("switch", name="Share Half the returns on the dock").click()
    expect(page.get_by_role("switch", name="Share Half the returns on the dock")).to_be_checked()
    theirs.goto(f"{address}/sign-in/")
    theirs.get_by_role("button", name="Sign in as Jose Pavarotti").click()
    expect(theirs.get_by_role("heading", name="Save-a-lot Markets and Northwind Traders")).to_be_visible()
    theirs.get_by_role("link", name="Half the returns on the dock").click()
    theirs.get_by_label("Note").fill("Half would change my spring")
    theirs.get_by_role("button", name="Yes, this is what we want").click()
    expect(theirs.get_by_text("validated by Jose Pavarotti").first).to_be_visible()
    page.goto(f"{account}value/")
    expect(
        page.get_by_role("row", name=re.compile("Half the returns")).get_by_text("Validated by Jose")
    ).to_be_visible()


def _case_and_agreement(page: Page, theirs: Page, account: str) -> str:
    """What it is worth, agreed at the table. The case's address."""
    page.get_by_text("Start a value case").click()
    page.get_by_label("What we would do together").fill("Fewer returns")
    page.get_by_role("button", name="Start", exact=True).click()
    for row, (name, base, unit) in enumerate((("returns avoided", "400", "returns/year"), ("cost of a return", "85", "€ per return"))):  # fmt: skip
        for field, text in (("name", name), ("base", base), ("unit", unit)):
            page.locator(f"[name=a-{row}-{field}]").fill(text)
    page.get_by_label("Line", exact=True).first.fill("Returns not handled")
    page.locator("[name=l-0-formula]").fill("returns avoided × cost of a return")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.get_by_role("button", name="Save and show").click()
    case = page.url
    page.get_by_role("link", name="Ask the customer to agree").click()
    expect(page.get_by_text("Returns not handled")).to_be_visible()
    for without in page.get_by_role("group", name="Before you ask").get_by_role("checkbox").all():
        without.check()
    page.get_by_label("Who to ask").select_option(label="Jose Pavarotti · jose.pavarotti@save-a-lot.example · English")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("not opened yet")).to_be_visible()
    theirs.get_by_role("link", name=re.compile("Save-a-lot")).first.click()
    theirs.get_by_role("link", name="Read and answer").click()
    _is_read_whole_on_a_phone(theirs)
    theirs.get_by_label("I agree this is what we expect it to be worth to Save-a-lot").check()
    theirs.get_by_role("button", name="Sign", exact=True).click()
    expect(theirs.get_by_role("heading", name="You signed this")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name=re.compile("Agreed by Jose Pavarotti"))).to_be_visible()
    return case


def _claim_and_question(page: Page, case: str) -> None:
    """A quarter, claimed and put to somebody else of theirs by a personal link."""
    page.get_by_role("link", name="Claim another period").click()
    month = date.today().replace(day=1) - timedelta(days=1)  # what is agreed today is claimed for the trial before it
    page.locator("[name=starts_on]").fill(month.replace(day=1).isoformat())
    page.locator("[name=ends_on]").fill(month.isoformat())
    page.get_by_role("button", name="What was promised for this period?").click()
    page.get_by_label("Returns not handled").fill("8500")
    page.get_by_label("How it was measured").fill("By the dock's own list.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=re.compile("Ask the customer to validate")).click()
    page.get_by_label("Who to ask").select_option(
        label="Teresa Quill · teresa.quill@save-a-lot-markets.example · English"
    )
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Teresa Quill").first).to_be_visible()


def _is_read_whole_on_a_phone(theirs: Page) -> None:
    """Every title, amount and assumption of what is signed lies within a window of 360 px, without moving sideways; who has
    not seen all of it cannot sign yet.
    """
    size, sign = theirs.viewport_size, theirs.get_by_role("button", name="Sign", exact=True)
    assert size
    theirs.set_viewport_size({"width": 360, "height": 300})
    theirs.reload()
    expect(sign).to_be_disabled()
    sign.scroll_into_view_if_needed()
    expect(sign).to_be_disabled()
    theirs.get_by_role("button", name="Show what I have not seen").click()
    expect(sign).not_to_be_in_viewport()
    read_to_the_end(theirs)
    expect(sign).to_be_enabled()
    theirs.set_viewport_size({"width": 360, "height": 740})
    cells = theirs.locator(".signing td, .signing dd").all()
    boxes = [box for cell in cells if (box := cell.bounding_box())]
    assert len(boxes) > 4 and all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes), boxes
    theirs.set_viewport_size(size)


def _signed_in_part_by_link(theirs: Page, letters: Path) -> None:
    """The link of the letter, the code of a second one, and less than was claimed."""
    link = re.search(r"http\S+/sign/\S+", letter(letters, "teresa.quill", "confirm the value"))
    assert link is not None
    theirs.context.clear_cookies()
    theirs.goto(link[0])
    expect(theirs.get_by_text("This link is personal to Teresa Quill.")).to_be_visible()
    expect(theirs.get_by_text("Returns not handled")).to_have_count(0)
    theirs.get_by_role("button", name="Send me the code").click()
    code = re.search(r"\d{6}", letter(letters, "teresa.quill", "Your code"))
    assert code is not None
    theirs.get_by_label("Code").fill(code[0])
    theirs.get_by_role("button", name="Open").click()
    _is_read_whole_on_a_phone(theirs)
    theirs.get_by_label("I agree in part").check()
    theirs.get_by_label("Returns not handled").fill("6800")
    theirs.get_by_label("Your comment").fill("Twenty of them were ours.")
    theirs.get_by_role("button", name="Sign", exact=True).click()
    expect(theirs.get_by_role("heading", name="You signed this")).to_be_visible()
    expect(theirs.get_by_text("seal intact")).to_be_visible()
    seal = theirs.locator(".seal").first.inner_text()
    assert seal in letter(letters, "teresa.quill", "You signed")


def _settled(page: Page, case: str) -> None:
    page.goto(case)
    expect(page.get_by_text("€6.8k of €8.5k").first).to_be_visible()
    page.get_by_role("link", name=re.compile("^Settle ")).click()
    expect(page.get_by_text("Disputed", exact=True).first).to_be_visible()
    page.get_by_label("How it was settled").fill("Teresa is right: twenty were theirs.")
    page.get_by_role("button", name="Waive the difference").click()
    expect(page.get_by_text("Settled", exact=True)).to_be_visible()
    page.goto(case)
    expect(page.get_by_text("difference of")).to_be_visible()


def read_to_the_end(theirs: Page) -> None:
    """Scrolls as a reader does, half a window at a time; the browser draws, and reports what it showed, at each stop."""
    theirs.evaluate(
        """async () => {
            for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
                scrollTo({ top: y, behavior: "instant" });
                for (const _frame of [1, 2]) await new Promise(requestAnimationFrame);
            }
        }"""
    )


def letter(folder: Path, to: str, subject: str) -> str:
    """The text of the newest letter to somebody about something; it may take the worker a moment."""
    for _attempt in range(150):
        for file in sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True):
            for piece in reversed(file.read_bytes().split(b"-" * 79)):
                letter = message_from_bytes(piece.strip(), policy=policy.default)
                if to in str(letter["To"] or "") and subject in str(letter["Subject"] or ""):
                    return str(letter.get_content())
        time.sleep(0.2)
    raise AssertionError(f"no letter to {to} about {subject}")
