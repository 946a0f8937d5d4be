"""axe over the pages, light and dark: no serious violation."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

ALWAYS = (
    "target-size",
    "empty-table-header",
)  # axe leaves the first out unless it is asked for, and calls the second minor
OURS = (
    "/", "/portfolio/", "/portfolio/revenue/", "/portfolio/lifetime-value/", "/portfolio/selection/", "/portfolio/selection/watchlist/",
    "/accounts/", "/imports/", "/opportunities/", "/opportunities/table/", "/opportunities/forecast/", "/opportunities/balance/", "/opportunities/import/",
    "/opportunities/stages/", "/opportunities/1/", "/opportunities/1/edit/",
)  # fmt: skip
DIRECTED = (
    "/portfolio/", "/portfolio/selection/", "/portfolio/selection/new/", "/portfolio/selection/criteria/1/", "/portfolio/selection/rounds/1/",
    "/portfolio/selection/rounds/2/", "/portfolio/selection/candidates/3/", "/portfolio/selection/candidates/3/letter/",
    "/portfolio/selection/watchlist/", "/portfolio/coverage/", "/portfolio/coverage/what-if/", "/portfolio/needs/kept/1/", "/portfolio/retention/", "/portfolio/retention/1/", "/portfolio/retention/1/edit/",
)  # fmt: skip
OF_AN_ACCOUNT = (
    "", "plan/", "conversations/", "conversations/log/", "value/", "statement/", "together/", "objectives/", "board/", "priorities/", "guide/", "actions/",
    "contacts/", "facts/", "team/", "profitability/", "profile/", "profile/?edit=1", "signals/", "value-chain/", "position/", "position/?edit=brand", "position/message/",
    "competitors/", "position-ratings/", "preferences/", "reasons/", "standing/", "standing/open/", "rung-evidence/", "scorecards/add/", "opportunities/", "opportunities/board/", "opportunities/balance/", "buying-journeys/", "growth/", "growth/vision/", "growth-moves/",
)  # fmt: skip
OWN = ("/me/", "/me/security/", "/me/confirm/", "/me/security/passkeys/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_violation(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    found = {"sign-in": _serious(page)}
    page.get_by_role("button", name="Sign in as Nancy Davolio").click()
    page.goto(f"{address}/accounts/?q=Save-a-lot")
    account = page.get_by_role("link", name="Save-a-lot Markets").first.get_attribute("href")
    for place in [*OURS, *OWN, *(f"{account}{part}" for part in OF_AN_ACCOUNT)]:
        page.goto(f"{address}{place}")
        found[str(place)] = _serious(page)
    context.close()
    assert not {place: wrong for place, wrong in found.items() if wrong}


@pytest.mark.parametrize("width", [1440, 390])
def test_nor_where_value_was_claimed_disputed_and_settled(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name="Sign in as Margaret Peacock").click()
    page.goto(f"{address}/accounts/?q=Ernst+Handel")
    account = str(page.get_by_role("link", name="Ernst Handel").first.get_attribute("href"))
    page.goto(f"{address}{account}value/")
    case = str(page.locator("main a[href^='/value/']").first.get_attribute("href"))
    page.goto(f"{address}{case}")
    within = "main a:is([href^='/claims/'], [href^='/signatures/'], [href$='/sheet/'])"
    places = {str(link.get_attribute("href")) for link in page.locator(within).all()}
    assert len(places) > 5
    page.goto(f"{address}{account}")
    of_account = f":is([aria-label='Pages of this account'] a, a[href*='/steps/'])[href^='{account}']"
    pages = {str(link.get_attribute("href")) for link in page.locator(of_account).all()}
    assert len(pages) > 30, "every page of the account, and its steps"
    found = {}
    for place in [case, f"{account}contacts/", f"{account}statement/?year=all", *sorted(places | pages)]:
        assert (answer := page.goto(f"{address}{place}")) and answer.ok, place
        found[place] = _serious(page)
    context.close()
    assert not {place: wrong for place, wrong in found.items() if wrong}


def test_nor_for_who_directs(browser: Browser, address: str) -> None:
    found = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{address}/sign-in/")
        page.get_by_role("button", name="Sign in as Andrew Fuller").click()
        for place in DIRECTED:
            assert (answer := page.goto(f"{address}{place}")) and answer.ok, place
            found[f"{place} {scheme}"] = _serious(page)
        context.close()
    assert not {place: wrong for place, wrong in found.items() if wrong}


def test_a_rater_can_rate_without_seeing_it(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name="Sign in as Nancy Davolio").click()
    page.goto(f"{address}/portfolio/selection/candidates/9/rate/")
    wrong = _serious(page)
    context.close()
    assert not wrong


def test_nor_for_the_customer(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name="Sign in as Jose Pavarotti").click()
    found = {"home": _serious(page)}
    for place in {link.get_attribute("href") for link in page.locator("main a[href^='/portal/']").all()}:
        page.goto(f"{address}{place}")
        found[str(place)] = _serious(page)
    context.close()
    assert len(found) > 2 and not {place: wrong for place, wrong in found.items() if wrong}


def _serious(page: object) -> list[str]:
    result = Axe().run(page, options={"rules": {rule: {"enabled": True} for rule in ALWAYS}})  # type: ignore[arg-type]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]}"
        for v in result.response["violations"]
        if v["impact"] in ("serious", "critical") or v["id"] in ALWAYS
    ]
