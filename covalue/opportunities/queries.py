"""Reading opportunities: the board, the list, an account's, one of them, the forecast. Queries of accounts decide whose."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries as accounts
from covalue.accounts import rivals
from covalue.accounts.models import Account
from covalue.accounts.rivals import Rival
from covalue.accounts.rows import AccountRows
from covalue.conversations import queries as conversations
from covalue.core import days, errors, money
from covalue.core.periods import add_months, first_of, last_of
from covalue.objectives import queries as objectives
from covalue.opportunities import rules
from covalue.opportunities.models import BuyingJourney, Opportunity, OpportunityChange, Stage
from covalue.opportunities.rules import USUAL, Deal, Outlook, Slip, StageOutcome, Step, Warned
from covalue.organisation import queries as organisation
from covalue.people import queries as people
from covalue.people.models import User
from covalue.relationships import queries as relationships
from covalue.relationships.rules import ROLE_NAMES
from covalue.value import queries as value
from covalue.value.targets import queries as targets
from covalue.web.amounts import Amount
from covalue.web.answered import PageOnly

CARDS: Final = 40  # of a stage on the board
PERIODS: Final = {"month": 12, "quarter": 6}
HUNDRED: Final = Decimal(100)
CENT: Final = Decimal("0.01")
SHORTENED: Final = ("offerings", "conversations")
SHOWN_FOR: Final = timedelta(days=180)


@dataclass(frozen=True)
class Rates:
    """Exchange rates into the currency of figures, the latest up to a day: money of a currency without one is told apart."""

    into: str
    rates: Mapping[str, Decimal]

    def ours(self, amount: Decimal | None, currency: str) -> Decimal | None:
        """An amount in the currency of figures; None where there is none, or no rate for it."""
        if amount is None:
            return None
        if currency == self.into:
            return amount
        rate = self.rates.get(currency)
        return None if rate is None else (amount * rate).quantize(Decimal("0.01"))


def rates_on(today: date) -> Rates:
    """The exchange rates of a day."""
    into, by_currency = organisation.currency(), defaultdict[str, list[tuple[date, Decimal]]](list)
    for currency_, day, rate in organisation.stated_rates(into):
        by_currency[currency_].append((day, rate))
    latest = {}
    for currency_, stated in by_currency.items():
        place = bisect_right([day for day, _rate in stated], today)
        if place:
            latest[currency_] = stated[place - 1][1]
    return Rates(into, latest)


def currency() -> str:
    """The currency of figures, and of an opportunity where neither it nor its account says another."""
    return organisation.currency()


def stages() -> tuple[Step, ...]:
    """The stages in order: those somebody wrote, or the usual ones."""
    rows = tuple(
        Step(row.key, row.name, row.probability, StageOutcome(row.outcome))
        for row in Stage.objects.order_by("position", "id")
    )
    return rows or USUAL


def stages_by_key() -> dict[str, Step]:
    """The stages by their keys."""
    return {stage.key: stage for stage in stages()}


def first_stage() -> Step:
    """Where an opportunity begins."""
    return next(stage for stage in stages() if stage.is_open)


def ids_of(rows: Any) -> set[int]:
    """The ids of the rows that a many-to-many field names."""
    return set(rows.values_list("pk", flat=True))


def as_text(value_: object) -> str:
    """A tracked value as its history keeps it."""
    if isinstance(value_, Decimal):
        return str(round(value_, 2))
    return "" if value_ is None else str(value_)


def choices(account: Account, opportunity: Opportunity | None = None) -> dict[str, QuerySet[Any]]:
    """The rows that the fields of an opportunity of this account may name."""
    may_open = accounts.who_may_open(account)
    named = [pk for pk in (opportunity.owner_id, opportunity.next_owner_id) if pk] if opportunity else []
    owners = people.either(may_open, people.everybody().filter(pk__in=named)) if named else may_open
    return {
        "owner": owners,
        "next_owner": owners,
        "target": targets.of_account(account),
        "initiative": value.initiatives_of(account),
        "objective": objectives.of_account(account),
        "offerings": organisation.offerings(),
        "conversations": conversations.of_account(account),
    }


def offered(account: Account, opportunity: Opportunity | None = None) -> dict[str, QuerySet[Any]]:
    """Those of them a form shows: families of offerings and late conversations, with what is named already."""
    rows = choices(account, opportunity)
    named = {name: ids_of(getattr(opportunity, name)) if opportunity else set() for name in SHORTENED}
    late = rows["conversations"].filter(held_on__gte=account.today() - SHOWN_FOR)
    return rows | {
        "offerings": rows["offerings"].filter(Q(parent=None) | Q(pk__in=named["offerings"])),
        "conversations": rows["conversations"].filter(Q(pk__in=late.values("pk")) | Q(pk__in=named["conversations"])),
    }


OPPORTUNITIES: Final = AccountRows(
    Opportunity, related=("owner", "next_owner", "target", "initiative", "objective"), order=("close_on", "id")
)
JOURNEYS: Final = AccountRows(BuyingJourney, order=("-seen_on", "-id"))
visible_to, get, get_or_removed = OPPORTUNITIES.visible_to, OPPORTUNITIES.get, OPPORTUNITIES.get_or_removed


def get_change(user: User, change_id: int) -> OpportunityChange:
    """One line of the history of an opportunity this user may see."""
    rows = OpportunityChange.objects.select_related("opportunity__account")
    change = rows.filter(pk=change_id).first()
    if change is None:
        raise errors.NotFound()
    get(user, change.opportunity_id)
    return change


def of_account(account: Account) -> QuerySet[Opportunity]:
    """The account's opportunities: open ones first by close date, then closed ones, the latest first."""
    rows = OPPORTUNITIES.of(account)
    return rows.order_by(F("closed_on").desc(nulls_first=True), F("close_on").asc(nulls_last=True), "id")


