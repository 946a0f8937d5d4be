"""A back-up restored into an empty place is the same workspace: rows, ledger lines and files. By the command line."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

pytestmark = [pytest.mark.apart, pytest.mark.database]

COVALUE = str(Path(sys.executable).parent / "covalue")
SERVER = os.environ.get("COVALUE_TEST_DATABASE_URL", "")
ACCOUNTS = "id,name,parent\n1,Halden,\n2,Halden Wind,1\n3,Orsa Paper,\n"
LINES = "customer,document,date,amount\n2,a,2026-01-05,500\n3,b,2026-02-05,80\n,c,2026-02-06,10\n"

Run = Callable[..., subprocess.CompletedProcess[str]]


class Place:
    """A workspace of its own: a folder and a database."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.name = f"covalue_backup_{name}_{os.getpid()}"
        self.database = _on_server(self.name) if SERVER else f"sqlite:///{self.folder / 'covalue.sqlite3'}"
        self.folder.mkdir()
        if SERVER:
            _administer(f'CREATE DATABASE "{self.name}"')

    def run(self, *arguments: str, code: int = 0) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))}
        told = {"COVALUE_DATA_DIR": str(self.folder), "COVALUE_DATABASE_URL": self.database}
        done = subprocess.run([COVALUE, *arguments], env={**kept, **told}, capture_output=True, text=True)
        assert done.returncode == code, done.stderr + done.stdout
        return done.stdout + done.stderr if code else done.stdout

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table, as text; sessions and beats of workers aside."""
        if not SERVER:
            connection = sqlite3.connect(self.folder / "covalue.sqlite3")
            listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            return {
                name: _sorted(connection.execute(f'SELECT * FROM "{name}"')) for (name,) in connection.execute(listed)
            }
        with psycopg.connect(self.database) as server:
            listed = server.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
            return {name: _sorted(server.execute(f'SELECT * FROM "{name}"')) for (name,) in listed.fetchall()}

    def gone(self) -> None:
        if SERVER:
            _administer(f'DROP DATABASE "{self.name}" WITH (FORCE)')


@pytest.fixture
def places(tmp_path: Path):
    """A filled workspace and an empty place."""
    filled, empty = Place(tmp_path, "filled"), Place(tmp_path, "empty")
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "lines.csv").write_text(LINES)
    filled.run("migrate")
    filled.run("import", "accounts", str(tmp_path / "accounts.csv"), "--map", "key=id", "--map", "name=name",
               "--map", "parent=parent", "--source", "erp")  # fmt: skip
    filled.run("import", "ledger", str(tmp_path / "lines.csv"), "--source", "erp")
    kept = filled.folder / "files" / "attachments" / "2026" / "plan.pdf"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"%PDF-1.7 a plan")
    yield filled, empty
    filled.gone()
    empty.gone()


def test_a_backup_restored_is_the_same_row_by_row_and_line_by_line(places: tuple[Place, Place], tmp_path: Path) -> None:
    filled, empty = places
    filled.run("backup", str(tmp_path / "kept.tgz"))
    empty.run("restore", str(tmp_path / "kept.tgz"))
    assert empty.rows() == filled.rows()
    assert len(filled.rows()["accounts_account"]) == 3
    ask = ("portfolio", "--by", "net", "--top", "10", "--json")
    told = json.loads(filled.run(*ask))
    assert told == json.loads(empty.run(*ask)) and float(told["total"]) == 590
    assert (empty.folder / "files" / "attachments" / "2026" / "plan.pdf").read_bytes() == b"%PDF-1.7 a plan"


def test_a_workspace_that_is_not_empty_is_left_alone(places: tuple[Place, Place], tmp_path: Path) -> None:
    filled, _empty = places
    filled.run("backup", str(tmp_path / "kept.tgz"))
    before = filled.rows()
    assert "not empty" in filled.run("restore", str(tmp_path / "kept.tgz"), code=1)
    assert filled.rows() == before


def test_an_archive_cut_short_fills_nothing(places: tuple[Place, Place], tmp_path: Path) -> None:
    filled, empty = places
    filled.run("backup", str(tmp_path / "kept.tgz"))
    whole = (tmp_path / "kept.tgz").read_bytes()
    (tmp_path / "cut.tgz").write_bytes(whole[: len(whole) // 2])
    assert "is not a complete backup" in empty.run("restore", str(tmp_path / "cut.tgz"), code=1)
    empty.run("restore", str(tmp_path / "kept.tgz"))
    assert empty.rows() == filled.rows()


KILLED_AT = {"ledger": ["database", "ledger"], "database": ["database"]}


@pytest.mark.parametrize(("before", "missing"), [("files", None), *KILLED_AT.items()])
def test_a_restore_killed_on_its_way_says_what_is_missing_and_goes_on(
    places: tuple[Place, Place], tmp_path: Path, before: str, missing: list[str] | None
) -> None:
    """Killed while unpacking, before the ledger or before the database came into its place."""
    filled, empty = places
    filled.run("backup", str(tmp_path / "kept.tgz"))
    _killed(empty, tmp_path / "kept.tgz", before="unpacking" if missing is None else before)
    told = empty.run("check", code=1)
    assert ("Restore: was interrupted" in told) is (missing is not None), told
    for part in missing or ():
        assert part in told.split("still missing: ")[1].splitlines()[0]
    if missing is not None:
        assert "interrupted" in empty.run("portfolio", code=1), "nobody works in half of it"
    empty.run("restore", str(tmp_path / "kept.tgz"))
    assert empty.rows() == filled.rows()
    ask = ("portfolio", "--by", "net", "--top", "10", "--json")
    assert json.loads(empty.run(*ask)) == json.loads(filled.run(*ask))
    assert not list(empty.folder.glob("restor*"))


def test_check_in_a_new_place_makes_nothing(tmp_path: Path) -> None:
    if SERVER:
        pytest.skip("PostgreSQL's database is made by somebody else")
    new = Place(tmp_path, "new")
    assert "does not exist yet" in new.run("check", code=1)
    assert not list(new.folder.iterdir())


def _killed(place: Place, source: Path, *, before: str) -> None:
    """`covalue restore`, ended from outside as soon as it says that it comes to this part."""
    program = (
        "import os, sys\n"
        "from covalue.cli import output\n"
        f"output.Progress.__call__ = lambda self, told: os.kill(os.getpid(), 9) if told == {before!r} else None\n"
        "from covalue.cli import main\n"
        f"sys.exit(main(['restore', {str(source)!r}]))\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))}
    told = {"COVALUE_DATA_DIR": str(place.folder), "COVALUE_DATABASE_URL": place.database}
    assert subprocess.run([sys.executable, "-c", program], env={**kept, **told}).returncode == -9


def _sorted(rows: object) -> list[str]:
    return sorted(repr(row) for row in rows)  # type: ignore[attr-defined]


def _on_server(name: str) -> str:
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def _administer(statement: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(statement)  # type: ignore[arg-type]
