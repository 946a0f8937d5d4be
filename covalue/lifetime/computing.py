"""From histories to figures: fit, spending, what each is worth, and whether it would have come true."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Final

import numpy as np
import pyarrow as pa
from pydantic import Field

from covalue.analytics.lifetime import catalogue, holdout, worth
from covalue.analytics.lifetime.catalogue import MODELS
from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.analytics.lifetime.fitting import Fit
from covalue.analytics.lifetime.holdout import Check, FrequencyClass
from covalue.analytics.lifetime.patterns import Numbers
from covalue.core import money
from covalue.lifetime import purchases
from covalue.lifetime.purchases import FileLines, Histories, LedgerLines
from covalue.lifetime.rules import SEES_LEAVING_BELOW, Settings, sentence
from covalue.web.answered import PageOnly

HELD_OUT: Final = 0.5  # of the time known, as in the published check on CDNOW
SHORTEST_CHECK: Final = timedelta(days=28)
DAYS: Final = ("first_day", "until", "check_from")
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Parameters:
    """A fit as it is stored. `intervals` are 95 %; a parameter without one is not identified on its own, as `weak` says.

    `agreeing` of `starts` starting points led to it.
    """

    values: Annotated[dict[str, float], Field(serialization_alias="parameters")]
    intervals: dict[str, tuple[float, float]]
    log_likelihood: float
    customers: int
    starts: PageOnly[int]
    agreeing: PageOnly[int]
    weak: PageOnly[tuple[str, ...]]


@dataclass(frozen=True)
class Figures:
    """What came of it for all customers. `worth` is the money expected within the horizon, discounted, with its interval.

    `margin` is that of all together; `uncosted` customers have it, as a cost of theirs is not known. `silent` bought nothing in
    the last twelve months. `sees_leaving`: whether the model tells who left from who only buys seldom.
    """

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
    sees_leaving: bool
    silent: int
    margin: float
    uncosted: int
    buying: Parameters
    spending: Parameters | None
    each: float
    remarks: tuple[str, ...]
    check: Check | None
    check_from: date | None
    check_refused: str

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)
        return {**values, **{name: values[name].isoformat() if values[name] else None for name in DAYS}}


@dataclass(frozen=True)
class Result:
    """Figures, and a table with a customer a row: keys, history and what it is worth."""

    figures: Figures
    rows: pa.Table


def compute(lines: LedgerLines | FileLines, settings: Settings, tell: Tell = lambda text: None) -> Result:
    """Figures and rows of all customers; LifetimeError where the model cannot be fitted.

    Without a backtest or a fit of the spending, the figures say why.
    """
    tell("reading purchase histories")
    histories = purchases.histories(lines, unit=settings.unit)
    model = MODELS[settings.model]
    tell(f"fitting {model.title} to {money.count(len(histories.purchases))} customers")
    buying = catalogue.fit(model, histories.purchases)
    spending, each, remarks = _spending(histories)
    margins, margin = _margins(histories, settings)
    terms = worth.terms(
        unit=settings.unit, months=settings.months, yearly_rate=float(settings.discount), margin=margins
    )
    tell("calculating the value of each customer")
    value = worth.worth(model, buying, spending if spending else each, histories.purchases, histories.mean, terms)
    tell("running the backtest")
    check, day, refused = _check(lines, settings, histories)
    assert histories.tally.first_date is not None
    return Result(
        Figures(
            first_day=histories.tally.first_date,
            until=histories.until,
            customers=histories.purchases.customers,
            repeaters=int(np.sum(histories.purchases.frequency > 0)),
            returns=histories.tally.returns,
            returned=histories.tally.returned,
            unnamed=histories.tally.unnamed,
            worth=value.total,
            worth_low=value.total_low,
            worth_high=value.total_high,
            purchases=float(value.purchases.sum()),
            alive=float(value.alive.value.sum()),
            sees_leaving=_sees_leaving(value),
            silent=int(np.sum(_since(histories) >= worth.DAYS_A_YEAR)),
            margin=margin,
            uncosted=int(np.isnan(histories.cost).sum()) if settings.margin is None else 0,
            buying=_parameters(buying),
            spending=_parameters(spending) if spending else None,
            each=each,
            remarks=remarks,
            check=check,
            check_from=day,
            check_refused=refused,
        ),
        _table(histories, value, margins),
    )


def figures_of(stored: dict[str, Any]) -> Figures:
    """Figures as they were stored."""
    days = {name: date.fromisoformat(stored[name]) if stored[name] else None for name in DAYS}
    spending, check = stored["spending"], stored["check"]
    return Figures(
        **{
            **stored,
            **days,
            "buying": Parameters(**stored["buying"]),
            "remarks": tuple(stored["remarks"]),
            "spending": Parameters(**spending) if spending else None,
            "check": Check(**{**check, "classes": tuple(FrequencyClass(**row) for row in check["classes"])})
            if check
            else None,
        }
    )


def _margins(histories: Histories, settings: Settings) -> tuple[Numbers, float]:
    """Of each customer and of all together: by the ledger, or the one that was entered for everybody."""
    if settings.margin is None:
        return histories.margin_of_each, histories.margin_of_all
    return np.full(len(histories.purchases), float(settings.margin)), float(settings.margin)


def _sees_leaving(value: worth.Worth) -> bool:
    """Whether P(alive) differs from one at all; a model that sees nobody leave says it of the longest silent, too."""
    return bool(value.alive.value.mean() < SEES_LEAVING_BELOW)


def _since(histories: Histories) -> Numbers:
    """Days since each customer's last purchase."""
    found = histories.purchases
    return np.asarray((found.age - found.recency) * worth.UNIT_DAYS[histories.unit])


