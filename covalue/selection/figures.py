"""What the books say of candidates: each with all accounts below it, over the last twelve whole months."""

from collections import defaultdict
from collections.abc import Iterable
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
class Books:
    """Figures by account and name, of a period of a version of the ledger. What is not known is not there."""

    period: Period | None
    version: int | None
    of: dict[int, dict[str, Decimal]]


def of_accounts(chosen: Iterable[Account], today: date) -> Books:
    """Net revenue, growth in per cent, contribution and lifetime value of each account with those below it."""
    wanted = [account.pk for account in chosen]
    if figures.last_date() is None:
        return Books(None, None, {pk: {} for pk in wanted})
    period = portfolio.default_period(today)
    above = accounts.tops_of(wanted)
    found: dict[int, dict[str, Decimal]] = {pk: {} for pk in wanted}
    ranking = portfolio.ranking(period, accounts.unscoped(), None, unassigned=False)
    sums = _summed(ranking.table, above, ("net", "net_alike", "net_before"))
    for pk, told in sums.items():
        found[pk][Figure.NET.value] = told["net"]
        if told["net_before"] > 0:
            found[pk][Figure.GROWTH.value] = ((told["net_alike"] / told["net_before"] - 1) * 100).quantize(CENT)
    for pk, told in _summed(profitability.compared_of_base(period), above, ("contribution",)).items():
        found[pk][Figure.CONTRIBUTION.value] = told["contribution"]
    worth: dict[int, Decimal] = defaultdict(Decimal)
    for (account, _key), value in lifetime.value_by_customer().items():
        for pk in above.get(account, ()) if account is not None else ():
            worth[pk] += Decimal(str(round(value, 2)))
    for pk, expected in worth.items():
        found[pk][Figure.LIFETIME.value] = expected
    return Books(period, figures.lines().version, found)


def _summed(table: Any, above: dict[int, list[int]], names: tuple[str, ...]) -> dict[int, dict[str, Decimal]]:
    """Sums of columns by wanted account; where one row is not known, neither is the sum."""
    sums: dict[int, dict[str, Decimal]] = {}
    unknown: set[int] = set()
    columns = [table[name].to_pylist() for name in ("account_id", *names)]
    for account, *values in zip(*columns, strict=True):
        for pk in above.get(account, ()):
            if any(value is None for value in values):
                unknown.add(pk)
                continue
            told = sums.setdefault(pk, dict.fromkeys(names, Decimal(0)))
            for name, value in zip(names, values, strict=True):
                told[name] += value
    return {pk: told for pk, told in sums.items() if pk not in unknown}
