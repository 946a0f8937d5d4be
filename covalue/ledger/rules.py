"""The words of the ledger: its fields, the kinds of line, and what a table of them looks like."""

from datetime import date, timedelta
from typing import Final

FIELDS: Final = (
    "customer", "customer_name", "document", "line", "date", "offering", "offering_name", "unit", "region", "quantity", "list_amount",
    "discount", "amount", "cost", "currency", "kind", "required", "shipped",
)  # fmt: skip
# What a customer or an offering is called beside its number: it names the account or offering made, and is no column of the table.
NAMES: Final = ("customer_name", "offering_name")
REQUIRED: Final = ("document", "date", "amount")
TEXTS: Final = (
    "customer",
    "customer_name",
    "document",
    "offering",
    "offering_name",
    "unit",
    "region",
    "currency",
    "kind",
)
DATES: Final = ("date", "required", "shipped")
NUMBERS: Final = ("quantity", "list_amount", "discount", "amount", "cost")

KINDS: Final = ("sale", "return", "credit", "cost_to_serve", "activity")

ABANDONED_AFTER: Final = timedelta(days=14)  # a file that was sent and never started is discarded then

NUMBER_TYPE: Final = "DECIMAL(18,4)"
LONGEST_TEXT: Final = 1_000

# Column → type in the open table. Amounts, discounts and costs are money of the line's currency; `customer` is the
# key in the source's own words, NULL where nobody was named (unassigned). `required` is the day the customer asked for,
# `shipped` the day it left, NULL while it has not.
COLUMNS: Final = {
    "source": "VARCHAR",
    "document": "VARCHAR",
    "line": "BIGINT",
    "customer": "VARCHAR",
    "date": "DATE",
    "offering": "VARCHAR",
    "unit": "VARCHAR",
    "region": "VARCHAR",
    "quantity": NUMBER_TYPE,
    "list_amount": NUMBER_TYPE,
    "discount": NUMBER_TYPE,
    "amount": NUMBER_TYPE,
    "cost": NUMBER_TYPE,
    "currency": "VARCHAR",
    "kind": "VARCHAR",
    "required": "DATE",
    "shipped": "DATE",
    "import_id": "VARCHAR",
}
OF_LINES: Final = tuple(name for name in FIELDS if name in COLUMNS)  # the fields that are columns of the table
IDENTITY: Final = ("source", "document", "line")
YEAR_MARK: Final = " · "  # between a document and its year, where numbers begin again each year
VALUES: Final = tuple(name for name in COLUMNS if name not in (*IDENTITY, "import_id"))


AHEAD: Final = timedelta(days=366)  # further lie days that are hardly meant
EARLIEST: Final = date(1970, 1, 1)  # zero of spreadsheets and of missing values lies before
DELIVERED_WITHIN: Final = timedelta(days=3653)
EVER: Final = (date(1900, 1, 2), date(2199, 12, 31))  # what analyses can be asked for


class LedgerInputError(Exception):
    """A file that cannot be read as a ledger; the message says what is wrong and where."""


class TooManyRowsError(LedgerInputError):
    """A file of more rows than whoever reads it takes."""
