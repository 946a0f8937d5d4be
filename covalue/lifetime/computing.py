"""From histories to figures: fit, spending, what each is worth, and whether it would have come true."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa

from covalue.analytics.lifetime import catalogue, holdout, worth
from covalue.analytics.lifetime.catalogue import MODELS
from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.analytics.lifetime.fitting import Fit
from covalue.analytics.lifetime.holdout import Check
from covalue.lifetime import purchases
from covalue.lifetime.purchases import FileLines, Histories, LedgerLines
from covalue.lifetime.rules import Settings, sentence

HELD_OUT: Final = 0.5  # of the time known, as in the published check on CDNOW
SHORTEST_CHECK: Final = timedelta(days=28)
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Parameters:
    """A fit as it is kept: values, 95 % intervals (none where the data say too little), and how it was found."""

    values: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    log_likelihood: float
    customers: int
    starts: int
    agreeing: int
    weak: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """What came of it for all customers. `worth` is the money expected within the horizon, discounted, with its interval."""

    first_day: date
    until: date
    customers: int
    repeaters: int
    returns: int
    returned: float
    unnamed: int
    worth: float
    worth_low: float
    worth_high: float
    purchases: float
    alive: float
    buying: Parameters
    spending: Parameters | None
    each: float
    remarks: tuple[str, ...]
    check: Check | None
    check_from: date | None
    check_refused: str

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)
        days = ("first_day", "until", "check_from")
        return {**values, **{day: values[day].isoformat() if values[day] else None for day in days}}


@dataclass(frozen=True)
class Result:
    """Figures, and a table with a customer a row: keys, history and what it is worth."""

    figures: Figures
    rows: pa.Table


def compute(lines: LedgerLines | FileLines, asked: Settings, tell: Tell = lambda text: None) -> Result:
    """All of it. Raises LifetimeError where the model cannot be fitted; what only the check or the spending lacks is said."""
    tell("reading purchase histories")
    found = purchases.histories(lines, unit=asked.unit)
    model = MODELS[asked.model]
    tell(f"fitting {model.title} to {len(found.found):,} customers")
    buying = catalogue.fit(model, found.found)
    spending, each, remarks = _spending(found)
    terms = worth.terms(
        unit=asked.unit, months=asked.months, yearly_rate=float(asked.discount), margin=float(asked.margin)
    )
    tell("calculating the value of each customer")
    value = worth.worth(model, buying, spending if spending else each, found.found, found.mean, terms)
    tell("running the backtest")
    check, day, refused = _check(lines, asked, found)
    assert found.tally.first_date is not None
    return Result(
        Figures(
            first_day=found.tally.first_date,
            until=found.until,
            customers=found.found.customers,
            repeaters=int(np.sum(found.found.frequency > 0)),
            returns=found.tally.returns,
            returned=found.tally.returned,
            unnamed=found.tally.unnamed,
            worth=value.total,
            worth_low=value.total_low,
            worth_high=value.total_high,
            purchases=float(value.purchases.sum()),
            alive=float(value.alive.value.sum()),
            buying=_kept(buying),
            spending=_kept(spending) if spending else None,
            each=each,
            remarks=remarks,
            check=check,
            check_from=day,
            check_refused=refused,
        ),
        _table(found, value),
    )


def figures_of(kept: dict[str, Any]) -> Figures:
    """Figures as they were kept."""
    check = kept["check"]
    days = {day: date.fromisoformat(kept[day]) if kept[day] else None for day in ("first_day", "until", "check_from")}
    made: dict[str, Any] = {
        **kept,
        **days,
        "buying": Parameters(**kept["buying"]),
        "remarks": tuple(kept["remarks"]),
        "spending": Parameters(**kept["spending"]) if kept["spending"] else None,
        "check": Check(**{**check, "classes": tuple(holdout.FrequencyClass(**row) for row in check["classes"])})
        if check
        else None,
    }
    return Figures(**made)


def _spending(found: Histories) -> tuple[Fit | None, float, tuple[str, ...]]:
    """The gamma-gamma fit, the mean repeat purchase of all, and what is to be said. Without a fit all get that mean."""
    known = found.spending
    bought = float(known.frequency @ known.count)
    each = float((known.mean * known.frequency) @ known.count / bought) if bought else 0.0
    try:
        fit = catalogue.fit_spending(known)
    except LifetimeError as refused:
        return None, each, (sentence(refused),)
    if fit.parameters["q"] <= 1:
        return None, each, (sentence(LifetimeError(Fault.NOT_CONVERGED, model="gamma-gamma")),)
    return fit, each, ()


def _check(lines: LedgerLines | FileLines, asked: Settings, found: Histories) -> tuple[Check | None, date | None, str]:
    """The same model fitted to the first half of the time known, held against the second."""
    first = found.tally.first_date
    assert first is not None
    ahead = (found.until - first) * HELD_OUT
    day = found.until - timedelta(days=ahead.days)
    if ahead < SHORTEST_CHECK:
        return None, None, "short"
    try:
        before = purchases.histories(lines, unit=asked.unit, until=day, through=found.until)
        fit = catalogue.fit(MODELS[asked.model], before.found)
    except LifetimeError as refused:
        return None, day, sentence(refused)
    span = ahead.days / worth.UNIT_DAYS[asked.unit]
    forecast = MODELS[asked.model].expected(fit.values, before.found, span)
    check = holdout.compare(
        before.found.frequency, actual=before.later, model=forecast, naive=holdout.naive(before.found, span)
    )
    return check, day, ""


def _kept(fit: Fit) -> Parameters:
    return Parameters(
        fit.parameters, fit.intervals, fit.log_likelihood, fit.customers, fit.starts, fit.agreeing, fit.weak
    )


def _table(found: Histories, value: worth.Worth) -> pa.Table:
    """The largest first; ties by key."""
    columns = {
        "frequency": found.found.frequency,
        "recency": found.found.recency,
        "age": found.found.age,
        "mean": found.mean,
        "spent": found.spent,
        "alive": value.alive.value,
        "alive_low": value.alive.low,
        "alive_high": value.alive.high,
        "purchases": value.purchases,
        "each": value.each,
        "value": value.value.value,
        "low": value.value.low,
        "high": value.value.high,
    }
    table = found.keys
    for name, numbers in columns.items():
        table = table.append_column(name, pa.array(numbers, pa.float64()))
    return table.sort_by([("value", "descending"), ("account_id", "ascending"), ("customer", "ascending")])
