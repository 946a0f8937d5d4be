"""Sample data in one click: into an empty workspace, by whoever sets it up, and never beside anything else."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import is_password_usable
from django.db import connection
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, TeamRole
from covalue.action_items import actions as action_items
from covalue.action_items.models import Action
from covalue.core import archive, errors
from covalue.core.demo import US as DEMO_US
from covalue.core.events import Actor
from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.demo import actions, build, removing
from covalue.demo.models import SampleData, SampleState
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.value import actions as value
from covalue.value.cases.readiness import CaseGap
from covalue.value.signing import sealing
from covalue.value.tests.test_signing import BOTH, sign
from tests.world import NOW, PASSWORD, US, World


def first_user() -> User:
    return people.create_user(
        US, email="ann@acme.test", name="Ann First", roles=[Role.ADMINISTRATOR], password=PASSWORD, now=NOW
    )


@pytest.fixture
def ann(db: None) -> User:
    return first_user()


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


def _worked(*, today: date, now: datetime, progress: Any, passwords: bool) -> None:
    """Three accounts: one nobody touches, one under a parent, one on which something was signed."""
    sam = people.create_user(DEMO_US, email="a@b.test", name="Andrew Fuller", roles=[Role.SAM], now=now)
    group = accounts.create(DEMO_US, name="Nordic Group", now=now)
    for name, parent in (("Save-a-lot", None), ("Folk och fä", group), ("Ernst Handel", None)):
        account = accounts.create(DEMO_US, name=name, parent=parent, now=now, identifiers=[("erp", name)])
        accounts.join_team(DEMO_US, account=account, user=sam, team_role=TeamRole.LEAD, now=now)
        contact = accounts.add_contact(DEMO_US, account=account, name=f"Eva {name}", email="eva@b.test", now=now)
        action_items.add(DEMO_US, account=account, title="Call", owner=sam, now=now)
        if name == "Ernst Handel":
            case = value.start(DEMO_US, account=account, title="Fewer trucks", sheet=BOTH, now=now)
            sign(value.ask_for_case(DEMO_US, initiative=case, contact=contact, now=now, without=tuple(CaseGap)))


def _written(target: Path, *, progress: Any) -> int:
    """In place of the whole backup: a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.write_bytes(b"backup")


def load(ann: User, monkeypatch: pytest.MonkeyPatch) -> User:
    """Sample data somebody worked on, asked for by this administrator."""
    monkeypatch.setattr(build, "build", _worked)
    monkeypatch.setattr(archive, "backup", _written)  # SQLite takes no snapshot within a test's transaction
    actions.ask(Actor(user=ann, origin="test"), now=NOW)
    assert Worker().work_once()
    assert SampleData.objects.get().state == SampleState.DONE
    return User.objects.get(pk=ann.pk)


@pytest.fixture
def loaded(ann: User, monkeypatch: pytest.MonkeyPatch) -> User:
    return load(ann, monkeypatch)


def _names() -> set[str]:
    return set(Account.objects.filter(archived_at=None).values_list("name", flat=True))


def test_removed_nothing_of_them_stays_but_what_was_signed(loaded: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(loaded)
    assert "Remove the sample data" in client.get("/").content.decode()
    asked = client.get(reverse("demo:remove-sample")).content.decode()
    assert "3 accounts" in asked and "Ernst Handel is archived: what its people signed stays on record." in asked
    assert Account.objects.count() == 4, "nothing goes before somebody says so"
    done = client.post(reverse("demo:remove-sample"), follow=True).content.decode()
    assert "The sample data were removed." in done and "This workspace is a demonstration" not in done
    assert _names() == set() and Account.objects.get().name == "Ernst Handel"
    assert sealing.verify().intact and not SampleData.objects.exists()
    assert list(Action.objects.values_list("account__name", flat=True)) == ["Ernst Handel"]
    assert not User.objects.get(email="a@b.test").is_active
    assert Event.objects.filter(verb="removed the sample data", actor=loaded).count() == 1
    assert list((Path(settings.DATA_DIR) / "backups").glob("before-removing-sample-data-*.tar.gz"))
    connection.check_constraints()


def test_what_people_changed_or_added_since_stays_whole(loaded: User) -> None:
    actor = Actor(user=loaded, origin="test")
    folk = Account.objects.get(name="Folk och fä")
    action_items.add(actor, account=folk, title="Ours", now=NOW)
    ours = accounts.create(actor, name="Orsa", now=NOW)
    removal = removing.plan(SampleData.objects.get())
    assert "Folk och fä stays: somebody worked on it since." in removal.stays
    actions.remove(actor, now=NOW)
    assert _names() == {"Folk och fä", "Orsa"} and Account.objects.filter(pk=ours.pk).exists()
    assert set(folk.actions.values_list("title", flat=True)) == {"Call", "Ours"}
    assert folk.contacts.count() == 1 and folk.identifiers.count() == 1
    folk.refresh_from_db()
    assert folk.parent is not None and folk.parent.archived_at is not None
    connection.check_constraints()


def test_only_administrators_remove_them_and_only_where_they_are(
    loaded: User, signed_in: Callable[[User], Client]
) -> None:
    analyst = people.create_user(US, email="x@b.test", name="Xi", roles=[Role.ANALYST], password=PASSWORD, now=NOW)
    before = Account.objects.count()
    assert signed_in(analyst).post(reverse("demo:remove-sample")).status_code == 403
    assert "Remove the sample data" not in signed_in(analyst).get("/").content.decode()
    assert Account.objects.count() == before
    actions.remove(US, now=NOW)
    with pytest.raises(errors.NotFound):
        actions.remove(US, now=NOW)
