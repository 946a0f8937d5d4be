"""Revenue of one account and all below it, from the ledger."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.analytics.engine import Key
from covalue.core.periods import Comparison, Period, months_of, trailing_months
from covalue.organisation import queries as organisation
from covalue.organisation.models import Offering
from covalue.portfolio import figures
from covalue.portfolio.figures import OtherMoney

MONTHS_SHOWN: Final = 24
FAMILIES_SHOWN: Final = 4  # the others are shown as one, so that colours stay apart
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Family:
    """A top offering with what was sold of it, month by month of the chart."""

    code: str
    name: str
    by_month: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.by_month, ZERO)


@dataclass(frozen=True)
class AccountRevenue:
    """What the account brought: the last twelve months of the ledger, the twelve before, and the chart's months."""

    currency: str
    currencies: tuple[OtherMoney, ...]
    period: Period | None
    net: Decimal | None
    net_alike: Decimal | None
    net_before: Decimal | None
    compared: Comparison | None
    gross_margin: Decimal | None
    documents: int
    months: tuple[date, ...]
    families: tuple[Family, ...]

    @property
    def change(self) -> Decimal | None:
        """Growth over what was before, as a ratio."""
        if not self.net_alike or not self.net_before or self.net_before <= 0:
            return None
        return self.net_alike / self.net_before - 1

    @property
    def by_month(self) -> tuple[Decimal, ...]:
        return tuple(sum(values, ZERO) for values in zip(*(f.by_month for f in self.families), strict=True))


@dataclass(frozen=True)
class OfferingRevenue:
    """What was sold of one offering in a period."""

    code: str | None
    name: str
    family: str
    net: Decimal
    documents: int


def of_account(account: Account, today: date, keys: tuple[Key, ...] | None = None) -> AccountRevenue:
    """Revenue of the account's subtree up to the last month of the ledger; empty without lines.

    `keys` are its customer keys in the ledger, where the caller has them already.
    """
    keys = figures.customers_of(account) if keys is None else keys
    last = figures.last_date()
    if last is None or not keys:
        return AccountRevenue(account.currency, (), None, None, None, None, None, None, 0, (), ())
    year = figures.default_period(today)
    totals, compared = _totals(keys, year), figures.compared(year)
    shown = trailing_months(year.end, MONTHS_SHOWN)
    cost = totals["cost_of_sales"]
    return AccountRevenue(
        currency=figures.currency(keys),
        currencies=figures.others(year, keys),
        period=year,
        net=totals["net"] or ZERO,
        net_alike=_totals(keys, compared.now)["net"] if compared else None,
        net_before=_totals(keys, compared.before)["net"] if compared else None,
        compared=compared,
        gross_margin=None if cost is None or not totals["net"] else 1 - cost / totals["net"],
        documents=totals["documents"],
        months=months_of(shown),
        families=_families(keys, shown),
    )


def net_of(account: Account, period: Period, currency: str) -> Decimal | None:
    """Net revenue of the account's subtree in a period; None where the ledger does not reach back to its first day, or is in
    another currency or has lines that no rate converts.
    """
    keys, first = figures.customers_of(account), figures.overview()["first_date"]
    if not keys or first is None or first > period.start:
        return None
    if figures.currency(keys) != currency or any(other.lines_apart for other in figures.others(period, keys)):
        return None
    net: Decimal | None = _totals(keys, period)["net"]
    return net


def by_offering(
    account: Account, period: Period, family: str | None = None, *, keys: tuple[Key, ...] | None = None
) -> tuple[OfferingRevenue, ...]:
    """What was sold in the period, offering by offering, the largest first; of one family when it is named. `keys` as in
    `of_account`.
    """
    keys = figures.customers_of(account) if keys is None else keys
    names, family_of = _offering_tree()
    nets: dict[str | None, Decimal] = defaultdict(Decimal)
    documents: dict[str | None, int] = defaultdict(int)
    for row in _monthly(keys, period):
        nets[row["offering"]] += row["net"]
        documents[row["offering"]] += row["documents"]
    offerings = (
        OfferingRevenue(
            code, names.get(code or "", code or _("unnamed")), family_of.get(code or "", code or ""), net, n
        )
        for code, net, n in ((code, net, documents[code]) for code, net in nets.items())
    )
    shown = (offering for offering in offerings if family is None or offering.family == family)
    return tuple(sorted(shown, key=lambda offering: (-offering.net, offering.code or "")))


def ledger_lines(
    account: Account,
    period: Period,
    *,
    offerings: tuple[str | None, ...] | None = None,
    kind: str = "",
    limit: int = 100,
    offset: int = 0,
    keys: tuple[Key, ...] | None = None,
) -> tuple[dict[str, Any], ...]:
    """The very lines behind a figure, the latest first. `keys` as in `of_account`."""
    return figures.engine().rows(
        "lines_of",
        figures.as_imported(),
        customers=figures.customers_of(account) if keys is None else keys,
        offerings=offerings,
        start=period.start,
        end=period.end,
        kind=kind,
        limit=limit,
        offset=offset,
    )


def offerings_of(family: str, code: str | None) -> tuple[str | None, ...] | None:
    """The offerings a page narrows to: that of `code` ("": none named), all of `family`, or None for every one."""
    if code is not None:
        return (code or None,)
    if not family:
        return None
    _names, family_of = _offering_tree()
    return (family, *(own for own, top in family_of.items() if top == family and own != family))


def _totals(keys: tuple[Key, ...], period: Period) -> dict[str, Any]:
    return figures.engine().rows("totals", figures.lines(keys), customers=keys, start=period.start, end=period.end)[0]


def _monthly(keys: tuple[Key, ...], period: Period) -> tuple[dict[str, Any], ...]:
    return figures.engine().rows(
        "net_by_month_and_offering", figures.lines(keys), customers=keys, start=period.start, end=period.end
    )


def _families(keys: tuple[Key, ...], period: Period) -> tuple[Family, ...]:
    """Families by what they brought; beyond the largest few they are one."""
    names, family_of = _offering_tree()
    months = months_of(period)
    place = {month: index for index, month in enumerate(months)}
    sold: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * len(months))
    for row in _monthly(keys, period):
        code = str(row["offering"] or "")
        month = row["month"]
        assert isinstance(month, date) and isinstance(row["net"], Decimal)
        sold[family_of.get(code, code)][place[date(month.year, month.month, 1)]] += row["net"]
    ranked = sorted(sold.items(), key=lambda item: (-sum(item[1]), item[0]))
    shown = [
        Family(code, names.get(code, code or _("unnamed")), tuple(values)) for code, values in ranked[:FAMILIES_SHOWN]
    ]
    rest = [values for _code, values in ranked[FAMILIES_SHOWN:]]
    if rest:
        shown.append(Family("", _("others"), tuple(sum(month, ZERO) for month in zip(*rest, strict=True))))
    return tuple(shown)


def _offering_tree() -> tuple[dict[str, str], dict[str, str]]:
    """Code → name, and code → the code of the family at the top of its branch."""
    offerings = {o.pk: o for o in organisation.offerings()}

    def top(offering: Offering) -> str:
        for _step in range(len(offerings)):
            if offering.parent_id is None:
                break
            offering = offerings[offering.parent_id]
        return offering.code

    return {o.code: o.name for o in offerings.values()}, {o.code: top(o) for o in offerings.values()}
