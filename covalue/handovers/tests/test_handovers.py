from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.accounts import queries as account_queries
from covalue.accounts.models import Account, Membership, TeamRole
from covalue.action_items import actions as action_items
from covalue.action_items import queries as owed
from covalue.action_items.models import Action
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.handovers import actions, queries, tasks
from covalue.handovers.models import Handover
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, TODAY, US, World


@pytest.fixture
def led(world: World) -> World:
    """Ines owns Halden Group, with a promise of her own and one of Dora's on it; Nils owns nothing of it."""
    ines = world.user(Role.SAM)
    accounts.edit(US, account=world.group, owner=ines, now=NOW)
    action_items.add(US, account=world.group, title="Call Signe", owner=ines, now=NOW)
    dora = world.user(Role.PROGRAM_DIRECTOR)
    action_items.add(US, account=world.group, title="Send figures", owner=dora, now=NOW)
    return world


def _ines(world: World) -> Actor:
    return Actor(world.user(Role.SAM), "test")


def _owner(account: Account) -> object:
    return Account.objects.select_related("owner").get(pk=account.pk).owner


def test_owner_team_and_the_owners_actions_pass_on_and_the_trail_tells(led: World) -> None:
    done = actions.hand_over(_ines(led), accounts=[led.group], taker=led.stranger, holds_from=TODAY, now=NOW)
    assert _owner(led.group) == led.stranger and done.held_at == NOW
    assert account_queries.visible_to(led.stranger).filter(pk=led.energy.pk).exists()
    assert not account_queries.visible_to(led.user(Role.SAM)).filter(pk=led.group.pk).exists()
    owners = dict(Action.objects.values_list("title", "owner__name"))
    assert owners == {"Call Signe": "Nils Berg", "Send figures": "Dora Lind"}
    event = Event.objects.get(verb="handed over account")
    assert event.stream == f"account:{led.group.pk}" and event.changes["owner"] == ["Ines Moreau", "Nils Berg"]


def test_actions_stay_where_one_chose_so(led: World) -> None:
    actions.hand_over(
        _ines(led), accounts=[led.group], taker=led.stranger, holds_from=TODAY, actions_stay=[led.group.pk], now=NOW
    )
    assert Action.objects.get(title="Call Signe").owner == led.user(Role.SAM)


def test_who_gave_it_takes_it_back_and_all_is_as_before(led: World) -> None:
    done = actions.hand_over(_ines(led), accounts=[led.group], taker=led.stranger, holds_from=TODAY, now=NOW)
    assert actions.undo(_ines(led), handover=done, now=NOW + timedelta(days=2)) == ()
    assert _owner(led.group) == led.user(Role.SAM)
    assert Action.objects.get(title="Call Signe").owner == led.user(Role.SAM)
    teams = Membership.objects.filter(account=led.group, team_role=TeamRole.LEAD)
    assert [(place.user, place.since) for place in teams] == [(led.user(Role.SAM), NOW.date())]
    with pytest.raises(errors.WrongState, match="already"):
        actions.undo(_ines(led), handover=done, now=NOW)


@pytest.mark.parametrize("role", [Role.TEAM_MEMBER, Role.ANALYST, Role.ADMINISTRATOR])
@pytest.mark.parametrize("day", [0, 10])
@pytest.mark.parametrize("door", ["action", "api", "page"])
def test_who_lost_the_role_for_it_does_not_take_it_back(
    led: World, signed_in: Callable[..., Client], called_by: Callable[..., Client], door: str, day: int, role: Role
) -> None:
    starts = TODAY + timedelta(days=day)
    done = actions.hand_over(_ines(led), accounts=[led.group], taker=led.stranger, holds_from=starts, now=NOW)
    people.set_roles(US, user=led.user(Role.SAM), roles=[role], now=NOW)
    owner = _owner(led.group)
    ines = User.objects.get(pk=led.user(Role.SAM).pk)
    if door == "action":
        with pytest.raises((errors.NotAllowed, errors.NotFound)):
            actions.undo(Actor(ines, "test"), handover=done, now=NOW)
    elif door == "api":
        answer = called_by(ines).post(f"/api/v1/handovers/{done.pk}/undo")
        assert answer.status_code in (403, 404)
    else:
        assert signed_in(ines).post(reverse("handovers:undo", args=[done.pk])).status_code in (403, 404)
    done.refresh_from_db()
    assert done.undone_at is None and _owner(led.group) == owner
    assert not Event.objects.filter(verb="took a handover back").exists()
    people.set_roles(US, user=ines, roles=[Role.SAM], now=NOW)
    assert actions.undo(Actor(User.objects.get(pk=ines.pk), "test"), handover=done, now=NOW) == ()


