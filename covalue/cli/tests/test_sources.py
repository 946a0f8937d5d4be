"""`covalue import calendar` and `covalue import mail`."""

import json
from pathlib import Path

import pytest

from covalue.cli import main
from covalue.people.rules import Role
from covalue.sources.models import Item, Source
from covalue.sources.tests.files import SIGNE, calendar, event, people
from covalue.sources.tests.test_mail import letter
from tests.world import World


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(list(arguments)) == 0
    said: dict[str, object] = json.loads(capsys.readouterr().out)
    return said


def test_a_calendar_is_imported_for_a_colleague(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.ics"
    file.write_bytes(calendar(event("DTSTART:20260112T090000Z", *people(SIGNE)), "BEGIN:VTODO\r\nEND:VTODO"))
    command = ("import", "calendar", str(file), "--owner", "INES@covalue.test", "--json")
    assert _said(capsys, *command) == {
        "read": 2, "meetings": 1, "added": 1, "changed": 0, "cancelled": 0, "skipped": 1, "mails_sent": 0,
    }  # fmt: skip
    assert _said(capsys, *command)["added"] == 0
    karl = _said(capsys, "import", "calendar", str(file), "--owner", "karl@covalue.test", "--json")
    assert (karl["meetings"], karl["added"]) == (1, 0)
    assert {source.owner for source in Source.objects.all()} == {world.user(Role.SAM), world.user(Role.TEAM_MEMBER)}


def test_mail_is_imported_for_a_colleague(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.eml").write_bytes(letter())
    start = b"From signe@halden.example Mon Jan 12 10:00:00 2026\n"
    (tmp_path / "b.mbox").write_bytes(start + letter(Message_ID="<2@x>") + b"\n" + start + letter(Date=""))
    (tmp_path / "c.txt").write_bytes(b"%PDF")
    paths = [str(tmp_path / name) for name in ("a.eml", "b.mbox", "c.txt")]
    command = ("import", "mail", *paths, "--owner", "ines@covalue.test", "--json")
    assert _said(capsys, *command) == {
        "read": 4, "added": 2, "unchanged": 0, "skipped": 2, "reasons": {"format": 1, "no date": 1},
    }  # fmt: skip
    again = _said(capsys, *command)
    assert (again["added"], again["unchanged"], Item.objects.count()) == (0, 2, 2)


@pytest.mark.parametrize("owner", ["nobody@covalue.test", "greta@covalue.test"])
def test_only_a_colleague_owns_a_source(
    owner: str, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.eml").write_bytes(letter())
    assert main(["import", "mail", str(tmp_path / "a.eml"), "--owner", owner]) == 1
    assert "no colleague" in capsys.readouterr().err
    assert main(["import", "calendar", str(tmp_path / "b.ics"), "--owner", "ines@covalue.test"]) == 1
    assert "There is no file" in capsys.readouterr().err
    assert not Source.objects.exists()
