"""How dates, numbers, keys and kinds are read, and which rows are refused for what reason."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from covalue.ledger import importing
from covalue.ledger.mapping import Mapping
from covalue.ledger.rules import LedgerInputError
from covalue.ledger.tests.conftest import PLAIN


def amounts(desk, *written: str, decimal: str = "") -> list[Decimal | None]:
    """What the ledger makes of amounts as they are written, None where it refuses the row."""
    text = "customer\tdocument\tdate\tamount\n" + "".join(f"A\t{n}\t2024-01-05\t{w}\n" for n, w in enumerate(written))
    desk.bring(text, Mapping(fields=PLAIN, decimal=decimal))
    taken = dict(desk.rows("document, amount"))
    return [taken.get(str(n)) for n in range(len(written))]


def days(desk, *written: str, order: str = "") -> list[date | None]:
    """What the ledger makes of dates as they are written, None where it refuses the row."""
    text = "customer\tdocument\tdate\tamount\n" + "".join(f"A\t{n}\t{w}\t1\n" for n, w in enumerate(written))
    desk.bring(text, Mapping(fields=PLAIN, date_order=order))
    taken = dict(desk.rows("document, date"))
    return [taken.get(str(n)) for n in range(len(written))]


def _said(result, setting: str) -> str:
    """The sentence about what was assumed of a setting."""
    return " ".join(assumed.sentence for assumed in result.assumed if assumed.setting == setting)


@pytest.mark.parametrize(
    ("written", "worth"),
    [
        ("1234.56", "1234.56"), ("1,234.56", "1234.56"), ("1,234,567.89", "1234567.89"), ("€ 1,234.56", "1234.56"),
        ("$5.00", "5"), ("5.00 USD", "5"), ("-5.00", "-5"), ("5.00-", "-5"), ("(5.00)", "-5"), ("−5.00", "-5"),
        ("$(5.00)", "-5"), ("-$5.00", "-5"), ("+7.10", "7.1"), (".50", "0.5"), ("1 234.50", "1234.5"),
        ("1'234.50", "1234.5"), ("1\u00a0234.50", "1234.5"), ("1.5e3", "1500"), ("0.00", "0"), ("=5.00", None),
        ("NaN", None), ("inf", None), ("-Infinity", None), ("abc", None), ("1.2.3", None), ("12,34.5", None),
        ("1e400", None), ("999999999999999.00", None), ("--5", None), ("", None), ("(5", None), ("5 apples", None),
    ],
)  # fmt: skip
def test_amounts_with_a_point(desk, written, worth):
    assert amounts(desk, written, "1.25") == [None if worth is None else Decimal(worth), Decimal("1.25")]


@pytest.mark.parametrize(
    ("written", "worth"),
    [
        ("1.234,56", "1234.56"),
        ("1.234.567,8", "1234567.8"),
        ("12,5 €", "12.5"),
        ("-3,00", "-3"),
        ("(3,00)", "-3"),
        ("1 000,5", "1000.5"),
    ],
)
def test_amounts_with_a_comma_are_found(desk, written, worth):
    assert amounts(desk, written, "1,25") == [Decimal(worth), Decimal("1.25")]


def test_decimal_sign_can_be_told(desk):
    assert amounts(desk, "1,234", decimal=",") == [Decimal("1.234")]


def test_large_amounts_are_exact(desk):
    written = ["12345678901234.5678", "98765432109876.4321", "0.0001"]
    assert amounts(desk, *written) == [Decimal(text) for text in written]


def test_dates_of_the_year_first(desk):
    assert days(desk, "2024-02-29", "2024-1-5 10:30", "2024-01-05T23:59:59Z", "20240105", "2024/01/05") == [
        date(2024, 2, 29), date(2024, 1, 5), date(2024, 1, 5), date(2024, 1, 5), date(2024, 1, 5),
    ]  # fmt: skip


def test_day_first_is_found_from_the_whole_column(desk):
    assert days(desk, "05.01.2024", "31.01.2024", "1/2/24") == [
        date(2024, 1, 5),
        date(2024, 1, 31),
        date(2024, 2, 1),
    ]


def test_month_first_is_found_from_the_whole_column(desk):
    assert days(desk, "01/05/2024", "01/31/2024") == [date(2024, 1, 5), date(2024, 1, 31)]


def test_rows_that_contradict_the_order_are_refused_and_it_is_said(desk, lines):
    result = desk.bring(lines("A,1,31.01.2024,1", "A,2,30.01.2024,1", "A,3,01.31.2024,1"))
    assert [row for row, _ in desk.rejects(result)] == [4]
    assert "day first" in _said(result, "date_order")


def test_order_that_cannot_be_found_is_said(desk, lines):
    result = desk.bring(lines("A,1,01.02.2024,1"))
    assert "is ambiguous" in _said(result, "date_order")


def test_order_can_be_told(desk):
    assert days(desk, "01/02/2024", order="mdy") == [date(2024, 1, 2)]


@pytest.mark.parametrize("written", ["30.02.2024", "2023-02-29", "tomorrow", "", "45000", "0000-00-00", "2024-13-01"])
def test_what_is_no_date_is_refused(desk, written):
    assert days(desk, written, "2024-01-05") == [None, date(2024, 1, 5)]


def test_keys_are_trimmed_and_lose_the_point_a_spreadsheet_gave_them(desk, lines):
    desk.bring(
        lines(
            " 17850.0 ,536365.0,2024-01-05,1",
            "007,1,2024-01-05,1",
            "V1.0,2,2024-01-05,1",
            "  ,3,2024-01-05,1",
        )
    )
    assert desk.rows("customer, document") == [("007", "1"), ("17850", "536365"), ("V1.0", "2"), (None, "3")]


def test_kinds_are_checked(desk):
    text = "customer,document,date,amount,kind\n" + "".join(
        f"A,{n},2024-01-05,-1,{kind}\n" for n, kind in enumerate(["Credit", "cost_to_serve", "", "gift"])
    )
    result = desk.bring(text, Mapping(fields={**PLAIN, "kind": "kind"}))
    assert desk.rows("document, kind") == [("0", "credit"), ("1", "cost_to_serve"), ("2", "return")]
    assert "gift" in desk.rejects(result)[0][1]


def test_a_kind_or_currency_for_all_lines(desk, lines):
    mapping = Mapping(fields={**PLAIN, "kind": "'credit'", "currency": "'eur'"})
    desk.bring(lines("A,1,2024-01-05,1"), mapping)
    assert desk.rows("kind, currency") == [("credit", "EUR")]


def test_a_bad_quantity_refuses_the_row_and_an_empty_one_does_not(desk):
    text = "customer,document,date,amount,qty\nA,1,2024-01-05,1,\nA,2,2024-01-05,1,many\nA,3,2024-01-05,1,2\n"
    result = desk.bring(text, Mapping(fields={**PLAIN, "quantity": "qty"}))
    assert desk.rows("document, quantity") == [("1", None), ("3", Decimal(2))]
    assert desk.rejects(result) == [(3, "quantity is not a number this ledger can hold: many")]


def test_columns_may_be_called_like_ours_or_worse(desk):
    text = 'row_number,reason,"select ""x""",t_date,c0\nA,1,2024-01-05,10,z\n'
    fields = {
        "customer": "row_number",
        "document": "reason",
        "date": 'select "x"',
        "amount": "t_date",
        "offering": "c0",
    }
    desk.bring(text, Mapping(fields=fields))
    assert desk.rows("customer, document, amount, offering") == [("A", "1", Decimal(10), "z")]


