"""What every test can ask for, and which tests are left out on PostgreSQL."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings as examples

# No deadline: speed is for benches, and a busy machine is no fault. `make test-all` asks for `full`. What decides whether
# a change lands draws the same examples each time: `make test` and `make test-all` are where new ones are found.
examples.register_profile("quick", deadline=None, max_examples=25, derandomize=bool(os.environ.get("CI")))
examples.register_profile("full", deadline=None, max_examples=200)
examples.load_profile(os.environ.get("COVALUE_TEST_EXAMPLES", "quick"))
gc.set_threshold(100_000, 20, 50)  # a test makes much and keeps little: looking for circles less often saves a tenth


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the browser's tests and endurance as apart; on PostgreSQL leave out what no database can change.

    That is every test that asks for no database, and those marked `once`: who gets where, headers and confidentiality
    are decided in Python, from the rows of `visible_to` and its like, which are tried on PostgreSQL, too.
    """
    for item in items:
        if {"browser", "endurance"} & set(item.path.parts):
            item.add_marker("apart")
    if not os.environ.get("COVALUE_TEST_DATABASE_URL"):
        return
    kept = [item for item in items if _depends_on_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _depends_on_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("database")
    return bool(marked) or bool({"db", "transactional_db"} & set(getattr(item, "fixturenames", ())))


@pytest.fixture
def world(db: None) -> "object":
    """The named cast of tests/world.py."""
    from tests import world as cast

    return cast.again()


@pytest.fixture
def signed_in(client: "object") -> Callable[..., "object"]:
    """A client signed in as a user."""
    from django.test import Client

    def sign_in(user: "object") -> Client:
        fresh = Client()
        fresh.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
        return fresh

    return sign_in


@pytest.fixture(autouse=True)
def own_folders(settings: "object", tmp_path: Path) -> None:
    """Each test has its own ledger and files, and remembers nothing of the one before."""
    from django.core.cache import cache
    from django.utils import translation

    from covalue.core import written

    translation.deactivate()
    cache.clear()
    written.forget()
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    settings.FILES_DIR = tmp_path / "files"  # type: ignore[attr-defined]
    settings.LEDGER_URL = str(tmp_path / "ledger")  # type: ignore[attr-defined]


@pytest.fixture
def called_by(db: None) -> Callable[..., "object"]:
    """A program that calls the API with a user's key."""
    from django.test import Client
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from covalue.people import actions
    from tests.world import US

    def call(user: "object") -> Client:
        _token, secret = actions.create_token(US, user=user, label="test", now=timezone.now())  # type: ignore[arg-type]
        DBTaskResult.objects.filter(task_path="covalue.people.tasks.send_notice").delete()  # not this test's letter
        return Client(headers={"authorization": f"Bearer {secret}"})

    return call


@pytest.fixture(autouse=True)
def every_event_reads_as_a_sentence(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever the product writes to the audit log while a test runs can be told in words (tests/spoken.py)."""
    from covalue.core import events
    from covalue.core.models import Event
    from tests import spoken

    faults: list[str] = []
    fields = events._fields

    def told(*args: "object") -> dict[str, "object"]:
        written = fields(*args)  # type: ignore[arg-type]
        if "tests" not in Path(sys._getframe(2).f_code.co_filename).parts:
            faults.extend(spoken.faults(Event(**written)))
        return written

    monkeypatch.setattr(events, "_fields", told)
    yield
    assert faults == []
