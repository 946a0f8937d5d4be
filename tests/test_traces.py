"""Recordings of people typing at once, typed again over real connections that are cut, before a server that is killed."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests import traces
from tests.browser.conftest import built
from tests.traces import Trace
from tests.traces.connection import Writing
from tests.traces.workspace import WRITERS, Workspace

pytestmark = pytest.mark.apart

QUICK = 600  # steps
CUT_QUICKLY, CUT = 100, 500  # steps after which each connection is cut
KILLS = 2


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("traces")
    with Workspace(folder, built(folder)) as workspace:
        yield workspace


@pytest.mark.parametrize("name", traces.NAMES)
def test_a_recording_is_read_as_it_was_published(name: str) -> None:
    whole = traces.read(name)
    assert whole.writers == traces.NAMES[name] and traces.end_of(whole) == whole.end


@pytest.mark.parametrize("name", traces.NAMES)
def test_the_beginning_of_a_recording_is_typed_again(workspace: Workspace, name: str) -> None:
    _typed_again(workspace, traces.read(name, QUICK), CUT_QUICKLY, most=8)


@pytest.mark.thorough
@pytest.mark.parametrize("name", traces.NAMES)
def test_a_whole_recording_is_typed_again(workspace: Workspace, name: str) -> None:
    """In `make test` its beginning: test_the_beginning_of_a_recording_is_typed_again."""
    _typed_again(workspace, traces.read(name), CUT, most=8)


def _typed_again(workspace: Workspace, trace: Trace, cut_after: int, most: int) -> None:
    """Everybody's text, and the plan's, is the one that was published."""
    section = workspace.begun(f"Halden {len(trace.steps)} {trace.writers}")
    cookies = [workspace.signed_in(email) for email in WRITERS[: trace.writers]]
    kills = {len(trace.steps) * (number + 1) // (KILLS + 1) for number in range(KILLS)}
    with ExitStack() as opened:
        writers = [
            opened.enter_context(Writing(workspace.base, cookie, section.account, section.id)) for cookie in cookies
        ]
        for number, one in enumerate(traces.typed(trace)):
            writers[one.agent].type(one, most)
            if number in kills:
                workspace.restart()
            elif number and number % cut_after == 0:
                for writer in writers:
                    writer.cut()
        for writer in writers:
            writer.wait_until_stored()
        for writer in writers:
            writer.wait_for(trace.end)
            assert writer.cuts >= len(trace.steps) // cut_after - 1
    assert workspace.text(section) == trace.end
