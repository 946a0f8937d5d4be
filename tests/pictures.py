"""Takes the pictures of the documents from the demo: `python -m tests.pictures`, or `make pictures`.

Each picture is named once here; a page shows it by that name, and `tests/repo/test_docs.py` sees that none is missing or
left over. A demo of its own is built for them, so that they are the same whoever takes them. Names given as arguments take
only those.
"""

import io
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, free_port, served

PICTURES_DIR: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDE, PHONE = (1280, 860), (390, 844)
QUALITY: Final = 72
SLOW_MS: Final = 90_000
DIRECTOR, STORY, LEAD = "Andrew Fuller", "Margaret Peacock", "Nancy Davolio"
HANDEL, SAVE = "Ernst Handel", "Save-a-lot Markets"


@dataclass(frozen=True)
class Picture:
    """A page of the demo: who looks at it, and where. In `path`, `{account}` is the account's address and `{case}` that of
    its first value case.
    """

    name: str
    who: str
    path: str
    account: str = ""
    size: tuple[int, int] = WIDE


PICTURES: Final = (
    Picture("account", STORY, "{account}", HANDEL),
    Picture("accounts", DIRECTOR, "/accounts/?class=strategic"),
    Picture("actions", LEAD, "{account}actions/", SAVE),
    Picture("audit-log", "Carmen Ortiz", "/trail/"),
    Picture("board", LEAD, "{account}board/", SAVE),
    Picture("calendars", LEAD, "/sources/1/"),
    Picture("claim", STORY, "{account}value/", HANDEL),
    Picture("contacts", LEAD, "{account}contacts/", SAVE),
    Picture("conversations", LEAD, "{account}conversations/", SAVE),
    Picture("coverage", DIRECTOR, "/portfolio/coverage/"),
    Picture("director", DIRECTOR, "/"),
    Picture("guest", "Jose Pavarotti", "/portal/"),
    Picture("guide", LEAD, "{account}guide/", SAVE),
    Picture("imports", "Lukas Weber", "/imports/"),
    Picture("installed-base", STORY, "{account}installed-base/", HANDEL),
    Picture("lifetime", "Lukas Weber", "/portfolio/lifetime-value/"),
    Picture("map", STORY, "{account}map/", HANDEL),
    Picture("my-day", LEAD, "/"),
    Picture("needs", "Lukas Weber", "/portfolio/needs/"),
    Picture("objectives", LEAD, "{account}objectives/", SAVE),
    Picture("opportunities", STORY, "/opportunities/"),
    Picture("organisation", "Tom Okafor", "/organisation/"),
    Picture("people", "Carmen Ortiz", "/people/"),
    Picture("plan", LEAD, "{account}plan/", SAVE),
    Picture("portfolio", DIRECTOR, "/portfolio/"),
    Picture("position", STORY, "{account}position/", HANDEL),
    Picture("profile", STORY, "{account}profile/", HANDEL),
    Picture("profitability", "Lukas Weber", "/portfolio/profitability/"),
    Picture("promises", STORY, "{account}promises/", HANDEL),
    Picture("retention", "Lukas Weber", "/portfolio/retention/"),
    Picture("segments", "Lukas Weber", "/portfolio/segments/"),
    Picture("selection", DIRECTOR, "/portfolio/selection/"),
    Picture("sponsor", "Ingrid Halvorsen", "/portfolio/"),
    Picture("sponsors", STORY, "{account}sponsors/", HANDEL),
    Picture("standing", STORY, "{account}standing/", HANDEL),
    Picture("statement", STORY, "{account}statement/?year=all", HANDEL),
    Picture("team", LEAD, "{account}team/", SAVE),
    Picture("together", LEAD, "{account}together/", SAVE),
    Picture("value-case", LEAD, "{case}", SAVE),
    Picture("watchlist", DIRECTOR, "/portfolio/selection/watchlist/"),
    Picture("working-list", STORY, "/portfolio/"),
)


def main(names: list[str]) -> int:
    """Write the pictures of these names, or all of them."""
    if unknown := set(names) - {picture.name for picture in PICTURES}:
        print(f"There is no picture called {', '.join(sorted(unknown))}.")
        return 1
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with (
        tempfile.TemporaryDirectory(prefix="pytest-") as folder,  # by this name the demo is built in it
        served(Path(folder) / "demo", free_port()) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        pages: dict[tuple[str, tuple[int, int]], Page] = {}
        for picture in PICTURES:
            if names and picture.name not in names:
                continue
            key = (picture.who, picture.size)
            if key not in pages:
                pages[key] = _signed_in(browser, address, *key)
            _write(picture, pages[key], address)
    return 0


def _signed_in(browser: Browser, address: str, who: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    context.set_default_timeout(SLOW_MS)
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name=f"Sign in as {who}").click()
    page.wait_for_url(re.compile(r"/(portal/.*)?$"))
    return page


def _write(picture: Picture, page: Page, address: str) -> None:
    path = picture.path
    if picture.account:
        page.goto(f"{address}/accounts/?q={picture.account}")
        home = page.locator("#accounts").get_by_role("link", name=picture.account).first.get_attribute("href") or ""
        if "{case}" in path:
            page.goto(f"{address}{home}value/")
            hrefs = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
            path = next(href for href in hrefs if href and re.fullmatch(r"/value/\d+/", href))
        path = path.replace("{account}", home)
    answer = page.goto(f"{address}{path}")
    assert answer is not None and answer.ok, f"{picture.name}: {path} answered {answer and answer.status}"
    page.evaluate("document.fonts.ready")
    image = Image.open(io.BytesIO(page.screenshot()))
    PICTURES_DIR.mkdir(parents=True, exist_ok=True)
    image.convert("RGB").save(PICTURES_DIR / f"{picture.name}.webp", quality=QUALITY, method=6)
    print(f"docs/pictures/{picture.name}.webp is written.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