def test_nothing_goes_back_to_who_lost_the_role_for_it(led: World) -> None:
    """The director takes it back; the account stays with the new owner, and is named."""
    done = actions.hand_over(_ines(led), accounts=[led.group], taker=led.stranger, holds_from=TODAY, now=NOW)
    people.set_roles(US, user=led.user(Role.SAM), roles=[Role.ANALYST], now=NOW)
    dora = Actor(led.user(Role.PROGRAM_DIRECTOR), "test")
    assert actions.undo(dora, handover=done, now=NOW) == ("Halden Group",)
    assert _owner(led.group) == led.stranger


def test_an_account_that_changed_hands_since_is_left_alone_and_named(led: World) -> None:
    done = actions.hand_over(_ines(led), accounts=[led.group, led.wind], taker=led.stranger, holds_from=TODAY, now=NOW)
    accounts.edit(US, account=Account.objects.get(pk=led.wind.pk), owner=led.user(Role.COACH), now=NOW)
    assert actions.undo(_ines(led), handover=done, now=NOW) == ("Halden Wind",)
    assert _owner(led.wind) == led.user(Role.COACH) and _owner(led.group) == led.user(Role.SAM)


def test_from_a_later_day_it_waits_and_then_holds_once(led: World) -> None:
    day = TODAY + timedelta(days=10)
    done = actions.hand_over(_ines(led), accounts=[led.group], taker=led.stranger, holds_from=day, now=NOW)
    assert _owner(led.group) == led.user(Role.SAM) and done.held_at is None
    tasks.make_hold.call(done.pk)
    tasks.make_hold.call(done.pk)
    assert _owner(led.group) == led.stranger and Event.objects.filter(verb="handed over account").count() == 1


def test_one_taken_back_before_its_day_never_holds(led: World) -> None:
    day = TODAY + timedelta(days=10)
    done = actions.hand_over(_ines(led), accounts=[led.group], taker=led.stranger, holds_from=day, now=NOW)
    actions.undo(_ines(led), handover=done, now=NOW)
    tasks.make_hold.call(done.pk)
    assert _owner(led.group) == led.user(Role.SAM)


def test_the_new_owner_is_written_to_and_sees_it_in_their_day(led: World, signed_in: Callable[..., Client]) -> None:
    done = actions.hand_over(
        _ines(led), accounts=[led.group], taker=led.stranger, holds_from=TODAY, note="Signe retires in May.", now=NOW
    )
    tasks.write_to_taker.call(done.pk)
    [letter] = mail.outbox
    assert letter.to == ["nils@covalue.test"] and "Halden Group" in letter.body and "Signe retires" in letter.body
    assert list(queries.taken_lately(led.stranger, TODAY)) == [done]
    page = signed_in(led.stranger).get(reverse("handovers:handover", args=[done.pk])).content.decode()
    assert "Signe retires in May." in page


