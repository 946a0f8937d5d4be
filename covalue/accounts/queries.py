"""The door: every account, and everything that hangs on one, is fetched through here.

Pages, API, exports, search and background work ask the same two questions (domain.md §3):

- `visible_to(user)`: whose workspace may this user open?
- `in_portfolio_of(user)`: whose name, class and revenue may this user see in the portfolio?
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NoReturn, TypeVar

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat

from covalue.accounts.lineage import in_parts
from covalue.accounts.models import (
    Account,
    Attachment,
    BulkEdit,
    Contact,
    ContactMatch,
    ContactMerge,
    Identifier,
    Lineage,
    MatchProposal,
    Membership,
    Merge,
    TeamRole,
)
from covalue.core import errors, events
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import LEADING, ON_TEAMS, SPONSORING, Right, Role

Row = TypeVar("Row", bound=Model)
NO_KEYS: Final = "none"
# What happens to accounts that nobody works in: the audit log tells of them, and nothing was confided.
MASTER_DATA: Final = ("created account", "edited account", "moved account", "merged account")


def visible_to(user: User) -> QuerySet[Account]:
    """Accounts whose workspace this user may open; membership flows down the tree.

    A place on a team opens to whoever has a role that works on accounts; what more it gives, to whoever has the role for it.
    """
    if not user.is_active or user.is_guest:
        return Account.objects.none()
    if user.may(Right.SEE_ALL_ACCOUNTS):
        return Account.objects.all()
    return Account.objects.filter(pk__in=_below(_on_team_of(user)))


def unscoped() -> QuerySet[Account]:
    """All accounts, whoever may see them: for analyses of the whole base, whose results are shown by what one may see."""
    return Account.objects.all()


def mark_of_keys() -> Combinable:
    """In a query: what `mark_of_keys_now` answers."""
    return Coalesce(Subquery(_marked_keys()), Value(NO_KEYS))


def mark_of_keys_now() -> str:
    """The same while the same keys stand for the same accounts: another after a merge, the old one after its undo."""
    return next(iter(_marked_keys()), NO_KEYS)


def _marked_keys() -> QuerySet[Any, str]:
    together, squares = F("pk") * F("account_id"), F("account_id") * F("account_id")
    parts = [Cast(part, CharField()) for part in (Count("pk"), Max("pk"), Sum(together), Sum(squares))]
    mark = Concat(parts[0], Value("."), parts[1], Value("."), parts[2], Value("."), parts[3])
    rows = Identifier.objects.order_by().annotate(one=Value(1)).values("one").annotate(mark=mark)
    return rows.values_list("mark", flat=True)


def unscoped_keys() -> QuerySet[Identifier]:
    """All keys of accounts in source systems, for the same."""
    return Identifier.objects.all()


def who_may_open(account: Account) -> QuerySet[User]:
    """Our people who may open this account, by name: its team and those above, who coaches its SAMs, who sees all."""
    team = Membership.objects.filter(account__below__account=account, user__grants__role__in=ON_TEAMS)
    coached = team.filter(team_role=TeamRole.LEAD, user__in=people.with_role(Role.SAM))
    coaches = people.with_role(Role.COACH).filter(coached__in=coached.values("user"))
    may = (team.values("user"), coaches.values("pk"), people.with_right(Right.SEE_ALL_ACCOUNTS).values("pk"))
    return people.colleagues().filter(Q(pk__in=may[0]) | Q(pk__in=may[1]) | Q(pk__in=may[2]))


def opened_by(colleague: str) -> Q:
    """In a query of rows with an `account`: whether the user in the field `colleague` may open it, as `who_may_open` says."""
    team = Membership.objects.filter(account__below__account=OuterRef("account"), user__grants__role__in=ON_TEAMS)
    led = Membership.objects.filter(account__below__account=OuterRef(OuterRef("account")), team_role=TeamRole.LEAD)
    coached = led.filter(user__in=people.with_role(Role.SAM)).filter(user__grants__role__in=ON_TEAMS)
    coaches = people.with_role(Role.COACH).filter(pk=OuterRef(colleague), coached__in=coached.values("user"))
    sees_all = {f"{colleague}__in": people.with_right(Right.SEE_ALL_ACCOUNTS).values("pk")}
    may = Q(Exists(team.filter(user=OuterRef(colleague)))) | Q(Exists(coaches)) | Q(**sees_all)
    return Q(**{f"{colleague}__in": people.colleagues().values("pk")}) & may


def in_portfolio_of(user: User) -> QuerySet[Account]:
    """Accounts whose master data and revenue this user may see: all for those who steer the portfolio."""
    if user.may(Right.SEE_PORTFOLIO):
        return Account.objects.all()
    return visible_to(user)


def has_accounts(user: User) -> bool:
    """Whether lists and figures of accounts say anything to this user: by their role, or by the teams they are on."""
    return user.may(Right.SEE_PORTFOLIO) or Role.SAM in user.roles or visible_to(user).exists()


def lists_all(user: User) -> bool:
    """Whether the list of accounts holds everybody's, not only this user's own."""
    return user.may(Right.SEE_PORTFOLIO)


def lists_own(user: User) -> bool:
    """Whether the list of accounts holds this user's own, and there are some to expect."""
    return not lists_all(user) and has_accounts(user)


