"""Amounts as pages type them, ours and the customer's: one field for each line, amount-KEY."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.value.cases.sheet_form import number
from covalue.value.claims import deliveries
from covalue.value.claims.deliveries import Delivered


def amounts_typed(typed: Mapping[str, Any]) -> dict[str, Decimal]:
    """Amounts by line, as people write them; BadInput where one cannot be read. What was left empty is left out."""
    amounts = {}
    for field in typed:
        if field.startswith("amount-"):
            value = number(str(typed[field]).strip(), field)
            if value is not None:
                amounts[field.removeprefix("amount-")] = _decimal(value, field)
    return amounts


def lines_typed(typed: Mapping[str, Any], lines: Iterable[Delivered]) -> tuple[Delivered, ...]:
    """These lines with the amounts typed; a line left empty delivered nothing."""
    amounts = amounts_typed(typed)
    nothing = deliveries.NOTHING
    return tuple(line.model_copy(update={"amount": amounts.get(line.key, nothing)}) for line in lines)


def _decimal(value: float, field: str) -> Decimal:
    try:
        amount = deliveries.cents(Decimal(repr(value)))
    except InvalidOperation:
        raise errors.BadInput(_("This is not a number."), field=field) from None
    if abs(amount) > deliveries.LARGEST:
        raise errors.BadInput(_("This amount is too large."), field=field)
    return amount


def texts_typed(typed: Mapping[str, Any]) -> dict[str, str]:
    """What stands in these fields, by line, for a page that is shown again."""
    return {field.removeprefix("amount-"): text for field, text in typed.items() if field.startswith("amount-")}
