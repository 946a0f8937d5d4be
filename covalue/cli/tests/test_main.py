import io
import json
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator

from covalue.cli import main
from covalue.people import queries
from covalue.people.factors.tests.codes import with_app
from covalue.people.rules import Role
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def _ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_file_that_is_not_there_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = _ran(capsys, "import", "ledger", "nowhere.csv", "--map", "amount=x")
    assert code == 1 and err.endswith("covalue: There is no file nowhere.csv.\n")


def test_the_first_administrator_and_a_key(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVALUE_NEW_PASSWORD", "a sentence for tests only")
    assert _ran(capsys, "user", "ada@covalue.test", "--role", "administrator")[0] == 0
    code, _out, err = _ran(capsys, "user", "bo@covalue.test", "--role", "king")
    assert code == 1 and "“king” is not a role" in err
    code, out, _err = _ran(capsys, "token", "create", "ada@covalue.test", "--json")
    assert code == 0 and json.loads(out)["token"].startswith("cov_")


def test_a_password_that_nobody_can_type_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COVALUE_NEW_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code, _out, err = _ran(capsys, "user", "ada@covalue.test", "--role", "administrator")
    assert code == 1 and "COVALUE_NEW_PASSWORD" in err and "Traceback" not in err


def test_at_a_terminal_name_and_password_are_asked_for_and_the_password_twice(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COVALUE_NEW_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _prompt: "Ada Miller ")
    typed = ["a sentence for tests only", "a sentence for test only"]
    monkeypatch.setattr("getpass.getpass", lambda _prompt: typed.pop(0))
    code, _out, err = _ran(capsys, "user", "ada@covalue.test", "--role", "administrator")
    assert code == 1 and "The two passwords are not the same." in err
    typed += ["a sentence for tests only"] * 2
    assert _ran(capsys, "user", "ada@covalue.test", "--role", "administrator")[0] == 0
    ada = queries.by_email("ada@covalue.test")
    assert ada is not None and ada.name == "Ada Miller" and ada.check_password("a sentence for tests only")


def test_an_import_for_a_program(capsys: pytest.CaptureFixture[str], tmp_path: Path, world: World) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("who,no,day,money\nH-2,1,2026-01-05,10.5\n,2,2026-01-06,2\nH-3,3,never,1\n", encoding="utf-8")
    maps = [part for pair in ("customer=who", "document=no", "date=day", "amount=money") for part in ("--map", pair)]
    code, out, _err = _ran(capsys, "import", "ledger", str(file), *maps, "--source", "erp", "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["read"], told["added"], told["rejected"]) == (3, 2, 1)
    assert (told["amount_total"], told["amount_unassigned"]) == (12.5, 2.0)
    assert "never" in Path(told["reject_file"]).read_text(encoding="utf-8-sig")
    code, out, _err = _ran(capsys, "portfolio", "--by", "net", "--top", "1", "--json")
    assert json.loads(out)["accounts"][0]["name"] == "Halden Energy"


def test_a_token_is_shown_once(capsys: pytest.CaptureFixture[str], world: World) -> None:
    code, out, _err = _ran(capsys, "token", "create", world.user(Role.SAM).email, "--json")
    assert code == 0 and json.loads(out)["token"].startswith("cov_")
    code, _out, err = _ran(capsys, "token", "create", "nobody@covalue.test")
    assert code == 1 and "There is no user nobody@covalue.test." in err


def test_who_lost_phone_and_codes_is_helped_from_the_machine(capsys: pytest.CaptureFixture[str], world: World) -> None:
    ines = world.user(Role.SAM)
    assert main(["factors", "remove", ines.email]) == 1
    with_app(ines, NOW)
    assert main(["factors", "remove", "INES@covalue.test"]) == 0
    assert not Authenticator.objects.exists()
    assert main(["factors", "remove", "nobody@covalue.test"]) == 1
    assert "There is no user" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["import", "ledger"], ["nonsense"], []])
def test_what_is_not_understood_is_explained(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2 and "usage: covalue" in capsys.readouterr().err
