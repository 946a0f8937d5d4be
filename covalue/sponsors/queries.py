"""Reading sponsorships; queries of accounts decide whose."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.conversations import queries as conversations
from covalue.conversations.models import Conversation
from covalue.core import errors
from covalue.objectives import queries as objectives
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.sponsors import rules
from covalue.sponsors.models import Acknowledgement, Escalation, Executive, RoleCard, Sponsorship, Touchpoint
from covalue.sponsors.rules import Held, SponsorGap
from covalue.web.answered import AsRef, PageOnly

SHOWN: Final = 8  # touchpoints that were held; the list of conversations has the rest


@dataclass(frozen=True)
class Standing:
    """A sponsorship with what it comes down to today: the gravest gap first. `last` is the last touchpoint held."""

    sponsorship: PageOnly[Sponsorship]
    sponsor: AsRef[User]
    account: AsRef[Account]
    gaps: tuple[SponsorGap, ...]
    due_on: date
    last: date | None
    next: PageOnly[Touchpoint | None]
    counterparts: PageOnly[tuple[Contact, ...]]
    acknowledged_on: date | None
    load: int
    most: int

    @property
    def id(self) -> int:
        return self.sponsorship.pk

    @property
    def left(self) -> tuple[Contact, ...]:
        """The counterparts who have left the customer."""
        return tuple(contact for contact in self.counterparts if contact.departed_on is not None)

    @property
    def present(self) -> tuple[Contact, ...]:
        return tuple(contact for contact in self.counterparts if contact.departed_on is None)

    @property
    def lapsed(self) -> bool:
        return SponsorGap.LAPSED in self.gaps


@dataclass(frozen=True)
class Glance:
    """A sponsorship in short, for the account's home: the last touchpoint, the next one, and whether the rhythm lapsed."""

    sponsorship: Sponsorship
    last: date | None
    next: Touchpoint | None
    lapsed: bool


@dataclass(frozen=True)
class SponsorView:
    """A sponsorship as its account's page shows it."""

    standing: Standing
    touchpoints: tuple[Touchpoint, ...]
    held: tuple[Conversation, ...]
    escalations: tuple[Escalation, ...]
    own: bool  # the reader is the sponsor
    may_answer: bool


@dataclass(frozen=True)
class SponsorsPage:
    """The sponsors of an account: running sponsorships, sponsors on the team without one, and what has ended."""

    account: Account
    views: tuple[SponsorView, ...]
    without_terms: tuple[User, ...]
    ended: tuple[Sponsorship, ...]
    may_edit: bool
    steers: bool


def all_of(user: User) -> QuerySet[Sponsorship]:
    """Sponsorships of accounts this user may open, ended ones included."""
    return accounts.within(user, Sponsorship.objects.select_related("account", "sponsor", "successor"))


def running() -> QuerySet[Sponsorship]:
    """Sponsorships that have not ended, of accounts that are not archived."""
    rows = Sponsorship.objects.filter(ended_at=None, account__archived_at=None)
    return rows.select_related("account", "sponsor", "successor").prefetch_related("successor__grants")


def get(user: User, sponsorship_id: int) -> Sponsorship:
    """One sponsorship of an account this user may open."""
    return accounts.get_within(
        user, Sponsorship.objects.select_related("account", "sponsor", "successor"), sponsorship_id
    )


def get_touchpoint(user: User, touchpoint_id: int) -> Touchpoint:
    """One planned touchpoint of an account this user may open."""
    rows = Touchpoint.objects.select_related("sponsorship__account", "sponsorship__sponsor")
    found = rows.filter(pk=touchpoint_id).first()
    if found is None or not accounts.reaches(user, found.sponsorship.account):
        raise errors.NotFound()
    return found


def get_escalation(user: User, escalation_id: int) -> Escalation:
    """One escalation on an account this user may open."""
    rows = Escalation.objects.select_related("sponsorship__account", "sponsorship__sponsor")
    found = rows.filter(pk=escalation_id).first()
    if found is None or not accounts.reaches(user, found.sponsorship.account):
        raise errors.NotFound()
    return found


