"""The segments as somebody may see them, those that were kept, and who moved."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db.models import Count, QuerySet
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
from covalue.portfolio import figures
from covalue.profitability import queries as profitability
from covalue.segmentation import computing, rules
from covalue.segmentation.models import Segmentation
from covalue.segmentation.rules import Member, Move, Settings

ROWS_A_PAGE: Final = 50
USUAL: Final = Settings()
MOVES_SHOWN: Final = 200
NAMES: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    segments.CHAMPIONS: (_("Champions"), _("bought lately, often and much")),
    segments.LOYAL: (_("Loyal"), _("often and much, not as lately")),
    segments.PROMISING: (_("Promising"), _("lately, not yet often or much")),
    segments.STEADY: (_("Steady"), _("in the middle of everything")),
    segments.SLIPPING: (_("Slipping"), _("were good and have not come")),
    segments.ASLEEP: (_("Asleep"), _("never much, and have not come")),
}


SERVED: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "carriage": (_("Carriage trade"), _("high margin, much served: pays for it")),
    "passive": (_("Passive"), _("high margin, little served: look after them")),
    "bargain": (_("Bargain basement"), _("low margin, little served")),
    "aggressive": (_("Aggressive"), _("low margin, much served: costs more than it should")),
}  # Shapiro, Rangan, Moriarty and Ross, 1987


@dataclass(frozen=True)
class Filter:
    """What the page was asked to show; empty letters and names show all."""

    settings: Settings = USUAL
    abc: str = ""
    xyz: str = ""
    rfm: str = ""
    serve: str = ""
    words: str = ""
    page: int = 1


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
    """Everything on the page; without a ledger `period` is None."""

    filter: Filter
    period: Period | None
    ledger_version: int | None
    matrix: tuple[tuple[str, tuple[Cell, ...]], ...]
    segments: tuple[Segment, ...]
    served: tuple[Segment, ...]
    shown: tuple[Member, ...]
    found: int
    all: int
    net: float
    currency: str
    openable: frozenset[int]
    whole_base: bool
    has_lifetime: bool
    kept: tuple[Segmentation, ...]

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // ROWS_A_PAGE))

    @property
    def unknown(self) -> int:
        """How many have no class of value, as what they are ranked by is not known."""
        return sum(cell.customers for abc, cells in self.matrix for cell in cells if abc == segments.NONE)


@dataclass(frozen=True)
class MovementPage:
    """Who changed class between a kept segmentation and a later one, or the ledger as it is."""

    before: Segmentation
    after: Segmentation | None
    start: date
    end: date
    letters: tuple[str, ...]
    table: tuple[tuple[str, tuple[int, ...]], ...]
    moves: tuple[Move, ...]
    all: int
    currency: str
    openable: frozenset[int]


def segments_page(user: User, wanted: Filter) -> SegmentsPage:
    """The segments as this user may see them: everybody's for those who steer the base, otherwise their own accounts'."""
    period = period_of(wanted.settings)
    whole = user.may(Right.SEE_PORTFOLIO)
    mine = visible_members(user, wanted.settings)
    chosen = narrowed(mine, wanted)
    page = members_of(chosen.slice((wanted.page - 1) * ROWS_A_PAGE, ROWS_A_PAGE))
    return SegmentsPage(
        filter=wanted,
        period=period,
        ledger_version=figures.lines().version,
        matrix=_matrix(mine),
        segments=tuple(_segment(mine, key) for key in segments.RFM),
        served=_served(mine, wanted.settings),
        shown=page,
        found=chosen.num_rows,
        all=mine.num_rows,
        net=_sum(mine),
        currency=currency_of(user),
        openable=openable(user, page),
        whole_base=whole,
        has_lifetime=bool(lifetime.value_by_customer()),
        kept=tuple(saved()) if whole else (),
    )


def period_of(wanted: Settings) -> Period | None:
    """The whole months looked at, up to the ledger's last; None without a ledger."""
    last = figures.last_date()
    return trailing_months(last, wanted.months) if last else None


def everybody(wanted: Settings) -> pa.Table:
    """All customers with their classes, as the ledger is now."""
    period = period_of(wanted) or Period(date(1900, 1, 1), date(1900, 1, 31))
    return computing.members(figures.lines(), period, wanted)


def of_base(wanted: Settings, *, top: int) -> dict[str, Any]:
    """The whole base for the command line: how many in each class and segment, and the largest customers."""
    found, period = everybody(wanted), period_of(wanted)
    return {
        "from": period.start if period else None,
        "to": period.end if period else None,
        "basis": wanted.basis.value,
        "customers": found.num_rows,
        "net": cents(Decimal(str(_sum(found)))),
        "classes": [
            {"abc": cell.abc, "xyz": cell.xyz, "customers": cell.customers, "net": cents(Decimal(str(cell.net)))}
            for _abc, row in _matrix(found)
            for cell in row
            if cell.customers
        ],
        "segments": [{"segment": key, "customers": _segment(found, key).customers} for key in segments.RFM],
        "accounts": [
            {
                "key": one.key,
                "name": one.name,
                "net": cents(Decimal(str(one.net))),
                "value": None if one.value is None else cents(Decimal(str(one.value))),
                "purchases": one.purchases,
                "days_since": one.days_since,
                "variation": one.variation,
                "abc": one.abc,
                "xyz": one.xyz,
                "recency": one.recency,
                "frequency": one.frequency,
                "money": one.money,
                "rfm": one.rfm,
            }
            for one in members_of(found.slice(0, top))
        ],
        "ledger_version": figures.lines().version,
    }


