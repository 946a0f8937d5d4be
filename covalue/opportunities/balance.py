"""Short and long term in balance: what serves an objective, money and hours by horizon, and what crowds out the rest (A8)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.conversations import queries as conversations
from covalue.conversations.models import Conversation
from covalue.opportunities import queries, rules
from covalue.opportunities.models import Opportunity
from covalue.opportunities.queries import OpportunityRow, Rates
from covalue.opportunities.rules import HORIZON_NAMES, Contact, Contacts, Horizon, StageOutcome, Weight
from covalue.people.models import User
from covalue.sources import queries as sources
from covalue.web.amounts import Amount
from covalue.web.answered import AsRef, PageOnly

NOTHING = Decimal(0)


@dataclass(frozen=True)
class HorizonRow:
    """A horizon: open opportunities, their amount and weighted amount in the currency of figures, and hours since 90 days."""

    horizon: str
    name: PageOnly[str]
    open: int
    amount: Amount
    weighted: Amount
    hours: float
    own_hours: float


@dataclass(frozen=True)
class BalanceRow:
    """An account's balance. `crowded_by` is the open opportunity that crowds out the others, if one does."""

    account: AsRef[Account]
    linked: int
    unlinked: int
    linked_amount: Amount
    unlinked_amount: Amount
    apart: int
    horizons: tuple[HorizonRow, ...]
    hours: float
    own_hours: float
    no_sale_hours: float
    no_sale_own_hours: float
    conversations: int
    while_nothing_open: int
    hours_while_nothing_open: float
    crowded_by: AsRef[Opportunity] | None

    @property
    def open(self) -> int:
        return self.linked + self.unlinked

    @property
    def is_empty(self) -> bool:
        return not self.open and not self.conversations

    @property
    def now(self) -> HorizonRow:
        return self.horizons[0]

    @property
    def year(self) -> HorizonRow:
        return self.horizons[1]

    @property
    def later(self) -> HorizonRow:
        return self.horizons[2]


@dataclass(frozen=True)
class BalancePage:
    """The balance over the accounts one may open that have something in it."""

    currency: str
    since: date
    rows: tuple[BalanceRow, ...]

    @property
    def crowded(self) -> int:
        return sum(row.crowded_by is not None for row in self.rows)

    @property
    def linked(self) -> int:
        return sum(row.linked for row in self.rows)

    @property
    def open(self) -> int:
        return sum(row.open for row in self.rows)

    @property
    def without_contact(self) -> int:
        """Accounts that nobody spoke with while nothing was open."""
        return sum(not row.while_nothing_open for row in self.rows)


def balance_page(user: User, today: date) -> BalancePage:
    """Over the active accounts this user may open, in a constant number of queries."""
    shown = list(accounts.current(user).order_by("name", "id"))
    rows = tuple(row for row in _rows(shown, today) if not row.is_empty)
    return BalancePage(queries.currency(), today - rules.LOGGED_FOR, rows)


def balance_of(account: Account, today: date) -> BalanceRow:
    """Of one account."""
    return _rows([account], today)[0]


def _rows(shown: Sequence[Account], today: date) -> list[BalanceRow]:
    ids, rates = [account.pk for account in shown], queries.rates_on(today)
    since = today - rules.LOGGED_FOR
    open_rows, spans = _opportunities(ids, since, today, rates)
    held = list(conversations.held_on_accounts(ids, since=since, until=today))
    about = _about(held, today)
    lengths, leads = sources.hours_of([talk.pk for talk in held]), accounts.leads_among(ids)
    talks: dict[int, list[Contact]] = defaultdict(list)
    for talk in held:
        ours = {person.pk for person in talk.people.all()}
        hours = lengths.get(talk.pk, rules.USUAL_HOURS.get(talk.channel, 1.0))
        by_lead = any((talk.account_id, person) in leads for person in ours)
        talks[talk.account_id].append(Contact(talk.held_on, hours, by_lead, about.get(talk.pk)))
    return [
        _row(account, open_rows[account.pk], rules.contacts(talks[account.pk], spans[account.pk]), today)
        for account in shown
    ]


def _opportunities(
    ids: Sequence[int], since: date, today: date, rates: Rates
) -> tuple[Mapping[int, list[OpportunityRow]], Mapping[int, list[tuple[date, date]]]]:
    """The open ones of each account, and the days on which any was open since a day."""
    rows = Opportunity.objects.filter(account__in=ids, removed_at=None)
    rows = rows.select_related("account", "target", "initiative", "objective")
    told = list(rows.filter(Q(outcome=StageOutcome.OPEN) | Q(closed_on__gte=since)).order_by("id"))
    spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in told:
        spans[row.account_id].append((row.account.day_of(row.created_at), row.closed_on or today))
    by_account: dict[int, list[OpportunityRow]] = defaultdict(list)
    for made in queries.rows_of([row for row in told if row.is_open], today, rates):
        by_account[made.opportunity.account_id].append(made)
    return by_account, spans


def _about(held: Sequence[Conversation], today: date) -> dict[int, Horizon]:
    """The nearest horizon of the opportunities each conversation was about."""
    pairs = Opportunity.objects.filter(removed_at=None, conversations__in=[talk.pk for talk in held])
    told: dict[int, list[Horizon]] = defaultdict(list)
    for talk, closes, closed in pairs.values_list("conversations", "close_on", "closed_on"):
        told[talk].append(rules.horizon(closed or closes, today))
    nearest = {talk: rules.nearest(horizons) for talk, horizons in told.items()}
    return {talk: horizon for talk, horizon in nearest.items() if horizon is not None}


def _row(account: Account, rows: Sequence[OpportunityRow], contacts: Contacts, today: date) -> BalanceRow:
    linked = [row for row in rows if row.opportunity.is_linked]
    unlinked = [row for row in rows if not row.opportunity.is_linked]
    weights = [
        Weight(row.opportunity.pk, row.ours, rules.is_stale(row.opportunity.touched_on, today))
        for row in rows
        if row.ours is not None
    ]
    large = rules.crowding(weights)
    by_horizon: dict[Horizon, list[OpportunityRow]] = {horizon: [] for horizon in Horizon}
    for row in rows:
        by_horizon[rules.horizon(row.opportunity.close_on, today)].append(row)
    return BalanceRow(
        account=account,
        linked=len(linked),
        unlinked=len(unlinked),
        linked_amount=_sum(linked),
        unlinked_amount=_sum(unlinked),
        apart=sum(row.ours is None and row.opportunity.amount is not None for row in rows),
        horizons=tuple(_horizon(horizon, by_horizon[horizon], contacts) for horizon in Horizon),
        hours=contacts.everybody.all,
        own_hours=contacts.own.all,
        no_sale_hours=contacts.everybody.other,
        no_sale_own_hours=contacts.own.other,
        conversations=contacts.n,
        while_nothing_open=contacts.while_nothing_open,
        hours_while_nothing_open=contacts.hours_while_nothing_open,
        crowded_by=next((row.opportunity for row in rows if row.opportunity.pk == large), None),
    )


def _horizon(horizon: Horizon, rows: Sequence[OpportunityRow], contacts: Contacts) -> HorizonRow:
    weighted = sum((row.ours * row.probability / 100 for row in rows if row.ours is not None), NOTHING)
    hours, own = (getattr(told, horizon.value) for told in (contacts.everybody, contacts.own))
    return HorizonRow(horizon.value, str(HORIZON_NAMES[horizon]), len(rows), _sum(rows), weighted, hours, own)


def _sum(rows: Iterable[OpportunityRow]) -> Decimal:
    return sum((row.ours for row in rows if row.ours is not None), NOTHING)
