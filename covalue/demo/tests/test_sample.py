"""Sample data in one click: into an empty workspace, by whoever sets it up, and never beside anything else."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import is_password_usable
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.demo import US as DEMO_US
from covalue.core.events import Actor
from covalue.core.jobs import Worker
from covalue.demo import actions, build
from covalue.demo.models import SampleData, SampleState
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import NOW, PASSWORD, US, World


@pytest.fixture
def ann(db: None) -> User:
    return people.create_user(
        US, email="ann@acme.test", name="Ann First", roles=[Role.ADMINISTRATOR], password=PASSWORD, now=NOW
    )


def _small(*, today: date, now: datetime, progress: Any, passwords: bool) -> None:
    """In place of the whole company, which its own tests build: somebody, and an account."""
    progress("accounts")
    assert not passwords
    people.create_user(DEMO_US, email="a@b.test", name="Andrew Fuller", roles=[Role.SAM], now=now)
    accounts.create(DEMO_US, name="Save-a-lot", now=now)


def test_one_click_loads_them_in_the_background_and_says_so(
    ann: User, signed_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "build", _small)
    client = signed_in(ann)
    assert "Try it with sample data" in client.get("/").content.decode()
    client.post(reverse("demo:load-sample"))
    page = client.get("/").content.decode()
    assert 'hx-get="/demo/sample-data/"' in page and "Loading the sample data" in page
    assert "HX-Refresh" not in client.get(reverse("demo:sample")).headers
    assert client.post(reverse("demo:load-sample")).status_code == 409
    assert Worker().work_once()
    assert SampleData.objects.get().state == SampleState.DONE
    assert client.get(reverse("demo:sample")).headers["HX-Refresh"] == "true"
    page = client.get("/").content.decode()
    assert "This workspace is a demonstration" in page and "Try it with sample data" not in page
    assert User.objects.get(pk=ann.pk).roles == {Role.ADMINISTRATOR, Role.PROGRAM_DIRECTOR}
    assert not is_password_usable(User.objects.get(email="a@b.test").password)


def test_they_are_refused_where_there_is_anything_already(ann: User, signed_in: Callable[[User], Client]) -> None:
    accounts.create(US, name="Orsa", now=NOW)
    client = signed_in(ann)
    assert "Try it with sample data" not in client.get("/").content.decode()
    refused = client.post(reverse("demo:load-sample"))
    assert refused.status_code == 409 and "There are accounts or ledger lines already" in refused.content.decode()
    assert not SampleData.objects.exists()


def test_a_workspace_that_was_filled_in_the_meantime_is_left_alone(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "build", _small)
    record = actions.ask(Actor(user=ann, origin="test"), now=NOW)
    accounts.create(US, name="Orsa", now=NOW)
    with pytest.raises(errors.WrongState):
        actions.load(Actor(user=ann, origin="test"), record=record, now=NOW)
    assert SampleData.objects.get().state == SampleState.FAILED


def test_nobody_loads_them_once_others_have_a_role(world: World, signed_in: Callable[[User], Client]) -> None:
    for role in Role:
        assert signed_in(world.user(role)).post(reverse("demo:load-sample")).status_code in (403, 404)
    assert not SampleData.objects.exists()