def open_on(account: Account) -> QuerySet[Opportunity]:
    """The account's open opportunities, by close date."""
    return of_account(account).filter(outcome=StageOutcome.OPEN)


def current_for(user: User) -> QuerySet[Opportunity]:
    """Those on active accounts this user may open."""
    return visible_to(user).filter(account__archived_at=None)


@dataclass(frozen=True)
class OpportunityRow:
    """An opportunity as lists show it: its stage, its probability, and what stands out of it."""

    opportunity: Opportunity
    stage: Step
    ours: Decimal | None
    slip: Slip
    warned: tuple[Warned, ...]

    @property
    def probability(self) -> int:
        """Per cent: its own, or that of the stage."""
        return self.stage.probability if self.opportunity.probability is None else self.opportunity.probability

    @property
    def weighted(self) -> Decimal | None:
        """Its amount times its probability, in its own currency."""
        amount = self.opportunity.amount
        return None if amount is None else amount * self.probability / HUNDRED

    @property
    def tone(self) -> str:
        """The colour of its stage."""
        return {"won": "good", "lost": "bad"}.get(self.opportunity.outcome, "brand")

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self._warning(warned) for warned in self.warned)

    def _warning(self, warned: Warned) -> str:
        if warned == Warned.SLIPPED:
            told = ngettext("moved later once, {days} days", "moved later {n} times, {days} days", self.slip.times)
            return told.format(n=self.slip.times, days=self.slip.days)
        return str(rules.WARNED_NAMES[warned])


def rows_of(opportunities: Iterable[Opportunity], today: date, rates: Rates | None = None) -> list[OpportunityRow]:
    """The same opportunities with their stage and what stands out of them; two queries more."""
    shown = list(opportunities)
    by_key, rates, slips = stages_by_key(), rates or rates_on(today), _slips(shown)
    return [
        OpportunityRow(
            row,
            by_key.get(row.stage) or Step(row.stage, row.stage, 0, StageOutcome(row.outcome)),
            rates.ours(row.amount, row.currency),
            slips.get(row.pk, Slip()),
            tuple(_warned(row, slips.get(row.pk, Slip()), today)),
        )
        for row in shown
    ]


def _slips(opportunities: Sequence[Opportunity]) -> dict[int, Slip]:
    dates = defaultdict[int, list[date]](list)
    ids = [row.pk for row in opportunities]
    for part in _parts(ids):
        changes = OpportunityChange.objects.filter(opportunity__in=part, field="close_on").exclude(after="")
        for pk, after in changes.order_by("id").values_list("opportunity", "after"):
            dates[pk].append(date.fromisoformat(after))
    return {pk: rules.slip(told) for pk, told in dates.items()}


def _parts(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + 2_000] for start in range(0, len(ids), 2_000))


def _warned(row: Opportunity, slip: Slip, today: date) -> Iterable[Warned]:
    if not row.is_open:
        return
    if row.close_on is None:
        yield Warned.NO_DATE
    elif row.close_on < today:
        yield Warned.PAST
    if slip.times:
        yield Warned.SLIPPED
    if rules.is_stale(row.touched_on, today):
        yield Warned.STALE
    if row.amount is None:
        yield Warned.NO_AMOUNT
    if not row.next_step:
        yield Warned.NO_STEP
    if not row.is_linked:
        yield Warned.UNLINKED


