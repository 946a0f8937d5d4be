"""The money of a case's document as its reader adds it up: what each line is worth on the first day, to the last cent."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from covalue.analytics.value.case import Kind
from covalue.core import money

GAIN: Final = "share of gain"  # no key of a line is this


@dataclass(frozen=True)
class Presents:
    """Present values in the currency's own decimals, negative for what the customer gives: by the key of a line, and of the share
    of the gain. They add up to `net`. What is only for comparison is in none.
    """

    lines: Mapping[str, Decimal]
    gain: Decimal | None
    net: Decimal


def presents(document: dict[str, Any]) -> Presents:
    """What a case's document holds, added up: benefits less cost and price are the net present value."""
    terms, figures = document["terms"], document["figures"]
    step = Decimal(1).scaleb(-money.minor_units(terms["currency"]))
    exact = {line["key"]: Decimal(str(figures["lines"][line["key"]]["present"])) for line in terms["lines"]}

    def of_kind(kind: Kind) -> dict[str, Decimal]:
        return {line["key"]: exact[line["key"]] for line in terms["lines"] if line["kind"] == kind}

    benefits, prices = of_kind(Kind.BENEFIT), of_kind(Kind.PRICE)
    if terms["gain_share"] and benefits:
        prices[GAIN] = Decimal(str(terms["gain_share"])) * sum(benefits.values())
    net, cost, price = (_rounded(Decimal(str(figures[name])), step) for name in ("npv", "total_cost", "price"))
    got = _adding_up(benefits, net + cost, step)
    given = {**_adding_up(of_kind(Kind.COST), cost - price, step), **_adding_up(prices, price, step)}
    found = {**got, **{key: -amount for key, amount in given.items()}}
    gain = found.pop(GAIN, None)
    return Presents(found, gain, net)


def _adding_up(amounts: Mapping[str, Decimal], total: Decimal, step: Decimal) -> dict[str, Decimal]:
    """Rounded so that they are the total: where single roundings leave a step or two, those nearest the half are rounded the
    other way.
    """
    rounded = {key: _rounded(amount, step) for key, amount in amounts.items()}
    steps = int((total - sum(rounded.values())) / step)
    if not steps or abs(steps) > len(rounded):
        return rounded
    side = 1 if steps > 0 else -1
    nearest = sorted(amounts, key=lambda key: side * (rounded[key] - amounts[key]))
    return {**rounded, **{key: rounded[key] + side * step for key in nearest[: abs(steps)]}}


def _rounded(amount: Decimal, step: Decimal) -> Decimal:
    return amount.quantize(step, rounding=ROUND_HALF_UP)
