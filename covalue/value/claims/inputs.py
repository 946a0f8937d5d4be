"""What can be typed about a claim. Amounts are in the claim's currency, to the cent."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from covalue.core import errors
from covalue.core.periods import Period
from covalue.value.claims import deliveries
from covalue.value.claims.deliveries import Delivered
from covalue.web.inputs import Input, field, optional_text, rows
from covalue.web.shapes import Day, RowId, Text, Trimmed

Amount = Annotated[Decimal, Field(ge=-deliveries.LARGEST, le=deliveries.LARGEST, decimal_places=2, allow_inf_nan=False)]


class DeliveredInput(Input):
    """What a line of the case delivered. `side`: customer, or supplier for our own benefit, which is never shown to
    the customer.
    """

    key: Text = Field(min_length=1, max_length=40)
    title: Text = Field(min_length=1, max_length=120)
    group: Text = Field(default="", max_length=20)
    side: Literal["customer", "supplier"] = "customer"
    amount: Amount


class PeriodInput(Input):
    starts_on: Day = field(_("From"))
    ends_on: Day = field(_("Until"))


class ClaimFormInput(PeriodInput):
    """What the form of a claim holds beside its lines. `evidence` are files of the account."""

    remark: Trimmed = optional_text(
        _("How it was measured, and what affected it"), 4000, help=_("The customer reads this."), lines=3
    )
    evidence: list[RowId] = rows(
        _("Evidence"), most=50, help=_("Files of the account; the customer can open those you choose here.")
    )


class ClaimInput(ClaimFormInput):
    lines: list[DeliveredInput] = Field(min_length=1, max_length=100)


class ClaimEdit(ClaimInput, partial=True):
    """Only the fields sent change."""


class ClaimAnew(Input):
    """The same period with other lines."""

    lines: list[DeliveredInput] = Field(min_length=1, max_length=100)
    remark: Trimmed = Field(default="", max_length=4000)
    evidence: list[RowId] = Field(default=[], max_length=50)


class SettleInput(Input):
    words: Trimmed = field(_("How it was settled"), min_length=1, max_length=300)


def period_of(starts_on: date, ends_on: date) -> Period:
    """The days of a claim; BadInput when they end before they start."""
    if starts_on > ends_on:
        raise errors.BadInput(gettext("The period ends before it starts."), field="ends_on")
    return Period(starts_on, ends_on)


def delivered(lines: Iterable[DeliveredInput]) -> list[Delivered]:
    """The lines of a claim."""
    return [Delivered.model_validate(line.model_dump()) for line in lines]
