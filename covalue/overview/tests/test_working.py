"""Below twenty customers the portfolio is a working list; shares, classes and curves of so few say nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from covalue.accounts.models import Membership
from covalue.accounts.tests import samples as account_samples
from covalue.accounts.working import working_list
from covalue.action_items.models import Action
from covalue.conversations import actions as conversations
from covalue.conversations.models import Channel
from covalue.lifetime.tests import sold
from covalue.overview import queries
from covalue.overview.queries import EVERYBODY, Filter
from covalue.people.rules import Role
from covalue.portfolio import figures
from covalue.value import queries as value
from covalue.value.tests import samples
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
STATISTICS = ("Customers for 80 % of revenue", "Whale curve", "Concentration", "Profit peak")


def owed(world: World, title: str, days: int, role: Role = Role.SAM) -> None:
    Action.objects.create(
        account=world.energy, title=title, owner=world.user(role), due_on=TODAY + timedelta(days=days), created_at=NOW
    )


def test_what_needs_me_value_talks_and_what_comes_next(world: World) -> None:
    owed(world, "Call Signe", 2)
    owed(world, "Write the plan", 40)
    owed(world, "Somebody else's", 1, Role.TEAM_MEMBER)
    conversations.log(
        US, account=world.energy, channel=Channel.CALL, held_on=TODAY - timedelta(days=3), subject="Hello", now=NOW
    )
    found = working_list(world.user(Role.SAM), TODAY)
    first, *others = found.rows
    assert first.name == "Halden Energy" and first.needs[0].title == "Call Signe"
    assert first.told["next action"].title == "Somebody else's"
    talks = first.told["conversations"]
    assert talks.last_held == TODAY - timedelta(days=3) and not talks.quiet
    assert {row.name for row in others} == {"Halden Group", "Halden Wind"}
    assert all(row.told["conversations"].quiet for row in others)
    assert [row.name for row in working_list(world.stranger, TODAY).rows] == ["Orsa Paper"]
    assert working_list(world.user(Role.ADMINISTRATOR), TODAY).rows == ()


def test_value_is_the_one_of_each_accounts_statement(world: World) -> None:
    account_samples.rows(world, world.energy)
    samples.rows(world, world.energy)
    shown = [world.group, world.energy, world.orsa]
    totals = value.totals_of(shown, TODAY)
    for account in shown:
        assert totals[account.pk] == value.statement_of(account, None, TODAY).statement.total, account
    assert totals[world.energy.pk].money.validated == totals[world.group.pk].money.validated > 0


def test_few_customers_have_no_statistics(
    world: World, tmp_path: Path, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    sold.import_lines(tmp_path, sold.lines())
    ines, dora = signed_in(world.user(Role.SAM)), signed_in(world.user(Role.PROGRAM_DIRECTOR))
    customers = queries.overview_page(world.user(Role.PROGRAM_DIRECTOR), Filter(shown=EVERYBODY)).all
    monkeypatch.setattr(figures, "ENOUGH", customers)
    for path in ("/portfolio/", "/portfolio/revenue/", "/portfolio/profitability/"):
        few, many = ines.get(path).content.decode(), dora.get(path).content.decode()
        assert not [words for words in STATISTICS if words in few], path
        assert [words for words in STATISTICS if words in many], path
    assert "My accounts" in ines.get("/portfolio/").content.decode().split("<main")[1]
    monkeypatch.setattr(figures, "ENOUGH", customers + 1)
    cache.clear()
    assert "Whale curve" not in dora.get("/portfolio/").content.decode()


def test_twenty_is_enough() -> None:
    assert figures.ENOUGH == 20


@pytest.mark.parametrize(
    ("role", "told"),
    [(Role.SAM, "not on any account yet"), (Role.ADMINISTRATOR, "Your role shows no customer's figures")],
)
def test_whoever_has_no_accounts_sees_no_zeros(
    world: World, tmp_path: Path, signed_in: Callable[..., Client], role: Role, told: str
) -> None:
    sold.import_lines(tmp_path, sold.lines())
    Membership.objects.filter(user=world.user(role)).delete()
    page = signed_in(world.user(role)).get("/portfolio/").content.decode().split("<main")[1].replace("&#x27;", "'")
    assert told in page and 'id="customers"' not in page
    assert ("not on any account yet" in page) == (role == Role.SAM)
