"""What can be computed, and what fitted parameters say in words."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, get_args

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from covalue.analytics.lifetime.catalogue import MODELS
from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.core import errors, money
from covalue.web.charts import numbers

Model = Literal["bg_nbd", "mbg_nbd", "pareto_nbd"]
Unit = Literal["day", "week", "month"]
Sort = Literal["value", "alive", "purchases", "frequency", "since"]
SEES_LEAVING_BELOW: Final = 0.99  # mean P(alive), ours: above, hardly anybody is seen to leave, whoever fell silent
MARGIN_KNOWN_FROM: Final = 0.5  # of revenue, ours, as in the portfolio: less says nothing of the others
LONGEST_MONTHS: Final = 60  # ours: a forecast beyond five years rests on no history we know of


@dataclass(frozen=True)
class Settings:
    """What is calculated: the model, the unit of its time, months ahead, a discount rate a year, and margin of revenue.

    Without a margin each customer has that of the ledger. The MBG/NBD is the default, as the BG/NBD takes every one-time
    buyer for a customer still.
    """

    model: Model = "mbg_nbd"
    unit: Unit = "week"
    months: int = 12
    discount: Decimal = Decimal("0.1")
    margin: Decimal | None = None

    @property
    def title(self) -> str:
        return MODELS[self.model].title

    @property
    def margin_name(self) -> str:
        """What the value is, as headings call it."""
        return expected_margin(self.months)

    @property
    def what_it_is(self) -> str:
        """What the value is, with its horizon and discounting."""
        return what_it_is(self)

    def checked(self) -> "Settings":
        """The same settings; BadInput for the first part that is out of bounds."""
        if self.model not in MODELS:
            raise errors.BadInput(_("The model must be one of {names}.").format(names=", ".join(MODELS)), field="model")
        if self.unit not in get_args(Unit):
            raise errors.BadInput(_("The unit is day, week or month."), field="unit")
        if not 1 <= self.months <= LONGEST_MONTHS:
            raise errors.BadInput(_("Choose 1 to 60 months ahead."), field="months")
        if not 0 <= self.discount <= 1:
            raise errors.BadInput(_("The discount rate must be between 0 and 100 % a year."), field="discount")
        if self.margin is not None and not 0 < self.margin <= 1:
            raise errors.BadInput(_("The margin must be above 0 and at most 100 %."), field="margin")
        return self


USUAL: Final = Settings()
EXPECTED_MARGIN: Final = format_lazy(_lazy("Expected margin, {n} months"), n=USUAL.months)  # of the usual settings


@dataclass(frozen=True)
class Advice:
    """Which model fits what the ledger shows, and why, in a sentence or two from its data."""

    model: Model
    reason: str

    @property
    def title(self) -> str:
        return MODELS[self.model].title

    @property
    def fits(self) -> tuple[tuple[str, str], ...]:
        """Title of each model and when it fits, the recommended one first."""
        ordered = sorted(when().items(), key=lambda of: of[0] != self.model)
        return tuple((MODELS[model].title, text) for model, text in ordered)


def advised(
    *, customers: int, repeaters: int, silent: int = 0, sees_leaving: bool = True, shown: Model | None = None
) -> Advice:
    """The model to recommend by what the ledger shows; `silent` (for a year) and `sees_leaving` are told by the fit of `shown`.

    A ledger has purchases, not contracts, so customers leave unseen. Where some bought only once, BG/NBD is out, as it takes
    each of them for a customer still: MBG/NBD. Where all bought again, the plainer BG/NBD will do. A fit that sees nobody
    leave although customers fell silent is compared with Pareto/NBD, where they may leave between purchases; with that, too,
    purchases alone cannot tell. Source: Fader, Hardie and Lee 2005; Batislam, Denizel and Filiztekin 2007.
    """
    once = customers - repeaters
    told = {name: numbers.count(number) for name, number in (("once", once), ("all", customers), ("silent", silent))}
    if once:
        why = ngettext(
            "The {all} customer bought only once and may have left since, which this model allows for.",
            "Of {all} customers, {once} bought only once and may have left since, which this model allows for.",
            customers,
        )
    else:
        why = ngettext(
            "The {all} customer bought again, so there is no one-time buyer to judge and the simplest model will do.",
            "All {all} customers bought again, so there is no one-time buyer to judge and the simplest model will do.",
            customers,
        )
    sentences = [_("The ledger shows purchases, not contracts."), why]
    if silent and not sees_leaving and shown is not None:
        unseen = _("{model} cannot see who of the {silent} silent for a year has left")
        other = _("purchases alone do not tell.") if shown == "pareto_nbd" else _("compare Pareto/NBD.")
        sentences.append(f"{unseen}: {other}")
    told["model"] = MODELS[shown].title if shown else ""
    return Advice("mbg_nbd" if once else "bg_nbd", " ".join(sentences).format(**told))


def when() -> dict[Model, str]:
    """When each model fits. All are for purchases without a contract."""
    return {
        "mbg_nbd": _("when some customers bought only once: any of them may have left after any purchase"),
        "bg_nbd": _("when all customers buy again: it takes a one-time buyer for a customer still"),
        "pareto_nbd": _("when customers leave at any time, not after a purchase; slower to compute"),
    }


def sentence(refused: LifetimeError) -> str:
    """Why a model cannot be fitted, in the reader's language."""
    sentences = {
        Fault.NO_PURCHASES: _("The ledger has no purchases by named customers."),
        Fault.TOO_FEW: _("At least {least} customers are needed to fit a model; there are {found}."),
        Fault.ONE_TIME_BUYERS: _(
            "At least {least} customers who bought again are needed to estimate how often they do; there are {found}."
        ),
        Fault.NO_MARGIN: _(
            "The ledger has cost of goods for less than half of its revenue, so no margin is known. Enter a margin."
        ),
        Fault.CONSTANT_VALUE: _(
            "Customers do not differ in what they spend per purchase, so everyone gets the same value."
        ),
        Fault.NO_VALUE: _("Repeat purchases have no amounts above zero, so no value can be computed."),
        Fault.NEVER_LOST: _("No contract was lost, so the risk of losing one cannot be fitted."),
        Fault.ALL_LOST_AT_ONCE: _(
            "Losses or renewals in at least two periods are needed to tell how customers differ. Add the next period."
        ),
        Fault.NOT_CONVERGED: _("The fit of {model} did not converge, so its figures are not shown."),
    }
    return sentences.get(refused.fault, str(refused)).format(**refused.words)


