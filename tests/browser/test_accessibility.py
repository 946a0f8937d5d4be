"""axe over the pages, light and dark: no serious violation."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

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
    for place in ["/", "/portfolio/", "/accounts/", account, f"{account}plan/", f"{account}conversations/log/", *OWN]:
        page.goto(f"{address}{place}")
        found[str(place)] = _serious(page)
    context.close()
    assert not {place: wrong for place, wrong in found.items() if wrong}


def _serious(page: object) -> list[str]:
    result = Axe().run(page)  # type: ignore[arg-type]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]}"
        for v in result.response["violations"]
        if v["impact"] in ("serious", "critical")
    ]
