"""Nobody of ours invites a guest who is themselves: an address one of us entered alone is confirmed by another first."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.accounts import addresses
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.masterdata.rules import Noun
from covalue.masterdata.tests.test_actions import Bring, bring
from covalue.people.models import Invitation
from covalue.people.rules import Role
from covalue.portal import actions, queries, tasks
from covalue.portal.models import Guest
from covalue.portal.my_day import guests
from covalue.portal.tests.test_actions import ines
from covalue.value import actions as value
from covalue.value.tests.test_signing import ask, claim
from covalue.web.my_day import Day
from tests import api
from tests.world import NOW, US, World

__all__ = ["bring"]
pytestmark = pytest.mark.django_db
OWN = "greta@covalue.test"  # a mailbox somebody of ours reads


def karl(world: World) -> Actor:
    return Actor(world.user(Role.TEAM_MEMBER), "test")


def invite(world: World, by: Actor | None = None, **more: str) -> Guest:
    return actions.invite(by or ines(world), account=world.energy, contact=world.signe, anyway=True, now=NOW, **more)


def take_over(world: World, by: Actor | None = None) -> None:
    accounts.edit_contact(by or ines(world), contact=world.signe, email=OWN, now=NOW)


def day(world: World, role: Role) -> Day:
    return Day(world.user(role), NOW.date())


@pytest.mark.parametrize("door", ["contact", "invitation", "file", "rename"])
def test_who_entered_the_address_cannot_invite_to_it_alone(world: World, bring: Bring, door: str) -> None:
    if door == "contact":
        take_over(world)
    elif door == "file":
        bring(Noun.CONTACTS, f"name,account,email\nSigne Dahl,Halden Energy,{OWN}\n", ines(world))
        world.signe.refresh_from_db()
        assert world.signe.email == OWN
    elif door == "rename":
        accounts.edit_contact(karl(world), contact=world.signe, email=OWN, name="Cal Assistant", now=NOW)
        accounts.edit_contact(ines(world), contact=world.signe, name="Signe Dahl", now=NOW)
    guest = invite(world, email=OWN if door == "invitation" else "")
    assert guest.held
    tasks.send_invitation.call(guest.pk)
    assert not mail.outbox and not Invitation.objects.exists()
    assert not queries.guests_of(world.user(Role.CUSTOMER_GUEST)).exists()
    with pytest.raises(errors.NotFound):
        queries.guest_at(world.user(Role.CUSTOMER_GUEST), world.energy.pk)
    with pytest.raises(errors.NotAllowed, match="Somebody else has to confirm it"):
        actions.confirm_address(ines(world), guest=guest, now=NOW)
    guest.refresh_from_db()
    assert guest.held and not Event.objects.filter(verb__in=["let invitation go", "confirmed address"]).exists()


def test_a_colleague_confirms_it_in_their_day_and_the_letter_goes(world: World) -> None:
    take_over(world)
    guest = invite(world)
    tasks.ask_to_confirm.call(guest.pk)
    others = {world.user(role).email for role in (Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR)}
    assert {address for letter in mail.outbox for address in letter.to} == others
    assert all(OWN in letter.body and "Ines Moreau alone entered" in letter.body for letter in mail.outbox)
    [item] = guests(day(world, Role.TEAM_MEMBER))
    assert item.act is not None and OWN in item.why and not list(guests(day(world, Role.SAM)))
    actions.confirm_address(karl(world), guest=guest, now=NOW)
    guest.refresh_from_db()
    assert not guest.held and queries.guest_at(world.user(Role.CUSTOMER_GUEST), world.energy.pk) == guest
    tasks.send_invitation.call(guest.pk)
    assert mail.outbox[-1].to == [OWN] and not list(guests(day(world, Role.EXECUTIVE_SPONSOR)))
    assert Event.objects.filter(verb="let invitation go", actor=karl(world).user).count() == 1
    with pytest.raises(errors.WrongState):
        actions.confirm_address(karl(world), guest=guest, now=NOW)


@pytest.mark.parametrize(
    ("entered", "invites", "confirmed", "held"),
    [
        ("ines", "ines", None, True),
        ("karl", "ines", None, False),
        ("ines", "dora", None, False),
        ("ines", "ines", "karl", False),
        (None, "ines", None, False),
    ],
)
def test_behind_every_address_there_are_two_of_us(
    world: World, entered: str | None, invites: str, confirmed: str | None, held: bool
) -> None:
    dora = Actor(world.user(Role.PROGRAM_DIRECTOR), "test")
    cast = {"ines": ines(world), "karl": karl(world), "dora": dora, None: US}
    take_over(world, cast[entered])
    if confirmed:
        addresses.confirm(cast[confirmed], world.signe, NOW)
    assert invite(world, cast[invites]).held == held


def test_one_answer_about_an_address_lets_signature_and_invitation_go(world: World) -> None:
    take_over(world)
    guest, request = invite(world), ask(world, claim(world))
    assert guest.held and request.held
    value.confirm_address(karl(world), signature_request=request, now=NOW)
    guest.refresh_from_db()
    request.refresh_from_db()
    assert not guest.held and not request.held


def test_and_the_other_way_round(world: World) -> None:
    take_over(world)
    request, guest = ask(world, claim(world)), invite(world)
    actions.confirm_address(karl(world), guest=guest, now=NOW)
    request.refresh_from_db()
    assert not request.held


def test_where_there_is_nobody_else_the_invitation_goes(world: World) -> None:
    take_over(world)
    for user in [*world.users.values(), world.stranger]:
        if user != world.user(Role.SAM):
            user.deactivated_at = NOW
            user.save()
    assert not invite(world).held


@pytest.mark.parametrize("change", [{"email": "signe@halden.example"}, {"name": "Hal Jennings"}])
def test_another_address_or_name_ends_what_is_held(world: World, change: dict[str, str]) -> None:
    take_over(world)
    guest = invite(world)
    accounts.edit_contact(ines(world), contact=world.signe, now=NOW, **change)
    with pytest.raises(errors.WrongState):
        actions.confirm_address(karl(world), guest=guest, now=NOW)
    guest.refresh_from_db()
    assert guest.revoked_at == NOW and not list(guests(day(world, Role.TEAM_MEMBER)))


def test_who_left_or_was_ended_is_not_let_in(world: World) -> None:
    take_over(world)
    guest = invite(world)
    accounts.edit_contact(ines(world), contact=world.signe, departed_on=NOW.date(), now=NOW)
    with pytest.raises(errors.WrongState, match="has left"):
        actions.confirm_address(karl(world), guest=guest, now=NOW)
    assert not list(guests(day(world, Role.TEAM_MEMBER)))
    accounts.edit_contact(ines(world), contact=world.signe, departed_on=None, now=NOW)
    actions.revoke(ines(world), guest=guest, now=NOW)
    with pytest.raises(errors.WrongState):
        actions.confirm_address(karl(world), guest=guest, now=NOW)


def test_a_stranger_confirms_nothing(world: World) -> None:
    take_over(world)
    guest = invite(world)
    with pytest.raises(errors.NotFound):
        actions.confirm_address(Actor(world.stranger, "test"), guest=guest, now=NOW)


def test_what_is_held_is_no_absence(world: World) -> None:
    take_over(world)
    guest = invite(world)
    later = Day(world.user(Role.SAM), (NOW + timezone.timedelta(days=30)).date())
    assert not list(guests(later))
    actions.confirm_address(karl(world), guest=guest, now=NOW)
    assert list(guests(later))


def test_a_guest_does_not_move_to_another_contact_by_a_merge(world: World) -> None:
    """A helper's address is confirmed and invited; then the helper becomes somebody of another address, or of none."""
    helper = accounts.add_contact(ines(world), account=world.energy, name="Bea Helper", email=OWN, now=NOW)
    addresses.confirm(karl(world), helper, NOW)
    guest = actions.invite(ines(world), account=world.energy, contact=helper, anyway=True, now=NOW)
    assert not guest.held
    accounts.merge_contacts(ines(world), kept=world.jon, gone=[helper], now=NOW)
    assert not queries.guests_of(world.user(Role.CUSTOMER_GUEST)).exists()
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=NOW)
    other = accounts.add_contact(US, account=world.energy, name="Cal Helper", email=OWN, now=NOW)
    again = actions.invite(ines(world), account=world.energy, contact=other, anyway=True, now=NOW)
    accounts.merge_contacts(ines(world), kept=world.signe, gone=[other], now=NOW)
    again.refresh_from_db()
    assert again.revoked_at is not None


def test_page_and_api_say_it_and_offer_it_to_a_colleague(
    world: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    take_over(world)
    page = reverse("portal:together", args=[world.energy.pk])
    own = signed_in(world.user(Role.SAM))
    assert OWN in own.get(page).content.decode(), "an invitation shows where it goes before it is sent"
    path = f"/accounts/{world.energy.pk}/guests"
    made = api.post(called_by(world.user(Role.SAM)), path, {"contact": world.signe.pk, "anyway": True}, status=201)
    assert made["held"] is True
    address = reverse("portal:together-confirm-address", args=[world.energy.pk, made["id"]])
    text = " ".join(own.get(page).content.decode().split())
    assert "You entered this address yourself" in text and address not in text
    theirs = signed_in(world.user(Role.TEAM_MEMBER))
    assert address in theirs.get(page).content.decode()
    assert theirs.post(address).status_code == 302
    assert api.get(called_by(world.user(Role.SAM)), path)[0]["held"] is False
    api.post(called_by(world.user(Role.SAM)), f"{path}/{made['id']}/confirm-address", {}, status=409)
