from collections.abc import Callable

import pytest
from django.test import Client

from covalue.accounts import actions
from covalue.accounts.models import Account, BulkEdit, Membership, TeamRole
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World


@pytest.fixture
def karl(world: World) -> Actor:
    return Actor(world.user(Role.TEAM_MEMBER), "test")


def _sectors() -> dict[str, str]:
    return dict(Account.objects.values_list("name", "sector"))


def test_many_change_at_once_with_one_event_each_and_one_undo(world: World) -> None:
    rows = [world.group, world.energy, world.wind]
    bulk = actions.edit_many(US, accounts=rows, values={"sector": "Energy", "critical": True}, now=NOW)
    assert set(bulk.changes) == {str(row.pk) for row in rows}
    assert Event.objects.filter(verb="edited account").count() == 3
    actions.edit(US, account=Account.objects.get(pk=world.wind.pk), sector="Wind", now=NOW)
    assert actions.undo_bulk(US, bulk=bulk, now=NOW) == ("Halden Wind",)
    assert _sectors() == {"Halden Group": "", "Halden Energy": "Energy", "Halden Wind": "Wind", "Orsa Paper": "Paper"}
    with pytest.raises(errors.WrongState, match="already"):
        actions.undo_bulk(US, bulk=bulk, now=NOW)


def test_an_undo_that_may_change_nothing_is_refused_and_not_used_up(world: World, karl: Actor) -> None:
    bulk = actions.edit_many(karl, accounts=[world.energy], values={"sector": "Sun"}, now=NOW)
    actions.leave_team(US, membership=Membership.objects.get(account=world.energy, user=karl.user), now=NOW)
    with pytest.raises(errors.NotAllowed):
        actions.undo_bulk(karl, bulk=bulk, now=NOW)
    actions.join_team(US, account=world.energy, user=karl.user, team_role=TeamRole.CORE, now=NOW)
    assert actions.undo_bulk(karl, bulk=bulk, now=NOW) == () and _sectors()["Halden Energy"] == "Energy"


def test_an_owner_comes_back_too(world: World) -> None:
    bulk = actions.edit_many(US, accounts=[world.orsa], values={"owner": world.user(Role.COACH)}, now=NOW)
    actions.undo_bulk(US, bulk=bulk, now=NOW)
    assert Account.objects.get(pk=world.orsa.pk).owner == world.stranger


def test_what_one_may_not_change_is_told_and_stays(world: World, karl: Actor) -> None:
    planned = actions.plan_bulk(karl, accounts=[world.energy, world.orsa], values={"sector": "Sun"})
    assert [(one.account.name, one.allowed) for one in planned] == [("Halden Energy", True), ("Orsa Paper", False)]
    actions.edit_many(karl, accounts=[world.energy, world.orsa], values={"sector": "Sun"}, now=NOW)
    assert _sectors()["Halden Energy"] == "Sun" and _sectors()["Orsa Paper"] == "Paper"
    [steered] = actions.plan_bulk(karl, accounts=[world.energy], values={"account_class": "watch"})
    assert not steered.allowed


def test_refusals_say_why_and_change_nothing(world: World, karl: Actor) -> None:
    events = Event.objects.count()
    for rows, values, words in (
        ([], {"sector": "X"}, "at least one"), ([world.energy], {}, "Choose what to change"),
        ([world.energy], {"name": "X"}, "cannot be changed here"), ([world.energy], {"currency": "12!"}, "is not a currency"),
    ):  # fmt: skip
        with pytest.raises(errors.BadInput, match=words):
            actions.edit_many(US, accounts=rows, values=values, now=NOW)
    with pytest.raises(errors.WrongState, match="Nothing to change"):
        actions.edit_many(karl, accounts=[world.orsa], values={"sector": "Sun"}, now=NOW)
    assert Event.objects.count() == events and not BulkEdit.objects.exists()


def test_the_page_shows_before_it_does_and_can_take_back(world: World, signed_in: Callable[..., Client]) -> None:
    ines = signed_in(world.user(Role.SAM))
    sent = {"accounts": [world.energy.pk, world.orsa.pk], "sector": "Sun"}
    page = ines.post("/accounts/bulk/", {**sent, "look": "1"}).content.decode()
    assert (
        "<del>Energy</del> → Sun" in " ".join(page.split())
        and "Orsa" not in page
        and _sectors()["Halden Energy"] == "Energy"
    )
    assert ines.post("/accounts/bulk/", {**sent, "do": "1"}).status_code == 302
    assert _sectors()["Halden Energy"] == "Sun"
    undo = f"/bulk-edits/{BulkEdit.objects.get().pk}/undo/"
    assert signed_in(world.user(Role.PROGRAM_DIRECTOR)).post(undo).status_code == 404
    ines.post(undo)
    assert _sectors()["Halden Energy"] == "Energy"
    refused = ines.post("/accounts/bulk/", {"accounts": [world.energy.pk], "look": "1"})
    assert refused.status_code == 422 and "Choose what to change" in refused.content.decode()


def test_all_that_fit_the_filter(world: World, signed_in: Callable[..., Client]) -> None:
    ines = signed_in(world.user(Role.SAM))
    assert "Edit 3 accounts" in ines.get("/accounts/bulk/?q=halden&every=1").content.decode()
    ines.post("/accounts/bulk/?q=wind&every=1", {"every": "1", "sector": "Wind", "do": "1"})
    assert [name for name, sector in _sectors().items() if sector == "Wind"] == ["Halden Wind"]


def test_by_the_api(world: World, called_by: Callable[..., Client]) -> None:
    karl = called_by(world.user(Role.TEAM_MEMBER))
    done = api.post(karl, "/bulk-edits", {"accounts": [world.energy.pk, world.orsa.pk], "sector": "Sun"})
    assert done["changed"][0] == world.energy.pk and done["refused"] == []
    assert api.post(karl, f"/bulk-edits/{done['id']}/undo", {}, status=200) == {"left_alone": []}
    api.post(karl, "/bulk-edits", {"accounts": [world.orsa.pk], "sector": "Sun"}, status=404)
