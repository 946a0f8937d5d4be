"""Accounts: the list, the facts of one, its place in the tree, its keys in other systems, changes of many."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import actions, listing, queries
from covalue.accounts.inputs import AccountEdit, BulkInput, KeyInput, NewAccount, PlaceInput
from covalue.accounts.listing import SORTS, Filter
from covalue.accounts.models import Account, AccountClass, Identifier
from covalue.core import errors
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.web import paging, requests, versions
from covalue.web.inputs import chosen
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref, Text, answer, ref, refs
from covalue.web.versions import IF_MATCH

router = Router(tags=["accounts"])


class AccountsAsked(Asked):
    """Filters of the list, the same as on its page."""

    account_class: AccountClass | None = Field(None, alias="class")
    sector: Text = Field("", max_length=120)
    q: Text = Field("", max_length=200, description="search terms for the name, or the beginning of an ID")
    mine: bool = Field(False, description="only accounts whose team you are on")
    archived: bool = False
    sort: Literal["name", "class", "sector"] = "name"


class AccountRow(Schema):
    """An account as in the list. `may_open` says whether its workspace may be opened."""

    id: int
    name: str
    account_class: AccountClass
    critical: bool
    parent: Ref | None
    sector: str
    countries: str
    owner: Ref | None
    archived: bool
    may_open: bool


class Key(Schema):
    """The account's ID in another system."""

    source: str
    key: str


class AccountFacts(Schema):
    """The details of an account."""

    id: int
    name: str
    parent: Ref | None = Field(description="the parent account, if you may see it")
    account_class: AccountClass
    class_since: date | None
    critical: bool
    sector: str
    countries: str
    currency: str
    time_zone: str
    employees: int | None
    website: str
    profile: str
    relationship_now: str
    relationship_wanted: str
    owner: Ref | None
    keys: list[Key]
    created_at: datetime
    archived_at: datetime | None
    merged_into: Ref | None = Field(description="the account it was merged into, if it was and you may see it")
    may_steer: bool
    version: str


class BulkOut(Schema):
    """Accounts changed at once, and those you may not change."""

    id: int
    changed: list[int]
    refused: list[Ref]


class BulkUndone(Schema):
    left_alone: list[str]


