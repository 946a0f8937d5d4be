"""The engine of this process, and the ledger it reads: every amount in one currency, or told apart."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.db.models import Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.analytics.engine import Engine, Key, Lines
from covalue.analytics.rates import Rates, by_day
from covalue.core import days, errors
from covalue.core.money import UNKNOWN, cents, count, money
from covalue.core.periods import Comparison, Period, comparison, trailing_months
from covalue.ledger import queries as ledger
from covalue.ledger.rules import AHEAD
from covalue.organisation import queries as organisation
from covalue.web.amounts import Amount

ENOUGH: Final = 20  # customers, from which on shares, classes and curves of them say something


@dataclass(frozen=True)
class OtherMoney:
    """Lines of a period in a currency that the figures are not in. `net` is their net revenue in `currency`; `converted` is in
    the currency of the figures (`into`), and counted in them, at rates of `sources`, the latest from `latest_rate` on. `apart`
    is in `currency` and in no figure: no rate is stated for the days of these lines.
    """

    currency: str
    into: str
    lines: int
    customers: int
    net: Amount
    converted: Amount
    lines_apart: int
    customers_apart: int
    apart: Amount
    sources: tuple[str, ...]
    latest_rate: date | None

    @property
    def sentence(self) -> str:
        """What was converted, at whose rates, and what is in no figure."""
        parts = []
        if self.lines_apart < self.lines:
            sentence = _("{before} is counted as {after}, at the rates of each day ({sources}, latest {day}).")
            parts.append(
                sentence.format(
                    before=money(self.net - self.apart, self.currency),
                    after=money(self.converted, self.into),
                    sources=", ".join(self.sources),
                    day=days.day(self.latest_rate) if self.latest_rate else UNKNOWN,
                )
            )
        if self.lines_apart:
            sentence = ngettext(
                "{amount} in {n} line is not in these figures: no exchange rate into {into} is stated for its day.",
                "{amount} in {n} lines is not in these figures: no exchange rate into {into} is stated for their days.",
                self.lines_apart,
            )
            told = {"amount": money(self.apart, self.currency), "n": count(self.lines_apart), "into": self.into}
            parts.append(sentence.format(**told))
        return " ".join(parts)


@lru_cache(maxsize=1)
def engine() -> Engine:
    """One engine a process; made when first asked, so that starting stays quick."""
    if not settings.LEDGER_ENGINE:
        return Engine()
    from covalue.analytics.cluster import ClusterEngine  # sqlglot carries the texts, 25 MB that only a cluster needs

    return ClusterEngine(settings.LEDGER_ENGINE)


def as_imported() -> Lines:
    """The ledger as it is now, each line in its own currency: for what adds no money up."""
    table = ledger.table()
    version, files = table.snapshot()
    return Lines(version, tuple(files), table.filesystem() if files else None, months=ledger.months_of(files))


def lines(keys: tuple[Key, ...] | None = None) -> Lines:
    """The ledger as it is now, with all amounts of these customers (None: of everybody) in one currency.

    Where their lines are in one, that is it. Where they are in several it is ours: each line is converted at the rate stated
    for its day, and is left out where none is; `others` tells of both.
    """
    imported = as_imported()
    return replace(imported, rates=_rates(imported)) if len(_used(keys)) > 1 else imported


def currency(keys: tuple[Key, ...] | None = None) -> str:
    """The currency of the amounts in `lines(keys)`."""
    used = _used(keys)
    return used[0] if len(used) == 1 and used[0] else organisation.currency()


def others(period: Period, keys: tuple[Key, ...] | None = None, *, of_base: bool = False) -> tuple[OtherMoney, ...]:
    """What of these customers' net revenue in a period was in other currencies than their figures are: converted, or apart.

    Their figures are those of `lines(keys)`, or `of_base` those of `lines()`. Nothing where all is in one currency.
    """
    if len(_used(None if of_base else keys)) < 2:
        return ()
    imported = as_imported()
    rates = _rates(imported)
    asked = {"start": period.start, "end": period.end, "unnamed": rates.unnamed}
    table = engine().kept("currencies", imported, customers=keys, tables={"rates": rates.table}, **asked)
    rows = [row for row in table.to_pylist() if row["currency"] != rates.into]
    stated = organisation.sources_of_rates(rates.into, period.end) if rows else {}
    return tuple(
        OtherMoney(**row, into=rates.into, sources=sources, latest_rate=latest)
        for row in rows
        for sources, latest in [stated.get(row["currency"], ((), None))]
    )


def told_to_programs(period: Period) -> list[dict[str, Any]]:
    """`others` of the whole base, as commands print it."""
    return [
        {name: _plain(value, other) for name, value in vars(other).items()} | {"sentence": other.sentence}
        for other in others(period)
    ]


def is_mixed() -> bool:
    """Whether the ledger's lines are in several currencies."""
    return len(_used(None)) > 1


