"""Accounts: the list, the facts of one, its place in the tree, its keys in other systems, changes of many."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import actions, forms, listing, queries
from covalue.accounts.listing import SORTS, Filter
from covalue.accounts.models import Account, AccountClass
from covalue.core import errors
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.web import inputs, paging, requests, versions
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Count, Flag, Id, In, Ref, RowId, Text, answer, left_out, ref, refs, sent
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


class KeyIn(In):
    source: Text = Field(min_length=1, max_length=60)
    key: Text = Field(min_length=1, max_length=200)


class FactsIn(In):
    """Details to change. Only whoever leads the account or the portfolio may change class, owner and the critical
    flag.
    """

    name: Text = left_out(min_length=1, max_length=300)
    sector: Text = left_out(max_length=120)
    countries: Text = left_out(max_length=300)
    currency: Text = left_out(min_length=3, max_length=3)
    time_zone: Text = left_out(max_length=60)
    employees: Count | None = left_out()
    website: Text = left_out(max_length=300)
    profile: Text = left_out(max_length=10_000)
    relationship_now: Text = left_out(max_length=30)
    relationship_wanted: Text = left_out(max_length=30)


class AccountEdit(FactsIn):
    account_class: AccountClass = left_out()
    critical: Flag = left_out()
    owner: RowId | None = left_out()


class NewAccountIn(FactsIn):
    name: Text = Field(min_length=1, max_length=300)
    parent: RowId | None = None
    keys: list[KeyIn] = Field(default_factory=list, max_length=50)


class BulkIn(In):
    """The accounts, and the values to set on all of them."""

    accounts: list[RowId] = Field(min_length=1, max_length=500)
    account_class: AccountClass = left_out()
    critical: Flag = left_out()
    owner: RowId | None = left_out()
    sector: Text = left_out(max_length=120)
    countries: Text = left_out(max_length=300)
    currency: Text = left_out(min_length=3, max_length=3)


class BulkOut(Schema):
    """Accounts changed at once, and those you may not change."""

    id: int
    changed: list[int]
    refused: list[Ref]


class BulkUndone(Schema):
    left_alone: list[str]


class PlaceIn(In):
    parent: RowId | None = Field(description="the new parent account; null makes it a root")


@router.get("/accounts", response=Page[AccountRow], summary="List accounts")
def list_accounts(request: HttpRequest, asked: Query[AccountsAsked]) -> Page[AccountRow]:
    """Every account you may see; for those who lead the portfolio, all of them."""
    user = requests.user_of(request)
    wanted = Filter(
        account_class=asked.account_class or "",
        sector=asked.sector,
        words=asked.q.strip(),
        mine=asked.mine,
        archived=asked.archived,
        sort=asked.sort,
    )
    accounts = listing.chosen(user, wanted).select_related("parent", "owner")
    cut = paging.cut(request, accounts, SORTS[asked.sort], asked)
    ids = [account.pk for account in cut.rows]
    openable = set(queries.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    above = [account.parent_id for account in cut.rows if account.parent_id]
    known = set(queries.in_portfolio_of(user).filter(pk__in=above).values_list("pk", flat=True))
    return Page[AccountRow](items=[_row(account, openable, known) for account in cut.rows], next=cut.next)


@router.post("/accounts", response={201: AccountFacts}, summary="Create an account")
def create_account(request: HttpRequest, body: NewAccountIn) -> Status[AccountFacts]:
    """For program directors and analysts."""
    user, actor = requests.user_of(request), requests.actor(request)
    if not user.may(Right.CREATE_ACCOUNTS):
        raise errors.NotAllowed(_("Only program directors and analysts can create accounts."))
    facts = sent(body).keys() - {"parent", "keys"}
    values = inputs.cleaned(forms.Facts(), sent(body), only=facts)
    account = actions.create(
        actor,
        **values,
        parent=_parent(user, body.parent),
        identifiers=[(key.source, key.key) for key in body.keys],
        now=timezone.now(),
    )
    return Status(201, _facts(user, queries.read_again(account)))


@router.post("/bulk-edits", response={201: BulkOut}, summary="Change many accounts")
def edit_accounts(request: HttpRequest, body: BulkIn) -> Status[BulkOut]:
    """One transaction, one event each, one undo for all. Accounts you may not change stay as they are and are named."""
    user, actor = requests.user_of(request), requests.actor(request)
    names = sent(body).keys() - {"accounts"}
    values = inputs.cleaned(forms.Facts(), sent(body), only=names)
    rows = queries.get_many(user, body.accounts)
    if not rows:
        raise errors.NotFound()
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
    values = inputs.cleaned(forms.Facts(), sent(body), only=sent(body))
    actions.edit(requests.actor(request), account=account, **values, now=timezone.now())
    return _facts(user, queries.get(user, account_id))


@router.put("/accounts/{account_id}/parent", response=AccountFacts, summary="Move an account", openapi_extra=IF_MATCH)
def move_account(request: HttpRequest, account_id: Id, body: PlaceIn) -> AccountFacts:
    """Move it, with everything below it, under another account, or make it a root. You may lose access to it this
    way.
    """
    user = requests.user_of(request)
    account = versions.hold(request, queries.get(user, account_id))
    form = forms.Parent(queries.possible_parents(user, account))
    parent = inputs.cleaned(form, {"parent": forms.by_id(body.parent)})["parent"]
    actions.move(requests.actor(request), account=account, parent=parent, now=timezone.now())
    return _facts(user, queries.read_again(account))


@router.get("/accounts/{account_id}/keys", response=Page[Key], summary="List IDs in other systems")
def list_keys(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[Key]:
    account = queries.get(requests.user_of(request), account_id)
    cut = paging.cut(request, account.identifiers.all(), ("source", "key", "id"), asked)
    return Page[Key](items=[answer(Key, key) for key in cut.rows], next=cut.next)


@router.post("/accounts/{account_id}/keys", response={201: Key}, summary="Add an ID")
def add_key(request: HttpRequest, account_id: Id, body: KeyIn) -> Status[Key]:
    """Add the account's ID in another system; ledger lines are matched through it."""
    account = queries.get(requests.user_of(request), account_id)
    actions.guard_steers(requests.actor(request), account)
    values = inputs.cleaned(forms.Identify(), sent(body))
    key = actions.identify(requests.actor(request), account=account, **values, now=timezone.now())
    return Status(201, answer(Key, key))


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


def _parent(user: User, parent_id: int | None) -> Account | None:
    if parent_id is None:
        return None
    parent = queries.current(user).filter(pk=parent_id).first()
    if parent is None:
        raise errors.BadInput(_("This parent account does not exist."), field="parent")
    return parent


def _merged_into(user: User, account: Account) -> Ref | None:
    done = queries.merge_of(account) if account.archived_at else None
    known = done and queries.in_portfolio_of(user).filter(pk=done.kept_id).exists()
    return ref(done.kept) if done and known else None
