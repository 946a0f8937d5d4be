"""Inviting, sharing, saying; and everything that must not be possible."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail

from covalue.accounts import actions as accounts
from covalue.action_items import actions as action_items
from covalue.action_items.models import Action
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.objectives import actions as objectives
from covalue.objectives.models import Objective, Side
from covalue.people.models import Invitation
from covalue.people.rules import Role
from covalue.portal import actions, queries, tasks
from covalue.portal.models import Assent, Guest, Proposal, Share
from covalue.portal.rules import ItemKind
from covalue.value import actions as value
from covalue.value.models import Signature, Target
from covalue.value.rules import Answer
from covalue.value.tests.test_signing import claim
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


def ines(world: World) -> Actor:
    return Actor(world.user(Role.SAM), "test")


def greta(world: World) -> Actor:
    return Actor(world.user(Role.CUSTOMER_GUEST), "test")


@pytest.fixture
def guest(world: World) -> Guest:
    """Signe signs in as Greta's address: one person in this story."""
    accounts.edit_contact(US, contact=world.signe, email="greta@covalue.test", now=NOW)
    return actions.invite(ines(world), account=world.energy, contact=world.signe, anyway=True, now=NOW)


def goal(world: World) -> Objective:
    return objectives.add(US, account=world.energy, side=Side.THEIRS, statement="Fewer outages", source="she told us over dinner", now=NOW)  # fmt: skip


def test_inviting_is_refused_while_something_speaks_against_it(world: World) -> None:
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=NOW)
    with pytest.raises(errors.WrongState, match="Not all conditions are met"):
        actions.invite(ines(world), account=world.energy, contact=world.signe, now=NOW)
    assert not Guest.objects.exists()
    actions.invite(ines(world), account=world.energy, contact=world.signe, anyway=True, now=NOW)
    assert "anyway" in Event.objects.get(verb="invited guest").changes


@pytest.mark.parametrize("change", [{"email": "signe@halden.example"}, {"name": "Hal Jennings"}])
def test_a_guest_is_one_person_at_one_address(world: World, guest: Guest, change: dict[str, str]) -> None:
    """Nobody of ours keeps a seat for themselves by setting an address, or a name, back."""
    accounts.edit_contact(ines(world), contact=world.signe, title="COO of all", now=NOW)
    guest.refresh_from_db()
    assert guest.revoked_at is None
    accounts.edit_contact(ines(world), contact=world.signe, now=NOW, **change)
    guest.refresh_from_db()
    assert guest.revoked_at == NOW and not queries.guests_of(world.user(Role.CUSTOMER_GUEST)).exists()


def test_only_who_leads_the_account_invites(world: World) -> None:
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=NOW)
    karl = Actor(world.user(Role.TEAM_MEMBER), "test")
    with pytest.raises(errors.NotAllowed):
        actions.invite(karl, account=world.energy, contact=world.signe, anyway=True, now=NOW)
    with pytest.raises(errors.NotFound):
        actions.invite(Actor(world.stranger, "test"), account=world.energy, contact=world.signe, anyway=True, now=NOW)


def test_who_cannot_be_a_guest(world: World) -> None:
    invite = lambda contact: actions.invite(ines(world), account=world.energy, contact=contact, anyway=True, now=NOW)  # noqa: E731
    with pytest.raises(errors.BadInput, match="no email"):
        invite(world.signe)
    accounts.edit_contact(US, contact=world.signe, email="KARL@covalue.test", now=NOW)
    with pytest.raises(errors.BadInput, match="is a colleague"):
        invite(world.signe)
    other = accounts.add_contact(US, account=world.orsa, name="Olof", email="o@orsa.example", now=NOW)
    with pytest.raises(errors.BadInput, match="not a contact"):
        invite(other)
    accounts.edit_contact(US, contact=world.jon, email="jon@halden.example", departed_on=TODAY, now=NOW)
    with pytest.raises(errors.BadInput, match="left"):
        invite(world.jon)


def test_the_letter_leads_to_a_password_or_to_the_sign_in(world: World, guest: Guest) -> None:
    tasks.send_invitation.call(guest.pk)
    assert "Sign in" in mail.outbox[-1].body and not Invitation.objects.exists()
    accounts.edit_contact(US, contact=world.jon, email="jon@halden.example", now=NOW)
    second = actions.invite(ines(world), account=world.energy, contact=world.jon, anyway=True, now=NOW)
    tasks.send_invitation.call(second.pk)
    invitation = Invitation.objects.get()
    assert invitation.roles == [Role.CUSTOMER_GUEST] and "/join/" in mail.outbox[-1].body
    actions.revoke(ines(world), guest=second, now=NOW)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_a_guest_is_one_until_revoked_departed_or_put_away(world: World, guest: Guest) -> None:
    user = world.user(Role.CUSTOMER_GUEST)
    assert queries.guest_at(user, world.energy.pk) == guest
    for account in (world.group, world.wind, world.orsa):
        with pytest.raises(errors.NotFound):
            queries.guest_at(user, account.pk)
    accounts.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    assert not queries.guests_of(user)
    accounts.edit_contact(US, contact=world.signe, departed_on=None, now=NOW)
    before = user.get_session_auth_hash()
    actions.revoke(ines(world), guest=guest, now=NOW)
    user.refresh_from_db()
    assert not queries.guests_of(user) and user.get_session_auth_hash() != before