@dataclass(frozen=True)
class StageLane:
    """A stage of the board with its first cards; `n`, `total` and `apart` are of all in it, in the currency of figures."""

    stage: Step
    rows: tuple[OpportunityRow, ...]
    n: int
    total: Decimal
    apart: int

    @property
    def more(self) -> int:
        return self.n - len(self.rows)


@dataclass(frozen=True)
class BoardPage:
    """The opportunities by stage: open ones, and those won and lost within 90 days."""

    account: Account | None
    lanes: tuple[StageLane, ...]
    currency: str
    may_edit: bool

    @property
    def n(self) -> int:
        return sum(lane.n for lane in self.lanes)


def board_page(user: User, today: date, account: Account | None = None) -> BoardPage:
    """The board over the accounts this user may open, or of one of them; the next close date comes first."""
    rows = OPPORTUNITIES.of(account) if account is not None else current_for(user)
    recent = Q(closed_on__gte=today - rules.NOW_UNTIL) | Q(outcome=StageOutcome.OPEN)
    rates, by_stage = rates_on(today), defaultdict[str, list[Opportunity]](list)
    for row in rows.filter(recent).order_by(F("close_on").asc(nulls_last=True), "id"):
        by_stage[row.stage].append(row)
    shown = rows_of((row for rows_ in by_stage.values() for row in rows_[:CARDS]), today, rates)
    lanes = tuple(_lane(stage, by_stage.get(stage.key, []), shown, rates) for stage in stages())
    return BoardPage(account, lanes, rates.into, account is None or accounts.may_edit(user, account))


def _lane(stage: Step, rows: list[Opportunity], shown: list[OpportunityRow], rates: Rates) -> StageLane:
    ours = [rates.ours(row.amount, row.currency) for row in rows if row.amount is not None]
    cards = tuple(row for row in shown if row.opportunity.stage == stage.key)
    known = [amount for amount in ours if amount is not None]
    return StageLane(stage, cards, len(rows), sum(known, Decimal(0)), len(ours) - len(known))


@dataclass(frozen=True)
class Told:
    """One line of an opportunity's history, in words."""

    change: OpportunityChange
    label: str
    before: str
    after: str
    undoable: bool


@dataclass(frozen=True)
class RoleMet:
    """A buying role of the map: who holds it, and whether somebody spoke with one of them lately."""

    role: str
    who: tuple[str, ...]
    met: bool
    last_held: date | None


@dataclass(frozen=True)
class OpportunityPage:
    """One opportunity with its history, the buying roles met and the buying journey of its unit."""

    row: OpportunityRow
    history: tuple[Told, ...]
    roles: tuple[RoleMet, ...]
    journey: tuple[BuyingJourney, ...]
    stages: tuple[Step, ...]
    may_edit: bool
    competitors: tuple[Rival, ...] = ()

    @property
    def opportunity(self) -> Opportunity:
        return self.row.opportunity

    @property
    def met(self) -> int:
        return sum(role.met for role in self.roles)


def opportunity_page(user: User, opportunity: Opportunity, today: date) -> OpportunityPage:
    """All that is known of one opportunity."""
    account = opportunity.account
    unit = opportunity.unit.casefold()
    journey = [seen for seen in JOURNEYS.of(account) if unit and seen.unit.casefold() == unit]
    return OpportunityPage(
        row=rows_of([opportunity], today)[0],
        history=tuple(history_of(opportunity)),
        roles=roles_met(account),
        journey=tuple(journey),
        stages=stages(),
        may_edit=accounts.may_edit(user, account),
        competitors=rivals.named_in(opportunity.competitors, rivals.known_at(account)),
    )


def changes_of(opportunity: Opportunity) -> QuerySet[OpportunityChange]:
    """The history of stage, amount, currency, date and probability, the latest first."""
    return opportunity.changes.select_related("changed_by", "opportunity").order_by("-id")


def history_of(opportunity: Opportunity) -> Iterable[Told]:
    """The same in words; the last change of each field can be undone, except the first value."""
    names, seen = stages_by_key(), set[str]()
    for change in changes_of(opportunity):
        latest = change.field not in seen
        seen.add(change.field)
        before, after = (_in_words(change.field, text, opportunity, names) for text in (change.before, change.after))
        first = not change.before and change.field in ("stage", "currency")
        yield Told(change, _field_name(change.field), before, after, undoable=latest and not first)


def _field_name(field: str) -> str:
    return {
        "stage": _("Stage"),
        "amount": _("Amount"),
        "currency": _("Currency"),
        "close_on": _("Close date"),
        "probability": _("Probability"),
    }[field]


