"""Accounts, and what hangs on them, for programs: the same doors, forms and verbs as the pages."""

from datetime import date, datetime
from typing import Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from covalue.accounts import actions, forms, listing, queries, serving
from covalue.accounts.listing import SORTS, Filter
from covalue.accounts.models import (
    Account,
    AccountClass,
    Attachment,
    BulkEdit,
    Contact,
    ContactMatch,
    ContactMerge,
    Identifier,
    MatchProposal,
    Membership,
    Merge,
    Scan,
    TeamRole,
)
from covalue.accounts.rules import Alike
from covalue.core import errors
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.web import inputs, paging, requests, versions
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Count, Day, Flag, Id, In, Ref, RowId, Text, left_out, ref, refs, sent
from covalue.web.versions import IF_MATCH

router = Router(tags=["accounts"])


class AccountsAsked(Asked):
    """What the list is asked to show; the same chips as on its page."""

    account_class: AccountClass | None = Field(None, alias="class")
    sector: Text = Field("", max_length=120)
    q: Text = Field("", max_length=200, description="words of the name, or the beginning of a key")
    mine: bool = Field(False, description="only those whose team one is on")
    archived: bool = False
    sort: Literal["name", "class", "sector"] = "name"


class AccountRow(Schema):
    """An account as the list tells of it. `may_open` says whether its workspace may be asked for."""

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
    """What another system calls the account."""

    source: str
    key: str


class AccountFacts(Schema):
    """The facts of an account."""

    id: int
    name: str
    parent: Ref | None = Field(description="the account it is part of, if one may know of it")
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
    merged_into: Ref | None = Field(description="the account it was merged into, if it was and one may know of it")
    may_steer: bool
    version: str


class KeyIn(In):
    source: Text = Field(min_length=1, max_length=60)
    key: Text = Field(min_length=1, max_length=200)


class FactsIn(In):
    """Facts to change. Class, owner and the critical flag are for those who steer the account."""

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
    """The accounts, and what is to be so on all of them."""

    accounts: list[RowId] = Field(min_length=1, max_length=500)
    account_class: AccountClass = left_out()
    critical: Flag = left_out()
    owner: RowId | None = left_out()
    sector: Text = left_out(max_length=120)
    countries: Text = left_out(max_length=300)
    currency: Text = left_out(min_length=3, max_length=3)


class BulkOut(Schema):
    """Accounts changed at once, and those one may not change."""

    id: int
    changed: list[int]
    refused: list[Ref]


class BulkUndone(Schema):
    left_alone: list[str]


class PlaceIn(In):
    parent: RowId | None = Field(description="the account to hang it under; null makes it a root")


class ContactOut(Schema):
    """A person at the customer."""

    id: int
    account: Ref
    name: str
    title: str
    department: str
    email: str
    phone: str
    language: str
    buying_role: str
    reports_to: Ref | None
    notes: str
    departed_on: date | None
    version: str


class ContactEdit(In):
    name: Text = left_out(min_length=1, max_length=200)
    title: Text = left_out(max_length=200)
    department: Text = left_out(max_length=120)
    email: Text = left_out(max_length=254)
    phone: Text = left_out(max_length=60)
    language: Literal["", "en", "de"] = left_out()
    buying_role: Text = left_out(max_length=30)
    reports_to: RowId | None = left_out()
    notes: Text = left_out(max_length=10_000)
    departed_on: Day | None = left_out()


class NewContact(ContactEdit):
    name: Text = Field(min_length=1, max_length=200)


class Member(Schema):
    """One of ours on the account. `account` is where they are on the team, if one may know of it."""

    id: int
    user: Ref
    title: str
    team_role: TeamRole
    account: Ref | None
    since: date


class MemberIn(In):
    user: RowId
    team_role: TeamRole


class FileOut(Schema):
    """A file on the account; its content is at `/files/{id}/content`."""

    id: int
    account: Ref
    name: str
    size: int
    media_type: str
    scan: Scan
    finding: str
    added_by: Ref | None
    added_at: datetime


class Match(Schema):
    """An imported account that reads like one we have."""

    id: int
    account: Ref
    likely: Ref
    reason: str
    likeness: float