def expected_margin(months: int) -> str:
    """What a lifetime value is, as headings call it."""
    sentence = ngettext("Expected margin, {n} month", "Expected margin, {n} months", months)
    return sentence.format(n=months)


def what_it_is(settings: Settings) -> str:
    """What a lifetime value is, with its horizon and discounting."""
    sentence = ngettext(
        "Lifetime value is the margin the model expects of purchases in the next {n} month, discounted at {rate} a year to the "
        "ledger’s last day. What was bought before and what may come later is not in it, and cost to serve is not deducted.",
        "Lifetime value is the margin the model expects of purchases in the next {n} months, discounted at {rate} a year to the "
        "ledger’s last day. What was bought before and what may come later is not in it, and cost to serve is not deducted.",
        settings.months,
    )
    return sentence.format(n=settings.months, rate=money.percent(settings.discount))


def why_less() -> str:
    """Why a lifetime value can be less than the margin of as many months before."""
    return _(
        "It can be less than the margin of the last twelve months: the model expects some customers to leave or to buy less often, and "
        "purchases nearer to everybody’s after a good year; it continues no growth and counts later money for less. Lines without a "
        "customer are not in it."
    )


def caveat(*, sees_leaving: bool) -> str:
    """What stands beside every lifetime value of a result; empty where its model can see who left."""
    return "" if sees_leaving else _("too high for customers who have gone quiet: the model cannot see who left")


@dataclass(frozen=True)
class Meaning:
    """A parameter, or two that belong together, in words. `low` and `high` are None where the data say too little."""

    name: str
    value: float
    low: float | None
    high: float | None
    words: str

    @property
    def shown(self) -> str:
        return _significant(self.value)

    @property
    def shown_interval(self) -> str:
        return "" if self.low is None or self.high is None else f"{_significant(self.low)}–{_significant(self.high)}"


def meanings(
    model: str, parameters: Mapping[str, float], intervals: Mapping[str, tuple[float, float]]
) -> tuple[Meaning, ...]:
    """Each parameter with its interval and what it says. Source: the papers named in `analytics/lifetime`."""
    names = MODELS[model].names if model in MODELS else tuple(parameters)
    words = _words(model)

    def meaning(name: str) -> Meaning:
        low, high = intervals.get(name, (None, None))
        return Meaning(name, parameters[name], low, high, words.get(name, ""))

    return tuple(meaning(name) for name in names)


def _words(model: str) -> dict[str, str]:
    buying = {
        "r": _("how similar purchase rates are across customers: higher means more similar"),
        "alpha": _("the scale of the rates: r ÷ α purchases are made per unit of time"),
    }
    if model == "pareto_nbd":
        return buying | {
            "s": _("how similar the lifetimes of customers are: higher means more similar"),
            "beta": _("the scale of lifetimes: s ÷ β leave per unit of time"),
        }
    if model == "sbg":
        return {
            "alpha": _("with β, the loss of customers: α ÷ (α + β) leave at the first renewal"),
            "beta": _("with α, how similar they are in that: higher values of both mean more similar"),
        }
    if model == "gamma_gamma":
        return {
            "p": _("how regular the purchases of one customer are: higher means more regular"),
            "q": _("how similar spending is across customers: higher means more similar"),
            "v": _("the scale of spending: p × v ÷ (q − 1) is what a new customer spends per purchase"),
        }
    return buying | {
        "a": _("with b, the loss of customers: a ÷ (a + b) leave after a purchase"),
        "b": _("with a, how similar they are in that: higher values of both mean more similar"),
    }


def _significant(value: float) -> str:
    """Three significant digits, without powers of ten: 0.0000312, 4.41, 29 600."""
    if not value or not math.isfinite(value):
        return str(value)
    places = 2 - math.floor(math.log10(abs(value)))
    return numbers.count(round(value, places)) if places <= 0 else f"{value:.{places}f}"