def _in_words(field: str, text: str, opportunity: Opportunity, names: Mapping[str, Step]) -> str:
    if not text:
        return ""
    if field == "stage":
        return str(names[text].name) if text in names else text
    if field == "amount":
        return money.money(Decimal(text), opportunity.currency)
    if field == "close_on":
        return days.day(date.fromisoformat(text))
    return money.in_percent(Decimal(text)) if field == "probability" else text


def roles_met(account: Account) -> tuple[RoleMet, ...]:
    """The buying roles, each with who holds it on the map; met is a role of which one person was spoken with lately."""
    cards = [card for card in relationships.whole(account).cards.values() if card.is_there and card.role]
    found = []
    for role, name in ROLE_NAMES.items():
        holders = [card for card in cards if card.role == role]
        held = [card.last_held for card in holders if card.last_held]
        met = any(not card.quiet for card in holders)
        found.append(RoleMet(str(name), tuple(card.name for card in holders), met, max(held, default=None)))
    return tuple(found)


@dataclass(frozen=True)
class UnitJourney:
    """A unit of the customer: how far it was seen last, and its open opportunities beside it."""

    unit: str
    latest: BuyingJourney | None
    rows: tuple[OpportunityRow, ...]


@dataclass(frozen=True)
class AccountPage:
    """The opportunities of an account, its units with their buying journeys, and the year's forecast."""

    account: Account
    rows: tuple[OpportunityRow, ...]
    units: tuple[UnitJourney, ...]
    outlook: Outlook
    apart: int
    currency: str
    may_edit: bool

    @property
    def open(self) -> tuple[OpportunityRow, ...]:
        return tuple(row for row in self.rows if row.opportunity.is_open)

    @property
    def linked(self) -> int:
        return sum(row.opportunity.is_linked for row in self.open)


def home_page(user: User, account: Account, today: date) -> AccountPage | None:
    """The same for the home of the account; one query where it has no opportunity."""
    return account_page(user, account, today) if OPPORTUNITIES.of(account).exists() else None


def account_page(user: User, account: Account, today: date) -> AccountPage:
    """What is in progress with one account."""
    rates = rates_on(today)
    rows = rows_of(of_account(account), today, rates)
    latest: dict[str, BuyingJourney] = {}
    for seen in JOURNEYS.of(account):
        latest.setdefault(seen.unit.casefold(), seen)
    names = {seen.unit.casefold(): seen.unit for seen in latest.values()}
    names |= {row.opportunity.unit.casefold(): row.opportunity.unit for row in rows if row.opportunity.unit}
    units = tuple(
        UnitJourney(
            names[key],
            latest.get(key),
            tuple(row for row in rows if row.opportunity.is_open and row.opportunity.unit.casefold() == key),
        )
        for key in sorted(names)
    )
    year = [row for row in rows if row.opportunity.is_open]
    won = [row for row in rows if row.opportunity.outcome == StageOutcome.WON and _within_year(row, today)]
    return AccountPage(
        account=account,
        rows=tuple(rows),
        units=units,
        outlook=_outlook(won, year),
        apart=sum(row.ours is None and row.opportunity.amount is not None for row in year),
        currency=rates.into,
        may_edit=accounts.may_edit(user, account),
    )


def _within_year(row: OpportunityRow, today: date) -> bool:
    closed = row.opportunity.closed_on
    return closed is not None and closed > today - timedelta(days=365)


def _outlook(won: Iterable[OpportunityRow], open_rows: Iterable[OpportunityRow]) -> Outlook:
    deals = [Deal(row.ours, row.probability) for row in open_rows if row.ours is not None]
    return rules.outlook([row.ours for row in won if row.ours is not None], deals)


@dataclass(frozen=True)
class OutlookFigures:
    """A forecast in one currency. `low` and `high`: four of five outcomes lie between; null where there are too few to know."""

    won: Amount
    committed: Amount
    weighted: Amount
    best: Amount
    open: int
    low: Amount | None
    high: Amount | None

    @classmethod
    def of(cls, told: Outlook) -> "OutlookFigures":
        return cls(told.won, told.committed, told.weighted, told.best, told.open, told.low, told.high)


@dataclass(frozen=True)
class ForecastPeriod:
    """A month or quarter of the forecast; `apart` opportunities are in a currency without an exchange rate."""

    start: date
    end: date
    name: PageOnly[str]
    outlook: OutlookFigures
    apart: int
    without_amount: int


@dataclass(frozen=True)
class StageRecord:
    """A stage's default probability beside the share won of those that were in it; null where there are too few to know."""

    stage: str
    name: str
    probability: int
    won: int
    lost: int
    share: float | None