class ContactMatchOut(Schema):
    """Two contacts who may be one person, and why."""

    id: int
    contact: Ref
    likely: Ref
    reasons: list[Alike]
    likeness: float


class ContactDecision(In):
    same: Flag = Field(description="whether both are the same person")
    keep: Literal["likely", "contact"] = Field("likely", description="which of them stays, if they are the same")


class MergeContactsIn(In):
    others: list[RowId] = Field(min_length=1, max_length=100, description="the contacts that are put away")


class ContactMergeOut(Schema):
    """What hung on `gone` hangs on `kept` since; it can be taken back for 30 days."""

    id: int
    kept: Ref
    gone: Ref
    merged_by: Ref | None
    merged_at: datetime
    undone_at: datetime | None


class ContactDecided(Schema):
    """What came of a decision: a merge, if both are the same person."""

    merge: ContactMergeOut | None


class MatchDecision(In):
    same: Flag = Field(description="whether both are the same customer")
    keep: Literal["likely", "account"] = Field("likely", description="which of them stays, if they are the same")


class MergeIn(In):
    into: RowId = Field(description="the account that stays")


class MergeOut(Schema):
    """What hung on `gone` hangs on `kept` since; it can be taken back for 30 days."""

    id: int
    kept: Ref
    gone: Ref
    merged_by: Ref | None
    merged_at: datetime
    undone_at: datetime | None


class Decided(Schema):
    """What came of a decision: a merge, if both are the same customer."""

    merge: MergeOut | None


