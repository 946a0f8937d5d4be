"""Short and long term in balance: what is linked, money and hours by horizon, and what crowds out the rest."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from covalue.conversations import actions as conversations
from covalue.conversations.models import Channel, Conversation
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.opportunities import actions, balance, my_day
from covalue.opportunities.models import Opportunity
from covalue.organisation.models import Company, ExchangeRate
from covalue.people.rules import Role
from covalue.web.my_day import Day
from tests import api
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=70)


def _add(world: World, title: str, amount: int, days: int | None = None, **values: Any) -> Opportunity:
    closes = None if days is None else TODAY + timedelta(days=days)
    return actions.add(
        US, world.energy, {"title": title, "amount": Decimal(amount), "close_on": closes, **values}, now=NOW
    )


def _talk(world: World, channel: Channel, ago: int, role: Role = Role.SAM) -> Conversation:
    return conversations.log(
        US, account=world.energy, channel=channel, held_on=TODAY - timedelta(days=ago), subject="Talk",
        people=[world.user(role)], contacts=[world.signe], now=NOW,
    )  # fmt: skip


def test_what_serves_an_objective_stands_beside_what_is_linked_to_nothing(world: World) -> None:
    goal = objectives.add(US, account=world.energy, side=Side.THEIRS, statement="No outage", now=NOW)
    _add(world, "Linked", 100, 30, objective=goal)
    _add(world, "Alone", 50, 400)
    row = balance.balance_of(world.energy, TODAY)
    assert (row.linked, row.unlinked, row.linked_amount, row.unlinked_amount) == (1, 1, 100, 50)
    assert [(one.open, one.amount, one.weighted) for one in row.horizons] == [(1, 100, 10), (0, 0, 0), (1, 50, 5)]


def test_hours_are_those_of_what_a_conversation_was_about(world: World) -> None:
    _talk(world, Channel.VISIT, 5, Role.TEAM_MEMBER)
    about = _talk(world, Channel.MEETING, 4)
    _talk(world, Channel.CALL, 200)
    held = _add(world, "Soon", 100, 30)
    actions.edit(US, held, {"conversations": [about]}, now=NOW)
    row = balance.balance_of(world.energy, TODAY)
    assert (row.hours, row.own_hours, row.no_sale_hours, row.now.hours, row.now.own_hours) == (5.0, 1.0, 4.0, 1.0, 1.0)
    assert (row.conversations, row.while_nothing_open, row.hours_while_nothing_open) == (2, 2, 5.0)
    actions.edit(US, held, {"close_on": LATER + timedelta(days=100)}, now=NOW)
    assert balance.balance_of(world.energy, TODAY).year.hours == 1.0
    today = _talk(world, Channel.CALL, 0)
    assert balance.balance_of(world.energy, TODAY).while_nothing_open == 2, today


def test_amounts_of_another_currency_are_converted_or_told_apart_and_never_added_as_they_stand(world: World) -> None:
    Company.objects.create(pk=1, name="Us", currency="EUR")
    _add(world, "Euros", 100, 30)
    _add(world, "Dollars", 1_000, 30, currency="USD")
    for n in range(2):
        _add(world, f"Still {n}", 10, 30)
    Opportunity.objects.filter(title__startswith="Still").update(touched_on=TODAY - timedelta(days=61))
    row = balance.balance_of(world.energy, TODAY)
    assert (row.apart, row.unlinked_amount, row.now.amount) == (1, 120, 120)
    assert row.crowded_by is not None and row.crowded_by.title == "Euros"
    ExchangeRate.objects.create(
        currency="USD", into="EUR", day=TODAY, rate=Decimal("0.9"), source="bank", entered_at=NOW
    )
    row = balance.balance_of(world.energy, TODAY)
    assert (row.apart, row.unlinked_amount) == (0, 1_020)
    assert row.crowded_by is not None and row.crowded_by.title == "Dollars"


def test_one_that_crowds_out_the_others_is_named_with_its_rule(world: World) -> None:
    large = _add(world, "Large", 500, 200)
    for n in range(2):
        _add(world, f"Small {n}", 100, 200)
    assert balance.balance_of(world.energy, TODAY).crowded_by is None
    Opportunity.objects.exclude(pk=large.pk).update(touched_on=TODAY - timedelta(days=61))
    assert balance.balance_of(world.energy, TODAY).crowded_by == large
    items = list(my_day.crowded(Day(world.user(Role.SAM), TODAY)))
    assert [item.title for item in items] == ["“Large” crowds out the other opportunities"]
    assert not list(my_day.crowded(Day(world.user(Role.TEAM_MEMBER), TODAY)))


def test_pages_and_api_show_the_accounts_one_may_open(
    world: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    _add(world, "Here", 100, 30)
    actions.add(US, world.orsa, {"title": "There", "amount": Decimal(7)}, now=NOW)
    ines = signed_in(world.user(Role.SAM))
    page = ines.get(reverse("opportunities:balance")).content.decode()
    assert "Halden Energy" in page and "Orsa Paper" not in page
    assert "By horizon" in ines.get(reverse("opportunities:account-balance", args=[world.energy.pk])).content.decode()
    rows = api.get(called_by(world.user(Role.SAM)), "/opportunity-balance")["rows"]
    assert [(row["account"]["name"], row["unlinked"]) for row in rows] == [("Halden Energy", 1)]
    assert called_by(world.stranger).get(f"/api/v1/accounts/{world.energy.pk}/balance").status_code == 404