def test_preview_shows_lines_as_they_would_come_in_and_why_others_would_not(desk, lines):
    path = desk.file(lines("A,1,2024-01-05,10", "A,2,never,10"))
    good, bad = importing.preview(path, Mapping(fields=PLAIN), temp_dir=desk.folder).rows
    assert (good.row_number, good.reason, good.values["amount"]) == (2, None, Decimal(10))
    assert bad.row_number == 3 and "never" in bad.reason
    assert desk.table.version is None


def test_preview_of_a_mapping_that_does_not_fit_says_so(desk, lines):
    path = desk.file(lines("A,1,2024-01-05,10"))
    with pytest.raises(LedgerInputError, match="no column “net”"):
        importing.preview(path, Mapping(fields={**PLAIN, "amount": "net"}), temp_dir=desk.folder)


AHEAD = date.today() + timedelta(days=366)


@pytest.mark.parametrize("far", ["9999-12-31", "0001-01-01", "1900-01-01", "1899-12-30", "1969-12-31", "2199-12-31"])
def test_a_day_nobody_means_is_refused_and_told_before_the_start(desk, far):
    """One such line would move the last period of every analysis, for everybody."""
    text = f"customer\tdocument\tdate\tamount\nA\t1\t2024-01-05\t10\nA\t2\t{far}\t20\n"
    result = desk.bring(text, Mapping(fields=PLAIN))
    assert (result.added, result.rejected) == (1, 1) and desk.rows("document, date") == [("1", date(2024, 1, 5))]
    assert f"the day is before 1970 or more than a year ahead: {far}" in Path(result.reject_file).read_text("utf-8-sig")
    assert f"1 line is dated before 1970 or more than a year ahead ({far}) and rejected" in _said(result, "far_days")