def test_refusals_say_why_and_change_nothing(led: World) -> None:
    nils, karl = led.stranger, Actor(led.user(Role.TEAM_MEMBER), "test")
    events = Event.objects.count()
    for wrong, words in (
        ({"accounts": []}, "at least one"),
        ({"taker": led.user(Role.CUSTOMER_GUEST)}, "active colleague"),
        ({"taker": led.user(Role.SAM)}, "already owns Halden Group"),
        ({"holds_from": TODAY - timedelta(days=1)}, "takes effect today"),
        ({"holds_from": TODAY + timedelta(days=400)}, "next year"),
    ):
        asked = {"accounts": [led.group], "taker": nils, "holds_from": TODAY, "now": NOW} | wrong
        with pytest.raises(errors.BadInput, match=words):
            actions.hand_over(_ines(led), **asked)  # type: ignore[arg-type]
    with pytest.raises(errors.NotAllowed):
        actions.hand_over(karl, accounts=[led.energy], taker=nils, holds_from=TODAY, now=NOW)
    with pytest.raises(errors.NotFound):
        actions.hand_over(_ines(led), accounts=[led.group, led.orsa], taker=nils, holds_from=TODAY, now=NOW)
    assert Event.objects.count() == events and not Handover.objects.exists()


def test_all_accounts_of_somebody_who_left_are_given_account_by_account(
    led: World, signed_in: Callable[..., Client]
) -> None:
    accounts.edit(US, account=led.wind, owner=led.user(Role.SAM), now=NOW)
    people.deactivate(US, user=led.user(Role.SAM), now=NOW)
    dora = signed_in(led.user(Role.PROGRAM_DIRECTOR))
    assert reverse("handovers:prepare") in dora.get("/").content.decode()
    page = dora.get("/handovers/prepare/").content.decode()
    assert "Halden Group" in page and "Halden Wind" in page and "1 moves" in page and "Orsa" not in page
    sent = {"taker": led.stranger.pk, "holds_from": str(timezone.localdate()), "note": "All yours", "accounts": []}
    refused = dora.post("/handovers/prepare/", sent)
    assert refused.status_code == 422 and "All yours" in refused.content.decode() and not Handover.objects.exists()
    answer = dora.post("/handovers/prepare/", sent | {"accounts": [led.group.pk], "actions": [led.group.pk]})
    assert answer.status_code == 302 and _owner(led.group) == led.stranger
    assert _owner(led.wind) == led.user(Role.SAM)


def test_nothing_is_shown_to_who_leads_nothing(led: World, signed_in: Callable[..., Client]) -> None:
    karl = signed_in(led.user(Role.TEAM_MEMBER))
    page = karl.get(f"/handovers/prepare/?account={led.energy.pk}").content.decode()
    assert "Nothing to hand over" in page and "Halden Group" not in page
    assert karl.post(f"/handovers/prepare/?account={led.energy.pk}", {"accounts": [led.energy.pk]}).status_code == 422


def test_by_the_api(led: World, called_by: Callable[..., Client]) -> None:
    ines, day = called_by(led.user(Role.SAM)), str(timezone.localdate())
    [row] = api.get(ines, f"/handovers/preview?account={led.group.pk}")["items"]
    assert (row["account"]["name"], row["open_actions"]) == ("Halden Group", 1)
    body = {"accounts": [led.group.pk], "taker": led.stranger.pk, "holds_from": day}
    done = api.post(ines, "/handovers", body)
    assert done["shares"][0]["actions_moved"] == 1
    assert [one["id"] for one in api.get(ines, "/handovers")["items"]] == [done["id"]]
    back = api.post(ines, f"/handovers/{done['id']}/undo", {}, status=200)
    assert back["left_alone"] == [] and api.get(ines, f"/handovers/{done['id']}")["undone_at"]
    api.post(ines, "/handovers", body | {"accounts": [led.orsa.pk]}, status=404)
    api.post(ines, "/handovers", body | {"taker": 999_999}, status=422)


