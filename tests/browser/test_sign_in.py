"""Coming in without a password: a passkey of the browser's own virtual key, and a code as the second step."""

import time

from playwright.sync_api import APIResponse, Page, expect

from covalue.people.factors.tests.codes import code_of

PASSWORD = "northwind demo only"
# Whom no other story signs in as: a factor of theirs stands in nobody's way.
ANNE, ROBERT = "anne.dodsworth@northwind.example", "robert.king@northwind.example"


def _sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()


def _sign_out(page: Page) -> None:
    page.context.clear_cookies()


def _confirm(page: Page) -> None:
    expect(page.get_by_role("heading", name="Confirm your identity")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def _virtual_key(page: Page) -> None:
    """A key in the browser that says yes, and checks who holds it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_opens_without_a_password(page: Page, address: str) -> None:
    host = address.replace("127.0.0.1", "localhost")
    _virtual_key(page)
    _sign_in(page, host, ANNE)
    page.goto(f"{host}/me/security/")
    page.get_by_role("link", name="Add a passkey").click()
    _confirm(page)
    page.get_by_label("Name").fill("office laptop")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have saved them").click()
    expect(page.get_by_role("cell", name="office laptop")).to_be_visible()

    _sign_out(page)
    page.goto(f"{host}/sign-in/?next=/accounts/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Accounts")).to_be_visible()

    _sign_out(page)
    _sign_in(page, host, ANNE)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()

    _sign_out(page)
    _set_active(page, host, "Anne Dodsworth", "Deactivate")
    refused = _by_passkey(page, host)
    assert refused.status == 403 and "is deactivated" in refused.text()
    _set_active(page, host, "Anne Dodsworth", "Reactivate")

    _sign_in(page, host, ANNE)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
    page.goto(f"{host}/me/security/")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", name="Confirm your identity")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("It can no longer be used to sign in.")).to_be_visible()
    _sign_out(page)
    refused = _by_passkey(page, host)
    assert refused.status == 422 and "is not known here" in refused.text()


def _by_passkey(page: Page, host: str) -> APIResponse:
    """The sign-in by passkey without its page, so that a refusal can be looked at."""
    page.goto(f"{host}/sign-in/")
    credential = page.evaluate(
        """async () => {
            const options = await (await fetch("/sign-in/passkey/options/")).json();
            const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
            return JSON.stringify((await navigator.credentials.get({ publicKey })).toJSON());
        }"""
    )
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    form = {"credential": credential, "csrfmiddlewaretoken": token}
    return page.request.post(f"{host}/sign-in/passkey/", form=form, headers={"Referer": f"{host}/sign-in/"})


def _set_active(page: Page, host: str, name: str, label: str) -> None:
    """An administrator, in a browser of their own."""
    context = page.context.browser.new_context()  # type: ignore[union-attr]
    administrator = context.new_page()
    administrator.goto(f"{host}/sign-in/")
    administrator.get_by_role("button", name="Sign in as Carmen Ortiz").click()
    administrator.goto(f"{host}/people/")
    row = administrator.get_by_role("row").filter(has_text=name)
    row.locator("summary", has_text="Change").click()
    row.get_by_role("button", name=label).click()
    expect(administrator.get_by_role("heading", name="People")).to_be_visible()
    context.close()


def test_a_code_is_the_second_step(page: Page, address: str) -> None:
    _sign_in(page, address, ROBERT)
    page.goto(f"{address}/me/security/app/")
    _confirm(page)
    secret = page.locator(".mono").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    _sign_out(page)
    _sign_in(page, address, ROBERT)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label("Code", exact=True).fill(code_of(secret, time.time() + 30))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
