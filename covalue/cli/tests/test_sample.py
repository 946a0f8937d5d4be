"""The sample data taken out again by the command line."""

from pathlib import Path

import pytest

from covalue.accounts.models import Account
from covalue.cli import main
from covalue.demo.tests.test_sample import first_user, load


def test_the_command_says_what_would_go_and_removes_it(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    load(first_user(), monkeypatch)
    assert main(["sample"]) == 0
    assert "3 accounts" in capsys.readouterr().out and Account.objects.count() == 4
    assert main(["sample", "--remove", "--backup", str(tmp_path / "b.tar.gz")]) == 0
    assert Account.objects.count() == 1 and (tmp_path / "b.tar.gz").is_file()