def test_sharing_is_item_by_item_and_ends(world: World, guest: Guest) -> None:
    one, other = goal(world), goal(world)
    for _twice in range(2):
        actions.share(ines(world), account=world.energy, kind=ItemKind.OBJECTIVE, item=one.pk, now=NOW)
    assert Share.objects.count() == 1
    home = queries.home(world.energy, world.signe, TODAY)
    assert [shown.item.pk for shown in home.shared[ItemKind.OBJECTIVE]] == [one.pk]
    with pytest.raises(errors.NotFound):
        queries.item_page(world.energy, ItemKind.OBJECTIVE, other.pk, TODAY)
    actions.unshare(ines(world), account=world.energy, kind=ItemKind.OBJECTIVE, item=one.pk, now=NOW)
    with pytest.raises(errors.NotFound):
        queries.item_page(world.energy, ItemKind.OBJECTIVE, one.pk, TODAY)
    foreign = objectives.add(US, account=world.orsa, side=Side.OURS, statement="x", now=NOW)
    with pytest.raises(errors.NotFound):
        actions.share(ines(world), account=world.energy, kind=ItemKind.OBJECTIVE, item=foreign.pk, now=NOW)


def test_what_is_removed_is_shared_no_more(world: World, guest: Guest) -> None:
    one = goal(world)
    actions.share(ines(world), account=world.energy, kind=ItemKind.OBJECTIVE, item=one.pk, now=NOW)
    objectives.remove(ines(world), one, now=NOW)
    assert not queries.home(world.energy, world.signe, TODAY).shared[ItemKind.OBJECTIVE]


def test_a_confirmation_is_outgrown_by_a_change(world: World, guest: Guest) -> None:
    one = goal(world)
    with pytest.raises(errors.NotFound):
        actions.assent(greta(world), guest=guest, kind=ItemKind.OBJECTIVE, item=one.pk, now=NOW)
    actions.share(ines(world), account=world.energy, kind=ItemKind.OBJECTIVE, item=one.pk, now=NOW)
    actions.assent(greta(world), guest=guest, kind=ItemKind.OBJECTIVE, item=one.pk, words="Yes", now=NOW)
    (shown,) = queries.home(world.energy, world.signe, TODAY).shared[ItemKind.OBJECTIVE]
    assert shown.assent is not None and shown.assent.contact == world.signe
    objectives.edit(ines(world), objective=one, target="90 minutes", now=NOW)
    (shown,) = queries.home(world.energy, world.signe, TODAY).shared[ItemKind.OBJECTIVE]
    assert shown.assent is None and shown.outgrown is not None
    assert Event.objects.get(verb="confirmed objective").actor_name == "Signe Dahl"


def test_a_target_confirmed_by_a_guest_is_validated(world: World, guest: Guest) -> None:
    target = value.add_target(US, account=world.energy, title="Fewer outages", impact=5, fit=1, now=NOW)
    actions.share(ines(world), account=world.energy, kind=ItemKind.TARGET, item=target.pk, now=NOW)
    actions.assent(greta(world), guest=guest, kind=ItemKind.TARGET, item=target.pk, words="That is it", now=NOW)
    target.refresh_from_db()
    assert target.validated_by == world.signe and target.validated_words == "That is it"
    assert not Assent.objects.exists()


def test_a_guest_ticks_their_own_actions_only(world: World, guest: Guest) -> None:
    theirs = action_items.add(US, account=world.energy, title="Send the log", customer_owner=world.signe, now=NOW)
    ours = action_items.add(US, account=world.energy, title="Call", owner=world.user(Role.SAM), now=NOW)
    for action in (theirs, ours):
        actions.share(ines(world), account=world.energy, kind=ItemKind.ACTION, item=action.pk, now=NOW)
    actions.complete(greta(world), guest=guest, action_id=theirs.pk, done=True, now=NOW)
    with pytest.raises(errors.NotAllowed):
        actions.complete(greta(world), guest=guest, action_id=ours.pk, done=True, now=NOW)
    assert [action.done_at is not None for action in Action.objects.order_by("pk")] == [True, False]


