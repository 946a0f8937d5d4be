"""Contracts of a file, counted by age."""

from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from covalue.core import errors
from covalue.retention import files
from covalue.retention.rules import Segment
from covalue.retention.tests.tables import FILE

TODAY = date(2026, 11, 23)


def counted(tmp_path: Path, text: str, **asked: object) -> files.Counted:
    path = tmp_path / "contracts.csv"
    path.write_text(text, encoding="utf-8")
    mapping = asked.pop("mapping", None) or files.suggest(files.look(path).columns)
    told = {"period": "year", "until": None, "today": TODAY, **asked}
    return files.count(path, mapping, **told)  # type: ignore[arg-type]


def test_ages_and_losses(tmp_path: Path) -> None:
    found = counted(tmp_path, FILE, until=date(2023, 6, 1))
    assert found.segments == (Segment("All contracts", ((5, 3, 2, 2), (1,)), (1, 0, 0, 1), 20.0),)
    assert (found.tally.rows, found.tally.contracts, found.tally.rejected) == (6, 6, 0)
    assert found.segments[0].there == 2  # the one that ended before its renewal does not run


def test_a_contract_that_follows_another_is_its_renewal(tmp_path: Path) -> None:
    text = "client;start;ende\nA;01.02.2020;31.01.2021\nA;13.02.2021;\nB;13.02.2020;13.02.2021\nB;01.01.2022;\n"
    found = counted(tmp_path, text, until=date(2023, 3, 1))
    assert found.segments[0].vintages == ((2, 1, 1, 1), (1, 1))  # A three years; B one, and again from 2022
    assert (
        counted(tmp_path, text, until=date(2023, 3, 1), mapping={"begins": "start", "ends": "ende"}).tally.contracts
        == 4
    )


def test_segments_quarters_and_a_day_found(tmp_path: Path) -> None:
    text = "begin,end,plan\n2025-01-15,2025-07-15,gold\n2025-01-15,,gold\n2025-04-20,,blue\n2099-01-01,,blue\n"
    found = counted(tmp_path, text, period="quarter")
    assert found.until == date(2025, 7, 15) and found.tally.later == 1
    assert {one.name: one.vintages for one in found.segments} == {"gold": ((2, 2, 1),), "blue": ((1,),)}


def test_rows_that_cannot_be_are_told_with_their_number(tmp_path: Path) -> None:
    text = (
        "customer,begin,end,margin\nA,2020-01-01,,5\nB,2020-01-01,soon,5\nC,2020-01-01,2019-01-01,5\nD,,,5\n"
        "E,sometime,,5\nF,2020-01-01,,much\nG,2020-01-01,2021-01-01,5\nH,1900-01-01,9999-12-31,5\n"
    )
    found = counted(tmp_path, text)
    assert found.tally.contracts == 2 and found.tally.rejected == 6
    assert dict(found.tally.rejects) == {
        3: "the end date cannot be read: soon", 4: "it ends before it starts", 5: "there is no start date",
        6: "the start date cannot be read: sometime", 7: "the margin is not a number: much",
        9: "the start date is before 1970: 1900-01-01",
    }  # fmt: skip


def test_excel_and_parquet_are_read_alike(tmp_path: Path) -> None:
    days = [date(2020, 1, 1), date(2020, 1, 1), date(2021, 5, 1)]
    ends = [date(2021, 1, 1), None, None]
    book = openpyxl.Workbook()
    for row in [("start", "finish"), *zip(days, ends, strict=True)]:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "c.xlsx")
    pq.write_table(pa.table({"start": days, "finish": ends}), tmp_path / "c.parquet")
    for name in ("c.xlsx", "c.parquet"):
        mapping = {"begins": "start", "ends": "finish"}
        found = files.count(tmp_path / name, mapping, period="year", until=date(2023, 6, 1), today=TODAY)
        assert found.segments[0].vintages == ((2, 1, 1, 1), (1, 1, 1)), name


@pytest.mark.parametrize(
    ("text", "asked", "sentence"),
    [
        ("a,b\n1,2\n", {}, "Choose the column with the start date. The file has: a, b."),
        ("begin,b\n1,2\n", {}, "Choose the column with the end date, empty where a contract"),
        ("begin,end\nx,y\n", {}, "No rows could be imported. Row 2: the start date cannot be read: x."),
        ("begin,end\n2099-01-01,\n", {}, "All contracts start in the future"),
        ("begin,end\n2026-10-01,\n", {}, "No contract has reached its first renewal yet."),
        ("begin,end\n2026-10-01,\n", {"until": date(2020, 1, 1)}, "No contract had started by 2020-01-01."),
        ("begin,end\n1970-01-01,\n2026-01-01,\n", {"period": "month"}, "Choose a longer period."),
        ("begin,end\n2020-01-01,\n", {"until": date(2027, 1, 1)}, "What happens after today is not known yet"),
        ("begin,end\n", {}, "heading but no lines"),
        ("", {"mapping": {"begins": "a", "ends": "b"}}, "The file is empty."),
        ("begin,end\n1,2\n", {"mapping": {"begins": "begin", "ends": "gone"}}, "no column “gone”"),
        ("begin,end,segment\n" + "".join(f"2020-01-01,,s{n}\n" for n in range(13)), {}, "13 different values"),
    ],
)
def test_what_cannot_be_is_a_sentence(tmp_path: Path, text: str, asked: dict[str, object], sentence: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        counted(tmp_path, text, **asked)
    assert sentence in refused.value.sentence
