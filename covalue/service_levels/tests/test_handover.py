"""What passes on as an account changes its owner: open work and open incidents, and back again."""

from datetime import date

from covalue.accounts.models import Account
from covalue.execution import actions as execution
from covalue.execution.models import WorkPackage
from covalue.handovers import actions as handovers
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.service_levels.models import Incident
from covalue.service_levels.queries import INCIDENTS
from tests.world import NOW, TODAY, US, World

DAY = date(2026, 11, 2)


def owned(account: Account, owner: User) -> None:
    """Open and done work, an open and a resolved incident of whoever owns the account."""
    account.owner = owner
    account.save(update_fields=["owner"])
    for title, done in (("Open", None), ("Done", date(2026, 11, 6))):
        values = {"title": title, "starts_on": DAY, "duration": 5, "owner": owner, "done_on": done}
        execution.add(US, account, values, now=NOW)
        values = {"title": title, "opened_on": DAY, "resolved_on": done, "owner": owner}
        INCIDENTS.add(US, account, values, now=NOW)


def owners(model: type[WorkPackage] | type[Incident]) -> dict[str, User | None]:
    return {row.title: row.owner for row in model.objects.select_related("owner")}


def test_open_work_and_incidents_pass_to_the_new_owner_and_back(world: World) -> None:
    giver, taker = world.user(Role.SAM), world.user(Role.PROGRAM_DIRECTOR)
    owned(world.energy, giver)
    handover = handovers.hand_over(US, accounts=[world.energy], taker=taker, holds_from=TODAY, now=NOW)
    for model in (WorkPackage, Incident):
        assert owners(model) == {"Open": taker, "Done": giver}
    handovers.undo(US, handover=handover, now=NOW)
    for model in (WorkPackage, Incident):
        assert owners(model) == {"Open": giver, "Done": giver}


def test_what_stays_with_the_owner_before_stays(world: World) -> None:
    giver, taker = world.user(Role.SAM), world.user(Role.PROGRAM_DIRECTOR)
    owned(world.energy, giver)
    stays = {world.energy.pk}
    handovers.hand_over(US, accounts=[world.energy], taker=taker, holds_from=TODAY, actions_stay=stays, now=NOW)
    assert owners(WorkPackage)["Open"] == giver and owners(Incident)["Open"] == giver
