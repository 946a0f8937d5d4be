"""The segments as somebody may see them, those that were kept, and who moved."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.analytics import segments
from covalue.core import errors
from covalue.core.money import cents
from covalue.core.periods import Period, trailing_months
from covalue.lifetime import queries as lifetime
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.portfolio import buying, figures
from covalue.portfolio import queries as portfolio
from covalue.portfolio.figures import OtherMoney
from covalue.profitability import queries as profitability
from covalue.segmentation import computing, rules
from covalue.segmentation.models import Segmentation
from covalue.segmentation.rules import USUAL, Basis, SegmentMember, SegmentMove, Serving, Settings
from covalue.web.pager import Pager, with_words

MOVES_SHOWN: Final = 200
NAMES: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    segments.CHAMPIONS: (
        _("Champions"),
        _("bought recently, and more often and for more than most: keep them close"),
    ),
    segments.LOYAL: (_("Loyal"), _("buy often and for much, the last time a while ago: stay in touch")),
    segments.PROMISING: (_("Promising"), _("bought recently, so far seldom or for little: see what they could need")),
    segments.STEADY: (_("Steady"), _("in the middle by last order, number of orders and amount")),
    **{term.key: (term.name, term.rule) for term in (buying.SLIPPING, buying.DORMANT)},
}


SERVED: Final[dict[Serving, tuple[str | Promise, str | Promise]]] = {
    Serving.CARRIAGE: (_("Carriage trade"), _("high margin, costly to serve: they pay for what they ask")),
    Serving.PASSIVE: (_("Passive"), _("high margin, cheap to serve: the most profitable, look after them")),
    Serving.BARGAIN: (_("Bargain basement"), _("low margin, cheap to serve: they buy on price and ask for little")),
    Serving.AGGRESSIVE: (_("Aggressive"), _("low margin, costly to serve: low prices and much service, renegotiate")),
}
BY_MARGIN: Final[dict[Serving, tuple[str | Promise, str | Promise]]] = {
    Serving.HIGH_MARGIN: (
        _("High margin"),
        _("margin above that of all together; what it takes to serve them is not known"),
    ),
    Serving.LOW_MARGIN: (
        _("Low margin"),
        _("margin below that of all together; what it takes to serve them is not known"),
    ),
}


@dataclass(frozen=True)
class Filter:
    """Which customers are shown; empty letters and names show all."""

    settings: Settings = USUAL
    abc: str = ""
    xyz: str = ""
    rfm: str = ""
    serve: str = ""
    words: str = ""


@dataclass(frozen=True)
class Cell:
    """A class of value meeting a class of steadiness: how many, and their net revenue."""

    abc: str
    xyz: str
    customers: int
    net: float


@dataclass(frozen=True)
class Segment:
    """A name of customers by when, how often and how much."""

    key: str
    name: str | Promise
    meaning: str | Promise
    customers: int
    net: float


@dataclass(frozen=True)
class SegmentsPage:
    """Everything on the page; without a ledger `period` is None. Labels come from comparing `compared` customers."""

    filter: Filter
    period: Period | None
    ledger_version: int | None
    matrix: tuple[tuple[str, tuple[Cell, ...]], ...]
    segments: tuple[Segment, ...]
    served: tuple[Segment, ...]
    shown: tuple[SegmentMember, ...]
    pager: Pager
    all: int
    stopped: int
    compared: int
    net: float
    currency: str
    currencies: tuple[OtherMoney, ...]
    openable: frozenset[int]
    whole_base: bool
    serving_known: bool
    contribution_caveat: str
    has_lifetime: bool
    lifetime_caveat: str
    kept: tuple[Segmentation, ...]

    @property
    def few(self) -> bool:
        """Whether too few customers are compared for a label to be certain."""
        return 0 < self.compared < figures.ENOUGH

    @property
    def found(self) -> int:
        """How many the filter leaves."""
        return self.pager.rows

    @property
    def unknown(self) -> int:
        """How many have no class of value, as what they are ranked by is not known."""
        return sum(cell.customers for abc, cells in self.matrix for cell in cells if abc == segments.NONE)


@dataclass(frozen=True)
class MovementPage:
    """Who changed class between a kept segmentation and a later one, or the ledger as it is.

    `flows` has for each class before how many are in each class after; `others` can be compared with, too. `moves` are
    those who changed, or everybody who went from the class `was` to the class `now` where these are chosen.
    """

    before: Segmentation
    after: Segmentation | None
    others: tuple[Segmentation, ...]
    start: date
    end: date
    letters: tuple[str, ...]
    flows: tuple[tuple[str, tuple[int, ...]], ...]
    moves: tuple[SegmentMove, ...]
    all: int
    was: str
    now: str
    currency: str
    currencies: tuple[OtherMoney, ...]
    openable: frozenset[int]
    lifetime_caveat: str

    @property
    def cells(self) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """For each class before the classes after with how many went there."""
        return tuple((was, tuple(zip(self.letters, counts, strict=True))) for was, counts in self.flows)


def segments_page(user: User, filter: Filter, page: int = 1) -> SegmentsPage:
    """The segments as this user may see them: everybody's for those who steer the base, otherwise their own accounts'."""
    settings = filter.settings
    whole = user.may(Right.SEE_PORTFOLIO)
    base = everybody(settings)
    table, period = _seen(base, user), period_of(settings)
    left = narrowed(table, filter)
    worth = lifetime.values()
    pager = Pager(page, left.num_rows)
    members = members_of(pager.cut(left))
    return SegmentsPage(
        filter=filter,
        period=period,
        ledger_version=figures.version(),
        matrix=_matrix(table),
        segments=tuple(_segment(table, key) for key in segments.RFM),
        served=_served(table, settings),
        shown=members,
        pager=pager,
        all=table.num_rows,
        stopped=portfolio.stopped(user, period).num_rows if period else 0,
        compared=base.num_rows,
        net=_sum(table),
        currency=figures.currency(),
        currencies=others_of(user, settings),
        openable=openable(user, members),
        whole_base=whole,
        serving_known=_serving_is_known(settings),
        contribution_caveat=contribution_caveat(settings),
        has_lifetime=bool(worth.by_customer),
        lifetime_caveat=worth.caveat if settings.basis is Basis.LIFETIME else "",
        kept=tuple(segmentations()) if whole else (),
    )


@dataclass(frozen=True)
class Quiet:
    """How many of those a user may see are what a word says."""

    term: buying.Term
    customers: int


def quiet_of(user: User) -> tuple[Quiet, ...] | None:
    """Those who buy no longer, or have not lately, as this user may see them; None where there are none."""
    table, period = seen_by(user, USUAL), period_of(USUAL)
    stopped = portfolio.stopped(user, period).num_rows if period else 0
    found = (
        Quiet(buying.STOPPED, stopped),
        *(Quiet(term, _segment(table, term.key).customers) for term in (buying.SLIPPING, buying.DORMANT)),
    )
    return tuple(each for each in found if each.customers) or None


def others_of(user: User, settings: Settings) -> tuple[OtherMoney, ...]:
    """What of the customers one sees was in other currencies than the figures are, which are those of the whole base."""
    period = period_of(settings)
    if period is None:
        return ()
    whole = user.may(Right.SEE_PORTFOLIO)
    keys = None if whole or not figures.is_mixed() else portfolio.keys_of(accounts.in_portfolio_of(user))
    return figures.others(period, keys, of_base=True)


def period_of(settings: Settings) -> Period | None:
    """The whole months looked at, up to the ledger's last; None without a ledger."""
    last = figures.last_date()
    return trailing_months(last, settings.months) if last else None


