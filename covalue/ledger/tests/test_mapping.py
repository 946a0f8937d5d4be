"""Fields from columns: what a mapping may say, what it may not, and what is suggested."""

import duckdb
import pytest

from covalue.ledger.mapping import Arithmetic, Column, Constant, Mapping, parse_number, parse_text, suggest
from covalue.ledger.rules import LedgerInputError

COLUMNS = ("CustomerID", "Unit Price", "Quantity", "Discount", "Rate-%")


def worth(text: str, **values: float) -> float:
    """What an expression is worth when its columns have these values."""
    parsed = parse_number(text, tuple(values), field_name="amount")
    assert isinstance(parsed, Arithmetic)
    return duckdb.execute("SELECT " + parsed.sql({name: str(value) for name, value in values.items()})).fetchone()[0]


def test_a_column_is_found_whatever_its_case_and_with_blanks():
    assert parse_text("customerid", COLUMNS, field_name="customer") == Column("CustomerID")
    assert parse_text('"Unit Price"', COLUMNS, field_name="customer") == Column("Unit Price")
    assert parse_number("Rate-%", COLUMNS, field_name="cost") == Column("Rate-%")


def test_a_constant_stands_in_single_quotes():
    assert parse_text("'EUR'", COLUMNS, field_name="currency") == Constant("EUR")
    assert parse_text("'it''s'", COLUMNS, field_name="unit") == Constant("it's")


def test_arithmetic_follows_the_rules_of_arithmetic():
    assert worth("a*b", a=2, b=3) == 6
    assert worth("a*(1-b)", a=10, b=0.25) == 7.5
    assert worth("-a + b/2", a=1, b=8) == 3
    assert worth("a*b", a=-2, b=-3) == 6
    assert worth("a - b", a=1, b=-3) == 4


def test_division_by_nothing_is_nothing():
    assert worth("a/b", a=1, b=0) is None


def test_quoted_columns_may_be_computed_with():
    parsed = parse_number('quantity * "unit price"', COLUMNS, field_name="amount")
    assert isinstance(parsed, Arithmetic)
    assert parsed.columns == ("Quantity", "Unit Price")


@pytest.mark.parametrize(
    "text",
    [
        "(SELECT 1)", "read_csv('x')", "Quantity; DROP TABLE raw", "getenv('HOME')", "Quantity || 'x'", "t.Quantity",
        "Quantity > 1", "CASE WHEN 1 THEN 2 END", "Quantity::VARCHAR", "Quantity*", "", "*", "1 -- note\n; SELECT 2", "$1",
    ],
)  # fmt: skip
def test_anything_but_arithmetic_over_columns_is_refused(text):
    with pytest.raises(LedgerInputError):
        parse_number(text, COLUMNS, field_name="amount")


def test_an_unknown_column_is_named_with_those_there_are():
    with pytest.raises(LedgerInputError, match="“Prize” for amount.*CustomerID"):
        parse_number("Quantity*Prize", COLUMNS, field_name="amount")


def test_a_missing_required_field_is_named():
    with pytest.raises(LedgerInputError, match="Choose the column for the document"):
        Mapping(fields={"customer": "CustomerID"}).check(COLUMNS)


def test_an_unknown_field_order_or_decimal_is_refused():
    for wrong in ({"fields": {"colour": "x"}}, {"date_order": "ydm"}, {"decimal": ";"}):
        with pytest.raises(LedgerInputError):
            Mapping(**wrong)


def test_a_mapping_survives_being_saved():
    mapping = Mapping(
        fields={"amount": 'Quantity*"Unit Price"', "currency": "'EUR'", "customer": "Straße\\“x”"},
        source="shop", date_order="dmy", decimal=",", separator="\t", encoding="cp1252",
    )  # fmt: skip
    assert Mapping.from_toml(mapping.to_toml()) == mapping
    assert Mapping.from_dict(mapping.as_dict()) == mapping


def test_what_is_no_toml_is_refused():
    with pytest.raises(LedgerInputError, match="not TOML"):
        Mapping.from_toml("fields = [")


def test_suggestion_knows_the_usual_names():
    found = suggest(["CustomerID", "InvoiceNo", "InvoiceDate", "StockCode", "Quantity", "UnitPrice", "Country"])
    assert found.fields == {
        "customer": "CustomerID", "document": "InvoiceNo", "date": "InvoiceDate", "offering": "StockCode",
        "region": "Country", "quantity": "Quantity", "amount": "Quantity*UnitPrice",
    }  # fmt: skip


def test_suggestion_takes_a_discount_of_shares_into_the_amount():
    columns = ["orderID", "orderDate", "unitPrice", "quantity", "discount"]
    rows = [{"unitPrice": "14.0", "quantity": "12", "discount": "0.15"}]
    assert suggest(columns, rows).fields["amount"] == "quantity*unitPrice*(1-discount)"


def test_suggestion_reads_german_headings():
    found = suggest(["Kunde", "Rechnungsnr", "Rechnungsdatum", "Artikelnr", "Menge", "Nettobetrag", "Währung"])
    assert found.fields["customer"] == "Kunde" and found.fields["amount"] == "Nettobetrag"
    assert found.fields["currency"] == "Währung"
    found.check(["Kunde", "Rechnungsnr", "Rechnungsdatum", "Artikelnr", "Menge", "Nettobetrag", "Währung"])


def test_suggestion_of_nothing_known_is_empty():
    assert suggest(["foo", "bar"]).fields == {}


@pytest.mark.parametrize("values", [("Revenue", "Capital"), ("A1", "B2"), ("sale", "gift")])
def test_a_type_that_is_no_kind_of_line_is_not_suggested(values):
    assert "kind" not in suggest(["Type"], [{"Type": value} for value in values]).fields
    assert suggest(["Type"], [{"Type": "Sale"}, {"Type": "credit"}]).fields == {"kind": "Type"}


def test_a_discount_of_shares_is_no_money():
    columns = ["document", "date", "sales", "discount"]
    assert "discount" not in suggest(columns, [{"discount": "0.2"}, {"discount": "0"}]).fields
    assert suggest(columns, [{"discount": "12.50"}]).fields["discount"] == "discount"


@pytest.mark.parametrize(
    "periods", [("2024", "2025", "2026"), ("Jan 2026", "Feb 2026", "Mar 2026"), ("Q1 2026", "Q2 2026", "Q3 2026")]
)
def test_a_cross_table_is_named(periods):
    with pytest.raises(LedgerInputError, match="cross table"):
        Mapping(fields={"customer": "customer"}).check(["customer", *periods])