def test_a_handover_taken_back_gives_actions_to_whoever_had_them(world: World) -> None:
    ines, nils = world.user(Role.SAM), world.stranger
    accounts.edit(US, account=world.energy, owner=ines, now=NOW)
    world.energy.refresh_from_db()
    action = action_items.add(US, account=world.energy, title="Call", owner=ines, now=NOW)
    handover = actions.hand_over(US, accounts=[world.energy], taker=nils, holds_from=TODAY, now=NOW)
    assert [row.pk for row in owed.open_for(nils)] == [action.pk] and not owed.open_for(ines).exists()
    assert account_queries.who_may_open(world.energy).filter(pk=nils.pk).exists()
    actions.undo(US, handover=handover, now=NOW)
    assert [row.pk for row in owed.open_for(ines)] == [action.pk] and not owed.open_for(nils).exists()


def _planned(world: World) -> Handover:
    later = TODAY + timedelta(days=3)
    return actions.hand_over(_ines(world), accounts=[world.group], taker=world.stranger, holds_from=later, now=NOW)


def _its_day_comes(planned: Handover) -> None:
    actions.take_effect(US, handover=planned, now=NOW + timedelta(days=3))
    planned.refresh_from_db()


def test_an_account_given_to_somebody_else_before_the_day_is_left_alone_and_the_planner_told(led: World) -> None:
    planned, dora = _planned(led), led.user(Role.PROGRAM_DIRECTOR)
    accounts.edit(US, account=led.group, owner=dora, now=NOW + timedelta(days=1))
    _its_day_comes(planned)
    assert _owner(led.group) == dora and Event.objects.filter(verb="left account out of handover").exists()
    tasks.tell_planner.call(planned.pk, [led.group.pk])
    (letter,) = [letter for letter in mail.outbox if letter.to == [led.user(Role.SAM).email]]
    assert led.group.name in letter.body
    assert actions.undo(_ines(led), handover=planned, now=NOW + timedelta(days=4)) == (led.group.name,)
    assert _owner(led.group) == dora


def test_who_may_not_give_an_account_away_on_the_day_does_not(led: World) -> None:
    later = TODAY + timedelta(days=3)
    dora = led.user(Role.PROGRAM_DIRECTOR)
    planned = actions.hand_over(
        Actor(dora, "test"), accounts=[led.group], taker=led.stranger, holds_from=later, now=NOW
    )
    people.set_roles(US, user=dora, roles=[Role.TEAM_MEMBER], now=NOW)
    _its_day_comes(planned)
    assert _owner(led.group) == led.user(Role.SAM)


def test_a_taker_who_is_gone_on_the_day_takes_nothing_and_the_planner_is_told(led: World) -> None:
    planned = _planned(led)
    people.deactivate(US, user=led.stranger, now=NOW)
    planned.refresh_from_db()
    _its_day_comes(planned)
    assert _owner(led.group) == led.user(Role.SAM)
    assert Event.objects.filter(verb="left account out of handover").exists()


def test_a_director_no_more_does_not_take_a_handover_back(led: World) -> None:
    dora = led.user(Role.PROGRAM_DIRECTOR)
    done = actions.hand_over(Actor(dora, "test"), accounts=[led.group], taker=led.stranger, holds_from=TODAY, now=NOW)
    people.set_roles(US, user=dora, roles=[Role.TEAM_MEMBER], now=NOW)
    dora = type(dora).objects.get(pk=dora.pk)
    with pytest.raises(errors.Refused):
        actions.undo(Actor(dora, "test"), handover=done, now=NOW)
    assert _owner(led.group) == led.stranger


def test_a_giver_who_is_gone_gets_nothing_back(led: World) -> None:
    done = actions.hand_over(_ines(led), accounts=[led.group], taker=led.stranger, holds_from=TODAY, now=NOW)
    people.deactivate(US, user=led.user(Role.SAM), now=NOW)
    assert actions.undo(US, handover=done, now=NOW) == (led.group.name,)
    assert _owner(led.group) == led.stranger
