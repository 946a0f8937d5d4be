"""Work in the shared workspace: shown item by item, and answered by whoever does it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.execution import actions as execution
from covalue.execution.models import WorkAnswer, WorkPackage
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.portal import actions
from covalue.portal.models import Guest
from covalue.portal.rules import ItemKind
from tests.world import NOW, US, World

SignIn = Callable[[User], Client]


@pytest.fixture
def greta(world: World) -> Contact:
    """A contact who is a guest of Halden Energy."""
    user = world.user(Role.CUSTOMER_GUEST)
    contact = accounts.add_contact(US, account=world.energy, name="Greta Gast", email=user.email, now=NOW)
    actions.invite(US, account=world.energy, contact=contact, anyway=True, now=NOW)
    Guest.objects.update(held=False)
    return contact


def _shared(world: World, contact: Contact | None, title: str = "Train the crews") -> WorkPackage:
    values = {"title": title, "starts_on": date(2026, 11, 16), "duration": 5, "note": "between us"}
    row = execution.add(US, world.energy, values | {"customer_owner": contact, "progress": 35}, now=NOW)
    actions.share(US, account=world.energy, kind=ItemKind.WORK, item=row.pk, now=NOW)
    return row


def test_who_does_it_says_that_it_is_done(world: World, greta: Contact, signed_in: SignIn) -> None:
    theirs = _shared(world, greta)
    browser = signed_in(world.user(Role.CUSTOMER_GUEST))
    page = browser.get(reverse("portal:item", args=[world.energy.pk, "work", theirs.pk])).content.decode()
    assert "Train the crews" in page and "Your work" in page
    assert "between us" not in page and "35" not in page
    address = reverse("portal:answer", args=[world.energy.pk, "work", theirs.pk])
    assert browser.post(address, {"said": "done"}).status_code == 302
    theirs.refresh_from_db()
    assert theirs.done_on is not None and theirs.progress == 100
    assert browser.post(address, {"said": "done"}).status_code == 409
    assert WorkAnswer.objects.count() == 1


def test_another_day_waits_until_one_of_ours_takes_it_over(world: World, greta: Contact, signed_in: SignIn) -> None:
    theirs = _shared(world, greta)
    browser, sam = signed_in(world.user(Role.CUSTOMER_GUEST)), signed_in(world.user(Role.SAM))
    address = reverse("portal:answer", args=[world.energy.pk, "work", theirs.pk])
    for typed in ({"said": "other_day"}, {"said": "other_day", "day": "2020-01-01"}, {"said": "perhaps"}):
        assert browser.post(address, typed).status_code == 422
    assert browser.post(address, {"said": "other_day", "day": "2099-01-16", "words": "sorry"}).status_code == 302
    theirs.refresh_from_db()
    assert theirs.ends_on == date(2026, 11, 20)
    assert "proposes another day" in sam.get(reverse("process:my-day")).content.decode()
    assert "sorry" in sam.get(reverse("execution:edit", args=[theirs.pk])).content.decode()
    decide = reverse("execution:decide", args=[WorkAnswer.objects.get().pk])
    assert sam.post(decide, {"accept": "true"}).status_code == 302
    theirs.refresh_from_db()
    assert theirs.ends_on == date(2099, 1, 16)
    assert sam.post(decide, {"accept": "false"}).status_code == 409


def test_nobody_answers_work_of_another_or_what_is_not_shared(world: World, greta: Contact, signed_in: SignIn) -> None:
    of_jon = _shared(world, world.jon)
    hidden = execution.add(US, world.energy, {"title": "X", "starts_on": date(2026, 12, 1), "duration": 1}, now=NOW)
    browser = signed_in(world.user(Role.CUSTOMER_GUEST))
    for row, status in ((of_jon, 403), (hidden, 404)):
        address = reverse("portal:answer", args=[world.energy.pk, "work", row.pk])
        assert browser.post(address, {"said": "done"}).status_code == status
    assert not WorkAnswer.objects.exists()
