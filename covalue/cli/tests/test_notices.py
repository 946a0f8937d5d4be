"""A notice date on the command line: for people, for programs, refused."""

import json

import pytest

from covalue.cli.main import main

ASKED = ["notice", "--end", "2027-08-31", "--country", "GB", "--on", "2026-11-28"]


def test_a_notice_date_is_told_with_how_the_clause_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASKED, "--clause", "six months prior", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {**told, "read_as": told["read_as"][:38]} == {
        "notice_by": "2027-02-28",
        "state": "open",
        "read_as": "6 months before the end, 31 August 202",
    }
    assert main([*ASKED, "--clause", "six months prior"]) == 0
    assert capsys.readouterr().out.startswith("2027-02-28 (open)\n  read as: 6 months before the end")
    assert main(["notice", "--clause", "perpetual", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["notice_by"], told["state"]) == (None, "none")


def test_what_is_not_read_is_refused_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASKED, "--clause", "reasonable notice", "--json"]) == 1
    refused = capsys.readouterr()
    assert refused.out == "" and "depends on more than it says (“reasonable”)" in refused.err
    with pytest.raises(SystemExit) as stopped:
        main(["notice", "--end", "2027-02-31", "--clause", "six months prior"])
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    "command",
    [
        ("notice", "--clause", "six months prior", "--end"),
        ("portfolio", "--from"),
        ("portfolio", "--to"),
        ("clv", "fit", "x.csv", "--until"),
    ],
)
def test_a_day_written_otherwise_is_refused_with_a_sentence(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main([*command, "31.08.2027"])
    assert (
        refused.value.code == 2 and "“31.08.2027” is not a date; write one like 2027-08-31" in capsys.readouterr().err
    )