@dataclass(frozen=True)
class ForecastPage:
    """What is expected by period, what is past its date or has none, and how good the probabilities were."""

    by: str
    currency: str
    periods: tuple[ForecastPeriod, ...]
    past: ForecastPeriod
    undated: int
    later: int
    slipped: int
    stale: int
    records: tuple[StageRecord, ...]


def forecast_page(user: User, today: date, by: str = "quarter", account: Account | None = None) -> ForecastPage:
    """The forecast of the accounts this user may open, or of one of them, by `month` or `quarter`."""
    if by not in PERIODS:
        raise errors.BadInput(_("A forecast is by month or by quarter."), field="by")
    rows = OPPORTUNITIES.of(account) if account is not None else current_for(user)
    start = first_of(today) if by == "month" else rules.quarter_of(today)
    step = 1 if by == "month" else 3
    ends = add_months(start, step * PERIODS[by])
    wanted = Q(outcome=StageOutcome.OPEN) | Q(outcome=StageOutcome.WON, closed_on__gte=start)
    rates = rates_on(today)
    made = rows_of(rows.filter(wanted), today, rates)
    open_rows = [row for row in made if row.opportunity.is_open]
    periods = tuple(
        _period(made, add_months(start, step * n), last_of(add_months(start, step * (n + 1) - 1)), by, today)
        for n in range(PERIODS[by])
    )
    return ForecastPage(
        by=by,
        currency=rates.into,
        periods=periods,
        past=_past(open_rows, today),
        undated=sum(row.opportunity.close_on is None for row in open_rows),
        later=sum(row.opportunity.close_on is not None and row.opportunity.close_on >= ends for row in open_rows),
        slipped=sum(bool(row.slip.times) for row in open_rows),
        stale=sum(Warned.STALE in row.warned for row in open_rows),
        records=tuple(stage_records(rows)),
    )


def _period(rows: Sequence[OpportunityRow], start: date, end: date, by: str, today: date) -> ForecastPeriod:
    won = [row for row in rows if not row.opportunity.is_open and _between(row.opportunity.closed_on, start, end)]
    expected = [
        row for row in rows if row.opportunity.is_open and _between(row.opportunity.close_on, max(start, today), end)
    ]
    name = days.month(start) if by == "month" else f"Q{(start.month + 2) // 3} {start.year}"
    return _as_period(won, expected, start, end, name)


def _past(rows: Sequence[OpportunityRow], today: date) -> ForecastPeriod:
    past = [row for row in rows if row.opportunity.close_on is not None and row.opportunity.close_on < today]
    starts = [row.opportunity.close_on for row in past if row.opportunity.close_on]
    return _as_period([], past, min(starts, default=today), today - timedelta(days=1), _("Close date is past"))


def _as_period(
    won: Sequence[OpportunityRow], expected: Sequence[OpportunityRow], start: date, end: date, name: str
) -> ForecastPeriod:
    every = [*won, *expected]
    return ForecastPeriod(
        start=start,
        end=end,
        name=name,
        outlook=OutlookFigures.of(_outlook(won, expected)),
        apart=sum(row.ours is None and row.opportunity.amount is not None for row in every),
        without_amount=sum(row.opportunity.amount is None for row in every),
    )


def _between(day: date | None, start: date, end: date) -> bool:
    return day is not None and start <= day <= end


def stage_records(rows: QuerySet[Opportunity]) -> Iterable[StageRecord]:
    """How many of the closed opportunities that were in each open stage were won."""
    closed = rows.exclude(outcome=StageOutcome.OPEN).order_by()
    through = OpportunityChange.objects.filter(field="stage", opportunity__in=closed.values("pk"))
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    pairs = through.values("after", "opportunity__outcome").annotate(n=Count("opportunity", distinct=True)).order_by()
    for pair in pairs:
        counted[pair["after"]][pair["opportunity__outcome"]] = pair["n"]
    for stage in stages():
        if stage.is_open:
            won, lost = (counted[stage.key].get(outcome, 0) for outcome in (StageOutcome.WON, StageOutcome.LOST))
            yield StageRecord(stage.key, str(stage.name), stage.probability, won, lost, rules.record(won, lost))


def known_by(source: str, external_ids: Collection[str]) -> dict[str, Opportunity]:
    """Opportunities of another system by their ids there, removed ones included."""
    rows = Opportunity.objects.filter(source=source).select_related("account", "owner")
    found: dict[str, Opportunity] = {}
    ids = list(external_ids)
    for start in range(0, len(ids), 500):
        found |= {row.external_id: row for row in rows.filter(external_id__in=ids[start : start + 500])}
    return found
