"""The main job: from sign-in over the portfolio to an account, its plan written in place, and the PDF in one's hands."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import to_account_page


def _sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name=f"Sign in as {name}").click()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()


def test_from_sign_in_to_the_pdf(page: Page, address: str, tmp_path: Path) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.get_by_role("link", name="Portfolio", exact=True).first.click()
    expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
    page.locator("#customers").get_by_role("link", name="Save-a-lot Markets").click()
    expect(page.get_by_role("heading", name="Save-a-lot Markets")).to_be_visible()
    said = "For the first time I am not explaining waste on Monday morning."
    expect(page.get_by_role("blockquote").filter(has_text=said)).to_be_visible()

    to_account_page(page, "Plan")
    reading = page.get_by_role("group", name="Growth strategy")
    writing = page.get_by_role("textbox", name="Growth strategy")
    before = reading.inner_text()
    expect(writing).to_be_hidden()
    reading.press("e")
    writing.fill("This is given up.")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    writing.press("Escape")
    expect(reading).to_be_focused()
    assert reading.inner_text() == before
    reading.click()
    writing.fill("We **grow** by making fresh safe for them. #read(1) <b>$x$</b>")
    growth = page.locator("section.card", has=page.get_by_role("heading", name="Growth strategy"))
    growth.get_by_role("button", name="Save").click()
    expect(reading).to_have_text("We grow by making fresh safe for them. #read(1) <b>$x$</b>")
    page.reload()
    expect(reading).to_have_text("We grow by making fresh safe for them. #read(1) <b>$x$</b>")
    expect(reading.locator("strong")).to_have_text("grow")
    expect(page.get_by_text("changed since")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    saved = tmp_path / "plan.pdf"
    download.value.save_as(saved)
    assert download.value.suggested_filename.startswith("save-a-lot-markets-plan-")
    assert saved.read_bytes().startswith(b"%PDF-")


def test_an_older_text_can_be_brought_back(page: Page, address: str) -> None:
    _sign_in_by_password(page, address, "janet.leverling@northwind.example")
    page.get_by_role("link", name="Rattlesnake Canyon Grocery").first.click()
    to_account_page(page, "Plan")
    reading = page.get_by_role("group", name="Customer strategy")
    writing = page.get_by_role("textbox", name="Customer strategy")
    before = reading.inner_text()
    reading.press("Enter")
    writing.fill("Something quite different.")
    section = page.locator("section.card", has=page.get_by_role("heading", name="Customer strategy"))
    section.get_by_role("button", name="Save").click()
    expect(reading).to_have_text("Something quite different.")
    section.get_by_role("link", name="history").click()
    expect(page.locator("ins", has_text="quite")).to_be_visible()
    page.get_by_role("button", name="Restore this version").first.click()
    expect(reading).to_have_text(before, use_inner_text=True)


def test_an_action_is_added_ticked_and_its_removal_undone(page: Page, address: str) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.get_by_role("link", name="QUICK-Stop").first.click()
    page.get_by_placeholder("Add an action").fill("Ask Uwe about the spring tender")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Done: “Ask Uwe about the spring tender”").click()
    expect(page.get_by_role("button", name="Reopen “Ask Uwe about the spring tender”")).to_be_visible()
    page.get_by_role("link", name="All actions").click()
    row = page.get_by_role("row", name=re.compile("Ask Uwe about the spring tender"))
    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()


def test_ctrl_k_finds_an_account_in_spite_of_a_slip_and_opens_it(page: Page, address: str) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search")
    expect(palette.get_by_role("option", name="Save-a-lot Markets").first).to_be_visible()
    palette.get_by_role("combobox").fill("quikc st")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="QUICK-Stop")).to_be_visible()


def test_a_fact_is_edited_where_it_stands_and_the_edit_undone(page: Page, address: str) -> None:
    _sign_in(page, address, "Nancy Davolio")
    page.get_by_role("link", name="QUICK-Stop").first.click()
    to_account_page(page, "Facts")
    sector = page.get_by_title("Edit Sector")
    before = sector.inner_text()
    sector.click()
    expect(page.get_by_label("Sector")).to_be_focused()
    page.get_by_label("Sector").press("Escape")
    expect(sector).to_have_text(before)
    sector.click()
    expect(page.get_by_label("Sector")).to_be_focused()
    page.get_by_label("Sector").fill("Cash and carry")
    page.get_by_label("Sector").press("Enter")
    expect(sector).to_have_text("Cash and carry")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(sector).to_have_text(before)


def test_a_ledger_file_is_mapped_imported_and_undone(page: Page, address: str, tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text(
        "Kunde;Rechnung;Datum;Betrag\nALFKI;R1;31.10.2026;1.234,50\nANATR;R2;30.10.2026;99,90\nANATR;R3;kaputt;1,00\n",
        encoding="utf-8",
    )
    _sign_in(page, address, "Lukas Weber")
    page.goto(f"{address}/ledger/")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_label("Net amount")).to_have_value("Betrag")
    expect(page.get_by_text("1\u202f234.50").first).to_be_visible()
    expect(page.get_by_text("the date cannot be read: kaputt")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("link", name="Undo this import")).to_be_visible(timeout=20_000)
    expect(page.locator("dl.figures")).to_contain_text("1\u202f334.40")
    page.get_by_role("link", name="Undo this import").click()
    page.locator("#beside").get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("The ledger is as it was before")).to_be_visible()


def test_a_guest_lands_on_what_the_supplier_shares_with_them(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name="Sign in as Jose Pavarotti").click()
    expect(page.get_by_role("heading", name="Save-a-lot Markets and Northwind Traders")).to_be_visible()
    expect(page.get_by_role("heading", name="What you value")).to_be_visible()
    assert page.request.get(f"{address}/portfolio/").status == 404


def test_pages_fit_a_phone_and_a_dark_room(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    _sign_in(page, address, "Nancy Davolio")
    home = page.url
    places = [
        "portfolio/",
        "portfolio/selection/",
        "portfolio/selection/rounds/2/",
        "accounts/",
        "organisation/",
        "me/",
        "me/security/",
        "me/confirm/",
    ]
    page.goto(f"{address}/accounts/?q=Save-a-lot")
    account = page.get_by_role("link", name="Save-a-lot Markets").first.get_attribute("href")
    parts = [
        "",
        "plan/",
        "conversations/",
        "conversations/log/",
        "actions/",
        "objectives/",
        "board/",
        "priorities/",
        "guide/",
        "value/",
        "profitability/",
        "contacts/",
        "facts/",
        "team/",
    ]
    for place in [home, *(f"{address}/{p}" for p in places), *(f"{address}{account}{p}" for p in parts)]:
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), place
    context.close()


def _sign_in_by_password(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill("northwind demo only")
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
