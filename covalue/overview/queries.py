"""What the nouns below say of each customer, side by side; computed once for a version of the ledger and its accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from covalue.accounts import queries as accounts
from covalue.accounts.models import AccountClass
from covalue.analytics import abc, segments
from covalue.analytics.columns import from_rows
from covalue.analytics.profitability import whale
from covalue.analytics.profitability.whale import Whale
from covalue.core.periods import Period
from covalue.lifetime import queries as lifetime
from covalue.lifetime.queries import Values
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.portfolio import figures
from covalue.portfolio import queries as portfolio
from covalue.portfolio.figures import OtherMoney
from covalue.profitability import queries as profitability
from covalue.segmentation import queries as segmentation
from covalue.segmentation.queries import NAMES
from covalue.segmentation.rules import USUAL, Settings
from covalue.selection.queries import picture as selection
from covalue.selection.queries.picture import Picture
from covalue.web.pager import Pager, with_words

KNOWN_FROM: Final = 0.5  # of net revenue
CHOSEN: Final = "chosen"
EVERYBODY: Final = "all"
LOOKED_AT: Final = (AccountClass.STRATEGIC, AccountClass.CANDIDATE, AccountClass.WATCH)
WORTH: Final = pa.schema([("account_id", pa.int64()), ("key", pa.string()), ("value", pa.float64())])
ACCOUNTS: Final = pa.schema(
    [
        ("account_id", pa.int64()),
        ("account_class", pa.string()),
        ("sector", pa.string()),
        ("fit", pa.float64()),
        ("candidate", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Customer:
    """A customer, as every analysis sees them. What is not known is None; `candidate` is where `fit` was judged."""

    account_id: int | None
    key: str
    name: str
    account_class: str
    sector: str
    net: float
    contribution: Decimal | None
    contribution_share: float | None
    erodes: bool
    abc: str
    xyz: str
    rfm: str
    fit: float | None
    candidate: int | None
    lifetime: float | None

    @property
    def class_label(self) -> str:
        return str(AccountClass(self.account_class).label) if self.account_class else ""

    @property
    def segment(self) -> str:
        return str(NAMES[self.rfm][0]) if self.rfm in NAMES else self.rfm


@dataclass(frozen=True)
class Filter:
    """Which customers, in which order. `shown` is a class, `chosen` (those the programme looks at) or `all`."""

    shown: str = CHOSEN
    abc: str = ""
    xyz: str = ""
    rfm: str = ""
    sector: str = ""
    eroding: bool = False
    words: str = ""
    months: int = USUAL.months
    sort: str = "lifetime"

    @property
    def settings(self) -> Settings:
        """The rules customers are classed by."""
        return replace(USUAL, months=self.months)

    @property
    def classes(self) -> tuple[str, ...]:
        if self.shown == CHOSEN:
            return tuple(LOOKED_AT)
        return () if self.shown == EVERYBODY else (self.shown,)


@dataclass(frozen=True)
class Segment:
    """A name of customers by when, how often and how much."""

    key: str
    name: str
    customers: int


@dataclass(frozen=True)
class OverviewPage:
    """Everything on the page; without a ledger `period` is None and the rest is empty."""

    filter: Filter
    period: Period | None
    ledger_to: date | None
    table: pa.Table
    whale: Whale
    costs_known: bool
    serving_known: bool
    stopped: int
    shown: tuple[Customer, ...]
    pager: Pager
    sectors: tuple[str, ...]
    segments: tuple[Segment, ...]
    picture: Picture | None
    places: int | None
    currency: str
    currencies: tuple[OtherMoney, ...]
    openable: frozenset[int]
    whole_base: bool
    directs: bool
    may_import: bool
    may_create: bool
    has_lifetime: bool
    lifetime_caveat: str

    @property
    def all(self) -> int:
        return int(self.table.num_rows)

    @property
    def contribution_caveat(self) -> str:
        """What to say beside contribution, where it is gross margin only."""
        return "" if self.serving_known or self.period is None else profitability.caveat(self.period)

    @property
    def enough(self) -> bool:
        """Whether there are enough customers for statistics of them."""
        return self.all >= figures.ENOUGH

    @property
    def without_account(self) -> int:
        """Customers of the period that are no account."""
        return int(self.table["account_id"].null_count)

    @cached_property
    def with_returns_only(self) -> int:
        """Customers without a purchase in the period: they have returns only."""
        return self.all - int(pc.sum(pc.greater(self.table["purchases"], 0)).as_py() or 0)

    @cached_property
    def net(self) -> float:
        return _sum(self.table, "net")

    @cached_property
    def strategic(self) -> pa.Table:
        return self.table.filter(pc.equal(self.table["account_class"], AccountClass.STRATEGIC.value))

    @cached_property
    def on_watch(self) -> int:
        return int(pc.sum(pc.equal(self.table["account_class"], AccountClass.WATCH.value)).as_py() or 0)

    @property
    def strategic_share(self) -> float | None:
        """Of net revenue."""
        return _sum(self.strategic, "net") / self.net if self.net > 0 else None

    @property
    def strategic_contribution(self) -> float | None:
        """Of net contribution, where that is above zero; of gross margin where nothing is known of cost to serve."""
        whole = self.whale.total
        return _sum(self.strategic, "contribution") / whole if self.costs_known and whole > 0 else None

    @cached_property
    def customers_for_80(self) -> int:
        return abc.number_for_share(sorted(self.table["net"].to_pylist(), reverse=True))

    @property
    def share_for_80(self) -> float | None:
        return self.customers_for_80 / self.table.num_rows if self.table.num_rows else None

    @cached_property
    def eroding(self) -> int:
        """Strategic accounts that grow but earn less."""
        return int(pc.sum(self.strategic["erodes"]).as_py() or 0)

    @cached_property
    def eroding_all(self) -> int:
        """Customers that do, strategic or not: what the page of profitability counts."""
        return int(pc.sum(self.table["erodes"]).as_py() or 0)


def overview_page(user: User, filter: Filter, page: int = 1) -> OverviewPage:
    """The portfolio as this user may see it: everybody's for those who steer it, otherwise their own accounts'."""
    directs, pictures = user.may(Right.CLASSIFY_ACCOUNTS), selection.last_pictures(user)
    worth = lifetime.values()
    table = seen_by(user, pictures, filter.settings, worth)
    if filter.shown == CHOSEN and not _any_of(table, LOOKED_AT):
        filter = replace(filter, shown=EVERYBODY)
    customers = chosen(table, filter)
    pager = Pager(page, customers.num_rows)
    shown = customers_of(pager.cut(customers))
    costs_known, period = _costs_known(table), segmentation.period_of(filter.settings)
    left = pc.drop_null(table["contribution"]).cast("double") if costs_known else table["left_over"]
    return OverviewPage(
        filter=filter,
        period=period,
        ledger_to=figures.last_date(),
        table=table,
        whale=whale.curve(left.to_pylist()),
        costs_known=costs_known,
        serving_known=period is not None and profitability.serving_is_known(period),
        stopped=portfolio.stopped(user, period).num_rows if period else 0,
        shown=shown,
        pager=pager,
        sectors=tuple(sorted({sector for sector in pc.unique(table["sector"]).to_pylist() if sector})),
        segments=_segments(table),
        picture=pictures[0] if pictures else None,
        places=selection.places_of_last_selection() if directs else None,
        currency=figures.currency(),
        currencies=segmentation.others_of(user, filter.settings),
        openable=portfolio.openable(user, [row.account_id for row in shown if row.account_id]),
        whole_base=user.may(Right.SEE_PORTFOLIO),
        directs=directs,
        may_import=user.may(Right.IMPORT_LEDGER),
        may_create=user.may(Right.CREATE_ACCOUNTS) and user.may(Right.SEE_PORTFOLIO),
        has_lifetime=bool(table["lifetime"].null_count < table.num_rows),
        lifetime_caveat=worth.caveat,
    )


def seen_by(user: User, pictures: Sequence[Picture], settings: Settings, worth: Values) -> pa.Table:
    """The customers this user may see, with all that is known of each; fit from these rounds, lifetime value from `worth`."""
    members = segmentation.seen_by(user, settings)
    seen = accounts.in_portfolio_of(user)
    fits = selection.fits(pictures)
    known = [
        (pk, account_class, sector, *fits.get(pk, (None, None)))
        for pk, account_class, sector in seen.values_list("pk", "account_class", "sector")
    ]
    period = segmentation.period_of(settings)
    profit = profitability.compared_of_base(period) if period else NO_PROFIT
    tables = {
        "members": members,
        "profit": profit,
        "worth": from_rows([(*customer, value) for customer, value in worth.by_customer.items()], WORTH),
        "told": from_rows(known, ACCOUNTS),
    }
    return figures.engine().over("overview", tables)


def chosen(table: pa.Table, filter: Filter) -> pa.Table:
    """The rows a filter leaves, in its order."""
    return figures.engine().over(
        "overview_chosen",
        {"overview": with_words(table, filter.words, "name", "key")},
        classes=list(filter.classes),
        abc=filter.abc,
        xyz=filter.xyz,
        rfm=filter.rfm,
        sector=filter.sector,
        eroding=filter.eroding,
        sort=filter.sort,
    )


def customers_of(table: pa.Table) -> tuple[Customer, ...]:
    return tuple(Customer(**row) for row in table.select(list(Customer.__dataclass_fields__)).to_pylist())


def _costs_known(table: pa.Table) -> bool:
    """Whether the contribution of at least half of net revenue is known; a few free samples say nothing of the others."""
    known = table.filter(pc.is_valid(table["contribution"]))
    return known.num_rows > 0 and _sum(known, "net") >= KNOWN_FROM * _sum(table, "net")


def _segments(table: pa.Table) -> tuple[Segment, ...]:
    counted = {row["values"].as_py(): row["counts"].as_py() for row in pc.value_counts(table["rfm"])}
    return tuple(Segment(key, str(NAMES[key][0]), counted[key]) for key in segments.RFM if key in counted)


def _any_of(table: pa.Table, classes: tuple[str, ...]) -> bool:
    return bool(pc.any(pc.is_in(table["account_class"], value_set=pa.array([str(c) for c in classes]))).as_py())


def _sum(table: pa.Table, column: str) -> float:
    return float(pc.sum(table[column]).as_py() or 0)


NO_PROFIT: Final = pa.table(
    {
        "identity": pa.array([], pa.string()),
        "contribution": pa.array([], pa.decimal128(28, 6)),
        "served": pa.array([], pa.decimal128(28, 6)),
        "erodes": pa.array([], pa.bool_()),
    }
)
