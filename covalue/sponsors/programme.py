"""The sponsor programme as the program director sees it: every sponsorship with its gaps, who has how many, what came of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.conversations import queries as conversations
from covalue.core import errors
from covalue.organisation import queries as organisation
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.sponsors import queries, rules
from covalue.sponsors.models import Executive, RoleCard, Sponsorship
from covalue.sponsors.queries import Standing
from covalue.sponsors.rules import Compared, MatchSide, Spoken, SponsorGap
from covalue.value import queries as value
from covalue.web.answered import AsRef, PageOnly

GAP_NAMES: Final[dict[SponsorGap, str | Promise]] = {
    SponsorGap.NO_SPONSOR: _("strategic, no sponsor"),
    SponsorGap.NOT_ON_TEAM: _("sponsor no longer on the team"),
    SponsorGap.NO_TERMS: _("on the team, nothing agreed"),
    SponsorGap.OVER: _("term is over"),
    SponsorGap.NOT_ACKNOWLEDGED: _("role card not acknowledged"),
    SponsorGap.LAPSED: _("rhythm lapsed"),
    SponsorGap.COUNTERPART_LEFT: _("counterpart left"),
    SponsorGap.NO_COUNTERPART: _("no counterpart"),
    SponsorGap.ENDING: _("term ends, no successor"),
    SponsorGap.OVER_LIMIT: _("over the limit"),
    SponsorGap.ESCALATION: _("escalation open"),
}
COMPARED_CLASSES: Final = (AccountClass.STRATEGIC, AccountClass.KEY)


@dataclass(frozen=True)
class ProgrammeRow:
    """An account of the programme: its sponsorship with what is missing, or that it has none."""

    account: AsRef[Account]
    sponsor: AsRef[User] | None
    counterparts: tuple[str, ...]
    weeks: int | None
    last: date | None
    due_on: date | None
    ends_on: date | None
    successor: AsRef[User] | None
    gaps: tuple[SponsorGap, ...]
    sponsorship: PageOnly[Sponsorship | None] = None


@dataclass(frozen=True)
class SponsorLoad:
    """An executive with the accounts they sponsor, how many they take, and which role card they acknowledged."""

    user: AsRef[User]
    accounts: int
    most: int
    version: int | None
    executive: PageOnly[Executive | None]

    @property
    def over(self) -> bool:
        return self.accounts > self.most


@dataclass(frozen=True)
class ProgrammeEffect:
    """The relationship before and since, beside accounts without a sponsor looked at from the middle day on.

    `waiting` are sponsored accounts whose first quarter is not over; money is in the company's currency.
    """

    sponsored: MatchSide
    others: MatchSide
    since: date | None
    waiting: int
    currency: str


@dataclass(frozen=True)
class ProgrammePage:
    """The programme; `rows` are those that were asked for, `counts` how many of all have each gap."""

    rows: tuple[ProgrammeRow, ...]
    counts: dict[SponsorGap, int]
    total: int
    sponsors: tuple[SponsorLoad, ...]
    effect: ProgrammeEffect
    card: PageOnly[RoleCard | None]


def guard(user: User) -> None:
    """Only the program director; for others the programme does not exist."""
    if not user.may(Right.CLASSIFY_ACCOUNTS):
        raise errors.NotFound()


def programme_page(
    user: User, today: date, *, gap: SponsorGap | None = None, sponsor: int | None = None
) -> ProgrammePage:
    """All sponsorships with gaps, those with one gap or of one sponsor where that is asked for."""
    guard(user)
    rows = every_row(today)
    counts = {one: sum(one in row.gaps for row in rows) for one in SponsorGap}
    return ProgrammePage(
        rows=tuple(row for row in rows if _asked_for(row, gap, sponsor)),
        counts={one: n for one, n in counts.items() if n},
        total=len(rows),
        sponsors=_loads(),
        effect=effect(today),
        card=queries.current_card(),
    )


def every_row(today: date) -> list[ProgrammeRow]:
    """Running sponsorships, sponsors on a team without one, and strategic accounts without a sponsor; the gravest first."""
    current = queries.standings(queries.running(), today)
    pairs = {(one.sponsorship.account_id, one.sponsorship.sponsor_id) for one in current}
    rows = [_row(one) for one in current]
    for place in accounts.sponsored_themselves():
        if (place.account_id, place.user_id) not in pairs:
            rows.append(_bare(place.account, place.user, SponsorGap.NO_TERMS))
    rows += [_bare(account, None, SponsorGap.NO_SPONSOR) for account in without_sponsor()]
    order = list(SponsorGap)
    return sorted(rows, key=lambda row: (order.index(row.gaps[0]) if row.gaps else len(order), row.account.name))


def without_sponsor(among: Iterable[int] | None = None) -> list[Account]:
    """Strategic accounts that nobody sponsors, themselves or one above, by name."""
    strategic = accounts.unscoped().filter(account_class=AccountClass.STRATEGIC, archived_at=None)
    if among is not None:
        strategic = strategic.filter(pk__in=among)
    rows = list(strategic.order_by("name", "id"))
    sponsored = accounts.sponsored_among([account.pk for account in rows]) if rows else frozenset()
    return [account for account in rows if account.pk not in sponsored]


def effect(today: date) -> ProgrammeEffect:
    """What changed in the relationship since there is a sponsor; nothing says that it changed because of it."""
    starts: dict[int, date] = {}
    untils: dict[int, date] = {}
    for row in Sponsorship.objects.filter(account__archived_at=None).select_related("account"):
        starts[row.account_id] = min(row.starts_on, starts.get(row.account_id, row.starts_on))
        untils[row.account_id] = max(row.ended_on or today, untils.get(row.account_id, row.starts_on))
    since = rules.middle(list(starts.values()))
    others = _never_sponsored(starts) if since else []
    ids = [*starts, *others]
    first = min([*starts.values(), since or today]) - rules.QUARTERS * rules.QUARTER
    spoken: dict[int, list[Spoken]] = defaultdict(list)
    for account, day, contacts in conversations.spoken_with(ids, since=first):
        spoken[account].append(Spoken(day, contacts))
    currency = organisation.currency()
    signed: dict[int, list[tuple[date, float]]] = defaultdict(list)
    for account, day, amount in value.signed_for(ids, currency):
        signed[account].append((day, float(amount)))

    def one(account: int, start: date, until: date) -> Compared | None:
        return rules.compared(spoken[account], signed[account], start, min(until, today))

    with_one = [one(account, start, untils[account]) for account, start in starts.items()]
    beside = [one(account, since, today) for account in others] if since else []
    known = [row for row in with_one if row is not None]
    return ProgrammeEffect(
        sponsored=rules.side(known),
        others=rules.side([row for row in beside if row is not None]),
        since=since,
        waiting=len(with_one) - len(known),
        currency=currency,
    )


def _never_sponsored(starts: Collection[int]) -> list[int]:
    """Strategic and key accounts that never had a sponsorship and have no sponsor on their team."""
    rows = accounts.unscoped().filter(account_class__in=COMPARED_CLASSES, archived_at=None).exclude(pk__in=starts)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return [pk for pk in ids if pk not in accounts.sponsored_among(ids)] if ids else []


def _asked_for(row: ProgrammeRow, gap: SponsorGap | None, sponsor: int | None) -> bool:
    fits = gap is None or gap in row.gaps
    return fits and (sponsor is None or (row.sponsor is not None and row.sponsor.pk == sponsor))


def _row(one: Standing) -> ProgrammeRow:
    row = one.sponsorship
    return ProgrammeRow(
        account=row.account,
        sponsor=row.sponsor,
        counterparts=tuple(contact.name for contact in one.counterparts),
        weeks=row.weeks,
        last=one.last,
        due_on=one.due_on,
        ends_on=row.ends_on,
        successor=row.successor,
        gaps=one.gaps,
        sponsorship=row,
    )


def _bare(account: Account, sponsor: User | None, gap: SponsorGap) -> ProgrammeRow:
    return ProgrammeRow(account, sponsor, (), None, None, None, None, None, (gap,))


def _loads() -> tuple[SponsorLoad, ...]:
    """All who can sponsor and do, or are executives by role; whoever has most first."""
    users = list(people.sponsoring().prefetch_related("grants"))
    ids = [user.pk for user in users]
    loads, most, read = queries.sponsored_by(ids), queries.most_of(ids), queries.acknowledged_by(ids)
    said = queries.described(ids)
    rows = [
        SponsorLoad(user, len(loads[user.pk]), most[user.pk], max(read[user.pk], default=None), said.get(user.pk))
        for user in users
    ]
    return tuple(sorted(rows, key=lambda row: (-row.accounts, row.user.name)))
