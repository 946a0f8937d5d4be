"""My day by keyboard alone, and without a connection."""

from playwright.sync_api import Browser, Page, expect


def _sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name=f"Sign in as {name}").click()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()


def test_the_queue_by_keyboard(page: Page, address: str) -> None:
    _sign_in(page, address, "Nancy Davolio")
    items = page.locator("[data-item]")
    before = items.count()
    first = items.first.locator("[data-open]")
    title = first.inner_text()
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(items.nth(1).locator("[data-open]")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("s")
    expect(items.first.get_by_role("button", name="Tomorrow")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Put off until tomorrow.")).to_be_visible()
    expect(items).to_have_count(before - 1)
    page.get_by_role("button", name="Undo").click()
    expect(items).to_have_count(before)
    expect(items.first.locator("[data-open]")).to_have_text(title)
    expect(first).to_be_focused()
    group = page.locator("[data-queue] section").first
    why, waiting = items.first.locator(".quiet").first.inner_text(), int(group.locator("[data-waiting]").inner_text())
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Undo").last).to_be_in_viewport()
    row = page.locator("[data-queue] li", has=page.get_by_role("button", name=f"Reopen “{title}”"))
    expect(row.locator(".quiet").first).to_have_text(why, use_inner_text=True)
    expect(group.locator("[data-waiting]")).to_have_text(str(waiting - 1))
    page.keyboard.press("u")
    expect(items).to_have_count(before)
    expect(group.locator("[data-waiting]")).to_have_text(str(waiting))
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("e")
    done = page.get_by_role("button", name=f"Reopen “{title}”")
    expect(done).to_be_visible()
    expect(page.locator("nav.side [data-count]").first).to_have_text(str(before - 1))
    done.click()
    expect(done).to_have_count(0)  # a reload would not wait for it
    sent = page.locator("[data-queue] li[data-item]", has=page.locator("[data-act] .button")).first
    sent.locator("[data-open]").focus()
    page.keyboard.press("e")
    expect(sent.locator("[data-act] .button")).to_be_focused()  # what cannot be undone is not done by one key
    page.reload()
    expect(items).to_have_count(before)
    page.keyboard.press("?")
    expect(page.get_by_text("Put it off")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Put it off")).to_be_hidden()
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("What needs to be done")).to_have_value(title)


def test_a_tick_without_a_connection_is_taken_back_and_said(browser: Browser, address: str) -> None:
    page = browser.new_page()  # one that may complain: the browser notes that it is offline
    _sign_in(page, address, "Nancy Davolio")
    tick = page.locator("[data-item] .tick").first
    page.context.set_offline(True)
    tick.click()
    expect(page.get_by_text("No connection. The tick was not saved.")).to_be_visible()
    expect(page.get_by_text("What you typed is still here")).to_have_count(0)
    expect(tick).not_to_have_class("tick done")
    page.context.set_offline(False)
    tick.click()
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_role("button", name="Reopen")).to_have_count(0)
    page.context.close()