@router.get("/accounts", response=Page[AccountRow], summary="List accounts")
def list_accounts(request: HttpRequest, asked: Query[AccountsAsked]) -> Page[AccountRow]:
    """Every account one may know of: for those who steer the portfolio that is all of them."""
    user = _one_of_ours(request)
    wanted = Filter(
        account_class=asked.account_class or "",
        sector=asked.sector,
        words=asked.q.strip(),
        mine=asked.mine,
        archived=asked.archived,
        sort=asked.sort,
    )
    found = listing.chosen(user, wanted).select_related("parent", "owner")
    cut = paging.cut(request, found, SORTS[asked.sort], asked)
    ids = [account.pk for account in cut.rows]
    openable = set(queries.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    above = [account.parent_id for account in cut.rows if account.parent_id]
    known = set(queries.in_portfolio_of(user).filter(pk__in=above).values_list("pk", flat=True))
    return Page[AccountRow](items=[_row(account, openable, known) for account in cut.rows], next=cut.next)


@router.post("/accounts", response={201: AccountFacts}, summary="Create an account")
def create_account(request: HttpRequest, body: NewAccountIn) -> Status[AccountFacts]:
    """For program directors and analysts; others add what they know to accounts that are there."""
    user, actor = requests.user_of(request), requests.api_actor(request)
    if not user.may(Right.CREATE_ACCOUNTS):
        raise errors.NotAllowed(_("Program directors and analysts create accounts."))
    facts = sent(body).keys() - {"parent", "keys"}
    values = inputs.cleaned(forms.Facts(), sent(body), only=facts)
    account = actions.create(
        actor,
        **values,
        parent=_parent(user, body.parent),
        identifiers=[(key.source, key.key) for key in body.keys],
        now=timezone.now(),
    )
    return Status(201, _facts(user, _as_it_is(account)))


@router.post("/bulk-edits", response={201: BulkOut}, summary="Change many accounts")
def edit_accounts(request: HttpRequest, body: BulkIn) -> Status[BulkOut]:
    """One transaction, one event each, one undo for all; what one may not change stays as it is and is named."""
    user, actor = requests.user_of(request), requests.api_actor(request)
    names = sent(body).keys() - {"accounts"}
    values = inputs.cleaned(forms.Facts(), sent(body), only=names)
    rows = list(queries.visible_to(user).filter(pk__in=body.accounts).select_related("owner").order_by("name", "id"))
    if not rows:
        raise errors.NotFound()
    refused = [one.account for one in actions.plan_bulk(actor, accounts=rows, values=values) if not one.allowed]
    done = actions.edit_many(actor, accounts=rows, values=values, now=timezone.now())
    return Status(201, BulkOut(id=done.pk, changed=[int(key) for key in done.changes], refused=refs(refused)))


@router.post("/bulk-edits/{bulk_id}/undo", response=BulkUndone, summary="Take a change of many back")
def undo_bulk_edit(request: HttpRequest, bulk_id: Id) -> BulkUndone:
    """One's own, for 30 days; accounts changed since are left alone."""
    bulk = BulkEdit.objects.filter(pk=bulk_id, made_by=requests.user_of(request)).first()
    if bulk is None:
        raise errors.NotFound()
    return BulkUndone(left_alone=list(actions.undo_bulk(requests.api_actor(request), bulk=bulk, now=timezone.now())))


@router.get("/accounts/{account_id}", response=AccountFacts, summary="One account")
def get_account(request: HttpRequest, account_id: Id) -> AccountFacts:
    user = requests.user_of(request)
    return _facts(user, queries.get(user, account_id))


@router.patch("/accounts/{account_id}", response=AccountFacts, summary="Change an account", openapi_extra=IF_MATCH)
def edit_account(request: HttpRequest, account_id: Id, body: AccountEdit) -> AccountFacts:
    """Only what is sent changes. Class, owner and the critical flag are for those who steer the account."""
    user = requests.user_of(request)
    account = versions.hold(request, queries.get(user, account_id))
    values = inputs.cleaned(forms.Facts(), sent(body), only=sent(body))
    actions.edit(requests.api_actor(request), account=account, **values, now=timezone.now())
    return _facts(user, queries.get(user, account_id))


@router.put("/accounts/{account_id}/parent", response=AccountFacts, summary="Move an account", openapi_extra=IF_MATCH)
def move_account(request: HttpRequest, account_id: Id, body: PlaceIn) -> AccountFacts:
    """Hang it, with all below it, under another account, or make it a root. One may lose sight of it by that."""
    user = requests.user_of(request)
    account = versions.hold(request, queries.get(user, account_id))
    form = forms.Parent(queries.possible_parents(user, account))
    parent = inputs.cleaned(form, {"parent": _chosen(body.parent)})["parent"]
    actions.move(requests.api_actor(request), account=account, parent=parent, now=timezone.now())
    return _facts(user, _as_it_is(account))


@router.get("/accounts/{account_id}/keys", response=Page[Key], summary="Keys in other systems")
def list_keys(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[Key]:
    account = queries.get(requests.user_of(request), account_id)
    cut = paging.cut(request, account.identifiers.all(), ("source", "key", "id"), asked)
    return Page[Key](items=[_key(key) for key in cut.rows], next=cut.next)


@router.post("/accounts/{account_id}/keys", response={201: Key}, summary="Add a key")
def add_key(request: HttpRequest, account_id: Id, body: KeyIn) -> Status[Key]:
    """Say what another system calls the account; the ledger's lines are matched through it."""
    account = queries.get(requests.user_of(request), account_id)
    actions.guard_steers(requests.api_actor(request), account)
    values = inputs.cleaned(forms.Identify(), sent(body))
    key = actions.identify(requests.api_actor(request), account=account, **values, now=timezone.now())
    return Status(201, _key(key))


@router.get("/accounts/{account_id}/contacts", response=Page[ContactOut], summary="List contacts")
def list_contacts(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[ContactOut]:
    account = queries.get(requests.user_of(request), account_id)
    cut = paging.cut(request, account.contacts.select_related("account", "reports_to"), ("name", "id"), asked)
    return Page[ContactOut](items=[_contact(contact) for contact in cut.rows], next=cut.next)


@router.post("/accounts/{account_id}/contacts", response={201: ContactOut}, summary="Add a contact")
def add_contact(request: HttpRequest, account_id: Id, body: NewContact) -> Status[ContactOut]:
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    values = inputs.cleaned(forms.ContactForm(account), sent(body))
    contact = actions.add_contact(requests.api_actor(request), account=account, **values, now=timezone.now())
    return Status(201, _contact(_the_contact(user, contact.pk)))


@router.get("/contacts/{contact_id}", response=ContactOut, summary="One contact")
def get_contact(request: HttpRequest, contact_id: Id) -> ContactOut:
    return _contact(_the_contact(requests.user_of(request), contact_id))


@router.patch("/contacts/{contact_id}", response=ContactOut, summary="Change a contact", openapi_extra=IF_MATCH)
def edit_contact(request: HttpRequest, contact_id: Id, body: ContactEdit) -> ContactOut:
    """Only what is sent changes; `departed_on` says they left."""
    user = requests.user_of(request)
    contact = versions.hold(request, _the_contact(user, contact_id))
    values = inputs.cleaned(forms.ContactForm(contact.account), sent(body), only=sent(body))
    actions.edit_contact(requests.api_actor(request), contact=contact, **values, now=timezone.now())
    return _contact(_the_contact(user, contact_id))


@router.get("/contacts/{contact_id}/merges", response=Page[ContactMergeOut], summary="Who was merged into a contact")
def list_contact_merges(request: HttpRequest, contact_id: Id, asked: Query[Asked]) -> Page[ContactMergeOut]:
    """The latest first, those taken back included."""
    user = requests.user_of(request)
    rows = queries.contact_merges(user).filter(kept=_the_contact(user, contact_id))
    cut = paging.cut(request, rows, ("-merged_at", "-id"), asked)
    return Page[ContactMergeOut](items=[_contact_merge(done) for done in cut.rows], next=cut.next)


@router.post("/contacts/{contact_id}/merge", response={201: list[ContactMergeOut]}, summary="Merge contacts into one")
def merge_contacts(request: HttpRequest, contact_id: Id, body: MergeContactsIn) -> Status[list[ContactMergeOut]]:
    """All that hangs on the others moves to this contact, which stands on the same account or above."""
    user = requests.user_of(request)
    kept = _the_contact(user, contact_id)
    others = inputs.cleaned(forms.MergeContacts(queries.mergeable_into(user, kept)), sent(body))["others"]
    merges = actions.merge_contacts(requests.api_actor(request), kept=kept, gone=list(others), now=timezone.now())
    return Status(201, [_contact_merge(done) for done in merges])


@router.post(
    "/contact-merges/{contact_merge_id}/undo", response=ContactMergeOut, summary="Take a merge of contacts back"
)
def undo_contact_merge(request: HttpRequest, contact_merge_id: Id) -> ContactMergeOut:
    """For 30 days: what was moved and is still there goes back where it was."""
    done = queries.contact_merges(requests.user_of(request)).filter(pk=contact_merge_id).first()
    if done is None:
        raise errors.NotFound()
    actions.undo_contact_merge(requests.api_actor(request), merge=done, now=timezone.now())
    return _contact_merge(done)


@router.get("/contact-matches", response=Page[ContactMatchOut], summary="Likely duplicate contacts")
def list_contact_matches(request: HttpRequest, asked: Query[Asked]) -> Page[ContactMatchOut]:
    """Contacts who may be one person, with the reason; only where one may open both."""
    cut = paging.cut(request, queries.contact_matches(_one_of_ours(request)), ("-likeness", "id"), asked)
    return Page[ContactMatchOut](items=[_contact_match(match) for match in cut.rows], next=cut.next)


@router.post("/contact-matches/{contact_match_id}/decision", response=ContactDecided, summary="Decide on two contacts")
def decide_contact_match(request: HttpRequest, contact_match_id: Id, body: ContactDecision) -> ContactDecided:
    """The same person: the two are merged. Otherwise they are not proposed again."""
    match = queries.contact_matches(requests.user_of(request)).filter(pk=contact_match_id).first()
    if match is None:
        raise errors.NotFound()
    done = actions.decide_contact_match(
        requests.api_actor(request),
        match=match,
        accepted=body.same,
        keep_new=body.keep == "contact",
        now=timezone.now(),
    )
    return ContactDecided(merge=_contact_merge(done) if done else None)


@router.get("/accounts/{account_id}/team", response=Page[Member], summary="The account's team")
def list_team(request: HttpRequest, account_id: Id) -> Page[Member]:
    """Who of ours is on it, by its own team or by one above."""
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    known = {account.pk, *queries.known_above(user, account).values_list("pk", flat=True)}
    return Page[Member](items=[_member(place, known) for place in queries.team_of(account)], next=None)


@router.post("/accounts/{account_id}/team", response={201: Member}, summary="Put somebody on the team")
def join_team(request: HttpRequest, account_id: Id, body: MemberIn) -> Status[Member]:
    """At once they see the account and everything below it."""
    account = queries.get(requests.user_of(request), account_id)
    actions.guard_steers(requests.api_actor(request), account)
    values = inputs.cleaned(forms.Join(), sent(body))
    place = actions.join_team(
        requests.api_actor(request),
        account=account,
        user=values["user"],
        team_role=TeamRole(values["team_role"]),
        now=timezone.now(),
    )
    return Status(201, _member(place, {account.pk}))


@router.delete("/memberships/{membership_id}", response={204: None}, summary="Take somebody off the team")
def leave_team(request: HttpRequest, membership_id: Id) -> Status[None]:
    """At once they see the account no more."""
    rows = Membership.objects.select_related("account", "user")
    membership = queries.get_within(requests.user_of(request), rows, membership_id)
    actions.leave_team(requests.api_actor(request), membership=membership, now=timezone.now())
    return Status(204, None)


@router.get("/accounts/{account_id}/files", response=Page[FileOut], summary="List files")
def list_files(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[FileOut]:
    account = queries.get(requests.user_of(request), account_id)
    rows = account.attachments.filter(removed_at=None).select_related("account", "added_by")
    cut = paging.cut(request, rows, ("-added_at", "-id"), asked)
    return Page[FileOut](items=[_file(file) for file in cut.rows], next=cut.next)


@router.post("/accounts/{account_id}/files", response={201: FileOut}, summary="Add a file")
def add_file(request: HttpRequest, account_id: Id, file: File[UploadedFile]) -> Status[FileOut]:
    """Its type is read from its content; programs and scripts are refused."""
    account = queries.get(requests.user_of(request), account_id)
    kept = actions.attach(requests.api_actor(request), account=account, upload=file, now=timezone.now())
    return Status(201, _file(kept))


@router.get("/files/{file_id}", response=FileOut, summary="One file")
def get_file(request: HttpRequest, file_id: Id) -> FileOut:
    return _file(_the_file(request, file_id))


@router.get(
    "/files/{file_id}/content",
    response={200: None},
    summary="The content of a file",
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}}},
)
def get_file_content(request: HttpRequest, file_id: Id) -> HttpResponseBase:
    """To save; never as active content. 409 while the virus scanner has not found it clean."""
    return serving.content(_the_file(request, file_id), inline=False)


@router.delete("/files/{file_id}", response={204: None}, summary="Remove a file")
def remove_file(request: HttpRequest, file_id: Id) -> Status[None]:
    """Out of sight; it can be restored."""
    file = _the_file(request, file_id)
    actions.remove_attachment(requests.api_actor(request), attachment=file, now=timezone.now())
    return Status(204, None)


@router.post("/files/{file_id}/restore", response=FileOut, summary="Restore a file")
def restore_file(request: HttpRequest, file_id: Id) -> FileOut:
    rows = Attachment.objects.select_related("account", "added_by")
    file = queries.get_within(requests.user_of(request), rows, file_id)
    actions.restore_attachment(requests.api_actor(request), attachment=file, now=timezone.now())
    return _file(file)


@router.get("/matches", response=Page[Match], summary="Likely matches")
def list_matches(request: HttpRequest, asked: Query[Asked]) -> Page[Match]:
    """Imported accounts that read like ones we have; a person decides."""
    _guard_imports(request)
    waiting = MatchProposal.objects.filter(decided_at=None).select_related("account", "likely")
    cut = paging.cut(request, waiting, ("-likeness", "id"), asked)
    return Page[Match](items=[_match(proposal) for proposal in cut.rows], next=cut.next)


@router.post("/matches/{match_id}/decision", response=Decided, summary="Decide on a match")
def decide_match(request: HttpRequest, match_id: Id, body: MatchDecision) -> Decided:
    """The same customer: the two are merged. Otherwise they are not proposed again."""
    _guard_imports(request)
    rows = MatchProposal.objects.select_for_update(of=("self",)).select_related("account", "likely")
    proposal = rows.filter(pk=match_id).first()
    if proposal is None:
        raise errors.NotFound()
    done = actions.decide_match(
        requests.api_actor(request),
        proposal=proposal,
        accepted=body.same,
        keep_new=body.keep == "account",
        now=timezone.now(),
    )
    return Decided(merge=_merge(_merges().get(pk=done.pk)) if done else None)


@router.get("/accounts/{account_id}/merges", response=Page[MergeOut], summary="What was merged into it")
def list_merges(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[MergeOut]:
    """The latest first, those taken back included."""
    account = queries.get(requests.user_of(request), account_id)
    cut = paging.cut(request, _merges().filter(kept=account), ("-merged_at", "-id"), asked)
    return Page[MergeOut](items=[_merge(done) for done in cut.rows], next=cut.next)


@router.post("/accounts/{account_id}/merge", response={201: MergeOut}, summary="Merge into another account")
def merge_account(request: HttpRequest, account_id: Id, body: MergeIn) -> Status[MergeOut]:
    """All that hangs on this account moves to the one that stays."""
    user, actor = requests.user_of(request), requests.api_actor(request)
    account = queries.get(user, account_id)
    actions.guard_steers(actor, account)
    form = forms.Merge(queries.possible_parents(user, account))
    kept = inputs.cleaned(form, {"into": _chosen(body.into)})["into"]
    [done] = actions.merge(actor, kept=kept, gone=[account], now=timezone.now())
    return Status(201, _merge(_merges().get(pk=done.pk)))


@router.post("/merges/{merge_id}/undo", response=MergeOut, summary="Take a merge back")
def undo_merge(request: HttpRequest, merge_id: Id) -> MergeOut:
    """For 30 days: what was moved and is still there goes back where it was."""
    user = requests.user_of(request)
    done = _merges().filter(pk=merge_id).first()
    if done is None or not (user.may(Right.IMPORT_LEDGER) or queries.visible_to(user).filter(pk=done.kept_id).exists()):
        raise errors.NotFound()
    actions.undo_merge(requests.api_actor(request), merge=done, now=timezone.now())
    return _merge(_merges().get(pk=merge_id))


def _one_of_ours(request: HttpRequest) -> User:
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return user


def _guard_imports(request: HttpRequest) -> None:
    if not requests.user_of(request).may(Right.IMPORT_LEDGER):
        raise errors.NotFound()


def _parent(user: User, parent_id: int | None) -> Account | None:
    if parent_id is None:
        return None
    parent = queries.visible_to(user).filter(archived_at=None, pk=parent_id).first()
    if parent is None:
        raise errors.BadInput(_("There is no such account to hang it under."), field="parent")
    return parent


def _as_it_is(account: Account) -> Account:
    """Read again for whoever just changed it, even if they may not open it from now on."""
    return Account.objects.select_related("parent", "owner").get(pk=account.pk)


def _chosen(account_id: int | None) -> str:
    """An account as the forms' own field names it."""
    return "" if account_id is None else f"#{account_id}"


def _merged_into(user: User, account: Account) -> Ref | None:
    done = queries.merge_of(account) if account.archived_at else None
    known = done and queries.in_portfolio_of(user).filter(pk=done.kept_id).exists()
    return ref(done.kept) if done and known else None


def _merges() -> QuerySet[Merge]:
    return Merge.objects.select_related("kept", "gone", "merged_by")


def _merge(done: Merge) -> MergeOut:
    return MergeOut(
        id=done.pk,
        kept=Ref(id=done.kept.pk, name=done.kept.name),
        gone=Ref(id=done.gone.pk, name=done.gone.name),
        merged_by=ref(done.merged_by),
        merged_at=done.merged_at,
        undone_at=done.undone_at,
    )


def _contact_match(match: ContactMatch) -> ContactMatchOut:
    return ContactMatchOut(
        id=match.pk,
        contact=Ref(id=match.contact.pk, name=match.contact.name),
        likely=Ref(id=match.likely.pk, name=match.likely.name),
        reasons=[Alike(one) for one in match.reasons.split()],
        likeness=match.likeness,
    )


def _contact_merge(done: ContactMerge) -> ContactMergeOut:
    return ContactMergeOut(
        id=done.pk,
        kept=Ref(id=done.kept.pk, name=done.kept.name),
        gone=Ref(id=done.gone.pk, name=done.gone.name),
        merged_by=ref(done.merged_by),
        merged_at=done.merged_at,
        undone_at=done.undone_at,
    )


def _the_contact(user: User, contact_id: int) -> Contact:
    return queries.get_within(user, Contact.objects.select_related("account", "reports_to"), contact_id)


def _the_file(request: HttpRequest, file_id: int) -> Attachment:
    rows = Attachment.objects.filter(removed_at=None).select_related("account", "added_by")
    return queries.get_within(requests.user_of(request), rows, file_id)


def _row(account: Account, openable: set[int], known: set[int]) -> AccountRow:
    return AccountRow(
        id=account.pk,
        name=account.name,
        account_class=AccountClass(account.account_class),
        critical=account.critical,
        parent=ref(account.parent) if account.parent_id in known else None,
        sector=account.sector,
        countries=account.countries,
        owner=ref(account.owner),
        archived=account.archived_at is not None,
        may_open=account.pk in openable,
    )


def _facts(user: User, account: Account) -> AccountFacts:
    known = account.parent_id and queries.in_portfolio_of(user).filter(pk=account.parent_id).exists()
    return AccountFacts(
        id=account.pk,
        name=account.name,
        parent=ref(account.parent) if known else None,
        account_class=AccountClass(account.account_class),
        class_since=account.class_since,
        critical=account.critical,
        sector=account.sector,
        countries=account.countries,
        currency=account.currency,
        time_zone=account.time_zone,
        employees=account.employees,
        website=account.website,
        profile=account.profile,
        relationship_now=account.relationship_now,
        relationship_wanted=account.relationship_wanted,
        owner=ref(account.owner),
        keys=[_key(key) for key in account.identifiers.all()],
        created_at=account.created_at,
        archived_at=account.archived_at,
        merged_into=_merged_into(user, account),
        may_steer=queries.may_steer(user, account),
        version=versions.of(account),
    )


def _key(key: Identifier) -> Key:
    return Key(source=key.source, key=key.key)


def _contact(contact: Contact) -> ContactOut:
    return ContactOut(
        id=contact.pk,
        account=Ref(id=contact.account.pk, name=contact.account.name),
        name=contact.name,
        title=contact.title,
        department=contact.department,
        email=contact.email,
        phone=contact.phone,
        language=contact.language,
        buying_role=contact.buying_role,
        reports_to=ref(contact.reports_to),
        notes=contact.notes,
        departed_on=contact.departed_on,
        version=versions.of(contact),
    )


def _member(place: Membership, known: set[int]) -> Member:
    return Member(
        id=place.pk,
        user=Ref(id=place.user.pk, name=place.user.name),
        title=place.user.title,
        team_role=TeamRole(place.team_role),
        account=ref(place.account) if place.account_id in known else None,
        since=place.since,
    )


def _file(file: Attachment) -> FileOut:
    return FileOut(
        id=file.pk,
        account=Ref(id=file.account.pk, name=file.account.name),
        name=file.name,
        size=file.size,
        media_type=file.media_type,
        scan=Scan(file.scan),
        finding=file.finding,
        added_by=ref(file.added_by),
        added_at=file.added_at,
    )


def _match(proposal: MatchProposal) -> Match:
    return Match(
        id=proposal.pk,
        account=Ref(id=proposal.account.pk, name=proposal.account.name),
        likely=Ref(id=proposal.likely.pk, name=proposal.likely.name),
        reason=proposal.reason,
        likeness=proposal.likeness,
    )
