"""Contacts from a file: columns recognised, every row shown before, rejects taken along, and all of it undone."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.test_first_plan import _sign_in

PEOPLE = """Account Name,Full Name,E-Mail,Job Title
Save-a-lot Markets,Ada Flint,ada.flint@save-a-lot.example,Buyer
Ernst Handel,Bruno Wirth,bruno@ernst.example,Disponent
Nowhere Ltd,Lost Soul,lost@nowhere.example,CEO
"""


def test_contacts_are_previewed_imported_and_undone(page: Page, address: str, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    _sign_in(page, address, "Andrew Fuller")
    page.get_by_role("link", name="Imports", exact=True).first.click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="Map columns")).to_be_visible()
    expect(page.get_by_text("2 created · 0 changed · 0 unchanged · 1 rejected")).to_be_visible()
    expect(page.get_by_text("there is no account “Nowhere Ltd”")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Done", exact=True).first).to_be_visible(timeout=30_000)
    with page.expect_download() as told:
        page.get_by_role("link", name="with their reasons").click()
    assert "Nowhere Ltd" in Path(told.value.path()).read_text(encoding="utf-8-sig")
    page.get_by_role("link", name="Undo this import").click()
    page.locator("#beside").get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("Undone", exact=True).first).to_be_visible(timeout=30_000)