def everybody(settings: Settings) -> pa.Table:
    """All customers with their classes, as the ledger is now."""
    period = period_of(settings) or Period(date(1900, 1, 1), date(1900, 1, 31))
    return computing.members(figures.lines(), period, settings)


def of_base(settings: Settings, *, top: int) -> dict[str, Any]:
    """The whole base for the command line: how many in each class and segment, and the largest customers."""
    table, period, currency = everybody(settings), period_of(settings), figures.currency()
    return {
        "from": period.start if period else None,
        "to": period.end if period else None,
        "basis": settings.basis.value,
        "caveat": caveat(settings) or contribution_caveat(settings),
        "currency": currency,
        "currencies": figures.told_to_programs(period) if period else [],
        "customers": table.num_rows,
        "net": cents(_sum(table), currency),
        "classes": [
            {"abc": cell.abc, "xyz": cell.xyz, "customers": cell.customers, "net": cents(cell.net, currency)}
            for _abc, row in _matrix(table)
            for cell in row
            if cell.customers
        ],
        "segments": [{"segment": key, "customers": _segment(table, key).customers} for key in segments.RFM],
        "accounts": [_for_programs(member) for member in members_of(table.slice(0, top))],
        "ledger_version": figures.version(),
    }


def _for_programs(member: SegmentMember) -> dict[str, Any]:
    values = {name: value for name, value in vars(member).items() if name not in ("account_id", "source")}
    return values | {"net": cents(member.net), "value": None if member.value is None else cents(member.value)}


