"""A newcomer's first day: from an empty workspace to the first value case that is signed, on a phone of 360 px.

Only what the pages say is used: the three steps of My day, the account they lead to, the letter the customer gets. All of
ours is done by the keyboard alone, all of theirs by touch.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import COVALUE, free_port, wait_until_ready
from tests.browser.steps import menu_with
from tests.browser.test_together import letter, read_to_the_end

EMAIL, PASSWORD = "ada@acme.example", "a first day of our own"
PHONE = {"width": 360, "height": 740}
SALES = "Invoice,Invoice Date,Customer,Item,Amount\n" + "".join(
    f"{month}{number},2026-{month:02d}-15,{customer},Oven parts,{1000 + 100 * month}.00\n"
    for number, customer in enumerate(("Blue Harbor Foods", "Castle Bakery", "Delta Kitchens"))
    for month in range(1, 11)
)


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    folder = tmp_path / "mails"
    folder.mkdir()
    return folder


@pytest.fixture
def workspace(tmp_path: Path, mails: Path) -> Iterator[str]:
    """An empty workspace with its first user, as the README makes them, and its server."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))}
    told = {
        "COVALUE_DATA_DIR": str(tmp_path / "data"),
        "COVALUE_BASE_URL": url,
        "COVALUE_MAIL_URL": f"folder://{mails}",
    }
    environment = {**kept, **told, "COVALUE_NEW_PASSWORD": PASSWORD}
    for command in (["migrate"], ["user", EMAIL, "--name", "Ada Miller", "--role", "administrator"]):
        subprocess.run([COVALUE, *command], env=environment, check=True, capture_output=True)
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen([COVALUE, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
        try:
            wait_until_ready(f"{url}/health/ready", server, tmp_path / "server.log")
            yield url
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The customer's telephone."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_from_an_empty_workspace_to_a_signed_case(
    page: Page, phone: Page, workspace: str, mails: Path, tmp_path: Path
) -> None:
    _sign_in(page, workspace)
    _three_steps(page, tmp_path)
    _first_account(page)
    _case(page)
    _asked(page)
    _signed_on_the_phone(phone, mails)
    page.reload()
    expect(page.get_by_role("link", name=re.compile("Agreed by Carla Jones"))).to_be_visible()
    _delivery_planned(page)
    page.get_by_role("link", name="Castle Bakery").first.click()
    expect(page.get_by_text("1 of 1 case agreed")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Shorter baking times"))).to_contain_text("€48k")


MOST_TABS = 150


def _go_to(place: Locator) -> None:
    """Tab until it has the focus: whatever cannot be reached by the keyboard fails here."""
    keyboard = place.page.keyboard
    expect(place).to_be_visible()
    for _ in range(MOST_TABS):
        if place.evaluate("element => element === document.activeElement"):
            return
        keyboard.press("Tab")
    raise AssertionError(f"not reached by the keyboard: {place}")


def _press(place: Locator, key: str = "Enter") -> None:
    _go_to(place)
    place.page.keyboard.press(key)


def _type(place: Locator, text: str) -> None:
    _go_to(place)
    place.page.keyboard.press("Control+A")
    place.page.keyboard.type(text)


def _sign_in(page: Page, workspace: str) -> None:
    page.goto(workspace)
    _type(page.get_by_label("Email"), EMAIL)
    _type(page.get_by_label("Password"), PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Set up your workspace")).to_be_visible()


def _three_steps(page: Page, folder: Path) -> None:
    _press(page.get_by_role("link", name="Name the company"))
    _type(page.get_by_label("Company name"), "Acme Ovens")
    _press(page.get_by_role("button", name="Save", exact=True))
    _to_my_day(page)
    _press(page.get_by_role("link", name="Invite people"))
    invite = page.locator("dialog[open]")
    _type(invite.get_by_label("Email"), "ben@acme.example")
    _type(invite.get_by_label("Name"), "Ben Clark")
    _press(invite.get_by_label("Strategic account manager"), "Space")
    _press(invite.get_by_role("button", name="Send invitation"))
    expect(page.get_by_role("row", name=re.compile("ben@acme.example"))).to_contain_text("Strategic account manager")
    _to_my_day(page)
    _press(page.get_by_role("link", name="Import the ledger"))
    file = folder / "sales.csv"
    file.write_text(SALES)
    page.locator("input[type=file]").set_input_files(file)
    _press(page.get_by_role("button", name="Preview"))
    expect(page.get_by_label("Customers without an account")).to_have_value("create")
    expect(page.get_by_label("Currency", exact=True).last).to_have_value("EUR")
    _press(page.get_by_role("button", name="Import", exact=True))
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=60_000)


def _to_account_page(page: Page, title: str) -> None:
    menu = menu_with(page, title)
    if menu is not None:
        _press(menu)
    _press(page.get_by_role("link", name=title, exact=True))


def _to_my_day(page: Page) -> None:
    _press(page.get_by_role("link", name="My day").first)


def _first_account(page: Page) -> None:
    """Administrators see no account's content: the last step says so, and leads to the role that does."""
    _to_my_day(page)
    _press(page.get_by_role("link", name="Give yourself a role"))
    _press(page.locator("details[open]").get_by_label("Program director"), "Space")
    _press(page.get_by_role("button", name="Save roles").first)
    _press(page.get_by_role("link", name="All accounts").first)
    _press(page.get_by_role("link", name="Castle Bakery"))
    _to_account_page(page, "Contacts")
    _type(page.get_by_label("Name", exact=True), "Carla Jones")
    _press(page.get_by_role("button", name="Add", exact=True))
    expect(page.get_by_role("link", name="Carla Jones")).to_be_visible()


def _case(page: Page) -> None:
    _to_account_page(page, "Value")
    _type(page.get_by_label("What we would do together"), "Shorter baking times")
    _press(page.get_by_role("button", name="Start", exact=True))
    for row, (name, base, unit) in enumerate(
        (("hours saved", "1200", "hours/year"), ("cost of an hour", "40", "€/hour"))
    ):
        for field, text in (("name", name), ("base", base), ("unit", unit)):
            _type(page.locator(f"[name=a-{row}-{field}]"), text)
    _type(page.get_by_label("Line", exact=True).first, "Hours of the bakers")
    _type(page.locator("[name=l-0-formula]"), "hours saved × cost of an hour")
    expect(page.locator("#saved")).to_have_text("Saved")
    _press(page.get_by_role("button", name="Save and show"))


def _asked(page: Page) -> None:
    """She has no email address yet: it is typed where it is missing."""
    _press(page.get_by_role("link", name="Ask the customer to agree"))
    expect(page.get_by_role("group", name="Before you ask")).to_be_visible()
    for without in page.get_by_role("group", name="Before you ask").get_by_role("checkbox").all():
        _press(without, "Space")
    _type(page.get_by_label("Who to ask"), "Carla")
    _type(page.get_by_label(re.compile("[Ee]mail")).first, "carla@castle.example")
    _press(page.get_by_role("button", name="Ask", exact=True))
    expect(page.get_by_text("not opened yet")).to_be_visible()


def _delivery_planned(page: Page) -> None:
    """The one thing to do next is a form that is filled in already; what it adds stands on the case and in one's day."""
    _press(page.get_by_role("link", name=re.compile("^Plan the (delivery|first evidence)$")))
    title = page.get_by_label("What needs to be done").input_value()
    assert "Shorter baking times" in title and page.get_by_label("Due", exact=True).input_value()
    _press(page.get_by_role("button", name="Add action"))
    expect(page.get_by_role("main").get_by_text(title).first).to_be_visible()
    case = page.url
    _to_my_day(page)
    expect(page.get_by_role("main").get_by_text(title).first).to_be_visible()
    page.goto(case)


def _signed_on_the_phone(phone: Page, mails: Path) -> None:
    """Nothing lies outside the window: what it is worth and what it rests on is read before it is signed."""
    link = re.search(r"http\S+/sign/\S+", letter(mails, "carla@castle.example", "Acme Ovens asks whether you"))
    assert link is not None
    phone.goto(link[0])
    phone.get_by_role("button", name="Send me the code").tap()
    code = re.search(r"\d{6}", letter(mails, "carla@castle.example", "Your code"))
    assert code is not None
    phone.get_by_label("Code").fill(code[0])
    phone.get_by_role("button", name="Open").tap()
    for text in ("Hours of the bakers", "hours saved", "cost of an hour", "1 200", "40"):
        box = phone.get_by_text(text).first.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"], text
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    read_to_the_end(phone)
    phone.get_by_label("I agree this is what we expect it to be worth to Castle Bakery").check()
    phone.get_by_role("button", name="Sign", exact=True).tap()
    expect(phone.get_by_role("heading", name="You signed this")).to_be_visible()
