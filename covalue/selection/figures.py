"""Figures of the ledger by which candidates are rated: of each account with all below it, over twelve whole months."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core.periods import Period
from covalue.lifetime import queries as lifetime
from covalue.portfolio import figures
from covalue.portfolio import queries as portfolio
from covalue.profitability import queries as profitability
from covalue.selection.rules import Figure

CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class LedgerFigures:
    """Figures by account and name, of a period of a version of the ledger. What is not known is not there."""

    period: Period | None
    version: int | None
    of: dict[int, dict[str, Decimal]]


def of_accounts(
    rows: Iterable[Account],
    today: date,
    *,
    above: Mapping[int, list[int]] | None = None,
    with_lifetime: bool = True,
) -> LedgerFigures:
    """Net revenue, growth in per cent, contribution and lifetime value of each account with those below it.

    `above` is `accounts.tops_of` these accounts, where it is known already.
    """
    ids = [account.pk for account in rows]
    if figures.last_date() is None:
        return LedgerFigures(None, None, {pk: {} for pk in ids})
    period = figures.default_period(today)
    above = accounts.tops_of(ids) if above is None else above
    of: dict[int, dict[str, Decimal]] = {pk: {} for pk in ids}
    ranking = portfolio.ranking(period, accounts.unscoped(), None, unassigned=False)
    sums = _summed(ranking.table, above, ("net", "net_alike", "net_before"))
    for pk, sum_of in sums.items():
        of[pk][Figure.NET.value] = sum_of["net"]
        if sum_of["net_before"] > 0:
            of[pk][Figure.GROWTH.value] = ((sum_of["net_alike"] / sum_of["net_before"] - 1) * 100).quantize(CENT)
    for pk, sum_of in _summed(profitability.compared_of_base(period), above, ("contribution",)).items():
        of[pk][Figure.CONTRIBUTION.value] = sum_of["contribution"]
    worth: dict[int, Decimal] = defaultdict(Decimal)
    for (account, _key), value in lifetime.values().by_customer.items() if with_lifetime else ():
        for pk in above.get(account, ()) if account is not None else ():
            worth[pk] += Decimal(str(round(value, 2)))
    for pk, expected in worth.items():
        of[pk][Figure.LIFETIME.value] = expected
    return LedgerFigures(period, figures.version(), of)


def _summed(table: Any, above: Mapping[int, list[int]], names: tuple[str, ...]) -> dict[int, dict[str, Decimal]]:
    """Sums of columns by account; where one row is not known, neither is the sum."""
    sums: dict[int, dict[str, Decimal]] = {}
    unknown: set[int] = set()
    columns = [table[name].to_pylist() for name in ("account_id", *names)]
    for account, *values in zip(*columns, strict=True):
        for pk in above.get(account, ()):
            if any(value is None for value in values):
                unknown.add(pk)
                continue
            sum_of = sums.setdefault(pk, dict.fromkeys(names, Decimal(0)))
            for name, value in zip(names, values, strict=True):
                sum_of[name] += value
    return {pk: sum_of for pk, sum_of in sums.items() if pk not in unknown}