def seen_by(user: User, settings: Settings) -> pa.Table:
    """The customers this user may see. Classes are of the whole base, whoever looks."""
    return _seen(everybody(settings), user)


def _seen(table: pa.Table, user: User) -> pa.Table:
    if user.may(Right.SEE_PORTFOLIO):
        return table
    ids = list(accounts.in_portfolio_of(user).values_list("pk", flat=True))
    return table.filter(pc.is_in(table["account_id"], value_set=pa.array(ids, pa.int64())))


def chosen(user: User, filter: Filter) -> pa.Table:
    """The customers this user may see that a filter leaves."""
    return narrowed(seen_by(user, filter.settings), filter)


def narrowed(table: pa.Table, filter: Filter) -> pa.Table:
    """The rows a filter leaves."""
    for name in ("abc", "xyz", "rfm"):
        if value := getattr(filter, name):
            table = table.filter(pc.equal(table[name], value))
    if filter.serve:
        table = with_serving(table, filter.settings)
        table = table.filter(pc.equal(table["served_as"], filter.serve))
    return with_words(table, filter.words, "name")


def members_of(table: pa.Table) -> tuple[SegmentMember, ...]:
    return tuple(SegmentMember(**row) for row in table.select(list(SegmentMember.__dataclass_fields__)).to_pylist())


def segmentations() -> QuerySet[Segmentation]:
    """Kept segmentations, the latest first."""
    return Segmentation.objects.filter(removed_at=None).select_related("kept_by").defer("rows")


def get(user: User, segmentation_id: int) -> Segmentation:
    """One kept segmentation; for those who see the whole base."""
    if not user.may(Right.SEE_PORTFOLIO):
        raise errors.NotFound()
    segmentation = Segmentation.objects.select_related("kept_by").defer("rows").filter(pk=segmentation_id).first()
    if segmentation is None:
        raise errors.NotFound()
    return segmentation


def movement_page(user: User, before_id: int, after_id: int | None, *, was: str = "", now_in: str = "") -> MovementPage:
    """Who moved since a kept segmentation; without a later one, to the ledger as it is, by the rules of the first. With
    classes, everybody who went from the one to the other.
    """
    before = get(user, before_id)
    after = get(user, after_id) if after_id else None
    settings = Settings.read(before.rules)
    merged, keys = accounts.standing_for(), dict(_keys())
    then = rules.as_now(members_of(table_of(before)), merged, keys)
    now = rules.as_now(members_of(table_of(after)), merged, keys) if after else members_of(everybody(settings))
    span = after or period_of(settings) or before
    letters = ("A", "B", "C", segments.NONE)
    flows = rules.flows(then, now)
    moves = rules.between(then, now, was, now_in) if was and now_in else rules.moves(then, now)
    shown = moves[:MOVES_SHOWN]
    return MovementPage(
        before=before,
        after=after,
        others=tuple(segmentations().exclude(pk=before.pk)),
        start=span.start,
        end=span.end,
        letters=letters,
        flows=tuple((old, tuple(flows.get((old, new), 0) for new in letters)) for old in letters),
        moves=shown,
        all=len(moves),
        was=was if now_in else "",
        now=now_in if was else "",
        currency=figures.currency(),
        currencies=others_of(user, settings),
        openable=openable(user, [move.member for move in shown]),
        lifetime_caveat=caveat(settings),
    )


