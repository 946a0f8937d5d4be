"""Hours by unit and person, conflicts by name as far as one may know, and what waits in somebody's day."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from covalue.contributions import actions
from covalue.contributions.models import UnitCapacity
from covalue.contributions.rules import Move, State
from covalue.contributions.tests.samples import ask, unit
from covalue.contributions.workload import alignment_page
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.web import my_day
from tests import api
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]


def why(user: User, days: int = 0) -> list[str]:
    return [item.why for item in my_day.queue(user, TODAY + timedelta(days=days)) if item.kind == "contribution"]


def test_hours_are_summed_and_what_is_too_much_is_named(world: World) -> None:
    soon = TODAY + timedelta(days=6)
    promised = ask(world, world.energy, State.PROMISED, due_on=soon, hours=Decimal(60))
    ask(world, world.orsa, due_on=soon, hours=Decimal(10))
    [load] = alignment_page(world.user(Role.SAM), TODAY).units
    assert sum(week.promised for week in load.weeks) == promised.hours and load.promised == 1 and load.to_answer == 1
    [over] = load.overloaded
    assert (over.promised, over.asked, over.capacity) == (48, 8, 40)


def test_who_may_not_know_an_account_reads_that_there_is_one(world: World) -> None:
    soon = TODAY + timedelta(days=6)
    ask(world, world.energy, State.PROMISED, due_on=soon, hours=Decimal(60))
    ask(world, world.orsa, due_on=soon, hours=Decimal(30))
    [theirs] = alignment_page(world.user(Role.SAM), TODAY).units
    assert (
        theirs.conflict is not None and theirs.conflict.accounts == ("Halden Energy",) and theirs.conflict.others == 1
    )
    assert theirs.conflict.names == "Halden Energy and 1 account you may not open"
    [leads] = alignment_page(world.user(Role.UNIT_LEAD), TODAY).units
    assert leads.conflict is not None and leads.conflict.accounts == ("Halden Energy", "Orsa Paper")
    assert leads.conflict.names == "Halden Energy, Orsa Paper"


def test_the_lead_says_how_much_the_unit_can_give(world: World, called_by: Callable[..., Client]) -> None:
    ask(world, world.energy)
    own = unit(world.user(Role.UNIT_LEAD))
    for role, status in ((Role.SAM, 404), (Role.UNIT_LEAD, 200)):
        api.post(called_by(world.user(role)), f"/units/{own.pk}/capacity", {"hours": 12}, status=status)
    assert UnitCapacity.objects.get().hours == 12
    api.post(called_by(world.user(Role.UNIT_LEAD)), f"/units/{own.pk}/capacity", {"hours": -1}, status=422)
    answer = api.get(called_by(world.user(Role.UNIT_LEAD)), "/contributions/workload")
    assert answer["units"][0]["stated"] is True


def test_the_page_shows_what_is_to_be_answered_and_its_file(world: World, signed_in: SignIn) -> None:
    assert "Nothing is asked" in signed_in(world.user(Role.ANALYST)).get(reverse("contributions:home")).content.decode()
    row = ask(world, world.energy)
    browser = signed_in(world.user(Role.UNIT_LEAD))
    text = browser.get(reverse("contributions:home")).content.decode()
    assert row.subject in text and "Halden Energy" in text and world.energy.get_absolute_url() not in text
    file = browser.get(reverse("contributions:export-workload") + "?format=csv")
    assert "Cold chain" in b"".join(file).decode("utf-8-sig")


def test_each_turn_stands_in_the_day_of_whoever_has_it(world: World) -> None:
    row, lead, sam = ask(world, world.energy), world.user(Role.UNIT_LEAD), world.user(Role.SAM)
    row.asked_by = sam
    row.save()
    assert why(lead) == ["answer it by 27 Nov 2026; then it goes to Dora Lind, Tove Brandt"] and why(sam) == []
    actions.say(Actor(lead, "test"), row, Move.PROMISE, now=NOW)
    assert why(lead) == why(sam) == []
    assert why(lead, 61) == ["promised and overdue: report it, or say why not"]
    actions.say(Actor(lead, "test"), row, Move.REPORT, now=NOW)
    assert why(sam) == ["Cold chain reports it as done: accept it or say what is missing"]


def test_what_is_late_goes_above_and_nobody_is_left_out(world: World) -> None:
    row, lead = ask(world, world.energy), world.user(Role.UNIT_LEAD)
    row.asked_by = world.user(Role.SAM)
    row.save()
    told = [world.user(role) for role in (Role.PROGRAM_DIRECTOR, Role.EXECUTIVE_SPONSOR)]
    assert all(why(user, 5) == [] for user in told)
    for user in (*told, world.user(Role.SAM)):
        assert why(user, 7) == ["Cold chain has not answered for five working days"]
    assert why(lead, 7) == ["not answered for five working days: it stands in the day of Dora Lind, Tove Brandt"]
    lead.reports_to = world.stranger
    lead.save()
    assert why(world.stranger, 7) == ["Cold chain has not answered for five working days"]
    assert why(told[0], 7) == []
    lead.deactivated_at = NOW
    lead.save()
    assert why(told[0], 1) == ["Cold chain no longer has a lead: name one"]


def test_one_without_hours_is_no_load(world: World) -> None:
    ask(world, world.energy, hours=None)
    [load] = alignment_page(world.user(Role.SAM), TODAY).units
    assert load.to_answer == 1 and not any(week.total for week in load.weeks) and load.conflict is None
    actions.say(US, ask(world, world.energy), Move.WITHDRAW, now=NOW)
