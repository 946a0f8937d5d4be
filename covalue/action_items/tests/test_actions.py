"""Actions of the register: what they refuse, and that a refusal leaves no trace."""

from datetime import date

import pytest

from covalue.action_items import actions
from covalue.action_items.models import Action
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from tests.world import NOW, US, World


def _karl(world: World) -> Actor:
    return Actor(world.user(Role.TEAM_MEMBER), "test")


def test_an_action_has_one_title_one_owner_and_one_event(world: World) -> None:
    actor = _karl(world)
    action = actions.add(
        actor,
        account=world.energy,
        title="  Send <b>the</b>\n offer 🌍 ",
        owner=actor.user,
        due_on=date(2026, 12, 1),
        now=NOW,
    )
    assert (action.title, action.owner, action.created_by) == (
        "Send <b>the</b> offer 🌍",
        actor.user,
        actor.user,
    )
    event = Event.objects.latest("id")
    assert (event.verb, event.stream) == ("added action", f"account:{world.energy.pk}")


@pytest.mark.parametrize("role", [Role.CUSTOMER_GUEST, Role.ANALYST, Role.ADMINISTRATOR])
def test_who_is_not_on_the_account_adds_nothing(world: World, role: Role) -> None:
    before = Event.objects.count()
    with pytest.raises(errors.NotFound):
        actions.add(Actor(world.user(role), "test"), account=world.energy, title="Call", now=NOW)
    assert (Action.objects.count(), Event.objects.count()) == (0, before)


def test_a_stranger_changes_nothing(world: World) -> None:
    action = actions.add(US, account=world.energy, title="Call Signe", now=NOW)
    before, stranger = Event.objects.count(), Actor(world.stranger, "test")
    with pytest.raises(errors.NotFound):
        actions.edit(stranger, action=action, title="Call nobody", now=NOW)
    for act in (actions.complete, actions.reopen):
        with pytest.raises(errors.NotFound):
            act(stranger, action=action, now=NOW)
    for verb in (actions.remove, actions.restore):
        with pytest.raises(errors.NotFound):
            verb(stranger, action, now=NOW)
    action.refresh_from_db()
    assert (action.title, action.done_at, action.removed_at) == ("Call Signe", None, None)
    assert Event.objects.count() == before


@pytest.mark.parametrize("title", ["", "  \n\t"])
def test_an_action_without_words_is_refused(world: World, title: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        actions.add(US, account=world.energy, title=title, now=NOW)
    assert refused.value.field == "title"
    assert not Action.objects.exists()


def test_one_owner_only_never_a_guest_never_another_accounts_contact(world: World) -> None:
    owners = (
        {"owner": world.user(Role.SAM), "customer_owner": world.signe},
        {"owner": world.user(Role.CUSTOMER_GUEST)},
    )
    for owner in owners:
        with pytest.raises(errors.BadInput):
            actions.add(US, account=world.energy, title="Call", now=NOW, **owner)  # type: ignore[arg-type]
    with pytest.raises(errors.BadInput) as refused:
        actions.add(US, account=world.orsa, title="Call", customer_owner=world.signe, now=NOW)
    assert refused.value.field == "customer_owner"
    assert not Action.objects.exists()


def test_a_contact_of_the_account_above_may_owe_an_action_below(world: World) -> None:
    assert actions.add(US, account=world.wind, title="Send drawings", customer_owner=world.signe, now=NOW).pk


def test_done_twice_is_done_once(world: World) -> None:
    action = actions.add(US, account=world.energy, title="Call", now=NOW)
    actions.complete(US, action=action, now=NOW)
    before = Event.objects.count()
    actions.complete(US, action=action, now=NOW)
    assert Event.objects.count() == before


def test_only_known_fields_can_be_changed(world: World) -> None:
    action = actions.add(US, account=world.energy, title="Call", now=NOW)
    with pytest.raises(errors.BadInput):
        actions.edit(US, action=action, account=world.orsa, now=NOW)
    action.refresh_from_db()
    assert action.account == world.energy