@router.get("/accounts", response=Page[AccountRow], summary="List accounts")
def list_accounts(request: HttpRequest, query: Query[AccountsAsked]) -> Page[AccountRow]:
    """Every account you may see; for those who lead the portfolio, all of them."""
    user = requests.user_of(request)
    wanted = Filter(
        account_class=query.account_class or "",
        sector=query.sector,
        words=query.q.strip(),
        mine=query.mine,
        archived=query.archived,
        sort=query.sort,
    )
    accounts = listing.chosen(user, wanted).select_related("parent", "owner")
    cut = paging.cut(request, accounts, SORTS[query.sort], query)
    ids = [account.pk for account in cut.rows]
    openable = set(queries.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    above = [account.parent_id for account in cut.rows if account.parent_id]
    known = set(queries.in_portfolio_of(user).filter(pk__in=above).values_list("pk", flat=True))
    return Page[AccountRow](items=[_row(account, openable, known) for account in cut.rows], next=cut.next)


@router.post("/accounts", response={201: AccountFacts}, summary="Create an account")
def create_account(request: HttpRequest, body: NewAccount) -> Status[AccountFacts]:
    """For program directors and analysts."""
    user, actor = requests.user_of(request), requests.actor(request)
    if not user.may(Right.CREATE_ACCOUNTS):
        raise errors.NotAllowed(_("Only program directors and analysts can create accounts."))
    values = body.with_rows({"parent": queries.current(user)})
    keys = [(key.source, key.key) for key in values.pop("keys", ())]
    account = actions.create(actor, **values, identifiers=keys, now=timezone.now())
    return Status(201, _facts(user, queries.read_again(account)))


@router.post("/bulk-edits", response={201: BulkOut}, summary="Change many accounts")
def edit_accounts(request: HttpRequest, body: BulkInput) -> Status[BulkOut]:
    """One transaction, one event each, one undo for all. Accounts you may not change stay as they are and are named."""
    user, actor = requests.user_of(request), requests.actor(request)
    values = body.with_rows({"owner": people.colleagues()})
    rows = queries.get_many(user, values.pop("accounts"))
    refused = [plan.account for plan in actions.plan_bulk(actor, accounts=rows, values=values) if not plan.allowed]
    done = actions.edit_many(actor, accounts=rows, values=values, now=timezone.now())
    return Status(201, BulkOut(id=done.pk, changed=[int(key) for key in done.changes], refused=refs(refused)))


@router.post("/bulk-edits/{bulk_id}/undo", response=BulkUndone, summary="Undo a bulk change")
def undo_bulk_edit(request: HttpRequest, bulk_id: Id) -> BulkUndone:
    """Your own, for 30 days; accounts changed since then are skipped."""
    bulk = queries.own_bulk_edit(requests.user_of(request), bulk_id)
    return BulkUndone(left_alone=list(actions.undo_bulk(requests.actor(request), bulk=bulk, now=timezone.now())))


@router.get("/accounts/{account_id}", response=AccountFacts, summary="Get an account")
def get_account(request: HttpRequest, account_id: Id) -> AccountFacts:
    user = requests.user_of(request)
    return _facts(user, queries.get(user, account_id))


@router.patch("/accounts/{account_id}", response=AccountFacts, summary="Change an account", openapi_extra=IF_MATCH)
def edit_account(request: HttpRequest, account_id: Id, body: AccountEdit) -> AccountFacts:
    """Only the fields sent change. Only whoever leads the account or the portfolio may change class, owner and the
    critical flag.
    """
    user = requests.user_of(request)
    account = versions.hold(request, queries.get(user, account_id))
    values = body.with_rows({"owner": people.colleagues()})
    actions.edit(requests.actor(request), account=account, **values, now=timezone.now())
    return _facts(user, queries.get(user, account_id))


@router.put("/accounts/{account_id}/parent", response=AccountFacts, summary="Move an account", openapi_extra=IF_MATCH)
def move_account(request: HttpRequest, account_id: Id, body: PlaceInput) -> AccountFacts:
    """Move it, with everything below it, under another account, or make it a root. You may lose access to it this
    way.
    """
    user = requests.user_of(request)
    account = versions.hold(request, queries.get(user, account_id))
    parent = chosen(queries.possible_parents(user, account), body.parent, "parent")
    actions.move(requests.actor(request), account=account, parent=parent, now=timezone.now())
    return _facts(user, queries.read_again(account))


@router.get("/accounts/{account_id}/keys", response=Page[Key], summary="List IDs in other systems")
def list_keys(request: HttpRequest, account_id: Id, query: Query[Asked]) -> Cut[Identifier]:
    account = queries.get(requests.user_of(request), account_id)
    return paging.cut(request, account.identifiers.all(), ("source", "key", "id"), query)


@router.post("/accounts/{account_id}/keys", response={201: Key}, summary="Add an ID")
def add_key(request: HttpRequest, account_id: Id, body: KeyInput) -> Status[Identifier]:
    """Add the account's ID in another system; ledger lines are matched through it."""
    account = queries.get(requests.user_of(request), account_id)
    actions.guard_steers(requests.actor(request), account)
    return Status(201, actions.identify(requests.actor(request), account=account, **body.sent, now=timezone.now()))


def _row(account: Account, openable: set[int], known: set[int]) -> AccountRow:
    return answer(
        AccountRow,
        account,
        parent=ref(account.parent) if account.parent_id in known else None,
        archived=account.archived_at is not None,
        may_open=account.pk in openable,
    )


def _facts(user: User, account: Account) -> AccountFacts:
    known = account.parent_id and queries.in_portfolio_of(user).filter(pk=account.parent_id).exists()
    return answer(
        AccountFacts,
        account,
        parent=ref(account.parent) if known else None,
        keys=[answer(Key, key) for key in account.identifiers.all()],
        merged_into=_merged_into(user, account),
        may_steer=queries.may_steer(user, account),
        version=versions.of(account),
    )


def _merged_into(user: User, account: Account) -> Ref | None:
    merge = queries.merge_of(account) if account.archived_at else None
    known = merge and queries.in_portfolio_of(user).filter(pk=merge.kept_id).exists()
    return ref(merge.kept) if merge and known else None