def version() -> int | None:
    """The version of the ledger."""
    return ledger.table().snapshot()[0]


def basis() -> Combinable:
    """In a query: what `basis_now` answers."""
    return Concat(Value(_basis_of_lines()), accounts.mark_of_keys())


def basis_now() -> str:
    """The same while every figure of the whole base is: by the version of the ledger, the rates its money is converted at, and
    the accounts its keys stand for.
    """
    return _basis_of_lines() + accounts.mark_of_keys_now()


def _basis_of_lines() -> str:
    whole = lines()
    return f"{whole.version} {whole.rates.mark if whole.rates else _used(None)[0]} "


def _plain(value: Any, other: OtherMoney) -> Any:
    return cents(value, other.currency) if isinstance(value, Decimal) else value


def _used(keys: tuple[Key, ...] | None) -> tuple[str | None, ...]:
    """The currencies these customers' lines name, None among them where some name none.

    A ledger in one currency, as most are, is asked once for a version.
    """
    whole = overview()
    if whole["currency"] == whole["other_currency"] and not (whole["currency"] and whole["without_currency"]):
        return (whole["currency"],)
    rows = engine().rows("currencies_used", as_imported(), customers=keys)
    return tuple(row["currency"] for row in rows) or (None,)


def _rates(imported: Lines) -> Rates:
    into, span = organisation.currency(), overview()
    mark = (*organisation.mark_of_rates(into), span["first_date"], span["last_date"])
    return _rates_by_day(mark, into, imported)


@lru_cache(maxsize=4)
def _rates_by_day(mark: tuple[Any, ...], into: str, imported: Lines) -> Rates:
    """Remembered while rates and ledger are the same; only currencies its lines are in are spread over the days."""
    named = {row["currency"] for row in engine().rows("currencies_used", imported, customers=None)}
    stated = [rate for rate in organisation.stated_rates(into) if rate[0] in named]
    return by_day(into, stated, *mark[-2:], unnamed=into)


def last_date() -> date | None:
    """The last day the ledger knows; today where it knows days further ahead than an import takes unasked."""
    last: date | None = overview()["last_date"]
    today = timezone.localdate()
    return today if last is not None and last > today + AHEAD else last


def default_period(today: date) -> Period:
    """Twelve whole months up to the ledger's last, or up to today without one."""
    return trailing_months(last_date() or today, 12)


def period(start: date | None = None, end: date | None = None) -> Period:
    """The days from `start` to `end`; where one is missing, that of the twelve months up to the ledger's last.

    BadInput where it ends before it starts.
    """
    default = default_period(timezone.localdate())
    first, last = start or default.start, end or default.end
    if first > last:
        raise errors.BadInput(_("The period ends before it starts."), field="to")
    return Period(first, last)


def overview() -> dict[str, Any]:
    """First and last day and number of lines."""
    return engine().rows("last_date", as_imported())[0]


def compared(period: Period) -> Comparison | None:
    """What a period can be compared with, as far back as the ledger goes."""
    return comparison(period, overview()["first_date"])


def customers_of(account: Account) -> tuple[Key, ...]:
    """The ledger's customer keys of an account and all below it."""
    keys = accounts.unscoped_keys().filter(account__above__ancestor=account).order_by("source", "key")
    return tuple(keys.values_list("source", "key"))