def test_a_proposal_becomes_ours_with_their_words(world: World, guest: Guest) -> None:
    proposal = actions.propose(greta(world), guest=guest, kind=ItemKind.TARGET, title="Fewer invoices", words="One a month", now=NOW)  # fmt: skip
    tasks.tell_of_proposal.call(proposal.pk)
    assert mail.outbox[-1].to == [world.user(Role.SAM).email]
    with pytest.raises(errors.BadInput, match="Give a reason"):
        actions.decide(ines(world), proposal=proposal, take_up=False, now=NOW)
    actions.decide(ines(world), proposal=proposal, take_up=True, now=NOW)
    target = Target.objects.get()
    assert (target.title, target.success, target.holder) == ("Fewer invoices", "One a month", world.signe)
    assert queries.shared_ids(world.energy)[ItemKind.TARGET] == {target.pk}
    with pytest.raises(errors.WrongState):
        actions.decide(ines(world), proposal=proposal, take_up=True, now=NOW)
    for kind in (ItemKind.OBJECTIVE, ItemKind.ACTION):
        more = actions.propose(greta(world), guest=guest, kind=kind, title="More", now=NOW)
        actions.decide(ines(world), proposal=more, take_up=True, now=NOW)
    assert Objective.objects.get().contact == world.signe and Action.objects.get().customer_owner == world.signe
    with pytest.raises(errors.BadInput):
        actions.propose(greta(world), guest=guest, kind=ItemKind.CASE, title="x", now=NOW)
    assert Proposal.objects.count() == 3


def test_comments_of_both_sides_and_whose_they_are(world: World, guest: Guest) -> None:
    one = goal(world)
    said = {"account": world.energy, "kind": ItemKind.OBJECTIVE, "item": one.pk, "now": NOW}
    with pytest.raises(errors.NotFound):
        actions.comment(greta(world), guest=guest, words="Hm", **said)
    actions.share(ines(world), account=world.energy, kind=ItemKind.OBJECTIVE, item=one.pk, now=NOW)
    theirs = actions.comment(greta(world), guest=guest, words="Hm", **said)
    ours = actions.comment(ines(world), words="We hear you", **said)
    with pytest.raises(errors.BadInput):
        actions.comment(ines(world), words=" ", **said)
    with pytest.raises(errors.NotAllowed):
        actions.remove_comment(ines(world), comment=theirs, now=NOW)
    with pytest.raises(errors.NotFound):
        actions.remove_comment(greta(world), guest=guest, comment=ours, now=NOW)
    actions.remove_comment(greta(world), guest=guest, comment=theirs, now=NOW)
    assert [one.words for one in queries.item_page(world.energy, ItemKind.OBJECTIVE, one.pk, TODAY).comments] == [
        "We hear you"
    ]


def test_a_guest_signs_without_a_code_and_only_what_they_were_asked(world: World, guest: Guest) -> None:
    found = claim(world)
    mine = value.ask_for_claim(ines(world), claim=found, contact=world.signe, now=NOW)
    accounts.edit_contact(US, contact=world.jon, email="jon@halden.example", now=NOW)
    jons = value.ask_for_claim(ines(world), claim=found, contact=world.jon, now=NOW)
    said = value.SignedAnswer(Answer.PARTLY, {"a": Decimal(100)}, "less")
    with pytest.raises(errors.NotFound):
        actions.sign(greta(world), guest=guest, request=jons, said=said, now=NOW)
    signature = actions.sign(greta(world), guest=guest, request=mine, said=said, now=NOW)
    assert (signature.way, signature.contact, signature.amount) == ("guest", world.signe, 160)
    actions.withdraw(greta(world), guest=guest, signature=signature, reason="Audit", now=NOW)
    assert Signature.objects.count() == 2


def test_looks(world: World, guest: Guest) -> None:
    with pytest.raises(errors.BadInput, match="like #"):
        actions.set_look(ines(world), account=world.energy, colour="red; } body {", welcome="", now=NOW)
    with pytest.raises(errors.BadInput, match="hard to read"):
        actions.set_look(ines(world), account=world.energy, colour="#ffee00", welcome="", now=NOW)
    actions.set_look(ines(world), account=world.energy, colour="#6A0DAD", welcome="Hello", now=NOW)
    assert queries.look_of(world.energy).colour == "#6a0dad"  # type: ignore[union-attr]


def test_whether_they_come_back_is_shown(world: World, guest: Guest) -> None:
    for days in (1, 1, 5, 200):
        actions.looked(greta(world), guest=guest, at="home", now=NOW - timedelta(days=days))
    (shown,) = queries.together(world.energy, date(2026, 11, 20), NOW).guests
    assert shown.joined and shown.days == 2 and shown.last_look == NOW - timedelta(days=1)
