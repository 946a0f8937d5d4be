"""What value cases tell of an account in the working list: the whole relationship, as its statement says."""

from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts.working import Told, WorkingRow
from covalue.core.money import short_money
from covalue.value import queries
from covalue.value.statement import words
from covalue.value.statement.rules import Row
from covalue.web.tables import Column, Kind

KEY: Final = "value"


def _total(row: WorkingRow) -> Row:
    total: Row = row.told[KEY]
    return total


def _amount(amount: Decimal, row: WorkingRow) -> str | None:
    """Nothing promised or validated is a dash."""
    return short_money(amount, row.currency) if amount else None


def _later(row: WorkingRow) -> str:
    later = _total(row).later
    return words.of_later(later, row.currency) if later else ""


def _statement(row: WorkingRow) -> str:
    return reverse("value:statement", args=[row.account.pk]) + "?year=all"


VALUE: Final = Told(
    KEY,
    10,
    queries.totals_of,
    (
        Column(
            "promised",
            lambda row: _amount(_total(row).promised, row),
            _("Value promised"),
            Kind.FIGURES,
            note=_later,
        ),
        Column(
            "validated",
            lambda row: _amount(_total(row).money.validated, row),
            _("Validated"),
            Kind.FIGURES,
            href=_statement,
        ),
    ),
)
