"""How a sheet's numbers and choices are written in its fields."""

import math
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.analytics.value.case import GIVEN
from covalue.analytics.value.uncertainty import Shape
from covalue.core import money
from covalue.core.periods import Period
from covalue.value.cases.sheet import AssumptionRow, LineRow
from covalue.value.cases.sources import SOURCE_NAMES
from covalue.value.claims import deliveries
from covalue.value.rules import ANSWER_NAMES, Answer
from covalue.value.signing import amounts, documents
from covalue.value.statement import words
from covalue.value.statement.rules import Later

register = template.Library()

# A line's kind and side are one choice: who gets it, or gives it.
KINDS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("benefit|customer", _("their benefit")),
    ("cost|customer", _("their cost")),
    ("price|supplier", _("our price")),
    ("cost|supplier", _("our cost")),
    ("benefit|supplier", _("our benefit")),
    ("reference price|customer", _("price of the alternative")),
)


SHAPES: Final[dict[str, str | Promise]] = {
    Shape.PERT: _("values near the base are most likely"),
    Shape.EVEN: _("every value between low and high is equally likely"),
}


@register.filter
def figure(value: float | None, digits: int = 6) -> str:
    """1 240.5, to so many significant digits."""
    return money.UNKNOWN if value is None else money.figure(value, digits)


@register.filter
def has_ranges(document: dict[str, Any]) -> bool:
    """Whether any assumption of a case's document has a range."""
    return documents.has_ranges(document)


@register.filter
def source_name(group: str) -> str:
    """revenue → Revenue, in the reader's language; a dash where none is said."""
    return str(SOURCE_NAMES.get(group, group)) or "–"


@register.filter
def source_names(groups: tuple[str, ...]) -> str:
    """Cost, Revenue."""
    return ", ".join(source_name(group) for group in groups) or "–"


@register.filter
def figure_typed(value: float | str | None) -> str:
    """As one would type it: 1240.5; nothing for a row that is not there yet."""
    if value is None or isinstance(value, str):
        return ""
    return money.plain_to_all(f"{value:.12g}" if abs(value) < 1e12 else repr(value))


@register.filter
def figure_shown(value: float) -> str:
    """In a field as people read it, 1 600: `money.read` takes it without a question, to the last digit."""
    text = money.figure(value, 17)
    return money.plain_to_all(text) if money.read(money.plain_to_all(text)) == value else figure_typed(value)


@register.filter
def rates_typed(rates: Mapping[str, float]) -> str:
    """Rates as one would type them: USD 0.92, GBP 1.17."""
    return ", ".join(f"{code} {figure_typed(rate)}" for code, rate in rates.items())


@register.filter
def exact(value: float) -> str:
    """All digits, as a field of numbers wants them: 0.1, 12, 1e+16."""
    return repr(value).removesuffix(".0")


@register.filter
def hundredfold(share: float | str | None) -> str:
    """0.08 → 8, for fields in per cent; nothing for a row that is not there yet."""
    return "" if share is None or isinstance(share, str) else money.plain_to_all(f"{share * 100:.10g}")


@register.filter
def worded(formula: str) -> str:
    """A formula that says what it is made of; nothing for a bare number, which the amount beside it says."""
    return "" if re.fullmatch(r"[\d\s.]*", formula) else formula


@register.filter
def months(ramp: str) -> float | None:
    """How many months a ramp-up takes where it is a plain number; None where a name or a formula says it."""
    try:
        return float(ramp)
    except ValueError:
        return None


@register.filter
def shape_name(row: Mapping[str, Any]) -> str:
    """How likely the values of an assumption's range are, where it is said and not the usual one."""
    shape = row.get("shape", Shape.TRIANGULAR) if row["low"] != row["high"] else Shape.TRIANGULAR
    return str(SHAPES.get(shape, ""))


@register.filter
def version(revision: int) -> int:
    """Versions are counted from 1, revisions from 0."""
    return revision + 1


@register.filter
def round_up(number: float) -> int:
    """Months begun count as months."""
    return math.ceil(number - 1e-6)


@register.filter
def percent_points(share: float) -> str:
    """0.714 → 71."""
    return money.count(share * 100)


@register.filter
def three_numbers(row: AssumptionRow | None) -> list[tuple[str, float | None]]:
    """Low, base and high with the names of their fields."""
    return [(name, getattr(row, name, None)) for name in ("low", "base", "high")]


@register.filter
def line_kinds(row: Any) -> tuple[tuple[str, str | Promise], ...]:
    """What a line can be."""
    return KINDS


@register.filter
def kind_of(row: LineRow | None) -> str:
    """What a line is, as one choice."""
    if not isinstance(row, LineRow):
        return KINDS[0][0]
    choice = f"{row.kind}|{row.side}"
    return next(
        (value for value, _label in KINDS if value == choice or value.split("|")[0] == row.kind == "price"), choice
    )


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """What a mapping holds under a key that is only known while the page is made; empty if nothing."""
    return mapping.get(key, "")


@register.filter
def share_of_gain(document: dict[str, Any]) -> documents.ShareOfGain | None:
    """What a case's document makes the customer pay of their gain."""
    return documents.share_of_gain(document)


@register.filter
def constants_of_line(document: dict[str, Any], key: str) -> str:
    """What a line's formula is multiplied by without saying so: 52.142857 weeks a year."""
    return documents.constants_in(document, "lines", key)


@register.filter
def constants_of_assumption(document: dict[str, Any], name: str) -> str:
    """The same of an assumption that is a formula."""
    return documents.constants_in(document, "assumptions", name)


@register.filter
def signed_as(amount: float, kind: str) -> float:
    """An amount of a document as its reader adds it up: negative for a cost or a price."""
    return -amount if kind in GIVEN and amount else amount


@register.filter
def presents(document: dict[str, Any]) -> amounts.Presents:
    """What each line of a case's document is worth on its first day; all together are the net present value."""
    return amounts.presents(document)


@register.filter
def amount(text: str) -> Decimal | None:
    """An amount as documents and signatures keep it."""
    return Decimal(text) if text else None


@register.filter
def later_words(later: Later, currency: str) -> str:
    """What is agreed and not due yet: starts on 1 March 2027: €58.2k a year promised, nothing due yet."""
    return words.of_later(later, currency)


@register.filter
def later_exact(later: Later, currency: str) -> str:
    """The same with exact amounts, as customers read it."""
    return words.of_later(later, currency, money.money)


@register.filter
def answered(answer: str) -> str:
    """What a contact did: agreed, in part, disagreed; withdrew where there is no answer."""
    return str(ANSWER_NAMES[Answer(answer)] if answer else _("withdrew"))


@register.filter
def begins_on(document: Mapping[str, str]) -> date:
    """The day from which the value of a case counts, where its document names one."""
    return date.fromisoformat(document["begins"])


@register.filter
def period_of(document: Mapping[str, str]) -> str:
    """The period of a claim's document, as one says it."""
    return deliveries.period_name(Period(date.fromisoformat(document["from"]), date.fromisoformat(document["until"])))


@register.filter
def hinted(mail: str) -> str:
    """A email address as it may be shown to whoever holds a link: p…@halden.example."""
    name, _at, domain = mail.partition("@")
    return f"{name[:1]}…@{domain}"


@register.filter
def unlocalized(year: object) -> str:
    """A year as it is written, without a comma for its thousand."""
    return str(year)