def caveat(settings: Settings) -> str:
    """What to say beside what customers are ranked by, where that is lifetime value."""
    return lifetime.caveat() if settings.basis is Basis.LIFETIME else ""


def contribution_caveat(settings: Settings) -> str:
    """What to say beside what customers are ranked by, where that is contribution and nothing is known of cost to serve."""
    period = period_of(settings)
    return profitability.caveat(period) if settings.basis is Basis.CONTRIBUTION and period else ""


def _serving_is_known(settings: Settings) -> bool:
    period = period_of(settings)
    return period is not None and profitability.serving_is_known(period)


def _keys() -> Iterable[tuple[tuple[str, str], int]]:
    """The accounts keys of the ledger stand for now."""
    keys = accounts.unscoped_keys().order_by().values_list("source", "key", "account_id")
    return (((source, key), account) for source, key, account in keys.iterator())


def openable(user: User, members: Iterable[SegmentMember]) -> frozenset[int]:
    """Which of their accounts this user may open."""
    return accounts.openable(user, [member.account_id for member in members if member.account_id])


def table_of(segmentation: Segmentation) -> pa.Table:
    """The members of a kept segmentation; it is written once, so it is remembered."""
    return _table(segmentation.pk, segmentation.kept_at)


@lru_cache(maxsize=8)
def _table(segmentation_id: int, _kept_at: datetime) -> pa.Table:
    kept = Segmentation.objects.values_list("rows", flat=True).get(pk=segmentation_id)
    return _as_called_now(pq.read_table(io.BytesIO(bytes(kept))))


def _as_called_now(table: pa.Table) -> pa.Table:
    """Members with the names segments have now: dormant ones were once kept as asleep."""
    place, names = table.schema.get_field_index("rfm"), table["rfm"]
    named = pc.if_else(pc.equal(names, "asleep"), segments.DORMANT, names)
    return table.set_column(place, "rfm", named)


def _matrix(table: pa.Table) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    sums = table.group_by(["abc", "xyz"]).aggregate([("net", "count"), ("net", "sum")]).to_pylist()
    by_pair: dict[tuple[str, str], Any] = {(row["abc"], row["xyz"]): row for row in sums}

    def cell(abc: str, xyz: str) -> Cell:
        row = by_pair.get((abc, xyz), {"net_count": 0, "net_sum": 0.0})
        return Cell(abc, xyz, row["net_count"], row["net_sum"] or 0.0)

    letters = ("A", "B", "C", *((segments.NONE,) if any(abc == segments.NONE for abc, _xyz in by_pair) else ()))
    return tuple((abc, tuple(cell(abc, xyz) for xyz in ("X", "Y", "Z", segments.NONE))) for abc in letters)


def _segment(table: pa.Table, key: str) -> Segment:
    rows = table.filter(pc.equal(table["rfm"], key))
    return Segment(key, *NAMES[key], rows.num_rows, _sum(rows))


def with_serving(table: pa.Table, settings: Settings) -> pa.Table:
    """The same customers with `served_as`: gross margin and cost to serve, each beside what all customers together have; by
    margin alone where nothing is known of cost to serve.
    """
    period = period_of(settings)
    if period is None or not table.num_rows:
        return table.append_column("served_as", pa.array([""] * table.num_rows, pa.string()))
    profit = profitability.compared_of_base(period).select(["identity", "net", "goods", "served"])
    known = profitability.serving_is_known(period)
    return figures.engine().over("segments_served", {"members": table, "profit": profit}, serving_known=known)


def _served(table: pa.Table, settings: Settings) -> tuple[Segment, ...]:
    """The four kinds of serving, or high and low margin where nothing is known of it; none where no cost is known."""
    served, names = with_serving(table, settings), SERVED if _serving_is_known(settings) else BY_MARGIN
    kinds = [(kind, served.filter(pc.equal(served["served_as"], kind.value))) for kind in names]
    if not any(rows.num_rows for _kind, rows in kinds):
        return ()
    return tuple(Segment(kind.value, *names[kind], rows.num_rows, _sum(rows)) for kind, rows in kinds)


def _sum(table: pa.Table) -> float:
    return float(pc.sum(table["net"]).as_py() or 0.0)
