"""What can be asked of the portfolio and of an account's revenue: days, a part of the tree, which customers in which order."""

from typing import Annotated, Final, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import BeforeValidator, Field

from covalue.accounts.models import AccountClass
from covalue.core.periods import Period, last_of
from covalue.portfolio import figures
from covalue.web.inputs import Input, field, optional_text
from covalue.web.lists import PageNumber
from covalue.web.paging import Asked
from covalue.web.shapes import Day, Id, Text, Trimmed

PERIOD_PARTS: Final = ("from", "to")
Sort = Literal["net", "name", "change", "fall"]
Month = Annotated[Day, BeforeValidator(lambda text: f"{text}-01")]  # 2026-11, as its first day


class CustomerInput(Input):
    """A customer of the ledger by its ID in a source system; left out, all that have no account."""

    source: Trimmed = optional_text(_("Source system"), 60)
    key: Trimmed = optional_text(_("Customer ID"), 1000)

    @property
    def customers(self) -> list[tuple[str, str]] | None:
        """The customer named, as source and ID; None for all."""
        return [(self.source, self.key)] if self.source or self.key else None


class KnownCustomerInput(Input):
    """A customer of the ledger by its ID in a source system, and the account it is."""

    source: Trimmed = field(_("Source system"), min_length=1, max_length=60)
    key: Trimmed = field(_("Customer ID"), min_length=1, max_length=1000)
    account: Id


class PeriodQuery(Schema):
    """Dates, both included; without them the twelve months up to the last in the ledger."""

    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")

    @property
    def period(self) -> Period:
        """BadInput where it ends before it starts."""
        return figures.period(self.start, self.end)


class PortfolioQuery(PeriodQuery):
    within: Id | None = Field(None, description="an account: only it and the accounts below it")


class CustomersFilter(PortfolioQuery):
    account_class: AccountClass | None = Field(None, alias="class")
    abc: Literal["A", "B", "C"] | None = None
    q: Text = Field("", max_length=200, description="search terms for name or ID")
    sort: Sort = "net"


class CustomersQuery(CustomersFilter, Asked):
    """The ranking as a program reads it."""


class PortfolioPageQuery(CustomersFilter):
    """The ranking as a page shows it."""

    page: PageNumber = 1


class StoppedQuery(PortfolioQuery, Asked):
    """Who stopped buying, as a program reads it."""

    q: Text = Field("", max_length=200, description="search terms for name or ID")


class StoppedPageQuery(PortfolioQuery):
    """Who stopped buying, as a page shows it."""

    q: Text = Field("", max_length=200)
    page: PageNumber = 1


class OfferingsQuery(PeriodQuery):
    family: Text = Field("", max_length=100)


class LinesQuery(PeriodQuery, Asked):
    family: Text = Field("", max_length=100)
    offering: Text = Field("", max_length=100)


class OfferingsPageQuery(PeriodQuery):
    """What an account bought in a month, in the days from and to, or in twelve months; `kind` is one of the ledger's."""

    month: Month | None = None
    family: Text = Field("", max_length=100)
    offering: Text = Field("", max_length=100)
    kind: Text = Field("", max_length=40)
    page: PageNumber = 1

    @property
    def period(self) -> Period:
        """BadInput where it ends before it starts."""
        return Period(self.month, last_of(self.month)) if self.month and not self.start else super().period


class DeliveriesPageQuery(Schema):
    page: PageNumber = 1
