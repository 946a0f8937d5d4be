"""Two accounts become one: what guests see is kept or asked, and an undo puts it back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Merge
from covalue.accounts.shown import Guests
from covalue.core import errors
from covalue.core.models import Event
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people.rules import Role
from covalue.portal import actions, queries
from covalue.portal.models import Comment, Guest, Share
from covalue.portal.rules import ItemKind
from covalue.value import actions as value
from tests import api
from tests.world import NOW, TODAY, US, World

LATER = NOW + timedelta(hours=1)


def invited(account: Account, name: str) -> Guest:
    contact = accounts.add_contact(
        US, account=account, name=name, email=f"{name.split()[0].lower()}@halden.test", now=NOW
    )
    return actions.invite(US, account=account, contact=contact, anyway=True, now=NOW)


def shared(account: Account, statement: str) -> int:
    row = objectives.add(US, account=account, side=Side.OURS, statement=statement, now=NOW)
    actions.share(US, account=account, kind=ItemKind.OBJECTIVE, item=row.pk, now=NOW)
    return int(row.pk)


def share_statement(account: Account) -> None:
    actions.share(US, account=account, kind=ItemKind.STATEMENT, item=account.pk, now=NOW)


@pytest.fixture
def twin(world: World) -> Account:
    return accounts.create(US, name="Halden Energi", now=NOW)


@pytest.fixture
def both(world: World, twin: Account) -> tuple[Account, Account]:
    """Each with a guest, an objective and the statement shared, and a word about the statement."""
    for account, name in ((world.energy, "Ada Vik"), (twin, "Bo Li")):
        invited(account, name)
        shared(account, f"Of {account}")
        share_statement(account)
        about = {"account": account, "kind": ItemKind.STATEMENT, "item": account.pk, "now": NOW}
        actions.comment(US, words=f"On {account}", **about)
    return world.energy, twin


def standing(account: Account) -> dict[str, int]:
    return {kind: len(ids) for kind, ids in queries.shared_ids(account).items()}


def state() -> tuple[object, ...]:
    fields = {Share: ("account", "kind", "item", "ended_at"), Guest: ("account", "email", "revoked_at")}
    rows = [sorted(map(str, model.objects.values_list("pk", *names))) for model, names in fields.items()]
    return (*rows, sorted(map(str, Comment.objects.values_list("pk", "account", "item"))))


def test_where_guests_would_see_more_it_is_asked(both: tuple[Account, Account]) -> None:
    kept, gone = both
    before, events = state(), Event.objects.count()
    with pytest.raises(
        errors.BadInput, match="1 guest of Halden Energy would see what is shared with Halden Energi"
    ) as asked:
        accounts.merge(US, kept=kept, gone=[gone], now=LATER)
    assert asked.value.field == "guests" and "1 guest of Halden Energi would see" in asked.value.sentence
    assert (state(), Event.objects.count(), Merge.objects.count()) == (before, events, 0)


@pytest.mark.parametrize(
    ("guests", "sees"),
    [(Guests.TOGETHER, {"objective": 2, "statement": 1}), (Guests.APART, {"objective": 1, "statement": 1})],
)
def test_as_was_said_and_an_undo_puts_all_of_it_back(
    both: tuple[Account, Account], guests: Guests, sees: dict[str, int]
) -> None:
    kept, gone = both
    before = state()
    [merge] = accounts.merge(US, kept=kept, gone=[gone], guests=guests, now=LATER)
    assert standing(kept) == sees and queries.shared_ids(kept)[ItemKind.STATEMENT] == {kept.pk}
    assert kept.guests.filter(revoked_at=None).count() == (2 if guests == Guests.TOGETHER else 1)
    page = queries.item_page(kept, ItemKind.STATEMENT, kept.pk, TODAY)
    assert {comment.words for comment in page.comments} == {f"On {kept}", f"On {gone}"}
    accounts.undo_merge(US, merge=merge, now=LATER + timedelta(days=1))
    assert state() == before


def test_a_statement_alone_follows_into_an_account_without_one(world: World, twin: Account) -> None:
    invited(twin, "Bo Li")
    share_statement(twin)
    before = state()
    [merge] = accounts.merge(US, kept=world.orsa, gone=[twin], now=LATER)
    assert queries.shared_ids(world.orsa)[ItemKind.STATEMENT] == {world.orsa.pk}
    accounts.undo_merge(US, merge=merge, now=LATER)
    assert state() == before


def test_the_value_of_one_is_not_shown_to_guests_of_the_other_unasked(world: World, twin: Account) -> None:
    invited(world.energy, "Ada Vik")
    share_statement(world.energy)
    value.start(US, account=twin, title="Care", now=NOW)
    with pytest.raises(errors.BadInput, match="would see the value of Halden Energi in the statement"):
        accounts.merge(US, kept=world.energy, gone=[twin], now=LATER)
    before = state()
    [merge] = accounts.merge(US, kept=world.energy, gone=[twin], guests=Guests.APART, now=LATER)
    assert standing(world.energy) == {}
    accounts.undo_merge(US, merge=merge, now=LATER)
    assert state() == before


def test_nobody_is_asked_where_nobody_sees_more(world: World, twin: Account) -> None:
    shared(twin, "Ours")
    accounts.merge(US, kept=world.energy, gone=[twin], now=LATER)
    assert standing(world.energy) == {"objective": 1}


def test_a_seat_that_was_ended_moves_beside_one_that_stands(world: World, twin: Account) -> None:
    invited(world.energy, "Ada Vik")
    ended = invited(twin, "Ada Vik")
    actions.revoke(US, guest=ended, now=NOW)
    accounts.merge(US, kept=world.energy, gone=[twin], now=LATER)
    assert world.energy.guests.count() == 2


def test_page_and_api_ask_and_take_the_answer(
    both: tuple[Account, Account], world: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    kept, gone = both
    dora, address = signed_in(world.user(Role.PROGRAM_DIRECTOR)), reverse("accounts:merge", args=[gone.pk])
    refused = dora.post(address, {"into": "Halden Energy"})
    assert refused.status_code == 422 and "would see what is shared" in refused.content.decode()
    program, path = called_by(world.user(Role.PROGRAM_DIRECTOR)), f"/accounts/{gone.pk}/merge"
    assert api.post(program, path, {"into": kept.pk}, status=422)["field"] == "guests"
    assert "Guests of both see" in dora.get(reverse("accounts:facts", args=[gone.pk])).content.decode()
    assert dora.post(address, {"into": "Halden Energy", "guests": "apart"}).status_code == 302
    assert Merge.objects.count() == 1 and standing(kept) == {"objective": 1, "statement": 1}
