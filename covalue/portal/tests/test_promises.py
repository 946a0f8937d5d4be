"""Promises in the shared workspace: shown item by item, answered by whoever made them, and taken up from a proposal."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.portal import actions
from covalue.portal.models import Guest
from covalue.portal.rules import ItemKind
from covalue.promises import actions as promises
from covalue.promises.models import Answer, Promise
from covalue.promises.rules import Place, PromiseSaid, PromiseSide
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]


@pytest.fixture
def greta(world: World) -> Contact:
    """A contact who is a guest of Halden Energy."""
    user = world.user(Role.CUSTOMER_GUEST)
    contact = accounts.add_contact(US, account=world.energy, name="Greta Gast", email=user.email, now=NOW)
    actions.invite(US, account=world.energy, contact=contact, anyway=True, now=NOW)
    Guest.objects.update(held=False)
    return contact


def _promise(world: World, side: PromiseSide, contact: Contact, **values: object) -> Promise:
    values = {"what": f"Promised {side}", "note": "between us", "due_on": TODAY} | values
    return promises.add(
        US,
        account=world.energy,
        side=side,
        contact=contact,
        colleague=world.user(Role.SAM),
        now=NOW,
        **values,  # type: ignore[arg-type]
    )


def test_only_what_is_shared_is_seen_and_never_our_note(world: World, greta: Contact, signed_in: SignIn) -> None:
    shown, hidden = (
        _promise(world, PromiseSide.OURS, greta),
        _promise(world, PromiseSide.OURS, greta, what="Kept among us"),
    )
    actions.share(US, account=world.energy, kind=ItemKind.PROMISE, item=shown.pk, now=NOW)
    browser = signed_in(world.user(Role.CUSTOMER_GUEST))
    home = browser.get(reverse("portal:account", args=[world.energy.pk])).content.decode()
    assert "Promised ours" in home and "Kept among us" not in home
    page = browser.get(reverse("portal:item", args=[world.energy.pk, "promise", shown.pk])).content.decode()
    assert "Promised ours" in page and "between us" not in page and "Your promise" not in page
    assert browser.get(reverse("portal:item", args=[world.energy.pk, "promise", hidden.pk])).status_code == 404


def test_whoever_made_it_answers_in_words_of_their_own(world: World, greta: Contact, signed_in: SignIn) -> None:
    theirs = _promise(world, PromiseSide.THEIRS, greta)
    actions.share(US, account=world.energy, kind=ItemKind.PROMISE, item=theirs.pk, now=NOW)
    browser = signed_in(world.user(Role.CUSTOMER_GUEST))
    page = reverse("portal:item", args=[world.energy.pk, "promise", theirs.pk])
    address = reverse("portal:answer", args=[world.energy.pk, "promise", theirs.pk])
    assert "Your promise" in browser.get(page).content.decode()
    refused = browser.post(address, {"said": "other_day", "due": "whenever", "words": "sorry"})
    assert refused.status_code == 422 and "sorry" in refused.content.decode() and not Answer.objects.exists()
    assert browser.post(address, {"said": "other_day", "due": "31 March 2099", "words": "sorry"}).status_code == 302
    answer = Answer.objects.get()
    assert (answer.said, answer.contact, answer.day and answer.day.isoformat()) == (
        PromiseSaid.OTHER_DAY,
        greta,
        "2099-03-31",
    )
    assert "awaiting answer" in browser.get(page).content.decode()
    sam = signed_in(world.user(Role.SAM))
    assert "proposes another day" in sam.get(reverse("process:my-day")).content.decode()
    sam.post(reverse("promises:decide", args=[answer.pk]), {"accept": "true"})
    theirs.refresh_from_db()
    assert theirs.due_on and theirs.due_on.isoformat() == "2099-03-31"


def test_nobody_answers_a_promise_of_another_or_one_that_is_not_shared(
    world: World, greta: Contact, signed_in: SignIn
) -> None:
    of_jon, not_shared = _promise(world, PromiseSide.THEIRS, world.jon), _promise(world, PromiseSide.THEIRS, greta)
    actions.share(US, account=world.energy, kind=ItemKind.PROMISE, item=of_jon.pk, now=NOW)
    browser = signed_in(world.user(Role.CUSTOMER_GUEST))
    for promise, status in ((of_jon, 403), (not_shared, 404)):
        address = reverse("portal:answer", args=[world.energy.pk, "promise", promise.pk])
        assert browser.post(address, {"said": "kept"}).status_code == status
    assert not Answer.objects.exists()


def test_what_they_say_we_promised_is_taken_up_as_ours(world: World, greta: Contact) -> None:
    guest, sam = Guest.objects.get(), Actor(world.user(Role.SAM), "test")
    proposal = actions.propose(
        Actor(world.user(Role.CUSTOMER_GUEST), "test"),
        guest=guest,
        kind=ItemKind.PROMISE,
        title="A price list",
        now=NOW,
    )
    assert not Promise.objects.exists()
    actions.decide(sam, proposal=proposal, take_up=True, now=NOW)
    promise = Promise.objects.get()
    assert (promise.side, promise.to_contact, promise.by_user, promise.place) == (
        PromiseSide.OURS, greta, world.user(Role.SAM), Place.PORTAL,
    )  # fmt: skip
