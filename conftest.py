"""What every test can ask for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings as examples

examples.register_profile("untimed", deadline=None)  # speed is for benches; a busy machine is no fault
examples.load_profile("untimed")


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

    cache.clear()
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