def test_a_day_within_a_year_is_taken(desk):
    assert days(desk, "1970-01-01", str(AHEAD), str(AHEAD + timedelta(days=1))) == [date(1970, 1, 1), AHEAD, None]


def test_days_far_ahead_that_are_meant_are_brought_in(desk):
    """Those no analysis can be asked for are not, whatever is said."""
    far = ("2190-01-01", "1950-03-01", "9999-12-31", "1900-01-01")
    text = "customer\tdocument\tdate\tamount\n" + "".join(f"A\t{n}\t{day}\t1\n" for n, day in enumerate(far))
    result = desk.bring(text, Mapping(fields=PLAIN, far_days="take"))
    assert sorted(document for (document,) in desk.rows("document")) == ["0", "1"] and result.rejected == 2
    assert "before 1900 or after 2199" in Path(result.reject_file).read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("2024-02-01", date(2024, 2, 1)), ("9999-12-31", None), ("31.12.9999", None), ("1900-01-01", None),
        ("1900-01-00", None), ("0001-01-01", None), ("", None),
    ],
)  # fmt: skip
def test_an_open_end_is_no_day_of_delivery(desk, written, taken):
    """The line comes in without it, so that no delivery is late, or on time, by a day nobody means."""
    text = f"customer\tdocument\tdate\tamount\trequired\nA\t1\t2024-01-05\t10\t{written}\nA\t2\t2024-01-05\t10\t2024-01-09\n"
    desk.bring(text, Mapping(fields={**PLAIN, "required": "required", "shipped": "required"}))
    assert dict(desk.rows("document, required"))["1"] == dict(desk.rows("document, shipped"))["1"] == taken


def test_any_other_far_day_of_delivery_is_refused(desk):
    text = "customer\tdocument\tdate\tamount\trequired\nA\t1\t2024-01-05\t10\t3024-02-01\n"
    assert desk.bring(text, Mapping(fields={**PLAIN, "required": "required"})).rejected == 1


def test_an_open_end_of_a_typed_column_is_none_either(desk):
    path = desk.folder / "typed.parquet"
    table = pa.table({"customer": ["A", "B"], "document": ["1", "2"], "amount": [1.0, 2.0],
                      "date": [date(2024, 1, 5), date(9999, 12, 31)], "required": [date(9999, 12, 31), date(2024, 1, 9)]})  # fmt: skip
    pq.write_table(table, path)
    result = desk.bring(path, Mapping(fields={**PLAIN, "required": "required"}))
    assert (result.added, result.rejected) == (1, 1) and desk.rows("document, required") == [("1", None)]
