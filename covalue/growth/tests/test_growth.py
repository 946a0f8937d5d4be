"""Growth strategies: what moves build on, what is refused, and what pages, API and my day say."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.models import Event
from covalue.growth import actions, my_day, queries
from covalue.growth.models import GrowthMove, PathYear
from covalue.growth.queries import MOVES, PATH, PEOPLE
from covalue.growth.rules import Lacks, MoveKind, StrategyState
from covalue.objectives import actions as objectives
from covalue.objectives.models import Objective, Side
from covalue.opportunities import actions as opportunities
from covalue.people.rules import Role
from covalue.web.my_day import Day
from tests import api
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
MOVE = {"kind": MoveKind.WIDEN, "title": "Into the wind parks", "first_year": 2027, "last_year": 2029}
YEAR = {"year": 2027, "revenue_low": Decimal(1), "revenue_base": Decimal(2), "revenue_high": Decimal(3)}


@pytest.fixture
def goal(world: World) -> Objective:
    return objectives.add(US, account=world.energy, side=Side.THEIRS, statement="No outage", now=NOW)


def test_a_list_of_deals_is_called_one_until_a_move_serves_an_objective(world: World, goal: Objective) -> None:
    assert queries.growth_page(None, world.energy, TODAY).state == StrategyState.NOTHING
    held = opportunities.add(US, world.energy, {"title": "Cables", "objective": goal}, now=NOW)
    page = queries.growth_page(None, world.energy, TODAY)
    assert (page.state, page.unserved) == (StrategyState.DEALS, (held,))
    move = MOVES.add(US, world.energy, {**MOVE, "objective": goal}, now=NOW)
    page = queries.growth_page(None, world.energy, TODAY)
    assert (page.state, page.unserved, page.moves[0].opportunities) == (StrategyState.PARTLY, (), (held,))
    PEOPLE.add(
        US, world.energy, {"move": move, "contact": world.signe, "sponsors": True, "success": "A quiet year"}, now=NOW
    )
    assert queries.growth_page(None, world.energy, TODAY).moves[0].lacks == (Lacks.PROVEN,)


def test_a_sponsor_who_left_carries_nothing_and_says_so(world: World) -> None:
    move = MOVES.add(US, world.energy, MOVE, now=NOW)
    PEOPLE.add(US, world.energy, {"move": move, "contact": world.signe, "sponsors": True, "success": "X"}, now=NOW)
    world.signe.departed_on = TODAY
    world.signe.save()
    view = queries.growth_page(None, world.energy, TODAY).moves[0]
    assert view.people[0].left and Lacks.SPONSOR in view.lacks


@pytest.mark.parametrize(
    ("values", "field"),
    [({"last_year": 2026}, "last_year"), ({"last_year": 2037}, "last_year")],
)
def test_a_move_that_does_not_fit_is_refused_and_not_added(world: World, values: dict[str, Any], field: str) -> None:
    before = Event.objects.count()
    with pytest.raises(errors.BadInput) as no:
        MOVES.add(US, world.energy, {**MOVE, **values}, now=NOW)
    assert no.value.field == field
    assert not GrowthMove.objects.exists() and Event.objects.count() == before


def test_it_serves_the_customers_objective_of_this_account_only(world: World) -> None:
    ours = objectives.add(US, account=world.energy, side=Side.OURS, statement="Grow", now=NOW)
    other = objectives.add(US, account=world.orsa, side=Side.THEIRS, statement="Less waste", now=NOW)
    for wrong in (ours, other):
        with pytest.raises(errors.BadInput):
            MOVES.add(US, world.energy, {**MOVE, "objective": wrong}, now=NOW)
    with pytest.raises(errors.BadInput):
        MOVES.add(US, world.energy, {**MOVE, "owner": world.stranger}, now=NOW)
    stranger = MOVES.add(US, world.orsa, MOVE, now=NOW)
    with pytest.raises(errors.BadInput):
        PEOPLE.add(US, world.energy, {"move": stranger, "contact": world.signe}, now=NOW)


@pytest.mark.parametrize(
    "values",
    [
        {"revenue_low": Decimal(5)},
        {"margin_base": Decimal(1)},
        {"margin_low": Decimal(2), "margin_base": Decimal(1), "margin_high": Decimal(3)},
    ],
)
def test_a_range_that_falls_or_is_half_known_is_refused(world: World, values: dict[str, Any]) -> None:
    with pytest.raises(errors.BadInput):
        PATH.add(US, world.energy, {**YEAR, **values}, now=NOW)
    assert not PathYear.objects.exists()


def test_a_year_and_a_person_are_there_once(world: World) -> None:
    PATH.add(US, world.energy, YEAR, now=NOW)
    with pytest.raises(errors.BadInput):
        PATH.add(US, world.energy, YEAR, now=NOW)
    move = MOVES.add(US, world.energy, MOVE, now=NOW)
    PEOPLE.add(US, world.energy, {"move": move, "contact": world.signe}, now=NOW)
    with pytest.raises(errors.BadInput):
        PEOPLE.add(US, world.energy, {"move": move, "contact": world.signe}, now=NOW)


def test_a_vision_is_never_overwritten_unseen(world: World) -> None:
    actions.write_vision(US, account=world.energy, vision="Partners", seen=0, now=NOW)
    with pytest.raises(errors.WrongState):
        actions.write_vision(US, account=world.energy, vision="Vendors", seen=0, now=NOW)
    events = Event.objects.count()
    actions.write_vision(US, account=world.energy, vision="Partners", seen=0, now=NOW)
    assert Event.objects.count() == events
    row = queries.strategy_of(world.energy)
    assert row is not None and (row.vision, row.revision) == ("Partners", 1)


def test_my_day_asks_what_a_move_builds_on(world: World, goal: Objective) -> None:
    move = MOVES.add(US, world.energy, MOVE, now=NOW)
    day = Day(world.user(Role.SAM), TODAY)
    assert [item.why for item in my_day.resting_on_nothing(day)] == ["it names no objective of the customer"]
    MOVES.edit(US, move, {"objective": goal}, now=NOW)
    assert [item.why for item in my_day.resting_on_nothing(day)] == ["it names no proven value"]
    assert not list(my_day.resting_on_nothing(Day(world.user(Role.TEAM_MEMBER), TODAY)))


def test_pages_show_the_strategy_and_keep_what_was_typed(world: World, signed_in: Callable[..., Client]) -> None:
    ines = signed_in(world.user(Role.SAM))
    address = reverse("growth:strategy", args=[world.energy.pk])
    assert "Nothing yet" in ines.get(address).content.decode()
    ines.post(reverse("growth:vision", args=[world.energy.pk]), {"vision": "Partners in wind", "seen": "0"})
    ines.post(reverse("growth:moves:add", args=[world.energy.pk]), {**MOVE, "kind": "widen"})
    refused = ines.post(reverse("growth:path:add", args=[world.energy.pk]), {**YEAR, "revenue_low": "9"})
    assert refused.status_code == 422 and "do not fall" in refused.content.decode()
    ines.post(reverse("growth:path:add", args=[world.energy.pk]), YEAR)
    page = ines.get(address).content.decode()
    for part in ("Partners in wind", "Into the wind parks", "no sponsoring contact", "2027"):
        assert part in page
    stale = ines.post(reverse("growth:vision", args=[world.energy.pk]), {"vision": "Other", "seen": "0"})
    assert stale.status_code == 409


def test_the_api_answers_the_whole_strategy(world: World, goal: Objective, called_by: Callable[..., Client]) -> None:
    ines = called_by(world.user(Role.SAM))
    path = f"/accounts/{world.energy.pk}"
    move = api.post(ines, f"{path}/growth-moves", {**MOVE, "objective": goal.pk})
    api.post(ines, f"{path}/growth-people", {"move": move["id"], "contact": world.signe.pk, "success": "Quiet"})
    api.post(
        ines, f"{path}/growth-years", {key: float(value) if key != "year" else value for key, value in YEAR.items()}
    )
    api.post(ines, f"{path}/growth/vision", {"vision": "Partners"}, status=200)
    told = api.get(ines, f"{path}/growth")
    assert (told["state"], told["moves"][0]["lacks"]) == ("partly", ["proven", "sponsor"])
    assert called_by(world.stranger).get(f"/api/v1{path}/growth").status_code == 404


def test_a_year_keeps_the_currency_it_was_entered_in_through_merge_undo_and_another_currency(
    world: World, called_by: Callable[..., Client]
) -> None:
    twin = accounts.create(US, name="Halden Twin", currency="USD", now=NOW)
    PATH.add(US, world.energy, {**YEAR, "year": 2026}, now=NOW)
    PATH.add(US, twin, YEAR, now=NOW)
    [merge] = accounts.merge(US, kept=world.energy, gone=[twin], now=NOW)
    page = queries.growth_page(None, world.energy, TODAY)
    assert [(year.year, year.currency) for year in page.path] == [(2026, "EUR"), (2027, "USD")]
    assert (page.growth, len(page.comparable)) == (None, 1)
    answer = api.get(called_by(world.user(Role.SAM)), f"/accounts/{world.energy.pk}/growth-years")
    assert [row["currency"] for row in answer["items"]] == ["EUR", "USD"]
    accounts.undo_merge(US, merge=merge, now=NOW)
    assert [year.currency for year in queries.growth_page(None, twin, TODAY).path] == ["USD"]
    world.energy.currency = "NOK"
    world.energy.save()
    page = queries.growth_page(None, world.energy, TODAY)
    assert (page.currency, page.path[0].currency, page.comparable) == ("NOK", "EUR", ())


def test_a_year_of_two_accounts_that_became_one_stands_twice_and_is_not_reckoned_with(
    world: World, signed_in: Callable[..., Client]
) -> None:
    twin = accounts.create(US, name="Halden Twin", currency="EUR", now=NOW)
    for account in (world.energy, twin):
        PATH.add(US, account, YEAR, now=NOW)
    PATH.add(US, twin, {**YEAR, "year": 2028}, now=NOW)
    accounts.merge(US, kept=world.energy, gone=[twin], now=NOW)
    page = queries.growth_page(None, world.energy, TODAY)
    assert ([year.year for year in page.path], page.growth, page.comparable) == ([2027, 2027, 2028], None, ())
    PATH.remove(US, PathYear.objects.get(year=2028), now=NOW)
    address = reverse("growth:strategy", args=[world.energy.pk])
    assert signed_in(world.user(Role.SAM)).get(address).status_code == 200


def test_contacts_who_became_one_are_one_person_on_a_move(world: World) -> None:
    move = MOVES.add(US, world.energy, MOVE, now=NOW)
    for contact, sponsors in ((world.signe, False), (world.jon, True)):
        PEOPLE.add(US, world.energy, {"move": move, "contact": contact, "sponsors": sponsors}, now=NOW)
    [merge] = accounts.merge_contacts(US, kept=world.signe, gone=[world.jon], now=NOW)
    base = queries.growth_page(None, world.energy, TODAY).moves[0].base
    assert (base.people, base.sponsors) == (1, 1)
    accounts.undo_contact_merge(US, merge=merge, now=NOW)
    assert queries.growth_page(None, world.energy, TODAY).moves[0].base.people == 2
