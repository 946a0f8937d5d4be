"""The beginning of published recordings typed again by two and three browsers, which are cut off while the server is killed.

Each browser's text changes as its writer's did, seeing what they saw; all else is the editor's: what it sends, what it keeps,
how it comes back. tests/test_traces.py types whole recordings on the same connections.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import traces
from tests.browser.conftest import built
from tests.traces.workspace import WRITERS, Section, Workspace

STEPS = 1_500
CUT_AFTER = 500
AT_ONCE = 25  # steps handed to the browsers together
LONG = 60_000  # milliseconds
SOCKETS = """() => {
    window.lines = [];
    window.WebSocket = class extends WebSocket {
        constructor(...told) { super(...told); window.lines.push(this); }
    };
}"""
# The texts a page has open are its own secret; they say who they are as they begin.
FOUND = """async () => {
    const files = performance.getEntriesByType("resource").map((file) => file.name);
    const { Shared } = await import(files.find((name) => name.includes("/together")));
    const { begin } = Shared.prototype;
    Shared.prototype.begin = function () { window.written = this; begin.call(this); };
}"""
# Handed over at once, typed one by one, each when what its writer had seen is there.
TYPED = """(steps) => {
    const { Y, doc } = window.written;
    const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const clocks = (state) => [...Y.decodeStateVector(state)];
    window.steps ??= [];
    window.steps.push(...steps.map(([update, seen]) => [bytes(update), clocks(bytes(seen))]));
    const type = () => {
        for (; window.steps.length; window.steps.shift()) {
            const [update, seen] = window.steps[0];
            const here = new Map(clocks(Y.encodeStateVector(doc)));
            if (!seen.every(([client, clock]) => (here.get(client) ?? 0) >= clock)) return;
            Y.applyUpdate(doc, update, "typed");
        }
    };
    window.typing ??= setInterval(type, 5);
}"""
CUT = "() => window.lines.at(-1).close()"
STORED = "() => !window.steps.length && window.written.joined && !window.written.waits"
READS = "(text) => window.written.text.toString() === text"
SHOWN = "() => window.written.listener.view.state.doc.toString()"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("traces")
    with Workspace(folder, built(folder)) as workspace:
        yield workspace


@pytest.mark.parametrize("name", traces.NAMES)
def test_the_beginning_of_a_recording_is_typed_by_browsers(workspace: Workspace, browser: Browser, name: str) -> None:
    trace = traces.read(name, STEPS)
    section = workspace.begun(f"Halden {name}")
    with ExitStack() as opened:
        pages = [_opened(opened, browser, workspace, section, email) for email in WRITERS[: trace.writers]]
        waiting: list[list[tuple[str, str]]] = [[] for _page in pages]
        for number, one in enumerate(traces.typed(trace), 1):
            waiting[one.agent].append((b64encode(one.update).decode(), b64encode(one.seen).decode()))
            if number % AT_ONCE == 0:
                for page, steps in zip(pages, waiting, strict=True):
                    page.evaluate(TYPED, steps)
                    steps.clear()
            if number in (STEPS // 3 + 100, 2 * STEPS // 3 + 100):
                workspace.restart()
            elif number % CUT_AFTER == 0:
                for page in pages:
                    page.evaluate(CUT)
        for page in pages:
            page.wait_for_function(STORED, timeout=LONG)
        for page in pages:
            page.wait_for_function(READS, arg=trace.end, timeout=LONG)
            assert page.evaluate(SHOWN) == trace.end
            assert page.evaluate("() => window.lines.length") >= STEPS // CUT_AFTER + 2
    assert workspace.text(section) == trace.end


def _opened(opened: ExitStack, browser: Browser, workspace: Workspace, section: Section, email: str) -> Page:
    """The section, open to write."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    opened.callback(context.close)
    pairs = (pair.split("=", 1) for pair in workspace.signed_in(email).split("; "))
    context.add_cookies([{"name": name, "value": value, "url": workspace.base} for name, value in pairs])
    context.add_init_script(f"({SOCKETS})()")
    page = context.new_page()
    page.goto(f"{workspace.base}/a/{section.account}/plan/", wait_until="networkidle")
    page.evaluate(FOUND)
    page.locator("[data-writes]").first.click()
    expect(page.locator(".cm-content").first).to_be_focused(timeout=LONG)
    return page