def visible_members(user: User, wanted: Settings) -> pa.Table:
    """Those of them this user may see. Classes are of the whole base, whoever looks."""
    found = everybody(wanted)
    if user.may(Right.SEE_PORTFOLIO):
        return found
    ids = list(accounts.in_portfolio_of(user).values_list("pk", flat=True))
    return found.filter(pc.is_in(found["account_id"], value_set=pa.array(ids, pa.int64())))


def narrowed(found: pa.Table, wanted: Filter) -> pa.Table:
    """The rows a filter leaves."""
    for name in ("abc", "xyz", "rfm"):
        if asked := getattr(wanted, name):
            found = found.filter(pc.equal(found[name], asked))
    if wanted.serve:
        found = with_serving(found, wanted.settings)
        found = found.filter(pc.equal(found["served_as"], wanted.serve))
    for word in wanted.words.lower().split():
        found = found.filter(pc.match_substring(pc.utf8_lower(found["name"]), word))
    return found


def members_of(table: pa.Table) -> tuple[Member, ...]:
    return tuple(Member(**row) for row in table.select(list(Member.__dataclass_fields__)).to_pylist())


def saved() -> QuerySet[Segmentation]:
    """Saved segmentations, the latest first."""
    return Segmentation.objects.filter(removed_at=None).select_related("kept_by").defer("rows")


def get(user: User, segmentation_id: int) -> Segmentation:
    """One kept segmentation; for those who see the whole base."""
    if not user.may(Right.SEE_PORTFOLIO):
        raise errors.NotFound()
    segmentation = Segmentation.objects.select_related("kept_by").defer("rows").filter(pk=segmentation_id).first()
    if segmentation is None:
        raise errors.NotFound()
    return segmentation


def movement_page(user: User, before: Segmentation, after: Segmentation | None) -> MovementPage:
    """Who moved since `before`; without `after`, to the ledger as it is, by the rules of `before`."""
    wanted = Settings.read(before.rules)
    then = members_of(table_of(before))
    now = members_of(table_of(after) if after else everybody(wanted))
    period = period_of(wanted)
    letters = ("A", "B", "C", segments.NONE)
    flows = rules.flows(then, now)
    moved = rules.moves(then, now)
    shown = moved[:MOVES_SHOWN]
    return MovementPage(
        before=before,
        after=after,
        start=after.start if after else period.start if period else before.start,
        end=after.end if after else period.end if period else before.end,
        letters=letters,
        table=tuple((one, tuple(flows.get((one, other), 0) for other in letters)) for one in letters),
        moves=shown,
        all=len(moved),
        currency=currency_of(user),
        openable=openable(user, [move.after or move.before for move in shown]),
    )


def openable(user: User, members: Iterable[Member | None]) -> frozenset[int]:
    """Which of their accounts this user may open."""
    return accounts.openable(user, [member.account_id for member in members if member and member.account_id])


def currency_of(user: User) -> str:
    """The currency most of the accounts one sees are kept in."""
    seen = accounts.in_portfolio_of(user).exclude(currency="").values("currency").annotate(n=Count("pk"))
    first = seen.order_by("-n", "currency").first()
    return str(first["currency"]) if first else "EUR"


def table_of(kept_: Segmentation) -> pa.Table:
    """The members of a kept segmentation; it is written once, so it is remembered."""
    return _table(kept_.pk, kept_.kept_at)


@lru_cache(maxsize=8)
def _table(segmentation_id: int, _kept_at: datetime) -> pa.Table:
    return pq.read_table(io.BytesIO(bytes(Segmentation.objects.values_list("rows", flat=True).get(pk=segmentation_id))))


def _matrix(found: pa.Table) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    told = found.group_by(["abc", "xyz"]).aggregate([("net", "count"), ("net", "sum")]).to_pylist()
    by_pair: dict[tuple[str, str], Any] = {(row["abc"], row["xyz"]): row for row in told}

    def cell(abc: str, xyz: str) -> Cell:
        row = by_pair.get((abc, xyz), {"net_count": 0, "net_sum": 0.0})
        return Cell(abc, xyz, row["net_count"], row["net_sum"] or 0.0)

    letters = ("A", "B", "C", *((segments.NONE,) if any(abc == segments.NONE for abc, _xyz in by_pair) else ()))
    return tuple((abc, tuple(cell(abc, xyz) for xyz in ("X", "Y", "Z", segments.NONE))) for abc in letters)


def _segment(found: pa.Table, key: str) -> Segment:
    rows = found.filter(pc.equal(found["rfm"], key))
    return Segment(key, *NAMES[key], rows.num_rows, _sum(rows))


def with_serving(found: pa.Table, wanted: Settings) -> pa.Table:
    """The same customers with `served_as`: gross margin and cost to serve, each beside what all customers together have."""
    period = period_of(wanted)
    if period is None or not found.num_rows:
        return found.append_column("served_as", pa.array([""] * found.num_rows, pa.string()))
    profit = profitability.compared_of_base(period).select(["identity", "net", "goods", "served"])
    return figures.engine().over("segments_served", {"members": found, "profit": profit})


def _served(mine: pa.Table, wanted: Settings) -> tuple[Segment, ...]:
    """The four fields; none where no cost is known."""
    found = with_serving(mine, wanted)
    fields = [(key, found.filter(pc.equal(found["served_as"], key))) for key in SERVED]
    if not any(rows.num_rows for _key, rows in fields):
        return ()
    return tuple(Segment(key, *SERVED[key], rows.num_rows, _sum(rows)) for key, rows in fields)


def _sum(found: pa.Table) -> float:
    return float(pc.sum(found["net"]).as_py() or 0.0)
