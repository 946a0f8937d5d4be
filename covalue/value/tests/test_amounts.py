"""What a person signs says of each amount what it is, to the last cent, and adds up to the total shown."""

import html
import re
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags
from hypothesis import given, settings
from hypothesis import strategies as st

from covalue.analytics.value.case import CaseSide, Kind
from covalue.core import money
from covalue.value.cases import figures
from covalue.value.cases.sheet import LineRow, Sheet
from covalue.value.signing import amounts, documents
from covalue.value.tests.test_what_is_signed import SHEET


def document_of(sheet: Sheet, begins: str = "2027-03-01") -> dict[str, Any]:
    result = figures.of(sheet).result
    assert result is not None
    text = documents.of_case(sheet, result, account="Halden", title="C", target="", revision=1, begins=begins)
    return documents.read(text)


def words_of(document: dict[str, Any]) -> str:
    page = render_to_string("value/signing/_document.html", {"document": document, "supplier": "Northwind"})
    return re.sub(r"[ \n]+", " ", html.unescape(strip_tags(page)))


def amounts_in(text: str) -> list[Decimal]:
    """Every amount in euros, as it is written."""
    plain = re.sub(r"(?<=\d)[\u2009\u202f\u00a0](?=\d)", "", text).replace(money.MINUS, "-")
    return [Decimal(sign + whole) for sign, whole in re.findall(r"(-?)€(\d+\.\d\d)\b", plain)]


@pytest.mark.parametrize("currency", ["EUR", "JPY", "OMR"])
def test_present_values_add_up_to_the_net_present_value_in_the_decimals_of_the_currency(currency: str) -> None:
    document = document_of(SHEET.model_copy(update={"currency": currency, "rates": {"USD": 0.9, "EUR": 1.1}}))
    found = amounts.presents(document)
    assert found.gain is not None and found.gain < 0
    assert sum(found.lines.values()) + found.gain == found.net
    assert {-amount.as_tuple().exponent for amount in (*found.lines.values(), found.net)} == {
        money.minor_units(currency)
    }
    assert set(found.lines) == {"a", "b", "c", "p"}, "what they have is only compared with"


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=8), st.lists(st.floats(1, 1e6), max_size=8))
def test_whatever_the_lines_come_to_they_add_up(got: list[float], given_up: list[float]) -> None:
    lines = [LineRow(title=f"b{place}", formula=f"{amount:.6f}") for place, amount in enumerate(got)]
    lines += [LineRow(title=f"c{place}", formula=f"{amount:.6f}", kind="cost") for place, amount in enumerate(given_up)]
    document = document_of(Sheet(lines=tuple(lines), gain_share=0.07))
    found = amounts.presents(document)
    assert sum(found.lines.values()) + (found.gain or 0) == found.net == money.cents(document["figures"]["npv"])
    exact = {key: Decimal(str(row["present"])) for key, row in document["figures"]["lines"].items()}
    assert all(abs(abs(found.lines[key]) - exact[key]) < Decimal("0.02") for key in exact)


def test_the_page_says_what_each_amount_is_and_rounds_none() -> None:
    document = document_of(SHEET)
    text = words_of(document)
    assert "Net present value to you" in text and "Your total cost, present value" in text
    assert (
        "Present value: what comes over 4 years, worth on 1 March 2027. A year’s amount comes in twelve equal months; each "
        "is discounted at 8\u202f% a year up to the end of its month. The present values add up to the net present value."
        in text
    )
    assert "Amount in a full year, or once" in text and "€900.00 a year" in text and "€500.00 once" in text
    assert not re.search(r"€[\d.]+[kM]", text)
    shown = amounts_in(text[text.index("What you get, and what you give") :])
    found = amounts.presents(document)
    for line in document["terms"]["lines"]:
        sign = -1 if line["kind"] in ("cost", "price") else 1
        assert sign * money.cents(document["figures"]["lines"][line["key"]]["amount"]) in shown
        assert line["key"] == "r" or found.lines[line["key"]] in shown
    assert found.net in amounts_in(text[: text.index("Payback")]), "the same in the figures above"


def test_where_the_case_names_no_day_the_words_do_without() -> None:
    document = document_of(SHEET, begins="")
    assert "worth on the day the value counts from" in words_of(document)
    with translation.override("de"):
        german = words_of(document_of(SHEET))
    assert "Barwert: was über 4 Jahre zusammenkommt, nach seinem Wert am 1. März 2027." in german


def test_a_claim_says_that_it_is_the_sum_of_its_period() -> None:
    claim = {
        "kind": "claim", "title": "C", "account": "Halden", "from": "2026-07-01", "until": "2026-09-30", "currency": "EUR",
        "lines": [{"key": "a", "title": "A", "group": "", "amount": "12345.67"}], "total": "12345.67", "remark": "", "evidence": [],
    }  # fmt: skip
    text = words_of(claim)
    assert "sum of Q3 26, not discounted" in text
    assert amounts_in(text) == [Decimal("12345.67"), Decimal("12345.67")]


@given(
    st.lists(
        st.tuples(st.sampled_from(Kind), st.sampled_from(CaseSide), st.floats(1, 1e6), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=25, deadline=None)
def test_what_is_given_is_negative_in_every_column(rows: list[tuple[Kind, CaseSide, float, bool]]) -> None:
    """Amount, P10, P90 and present value of a line have one sign, and the lower end comes first."""
    lines = [
        LineRow(title=f"x{place}", kind=kind, side=side, formula=f"{amount:.4f}", yearly=yearly)
        for place, (kind, side, amount, yearly) in enumerate(rows)
    ]
    result = figures.of(Sheet(lines=tuple(lines))).result
    assert result is not None
    for row in result.lines:
        given_away = row.line.kind in (Kind.COST, Kind.PRICE)
        for value in (row.signed_amount, *row.signed_ends, row.signed):
            assert (value < 0) == given_away
        assert row.signed_ends[0] <= row.signed_amount <= row.signed_ends[1]
