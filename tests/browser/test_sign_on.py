"""Sign-on by the company's identity provider, a real one in another process."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests import identity_provider as provider
from tests.browser.conftest import free_port, served


def test_from_the_identity_provider_to_my_day(page: Page, tmp_path: Path) -> None:
    port = free_port()
    callback = f"http://127.0.0.1:{port}/sign-in/company/oidc/callback/"
    with (
        provider.running(callback) as issuer,
        served(
            tmp_path,
            port,
            COVALUE_OIDC_ISSUER=issuer,
            COVALUE_OIDC_CLIENT_ID=provider.CLIENT_ID,
            COVALUE_OIDC_CLIENT_SECRET=provider.CLIENT_SECRET,
            COVALUE_SIGN_ON_NAME="Halcyon",
            COVALUE_SIGN_ON_ROLES="KAM=sam",
        ) as address,
    ):
        page.goto(f"{address}/accounts/")
        page.get_by_role("link", name="Sign in with Halcyon").click()
        page.locator("#id_login").fill("nancy")
        page.locator("#id_password").fill(provider.PASSWORD)
        page.get_by_role("button", name="Sign In").click()
        expect(page.get_by_role("heading", name="Accounts")).to_be_visible()
        page.goto(f"{address}/me/")
        expect(page.get_by_role("heading", name="Nancy Davolio")).to_be_visible()
        page.goto(f"{address}/me/security/")
        expect(page.get_by_text("this browser")).to_be_visible()