def openable(user: User, account_ids: Iterable[int]) -> frozenset[int]:
    """Those of these accounts, by their numbers, whose workspace this user may open."""
    ids = frozenset(account_ids)
    if not ids or user.may(Right.SEE_ALL_ACCOUNTS):
        return ids
    return frozenset(visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True))


def get(user: User, account_id: int) -> Account:
    """One account by id; what one may not see is not found."""
    account = visible_to(user).select_related("parent", "owner").filter(pk=account_id).first()
    if account is None:
        raise errors.NotFound()
    return account


def get_many(user: User, account_ids: Iterable[int]) -> list[Account]:
    """Those of these accounts this user may open, by name; not found where there is none."""
    rows = visible_to(user).filter(pk__in=account_ids).select_related("owner").order_by("name", "id")
    return list(rows) or _not_found()


def current(user: User) -> QuerySet[Account]:
    """Accounts this user may open that are not archived."""
    return visible_to(user).filter(archived_at=None)


def read_again(account: Account) -> Account:
    """The account as it is now, for whoever just changed it, even if they may not open it from now on."""
    return Account.objects.select_related("parent", "owner").get(pk=account.pk)


def own_bulk_edit(user: User, bulk_id: int) -> BulkEdit:
    """A change of many accounts this user made."""
    return BulkEdit.objects.filter(pk=bulk_id, made_by=user).first() or _not_found()


def contacts_of(account: Account) -> QuerySet[Contact]:
    """The account's people, with whom they report to."""
    return account.contacts.select_related("account", "reports_to")


def current_contacts(account: Account, *, with_ids: Iterable[int | None] = ()) -> QuerySet[Contact]:
    """The contacts of an account who are still there, by name; and those with these numbers, who may have left."""
    return Contact.objects.filter(Q(account=account, departed_on=None) | Q(pk__in=with_ids))


def contacts_among(contact_ids: Iterable[int]) -> QuerySet[Contact]:
    """The contacts with these ids, which somebody may name already, with their accounts."""
    return Contact.objects.filter(pk__in=list(contact_ids)).select_related("account")


def contacts_reporting_to(contact: Contact) -> QuerySet[Contact]:
    """Who reports to a contact and is still there."""
    return contact.reports.filter(departed_on=None, erased_at=None).order_by("name")


def possible_managers(account: Account) -> dict[str, QuerySet[Contact]]:
    """Whom a contact of the account can report to."""
    return {"reports_to": account.contacts.all()}


def current_contacts_above(account: Account, *, with_ids: Iterable[int] = ()) -> QuerySet[Contact]:
    """The people of the account and of those above it who are still there, by name; and those with these numbers."""
    there = Contact.objects.filter(account__below__account=account, departed_on=None)
    named = list(with_ids)
    if not named:
        return there.order_by("name")
    return Contact.objects.filter(Q(pk__in=there.order_by().values("pk")) | Q(pk__in=named)).order_by("name")


def language_of(account: Account) -> str:
    """The language most contacts of the account read; empty where it is known of none."""
    told = current_contacts_above(account).exclude(language="").order_by()
    counted = told.values_list("language").annotate(n=Count("pk", distinct=True)).order_by("-n", "language")
    return next((str(language) for language, _n in counted[:1]), "")


def contacts_with_address(user: User) -> QuerySet[Contact]:
    """The contacts with an email address on active accounts this user may open, those who left included."""
    rows = within(user, Contact.objects.select_related("account")).filter(account__archived_at=None)
    return rows.exclude(email="")


