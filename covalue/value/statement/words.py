"""What is agreed and not due yet, in words: from when, and how much in a full year or once."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from covalue.core import days, money
from covalue.value.statement.rules import Later

Written = Callable[[Decimal, str], str]


def of_later(later: Later, currency: str, written: Written = money.short_money) -> str:
    """Starts on 1 March 2027: €58.2k a year promised, nothing due yet."""
    return _("{start}: {amounts} promised, nothing due yet").format(
        start=start_of(later), amounts=_(" and ").join(_amounts(later, currency, written))
    )


def start_of(later: Later) -> str:
    """From when, which is not yet."""
    if not later.days:
        return _("no start date yet")
    first = days.written(later.days[0])
    return (_("starts on {day}") if len(later.days) == 1 else _("starts from {day} on")).format(day=first)


def _amounts(later: Later, currency: str, written: Written) -> Iterator[str]:
    if later.yearly:
        yield _("{amount} a year").format(amount=written(later.yearly, currency))
    if later.once:
        yield _("{amount} once").format(amount=written(later.once, currency))
