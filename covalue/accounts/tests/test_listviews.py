"""List views through the list of accounts, their first user."""

from collections.abc import Callable

import pytest
from django.test import Client

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.listviews import actions, queries, rules
from covalue.listviews.models import Habit, ListView
from covalue.listviews.rules import Column
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World

SOME = (Column("a", "A"), Column("b", "B"), Column("c", "C", usual=False))


@pytest.fixture
def ines(world: World) -> Actor:
    return Actor(world.user(Role.SAM), "test")


def _keep(actor: Actor, name: str = "Energy", **values: object) -> ListView:
    wanted = {"query": "class=strategic&page=3", "columns": ["owner", "keys"], "place": "accounts", "now": NOW}
    return actions.save_view(actor, name=name, **{**wanted, **values})  # type: ignore[arg-type]


def test_columns_are_shown_as_chosen_and_never_none() -> None:
    assert [column.key for column in rules.arranged(["c", "a", "c", "nonsense"], SOME)] == ["c", "a"]
    assert [column.key for column in rules.arranged(["nonsense"], SOME)] == ["a", "b"]
    assert rules.saved_query("page=3&view=1&sort=&q=a+b&class=key") == "class=key&q=a+b"


def test_a_shared_view_opens_by_its_link_and_shows_only_ones_own_accounts(
    world: World, ines: Actor, signed_in: Callable[..., Client]
) -> None:
    accounts.edit(US, account=world.orsa, account_class="strategic", now=NOW)
    view = _keep(Actor(world.stranger, "test"), shared_with=ListView.EVERYBODY)
    page = signed_in(ines.user).get(f"/accounts/?view={view.pk}", follow=True)
    assert page.redirect_chain[-1][0] == f"/accounts/?view={view.pk}&class=strategic"
    text = page.content.decode()
    assert "erp: H-2" in text and "Orsa Paper" not in text and "Halden Wind" not in text


def test_a_private_view_is_nothing_to_others(world: World, ines: Actor, signed_in: Callable[..., Client]) -> None:
    view = _keep(Actor(world.stranger, "test"))
    client = signed_in(ines.user)
    for address in ("default", "remove"):
        assert client.post(f"/list-views/{view.pk}/{address}/").status_code == 404
    assert "Energy ▾" not in client.get(f"/accounts/?view={view.pk}").content.decode()
    role = _keep(Actor(world.stranger, "test"), "For SAMs", shared_with=Role.SAM)
    assert list(queries.views_for(ines.user)) == [role]
    assert not queries.views_for(world.user(Role.ANALYST)).exists()
    with pytest.raises(errors.NotAllowed, match="Only Nils Berg can remove"):
        actions.remove_view(ines, view=role, now=NOW)
    assert ListView.objects.count() == 2


def test_the_default_opens_the_list_and_all_is_one_click_away(
    world: World, ines: Actor, signed_in: Callable[..., Client]
) -> None:
    view, client = _keep(ines), signed_in(ines.user)
    client.post(f"/list-views/{view.pk}/default/", {"next": "/accounts/"})
    assert client.get("/accounts/").headers["Location"] == f"/accounts/?view={view.pk}&class=strategic"
    assert "Halden Wind" in client.get("/accounts/?all=1").content.decode()
    client.post(f"/list-views/{view.pk}/default/", {"next": "/accounts/"})
    assert client.get("/accounts/").status_code == 200


def test_columns_chosen_are_kept_and_the_export_follows(
    world: World, ines: Actor, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(ines.user)
    sent = {"place": "accounts", "columns": ["currency", "keys"], "order-currency": "2", "order-keys": "1"}
    client.post("/list-views/columns/", sent | {"next": "/accounts/"})
    assert Habit.objects.get().columns == ["keys", "currency"]
    text = b"".join(client.get("/accounts/export/?format=csv")).decode("utf-8-sig")
    assert text.splitlines()[:2] == ["name,keys,currency", "Halden Energy,erp: H-2,EUR"]


def test_what_is_confided_to_a_team_is_in_no_column_for_others(world: World, signed_in: Callable[..., Client]) -> None:
    anna = world.user(Role.ANALYST)
    actions.choose_columns(Actor(anna, "test"), place="accounts", columns=["team", "last_conversation", "next_action"])
    text = signed_in(anna).get("/accounts/").content.decode()
    assert "Halden Energy" in text and "Karl Lund" not in text
    dora = world.user(Role.PROGRAM_DIRECTOR)
    actions.choose_columns(Actor(dora, "test"), place="accounts", columns=["team"])
    assert "Karl Lund" in signed_in(dora).get("/accounts/").content.decode()


def test_every_column_costs_the_same_for_many_accounts(
    world: World, signed_in: Callable[..., Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    dora = world.user(Role.PROGRAM_DIRECTOR)
    keys = ["class", "part_of", "keys", "team", "last_conversation", "next_action"]
    actions.choose_columns(Actor(dora, "test"), place="accounts", columns=keys)
    client = signed_in(dora)
    for number in range(60):
        accounts.create(US, name=f"Account {number}", now=NOW)
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        assert client.get("/accounts/").status_code == 200


def test_refusals_say_why_and_keep_nothing(world: World, ines: Actor, signed_in: Callable[..., Client]) -> None:
    events = Event.objects.count()
    with pytest.raises(errors.BadInput, match="Enter a name for the view"):
        _keep(ines, "  ")
    with pytest.raises(errors.BadInput, match="Share it with"):
        _keep(ines, shared_with="the moon")
    with pytest.raises(errors.NotFound):
        _keep(Actor(world.user(Role.CUSTOMER_GUEST), "test"))
    assert signed_in(ines.user).post("/list-views/save/", {"place": "accounts"}).status_code == 422
    elsewhere = {"place": "Accounts 1", "name": "Mine"}
    assert signed_in(ines.user).post("/list-views/save/", elsewhere).status_code == 422
    assert Event.objects.count() == events and not ListView.objects.exists()


def test_by_the_api(world: World, ines: Actor, called_by: Callable[..., Client]) -> None:
    client = called_by(ines.user)
    made = api.post(
        client, "/list-views", {"place": "accounts", "name": "Mine", "query": "mine=1", "columns": ["owner"]}
    )
    assert [one["name"] for one in api.get(client, "/list-views")["items"]] == ["Mine"]
    api.delete(client, f"/list-views/{made['id']}")
    assert not ListView.objects.exists()
    api.post(client, "/list-views", {"place": "accounts", "name": "x", "shared_with": "moon"}, status=422)