def _spending(histories: Histories) -> tuple[Fit | None, float, tuple[str, ...]]:
    """The gamma-gamma fit, the mean repeat purchase of all in money, and remarks; without a fit all get that mean."""
    known = histories.spending
    bought = float(known.frequency @ known.count)
    each = float((known.mean * known.frequency) @ known.count / bought) if bought else 0.0
    try:
        fit = catalogue.fit_spending(known)
    except LifetimeError as refused:
        return None, each, (sentence(refused),)
    if fit.parameters["q"] <= 1:
        return None, each, (sentence(LifetimeError(Fault.NOT_CONVERGED, model="gamma-gamma")),)
    return fit, each, ()


def _check(
    lines: LedgerLines | FileLines, settings: Settings, histories: Histories
) -> tuple[Check | None, date | None, str]:
    """The same model fitted to the first half of the time known and compared with the second, the day between them, and
    why it was not.
    """
    first = histories.tally.first_date
    assert first is not None
    ahead = (histories.until - first) * HELD_OUT
    day = histories.until - timedelta(days=ahead.days)
    if ahead < SHORTEST_CHECK:
        return None, None, "short"
    try:
        before = purchases.histories(lines, unit=settings.unit, until=day, through=histories.until)
        fit = catalogue.fit(MODELS[settings.model], before.purchases)
    except LifetimeError as refused:
        return None, day, sentence(refused)
    span = ahead.days / worth.UNIT_DAYS[settings.unit]
    forecast = catalogue.expected(MODELS[settings.model], fit, before.purchases, span)
    check = holdout.compare(
        before.purchases.frequency, actual=before.later, model=forecast, naive=holdout.naive(before.purchases, span)
    )
    return check, day, ""


def _parameters(fit: Fit) -> Parameters:
    return Parameters(
        fit.parameters, fit.intervals, fit.log_likelihood, fit.customers, fit.starts, fit.agreeing, fit.weak
    )


def _table(histories: Histories, value: worth.Worth, margins: Numbers) -> pa.Table:
    """The largest first; ties by key. P(alive) is NULL where the model cannot see who left."""
    unknown = np.full(len(histories.purchases), np.nan)
    alive = value.alive if _sees_leaving(value) else worth.Estimate(unknown, unknown, unknown)
    columns = {
        "frequency": histories.purchases.frequency,
        "recency": histories.purchases.recency,
        "age": histories.purchases.age,
        "since": _since(histories),
        "mean": histories.mean,
        "spent": histories.spent,
        "alive": alive.value,
        "alive_low": alive.low,
        "alive_high": alive.high,
        "purchases": value.purchases,
        "each": value.each,
        "margin": margins,
        "value": value.value.value,
        "low": value.value.low,
        "high": value.value.high,
    }
    table = histories.keys
    for name, numbers in columns.items():
        table = table.append_column(name, pa.array(numbers, pa.float64(), from_pandas=True))
    return table.sort_by([("value", "descending"), ("account_id", "ascending"), ("customer", "ascending")])