def get_contact(user: User, contact_id: int) -> Contact:
    """One contact of an account this user may open."""
    return get_within(user, Contact.objects.select_related("account", "reports_to"), contact_id)


def with_contacts_named(user: User, names: Iterable[str]) -> QuerySet[Account]:
    """The active accounts this user may open that have a contact, still there, with one of these full names."""
    named = Contact.objects.filter(name__in=list(names), departed_on=None)
    return current(user).filter(pk__in=named.values("account")).order_by("name", "id")


def get_membership(user: User, membership_id: int) -> Membership:
    """Somebody's place on the team of an account this user may open."""
    return get_within(user, Membership.objects.select_related("account", "user"), membership_id)


def files_of(account: Account) -> QuerySet[Attachment]:
    """The account's files that are not removed."""
    return account.attachments.filter(removed_at=None).select_related("account", "added_by")


def get_file(user: User, file_id: int, *, removed: bool = False) -> Attachment:
    """One file of an account this user may open; `removed` also finds one to be restored."""
    rows = Attachment.objects.select_related("account", "added_by")
    return get_within(user, rows if removed else rows.filter(removed_at=None), file_id)


def within(user: User, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of `rows` (of any model with a foreign key `account`) that hang on accounts this user may open."""
    if user.may(Right.SEE_ALL_ACCOUNTS):
        return rows
    return rows.filter(account__in=visible_to(user).values("pk"))


def get_within(user: User, rows: QuerySet[Row], row_id: int) -> Row:
    """One row that hangs on an account; what one may not see is not found."""
    row = within(user, rows).filter(pk=row_id).first()
    if row is None:
        raise errors.NotFound()
    return row


def subtree_of(account: Account) -> QuerySet[Account]:
    """The account and every account below it."""
    return Account.objects.filter(above__ancestor=account)


def tops_of(account_ids: Iterable[int]) -> dict[int, list[int]]:
    """Each account at or below these → those of these it counts for."""
    tops: dict[int, list[int]] = defaultdict(list)
    for below, top in Lineage.objects.filter(ancestor__in=account_ids).values_list("account", "ancestor"):
        tops[below].append(top)
    return dict(tops)


def sponsored_among(account_ids: Iterable[int]) -> frozenset[int]:
    """Those of these accounts whose team, or one above, has a sponsor."""
    sponsored = Lineage.objects.filter(_holds(TeamRole.SPONSOR), account__in=account_ids)
    return frozenset(sponsored.values_list("account", flat=True))


def sponsors_among(account_ids: Iterable[int]) -> frozenset[tuple[int, int]]:
    """Who sponsors each of these accounts, by its own team or one above, as pairs (account, person)."""
    sponsored = Lineage.objects.filter(_holds(TeamRole.SPONSOR), account__in=account_ids)
    return frozenset(sponsored.values_list("account", "ancestor__memberships__user"))


def leads_among(account_ids: Iterable[int]) -> frozenset[tuple[int, int]]:
    """Who leads each of these accounts, by its own team or one above, as pairs (account, person)."""
    led = Lineage.objects.filter(_holds(TeamRole.LEAD), account__in=account_ids)
    return frozenset(led.values_list("account", "ancestor__memberships__user"))


def sponsor_place(account: Account, user: User) -> Membership | None:
    """Somebody's place as sponsor on this account's own team."""
    return Membership.objects.filter(account=account, user=user, team_role=TeamRole.SPONSOR).first()


def sponsored_themselves() -> QuerySet[Membership]:
    """The places as sponsor of accounts that are not archived, whose holders have a role for it."""
    places = Membership.objects.filter(team_role=TeamRole.SPONSOR, user__in=_ids(people.sponsoring()))
    return places.filter(account__archived_at=None).select_related("account", "user").order_by("account__name", "id")


def known_above(user: User, account: Account) -> QuerySet[Account]:
    """Those accounts above it that this user may know of, the topmost first: a team below is told of none."""
    return ancestors_of(account).filter(pk__in=in_portfolio_of(user).values("pk"))


def ancestors_of(account: Account) -> QuerySet[Account]:
    """Every account above it, the topmost first."""
    return Account.objects.filter(below__account=account, below__depth__gt=0).order_by("-below__depth")


def steered_by(user: User) -> QuerySet[Account]:
    """Accounts this user steers: as program director, or as SAM of it or of one above; put away ones left out."""
    accounts = visible_to(user).filter(archived_at=None)
    if user.may(Right.CLASSIFY_ACCOUNTS):
        return accounts
    return accounts.filter(pk__in=_led_by(user))


def answered_for_by(user: User) -> QuerySet[Account]:
    """Active accounts whose open matters wait for this user: those they lead or own and may open.

    For whoever steers the portfolio also those that nobody leads or owns.
    """
    active = visible_to(user).filter(archived_at=None)
    theirs = Q(owner=user) | Q(pk__in=_led_by(user))
    if user.may(Right.CLASSIFY_ACCOUNTS):
        theirs |= Q(owner=None) & ~Q(pk__in=Lineage.objects.filter(_holds(TeamRole.LEAD)).values("account"))
    return active.filter(theirs)


def approved_by(user: User) -> QuerySet[Account]:
    """Active accounts whose plans wait for this user's approval: those they sponsor.

    For whoever steers the portfolio those that nobody sponsors.
    """
    active = visible_to(user).filter(archived_at=None)
    theirs = Q(pk__in=sponsored_by(user).values("pk"))
    if user.may(Right.CLASSIFY_ACCOUNTS):
        theirs |= ~Q(pk__in=Lineage.objects.filter(_holds(TeamRole.SPONSOR)).values("account"))
    return active.filter(theirs)


def sponsored_by(user: User) -> QuerySet[Account]:
    """Accounts this user sponsors, themselves or by one above."""
    if not user.may_sponsor:
        return Account.objects.none()
    own = Lineage.objects.filter(ancestor__memberships__user=user, ancestor__memberships__team_role=TeamRole.SPONSOR)
    return Account.objects.filter(pk__in=own.values("account"))


def sponsored_itself(user: User) -> Q:
    """Of accounts: that this user sponsors this very one."""
    return Q(memberships__user=user, memberships__team_role=TeamRole.SPONSOR) if user.may_sponsor else Q(pk__in=[])


def leads_or_sponsors(user: User) -> bool:
    """Whether this user leads or sponsors an account."""
    places = [*[TeamRole.LEAD] * user.may_lead, *[TeamRole.SPONSOR] * user.may_sponsor]
    return bool(places) and Membership.objects.filter(user=user, team_role__in=places).exists()


def mine(user: User) -> QuerySet[Account]:
    """The active accounts whose own team this user is on, by name."""
    if not user.works_on_accounts:
        return Account.objects.none()
    return Account.objects.filter(memberships__user=user, archived_at=None).distinct().order_by("name")


def asking_for_owner(user: User) -> QuerySet[Account]:
    """Accounts this user steers that nobody answers for any more: the owner is deactivated, or without any role, or was the
    SAM of this very account and has no role for it; or there is no owner, and a SAM who is none any more.
    """
    gone = Q(owner__deactivated_at__isnull=False) | Q(owner__isnull=False, owner__grants=None) | Exists(_without_role())
    rows = Account.objects.filter(gone, archived_at=None).select_related("owner").order_by("name")
    return rows if user.may(Right.CLASSIFY_ACCOUNTS) else rows.filter(pk__in=_led_by(user))


def possible_parents(user: User, account: Account) -> QuerySet[Account]:
    """Accounts this user may hang it under: any they may open that is not the account itself or below it."""
    below = Lineage.objects.filter(ancestor=account).values("account")
    return visible_to(user).filter(archived_at=None).exclude(pk__in=below).order_by("name")


def matches(user: User) -> QuerySet[MatchProposal]:
    """Accounts that may be one customer, to be decided by whoever imports the ledger."""
    if not user.may(Right.IMPORT_LEDGER):
        raise errors.NotFound()
    return MatchProposal.objects.filter(decided_at=None).select_related("account", "likely")


def match_to_decide(user: User, match_id: int) -> MatchProposal:
    """One proposal, decided or not, locked until the transaction ends."""
    if not user.may(Right.IMPORT_LEDGER):
        raise errors.NotFound()
    rows = MatchProposal.objects.select_for_update(of=("self",)).select_related("account", "likely")
    return rows.filter(pk=match_id).first() or _not_found()


def merges_into(account: Account) -> QuerySet[Merge]:
    """What was merged into the account, undone merges included."""
    return Merge.objects.filter(kept=account).select_related("kept", "gone", "merged_by")


def get_merge(user: User, merge_id: int) -> Merge:
    """A merge into an account this user may open; whoever imports the ledger sees them all."""
    merge = Merge.objects.select_related("kept", "gone", "merged_by").filter(pk=merge_id).first()
    if merge and (user.may(Right.IMPORT_LEDGER) or visible_to(user).filter(pk=merge.kept_id).exists()):
        return merge
    return _not_found()


def is_known_contact(contact_id: int) -> bool:
    """Whether there is such a contact, merged or erased ones included."""
    return Contact.everybody.filter(pk=contact_id).exists()


def contacts_ever_of(account_ids: Iterable[int]) -> QuerySet[Contact]:
    """All contacts of these accounts, merged or erased ones included."""
    return Contact.everybody.filter(account__in=list(account_ids))


def contact_merges_done() -> dict[int, int]:
    """Contacts that were merged, by id, and into which; what was taken back is left out."""
    return dict(ContactMerge.objects.filter(undone_at=None).values_list("gone", "kept"))


def merge_of(account: Account) -> Merge | None:
    """The merge that put this account away, if one did and it stands."""
    return Merge.objects.filter(gone=account, undone_at=None).select_related("kept", "merged_by").first()


def merged_into(account: Account) -> Account | None:
    """The account this one was merged into, if it was and that stands."""
    done = merge_of(account)
    return done.kept if done else None


def known_as(account: Account) -> tuple[int, ...]:
    """Ids under which this account has a history: its own, and those of accounts merged into it."""
    ids, waiting = [account.pk], [account.pk]
    while waiting:
        waiting = list(Merge.objects.filter(kept__in=waiting, undone_at=None).values_list("gone", flat=True))
        ids += waiting
    return tuple(ids)


def standing_for() -> dict[int, int]:
    """Every account that was merged away, with the one that stands for it now."""
    into = dict(Merge.objects.filter(undone_at=None).values_list("gone", "kept"))

    def last(account: int) -> int:
        while account in into:
            account = into[account]
        return account

    return {gone: last(gone) for gone in into}


def contact_merged_into(contact: Contact) -> Contact | None:
    """The contact this one was merged into, if it was and that stands."""
    done = ContactMerge.objects.filter(gone=contact, undone_at=None).select_related("kept").first()
    return done.kept if done else None


def contact_matches(user: User) -> QuerySet[ContactMatch]:
    """Proposals to decide about contacts of which this user may open both, the likeliest first."""
    waiting = ContactMatch.objects.filter(decided_at=None).select_related("contact__account", "likely__account")
    if not user.may(Right.SEE_ALL_ACCOUNTS):
        seen = visible_to(user).values("pk")
        waiting = waiting.filter(contact__account__in=seen, likely__account__in=seen)
    return waiting.order_by("-likeness", "id")


def likely_same(user: User, contact: Contact) -> list[Contact]:
    """Who of the contacts this user may open may be the same person, as was proposed and is not decided."""
    pairs = contact_matches(user).filter(Q(contact=contact) | Q(likely=contact))
    return [pair.likely if pair.contact_id == contact.pk else pair.contact for pair in pairs]


def alike_on(account: Account) -> list[tuple[int, int]]:
    """Pairs of the account's contacts that may be one person and were not decided about, by their ids."""
    rows = ContactMatch.objects.filter(contact__account=account, likely__account=account, decided_at=None)
    return list(rows.values_list("contact", "likely"))


def get_contact_match(user: User, match_id: int) -> ContactMatch:
    """One proposal to decide about two contacts."""
    return contact_matches(user).filter(pk=match_id).first() or _not_found()


def get_contact_merge(user: User, merge_id: int) -> ContactMerge:
    """One merge of two contacts."""
    return contact_merges(user).filter(pk=merge_id).first() or _not_found()


def contact_merges(user: User) -> QuerySet[ContactMerge]:
    """Merges of contacts of which this user may open both."""
    merges = ContactMerge.objects.select_related("kept__account", "gone__account", "merged_by")
    if user.may(Right.SEE_ALL_ACCOUNTS):
        return merges
    seen = visible_to(user).values("pk")
    return merges.filter(kept__account__in=seen, gone__account__in=seen)


def mergeable_into(user: User, contact: Contact) -> QuerySet[Contact]:
    """Contacts of the same account and of those below it: whom this one may turn out to be."""
    below = Lineage.objects.filter(ancestor=contact.account_id).values("account")
    return Contact.objects.filter(account__in=below, account__archived_at=None).exclude(pk=contact.pk)


def somebody_opens() -> bool:
    """Whether anybody of ours can open an account yet: by a role that opens all, or on a team."""
    return people.with_right(Right.SEE_ALL_ACCOUNTS).exists() or has_any_team()


def has_any_team() -> bool:
    """Whether somebody is on the team of any account yet."""
    return Membership.objects.exists()


def work_has_begun() -> bool:
    """Whether anybody works on an account yet: is on its team, owns it, or knows somebody there."""
    return has_any_team() or Account.objects.exclude(owner=None).exists() or Contact.objects.exists()


def has_team(account: Account) -> bool:
    """Whether somebody is on the account: on itself, on one above, or on one below."""
    above, below = Q(account__below__account=account), Q(account__above__ancestor=account)
    return Membership.objects.filter(above | below).exists()


def places_of(account: Account) -> QuerySet[Membership]:
    """Who was put on the account, on its own team or on one above; `acts_as` is the place their roles of today leave them.

    A former SAM, or sponsor, who still works on accounts is on the account as a core member is; whose roles work on no account
    holds nothing.
    """
    given = Membership.objects.filter(account__below__account=account, user__deactivated_at=None)
    places = given.annotate(**{"acts_as": _acting()})
    return places.select_related("user", "account").order_by("account__below__depth", "id")


def team_of(account: Account) -> QuerySet[Membership]:
    """Who is on the account, by its own team or by one above, and opens it by that: whom `visible_to` lets in."""
    return places_of(account).exclude(Q(acts_as=None))


def _acting() -> Case:
    """Of memberships: the place their holder's roles leave them."""
    leads = Q(team_role=TeamRole.LEAD, user__in=_ids(people.leading()))
    sponsors = Q(team_role=TeamRole.SPONSOR, user__in=_ids(people.sponsoring()))
    members = Q(user__in=_ids(people.on_teams()))
    without_role = Q(team_role__in=[TeamRole.LEAD, TeamRole.SPONSOR]) & members
    return Case(
        When(leads | sponsors, then=F("team_role")),
        When(without_role, then=Value(TeamRole.CORE)),
        When(members, then=F("team_role")),
        default=None,
        output_field=CharField(),
    )


def leads_of(account: Account) -> QuerySet[Membership]:
    """Who leads the account, by its own team or by one above, the nearest first."""
    return team_of(account).filter(Q(acts_as=TeamRole.LEAD))


def lead_of(account: Account) -> User | None:
    """Who leads the account, by its own team or the nearest above."""
    lead = leads_of(account).first()
    return lead.user if lead else None


def reaches(user: User | None, account: Account) -> bool:
    """Whether this is somebody who may open the account today; what is written to them, or in their name, asks it then."""
    return user is not None and visible_to(user).filter(pk=account.pk).exists()


def may_edit(user: User, account: Account) -> bool:
    """Whoever works on an account may change what is in it; sponsors, coaches and directors too. Not once it is put away."""
    if account.archived_at is not None:
        return False
    return visible_to(user).filter(pk=account.pk).exists()


def may_steer(user: User, account: Account) -> bool:
    """Class, team, place in the tree and approval: the SAM of the account (or of one above) and program directors."""
    if user.may(Right.CLASSIFY_ACCOUNTS):
        return True
    if not user.may_lead:
        return False
    return Membership.objects.filter(account__below__account=account, user=user, team_role="lead").exists()


def movable_by(user: User, account_ids: Iterable[int]) -> frozenset[int]:
    """Those of these accounts whose place in the tree this user may change, and with it who sees them.

    Whoever steers an account may; whoever imports the ledger may where no team works on it, itself, above or below.
    """
    ids, movable = list(account_ids), set[int]()
    for some in in_parts(ids):
        movable |= set(steered_by(user).filter(pk__in=some).values_list("pk", flat=True))
        if user.may(Right.IMPORT_LEDGER):
            here = in_portfolio_of(user).filter(pk__in=some, archived_at=None)
            movable |= set(here.values_list("pk", flat=True)) - _with_team(some)
    return frozenset(movable)


def shown_to_teams(places: Mapping[int, Collection[int]], *, by: User) -> frozenset[int]:
    """Those accounts, of these that this user does not steer, which a team would come to see with more than master data in it.

    `places` are the accounts that no team works on, each with those that would stand above it.
    """
    steered, above = set[int](), {pk for uppers in places.values() for pk in uppers}
    for some in in_parts(list(places)):
        steered |= set(steered_by(by).filter(pk__in=some).values_list("pk", flat=True))
    led = {pk for some in in_parts(list(above)) for pk in _with_team_of_its_own(some)}
    seen = [pk for pk, uppers in places.items() if pk not in steered and led.intersection(uppers)]
    return frozenset(pk for some in in_parts(seen) for pk in _entered_in(some))


def _with_team_of_its_own(ids: list[int]) -> set[int]:
    return set(Membership.objects.filter(account__in=ids).values_list("account", flat=True))


def _entered_in(ids: list[int]) -> set[int]:
    """Those of these accounts in which, or in one below, somebody entered more than what accounts are called and where they are."""
    below = list(Lineage.objects.filter(ancestor__in=ids).values_list("ancestor", "account"))
    inside = {account for _top, account in below}
    entered = {pk for some in in_parts(list(inside)) for pk in _with_entries(some)}
    return {top for top, account in below if account in entered}


def _with_entries(ids: list[int]) -> set[int]:
    streams = {f"account:{pk}": pk for pk in ids}
    written = events.with_history(streams, but=MASTER_DATA)
    contacts = Contact.everybody.filter(account__in=ids).values_list("account", flat=True)
    return {*contacts, *(streams[stream] for stream in written)}


def _with_team(ids: list[int]) -> set[int]:
    """Those of these accounts that somebody is on: on itself, on one above, or on one below."""
    above = Lineage.objects.filter(account__in=ids, ancestor__memberships__isnull=False).values_list(
        "account", flat=True
    )
    below = Lineage.objects.filter(ancestor__in=ids, account__memberships__isnull=False).values_list(
        "ancestor", flat=True
    )
    return {*above, *below}


def may_approve(user: User, account: Account) -> bool:
    """Plans: program directors and the account's sponsor, not the SAM who wrote it."""
    if user.may(Right.CLASSIFY_ACCOUNTS):
        return True
    if not user.may_sponsor:
        return False
    return Membership.objects.filter(account__below__account=account, user=user, team_role="sponsor").exists()


def _not_found() -> NoReturn:
    raise errors.NotFound()


def _on_team_of(user: User) -> Q:
    """Teams that open accounts to this user: their own, and as a coach those of the SAMs they coach."""
    own = Q(ancestor__memberships__user=user) if user.works_on_accounts else Q(pk__in=[])
    if Role.COACH not in user.roles:
        return own
    sams = people.with_role(Role.SAM).filter(coach=user)
    coached = Membership.objects.filter(user__in=sams, team_role="lead").values("account")
    return own | Q(ancestor__in=coached)


def _led_by(user: User) -> QuerySet[Lineage, int]:
    """Accounts below those this user leads, and these; none for whoever has no role that leads."""
    if not user.may_lead:
        return Lineage.objects.none().values_list("account", flat=True)
    return _below(Q(ancestor__memberships__user=user, ancestor__memberships__team_role=TeamRole.LEAD))


def _holds(place: TeamRole) -> Q:
    """Of lineage: that somebody has this place above, and the role for it."""
    roles = {TeamRole.LEAD: LEADING, TeamRole.SPONSOR: SPONSORING}[place]
    return Q(
        ancestor__memberships__team_role=place,
        ancestor__memberships__user__deactivated_at=None,
        ancestor__memberships__user__grants__role__in=roles,
    )


def _without_role() -> QuerySet[Membership]:
    """Places as SAM of an account, of its owner or where it has none, whose holder has no role that leads."""
    places = Membership.objects.filter(account=OuterRef("pk"), team_role=TeamRole.LEAD)
    owner = Q(user=OuterRef("owner")) | Q(account__owner=None)
    return places.filter(owner).exclude(user__in=_ids(people.leading()))


def _ids(users: QuerySet[User]) -> QuerySet[User, Any]:
    return users.order_by().values("pk")


def _below(team: Q) -> QuerySet[Lineage, int]:
    return Lineage.objects.filter(team).values_list("account", flat=True)


def with_those_above(ids: Collection[int]) -> set[int]:
    """These accounts and all above them."""
    return {*ids, *Lineage.objects.filter(account__in=ids).values_list("ancestor", flat=True)}