def current_card() -> RoleCard | None:
    """The role card of today."""
    return RoleCard.objects.select_related("published_by").first()


def cards() -> QuerySet[RoleCard]:
    """All versions, the latest first, with how many acknowledged each."""
    return RoleCard.objects.select_related("published_by").annotate(read_by=Count("acknowledgements"))


def acknowledgements_of(user: User) -> QuerySet[Acknowledgement]:
    """What this user acknowledged, the latest first."""
    return Acknowledgement.objects.filter(user=user).select_related("card")


def acknowledged_by(user_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The versions of the role card each of these acknowledged."""
    versions: dict[int, set[int]] = defaultdict(set)
    for user, version in Acknowledgement.objects.filter(user__in=user_ids).values_list("user", "card__version"):
        versions[user].add(version)
    return {pk: frozenset(versions[pk]) for pk in user_ids}


def has_touchpoints(user: User) -> bool:
    """Whether they had one, so that a newer version of the role card no longer keeps them from the next."""
    rows = list(Sponsorship.objects.filter(sponsor=user).select_related("account"))
    read_at = _first_acknowledged([user.pk]).get(user.pk)
    if read_at is None or not rows:
        return False
    accounts_ = {row.account_id for row in rows}
    lasts = conversations.last_held_by([user.pk], accounts_, channels=rules.COUNTED, until=date.max)
    return any(_counted(row, lasts.get((row.account_id, user.pk)), read_at) for row in rows)


def most_of(user_ids: Collection[int]) -> dict[int, int]:
    """How many accounts each of these takes."""
    rows = Executive.objects.filter(user__in=user_ids, most__isnull=False).values_list("user", "most")
    said = {user: most for user, most in rows if most is not None}
    return {pk: said.get(pk, rules.USUAL_MOST) for pk in user_ids}


def described(user_ids: Collection[int]) -> dict[int, Executive]:
    """What was said of each of these executives, by number."""
    return {row.user_id: row for row in Executive.objects.filter(user__in=user_ids)}


def sponsored_by(user_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The accounts each of these sponsors: by a running sponsorship, or by a place on the account's own team."""
    loads: dict[int, set[int]] = {pk: set() for pk in user_ids}
    for user, account in running().filter(sponsor__in=user_ids).values_list("sponsor", "account"):
        loads[user].add(account)
    for place in accounts.sponsored_themselves().filter(user__in=user_ids):
        loads[place.user_id].add(place.account_id)
    return {pk: frozenset(ids) for pk, ids in loads.items()}


def sponsoring(account_ids: Iterable[int]) -> frozenset[tuple[int, int]]:
    """Who is a sponsor on the team of each of these accounts, or of one above."""
    return accounts.sponsors_among(account_ids)


def standings(rows: Iterable[Sponsorship], today: date) -> tuple[Standing, ...]:
    """These sponsorships as they stand, in a constant number of queries."""
    sponsorships = list(rows)
    if not sponsorships:
        return ()
    ids, users = [row.pk for row in sponsorships], {row.sponsor_id for row in sponsorships}
    account_ids = {row.account_id for row in sponsorships}
    first_read = _first_acknowledged(users)
    lasts = conversations.last_held_by(users, account_ids, channels=rules.COUNTED, until=today)
    on_team, loads, most = sponsoring(account_ids), sponsored_by(users), most_of(users)
    nexts, theirs, open_matters = _next_planned(ids, today), _counterparts(ids), _open_escalations(ids)
    return tuple(
        _standing(
            row,
            today,
            last=lasts.get((row.account_id, row.sponsor_id)),
            read_at=first_read.get(row.sponsor_id),
            on_team=(row.account_id, row.sponsor_id) in on_team,
            counterparts=theirs.get(row.pk, ()),
            upcoming=nexts.get(row.pk),
            load=len(loads[row.sponsor_id]),
            most=most[row.sponsor_id],
            escalations=open_matters.get(row.pk, 0),
        )
        for row in sponsorships
    )


def glances(account: Account, today: date) -> tuple[Glance, ...]:
    """The running sponsorships of one account in short; none once it is archived."""
    rows = Sponsorship.objects.filter(account=account, account__archived_at=None, ended_at=None)
    sponsorships = list(rows.select_related("account", "sponsor"))
    if not sponsorships:
        return ()
    users = {row.sponsor_id for row in sponsorships}
    first_read, nexts = _first_acknowledged(users), _next_planned([row.pk for row in sponsorships], today)
    lasts = conversations.last_held_by(users, [account.pk], channels=rules.COUNTED, until=today)
    counted = {
        row.pk: _counted(row, lasts.get((account.pk, row.sponsor_id)), first_read.get(row.sponsor_id))
        for row in sponsorships
    }
    return tuple(
        Glance(
            sponsorship=row,
            last=counted[row.pk],
            next=nexts.get(row.pk),
            lapsed=row.starts_on <= today and rules.due_on(row.starts_on, counted[row.pk], row.weeks) < today,
        )
        for row in sponsorships
    )


def standing_of(sponsorship: Sponsorship, today: date) -> Standing:
    """One sponsorship as it stands."""
    return standings([sponsorship], today)[0]


def _standing(
    row: Sponsorship,
    today: date,
    *,
    last: date | None,
    read_at: datetime | None,
    on_team: bool,
    counterparts: tuple[Contact, ...],
    upcoming: Touchpoint | None,
    load: int,
    most: int,
    escalations: int,
) -> Standing:
    last = _counted(row, last, read_at)
    left = sum(contact.departed_on is not None for contact in counterparts)
    held = Held(
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        weeks=row.weeks,
        last=last,
        planned=upcoming.planned_on if upcoming else None,
        acknowledged=read_at is not None,
        on_team=on_team,
        counterparts=len(counterparts),
        left=left,
        successor=row.successor is not None and row.successor.may_sponsor,
        load=load,
        most=most,
        accepted_load=row.accepted_load,
        escalations=escalations,
    )
    return Standing(
        sponsorship=row,
        sponsor=row.sponsor,
        account=row.account,
        gaps=rules.gaps(held, today),
        due_on=rules.due_on(row.starts_on, last, row.weeks),
        last=last,
        next=upcoming,
        counterparts=counterparts,
        acknowledged_on=row.account.day_of(read_at) if read_at else None,
        load=load,
        most=most,
    )


def _counted(row: Sponsorship, last: date | None, read_at: datetime | None) -> date | None:
    """A touchpoint counts from the beginning on, and from the day the role card was acknowledged."""
    if last is None or read_at is None:
        return None
    return last if last >= max(row.starts_on, row.account.day_of(read_at)) else None


def _first_acknowledged(users: Iterable[int]) -> dict[int, datetime]:
    rows = Acknowledgement.objects.filter(user__in=users).values_list("user").annotate(at=Min("acknowledged_at"))
    return dict(rows.order_by())


def _counterparts(ids: Iterable[int]) -> dict[int, tuple[Contact, ...]]:
    pairs: dict[int, list[Contact]] = defaultdict(list)
    named = Sponsorship.counterparts.through.objects.filter(sponsorship__in=ids).select_related("contact")
    for pair in named.order_by("contact__name", "contact"):
        pairs[pair.sponsorship_id].append(pair.contact)
    return {pk: tuple(contacts) for pk, contacts in pairs.items()}


def _next_planned(ids: Iterable[int], today: date) -> dict[int, Touchpoint]:
    rows = waiting_touchpoints().filter(sponsorship__in=ids, planned_on__gte=today).order_by("-planned_on", "-id")
    return {row.sponsorship_id: row for row in rows}


def _open_escalations(ids: Iterable[int]) -> dict[int, int]:
    rows = Escalation.objects.filter(sponsorship__in=ids, answered_at=None)
    return dict(rows.values_list("sponsorship").annotate(n=Count("pk")).order_by())


def waiting_touchpoints() -> QuerySet[Touchpoint]:
    """Touchpoints that are planned and neither held nor cancelled; one whose conversation was removed is planned again."""
    unheld = Q(conversation=None) | Q(conversation__removed_at__isnull=False)
    return Touchpoint.objects.filter(unheld, cancelled_at=None)


def page(user: User, account: Account, today: date) -> SponsorsPage:
    """The sponsors of an account this user may open."""
    rows = Sponsorship.objects.filter(account=account).select_related("account", "sponsor", "successor", "ended_by")
    rows = rows.prefetch_related("successor__grants", "objectives")
    current = standings([row for row in rows if row.ended_at is None], today)
    named = {standing.sponsorship.sponsor_id for standing in current}
    places = accounts.sponsored_themselves().filter(account=account)
    return SponsorsPage(
        account=account,
        views=tuple(_view(user, standing, today) for standing in current),
        without_terms=tuple(place.user for place in places if place.user_id not in named),
        ended=tuple(row for row in rows if row.ended_at is not None),
        may_edit=accounts.may_edit(user, account),
        steers=account.archived_at is None and accounts.may_steer(user, account),
    )


def _view(user: User, standing: Standing, today: date) -> SponsorView:
    sponsorship = standing.sponsorship
    own = sponsorship.sponsor_id == user.pk
    return SponsorView(
        standing=standing,
        touchpoints=tuple(waiting_touchpoints().filter(sponsorship=sponsorship).prefetch_related("contacts")),
        held=tuple(touchpoints_held(standing)[:SHOWN]),
        escalations=tuple(sponsorship.escalations.select_related("raised_by", "answered_by")),
        own=own,
        may_answer=own or user.may(Right.CLASSIFY_ACCOUNTS),
    )


def touchpoints_held(standing: Standing) -> QuerySet[Conversation]:
    """The conversations that were touchpoints of a sponsorship, the latest first: none before the role card was acknowledged."""
    row = standing.sponsorship
    if standing.acknowledged_on is None:
        return Conversation.objects.none()
    since = max(row.starts_on, standing.acknowledged_on)
    return conversations.held_by(row.sponsor, [row.account_id], channels=rules.COUNTED, since=since)


def choices(account: Account, sponsorship: Sponsorship | None = None) -> dict[str, QuerySet[Any]]:
    """Who and what a sponsorship of the account can name: whom it names now can stay."""
    named = [] if sponsorship is None else sponsorship.counterparts.values_list("pk", flat=True)
    counterparts = accounts.current_contacts_above(account, with_ids=named)
    goals = objectives.of_account(account)
    sponsors = people.sponsoring()
    return {"sponsor": sponsors, "successor": sponsors, "counterparts": counterparts, "objectives": goals}


def participants(account: Account, sponsorship: Sponsorship) -> dict[str, QuerySet[Any]]:
    """Who can take part in a touchpoint, and which planned ones it can be."""
    there = conversations.possible_participants(account)
    contacts = accounts.current_contacts_above(account)
    plans = waiting_touchpoints().filter(sponsorship=sponsorship)
    return {"contacts": contacts, "who": contacts, "people": there["people"], "touchpoint": plans}


def of_accounts(account_ids: Iterable[int], today: date) -> Mapping[int, Standing]:
    """The first running sponsorship of each of these accounts, with its standing."""
    found: dict[int, Standing] = {}
    for standing in standings(running().filter(account__in=account_ids), today):
        found.setdefault(standing.sponsorship.account_id, standing)
    return found


def names(contacts: Sequence[Contact]) -> str:
    """The names of contacts, one after the other."""
    return ", ".join(contact.name for contact in contacts)
