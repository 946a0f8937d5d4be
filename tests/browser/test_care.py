"""Looking after the master data: two contacts made one and parted again, columns chosen, accounts handed over."""

from playwright.sync_api import Page, expect


def _sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name=f"Sign in as {name}").click()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()


def test_two_contacts_are_one_and_then_are_not(page: Page, address: str) -> None:
    _sign_in(page, address, "Andrew Fuller")
    page.goto(f"{address}/contacts/matches/")
    row = page.get_by_role("row", name="Markus Bell")
    expect(row).to_contain_text("similar name")
    row.get_by_role("button", name="Same: keep existing").click()
    expect(page.get_by_text("Markus Bell was merged into Marcus Bell.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Markus Bell is a separate contact again.")).to_be_visible()


def test_columns_are_chosen_by_keyboard_and_kept_as_a_view(page: Page, address: str) -> None:
    _sign_in(page, address, "Andrew Fuller")
    page.goto(f"{address}/accounts/?class=strategic")
    page.locator("summary", has_text="Columns").press("Enter")
    page.get_by_role("checkbox", name="IDs").press("Space")
    page.get_by_role("button", name="Apply").press("Enter")
    expect(page.get_by_role("columnheader", name="IDs")).to_be_visible()
    page.locator("summary", has_text="Views").press("Enter")
    page.get_by_label("Save this view as").fill("With keys")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.locator("summary", has_text="Views").press("Enter")
    expect(page.get_by_role("link", name="With keys", exact=True)).to_be_visible()


def test_an_account_is_handed_over_and_taken_back(page: Page, address: str) -> None:
    _sign_in(page, address, "Andrew Fuller")
    page.goto(f"{address}/accounts/?q=Berglunds")
    page.get_by_role("link", name="Berglunds").click()
    page.goto(f"{page.url}facts/")
    page.get_by_role("link", name="Hand over").click()
    page.get_by_label("New owner", exact=True).select_option(label="Janet Leverling")
    page.get_by_label("What the new owner should know").fill("They order in Swedish.")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("heading", name="Handover to Janet Leverling")).to_be_visible()
    expect(page.get_by_text("They order in Swedish.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The handover was undone.")).to_be_visible()
