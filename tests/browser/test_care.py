"""Looking after the master data: two contacts made one and parted again, columns chosen, accounts handed over."""

from playwright.sync_api import Page, expect

from tests.browser.test_first_plan import _sign_in_by_password


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


def test_the_menu_of_the_last_users_roles_is_seen_whole_and_goes_by_escape(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1200, "height": 800})
    _sign_in_by_password(page, address, "carmen.ortiz@northwind.example")
    page.goto(f"{address}/people/")
    row = page.locator("tbody tr").last
    row.evaluate("row => row.scrollIntoView({ block: 'end' })")
    row.locator("summary").click()
    for label in ("Strategic account manager", "Customer guest"):
        expect(row.get_by_text(label, exact=False).last).to_be_visible()
    box = row.locator(".drop > :not(summary)").bounding_box()
    assert box and box["height"] > 200 and box["y"] >= 0 and box["y"] + box["height"] <= 800
    lies_on_top = "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.drop[open]'))"
    for y in (box["y"] + 12, box["y"] + box["height"] - 12):
        assert page.evaluate(lies_on_top, [box["x"] + box["width"] / 2, y])
    page.keyboard.press("Escape")
    expect(row.locator(".drop")).not_to_have_attribute("open", "")


def test_the_name_of_a_criterion_can_be_read(page: Page, address: str) -> None:
    _sign_in(page, address, "Andrew Fuller")
    for width in (1440, 1200, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/portfolio/selection/criteria/1/")
        for name in page.locator("table.criteria [name^=name]").all()[:4]:
            shown, needed = name.evaluate("field => [field.clientWidth, field.scrollWidth]")
            assert shown >= min(needed, 200), (width, name.input_value())
