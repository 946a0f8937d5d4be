"""`covalue raters`: a file of ratings on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from covalue.cli import workspace
from covalue.cli.main import main

PUBLISHED = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
ICC = {"ICC(1,1)": 0.166, "ICC(2,1)": 0.290, "ICC(3,1)": 0.715, "ICC(1,k)": 0.443, "ICC(2,k)": 0.620, "ICC(3,k)": 0.909}


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(workspace, "ensure", lambda: pytest.fail("it needs no workspace"))

    def run(text: str, *words: str, name: str = "ratings.csv") -> Any:
        path = tmp_path / name
        if text:
            path.write_text(text, encoding="utf-8")
        capsys.readouterr()
        if main(["raters", str(path), "--json", *words]) == 0:
            return json.loads(capsys.readouterr().out)
        refused = capsys.readouterr()
        assert refused.out == ""
        return refused.err

    return run


def written(separator: str = ",", *, names: bool = False, heading: str = "") -> str:
    lines = [
        separator.join([*([f"{place}"] if names else []), *map(str, row)]) for place, row in enumerate(PUBLISHED, 1)
    ]
    return "\n".join([*([heading] if heading else []), *lines]) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        written(),
        written(";"),
        written("\t", heading="Anna\tBo\tCarl\tDora"),
        written(",", names=True, heading="target,Anna,Bo,Carl,Dora"),
        written(",", names=True, heading=",1,2,3,4"),
    ],
)
def test_the_published_table_in_every_form(said: Any, text: str) -> None:
    found = said(text)
    assert (found["targets"], found["judges"], found["missing"]) == (6, 4, 0)
    assert {name: round(value, 3) for name, value in found["icc"].items()} == ICC
    assert set(found["alpha"]) == {"nominal", "ordinal", "interval", "ratio"}


def test_a_workbook(said: Any, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "ratings.xlsx") as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(
            [["", "A", "B", "C", "D"], *[[f"supplier {n}", *r] for n, r in enumerate(PUBLISHED)]]
        ):
            sheet.write_row(place, 0, row)
    found = said("", name="ratings.xlsx")
    assert {name: round(value, 3) for name, value in found["icc"].items()} == ICC
    assert found["judge_names"] == ["A", "B", "C", "D"]


def test_missing_ratings_are_said(said: Any) -> None:
    four = "A,B,C,D\n1,1,,1\n2,2,3,2\n3,3,3,3\n3,3,3,3\n2,2,2,2\n1,2,3,4\n4,4,4,4\n1,1,2,1\n2,2,2,2\nNA,5,5,5\n,.,1,1\n,3,*,\n"
    found = said(four)
    assert {level: round(value, 3) for level, value in found["alpha"].items()} == {
        "nominal": 0.743,
        "ordinal": 0.815,
        "interval": 0.849,
        "ratio": 0.797,
    }
    assert found["icc"] is None and "every judge" in found["icc_reason"] and found["missing"] == 7
    found = said(four, "--complete")
    assert found["targets_of_icc"] == 8 and found["icc_reason"] == "" and found["icc"]["ICC(3,1)"] > 0.5


def test_decimals_of_either_kind(said: Any) -> None:
    assert said("A;B\n1,5;2\n2,5;3\n4;4\n")["icc"] == said("A;B\n1.5;2\n2.5;3\n4;4\n")["icc"]
    assert "two ways" in said("A;B\n1,500;2\n2,500;3\n")
    assert "some with a comma" in said("A;B\n1,5;2.5\n2;3\n")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A,B\n1,good\n2,3\n", "row 2, “B”: “good”"),
        ("A\n1\n2\n", "one judge"),
        ("A,B\n1,2\n", "one target"),
        ("A,B\n3,3\n3,3\n", "the same"),
        ("A,B\n1,\n,2\n", "by two judges"),
        ("1,2\n4,5\n3,4\n", "--heading"),
        ("A,B\n1,1e999\n2,3\n", "too large"),
        ("\n", "empty"),
    ],
)
def test_bad_input_is_refused_with_the_reason(said: Any, text: str, why: str) -> None:
    assert why in said(text)


def test_a_first_line_that_may_be_either_is_decided_by_who_asks(said: Any) -> None:
    numbered = "1,2\n4,5\n3,4\n"
    assert said(numbered, "--heading", "yes")["targets"] == 2
    assert said(numbered, "--heading", "no")["targets"] == 3


def test_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(written(), encoding="utf-8")
    assert main(["raters", str(path)]) == 0
    assert "ICC(3,1)    0.715   95 %: 0.342 to 0.946" in capsys.readouterr().out
    assert main(["raters", str(tmp_path / "nowhere.csv")]) == 1
    assert "There is no file" in capsys.readouterr().err
