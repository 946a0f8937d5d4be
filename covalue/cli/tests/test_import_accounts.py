"""Accounts from a file, by the command line: the tree, what finds an account again, what is refused, and the undo."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from covalue.accounts import actions, queries
from covalue.accounts.models import Account, Identifier, Lineage, MatchProposal
from covalue.accounts.tests.trees import lineage_is_true
from covalue.cli import main
from covalue.core.models import Event
from tests.world import NOW, US, World

SHARED = Path(__file__).parents[4] / "shared" / "data" / "crm-sales" / "accounts.csv"


@dataclass(frozen=True)
class Result:
    """What `covalue import accounts` says of a file."""

    counts: tuple[int, int, int, int]  # created, changed, unchanged, rejected
    problems: list[tuple[int, str]]
    summary: dict[str, Any]


Load = Callable[..., Result]


def _loaded(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> Result:
    assert main(["import", "accounts", str(path), "--json", *options]) == 0
    summary = json.loads(capsys.readouterr().out)
    counts = tuple(summary[name] for name in ("created", "changed", "unchanged", "rejected"))
    return Result(counts, [(p["row"], p["reason"]) for p in summary["problems"]], summary)  # type: ignore[arg-type]


@pytest.fixture
def load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Load:
    """Import a text."""

    def run(text: str | bytes, *options: str) -> Result:
        path = tmp_path / "accounts.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return _loaded(path, capsys, *options)

    return run


def of(key: str) -> Account:
    return Account.objects.get(identifiers__source="crm", identifiers__key=key)


def above(key: str) -> list[str]:
    return [account.name for account in queries.ancestors_of(of(key))]


@pytest.mark.django_db
def test_who_would_be_its_own_ancestor_is_refused_and_what_hangs_on_it_is_taken(load: Load) -> None:
    text = "name,parent\nA,B\nB,A\nC,A\nD,D\n,A\nE,\nE,\n"
    result = load(text)
    assert result.counts == (2, 0, 0, 5)
    assert dict(result.problems) == {
        2: "it would be its own parent",
        3: "it would be its own parent",
        5: "it would be its own parent",
        6: "name is missing",
        8: "row 7 is about the same record and is used instead",
    }
    assert result.summary["notes"] == ["row 4, C: it refers to row 2, which is rejected; “parent” was left as it is"]
    assert load(text).counts == (0, 0, 2, 5)


@pytest.mark.skipif(not SHARED.exists(), reason="the CRM export lies beside the project, not in it")
@pytest.mark.django_db
def test_the_crm_export_has_seven_parents_and_fifteen_subsidiaries(capsys: pytest.CaptureFixture[str]) -> None:
    readme = ["--map", "name=account", "--map", "parent=subsidiary_of", "--source", "crm"]
    result = _loaded(SHARED, capsys, *readme)
    assert result.counts == (85, 0, 0, 0) and result.problems == []
    assert (result.summary["read"], result.summary["parents"], result.summary["subsidiaries"]) == (85, 7, 15)
    assert Account.objects.filter(parent__identifiers__source="crm").count() == 15
    assert _loaded(SHARED, capsys, *readme).counts == (0, 0, 85, 0)
    more = ["--map", "sector=sector", "--map", "employees=employees", "--map", "countries=office_location"]
    again = _loaded(SHARED, capsys, *readme, *more)
    [(_row, reason)] = again.problems
    assert again.counts == (0, 84, 0, 1) and "Did you mean Philippines" in reason


@pytest.mark.django_db
def test_a_preview_changes_nothing_and_an_import_is_taken_back(
    load: Load, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    load("id,name,parent\nA,Aye,\n")
    before = Event.objects.count()
    path = tmp_path / "more.csv"
    path.write_text("id,name,parent\nA,Aye & Sons,\nB,Bee,A\nC,Cee,Nowhere\n")
    assert main(["import", "accounts", str(path), "--dry-run", "--json"]) == 0
    assert [row["does"] for row in json.loads(capsys.readouterr().out)] == ["change", "create", "create"]
    assert Event.objects.count() == before and not Identifier.objects.filter(key="B").exists()
    number = _loaded(path, capsys).summary["import_id"]
    assert (of("A").name, above("B")) == ("Aye & Sons", ["Aye & Sons"])
    assert main(["import", "undo", str(number), "--master-data"]) == 0
    assert of("A").name == "Aye" and not Identifier.objects.filter(key="B").exists() and lineage_is_true()


@pytest.mark.django_db
def test_a_parent_named_by_name_is_found_where_the_file_has_keys(load: Load) -> None:
    text = "id,name,parent\nK1,Halden,\nK2,Halden Wind,halden\nK3,Orsa Mill,Orsa\nK4,Orsa Wood,orsa\n"
    result = load(text)
    assert result.counts == (4, 0, 0, 0)
    left = "“parent” was left as it is"
    assert result.summary["notes"] == [
        f"row 4, Orsa Mill: “Orsa” is neither in Covalue nor in this file; {left}",
        f"row 5, Orsa Wood: “orsa” is neither in Covalue nor in this file; {left}",
    ]
    assert above("K2") == ["Halden"] and above("K3") == []
    result = load(text, "--create-parents")
    assert result.summary["notes"] == ["Orsa: created because rows name it as their parent"]
    assert result.counts == (1, 2, 2, 0) and of("K3").parent == of("K4").parent == of("Orsa")
    assert Account.objects.filter(name="Halden").count() == 1 and lineage_is_true()
    assert load(text, "--create-parents").counts == (0, 0, 4, 0)
    assert main(["import", "undo", str(result.summary["import_id"]), "--master-data"]) == 0
    assert sorted(Account.objects.values_list("name", flat=True)) == ["Halden", "Halden Wind", "Orsa Mill", "Orsa Wood"]


@pytest.mark.django_db
def test_a_parents_name_that_two_accounts_have_is_asked_for_by_key(load: Load) -> None:
    result = load("id,name,parent\nK1,Halden,\nK2,Halden,\nK3,Wind,Halden\nK4,Sun,K2\n")
    assert result.problems == [(4, "2 records are called “Halden”")]
    assert of("K4").parent == of("K2")


@pytest.mark.django_db
def test_two_accounts_change_places(load: Load) -> None:
    load("id,name,parent\nA,Aye,B\nB,Bee,\nC,Cee,A\n")
    result = load("id,name,parent\nA,Aye,\nB,Bee,A\nC,Cee,A\n", "--clear-empty")
    assert result.counts == (0, 2, 1, 0)
    assert above("B") == ["Aye"] and above("C") == ["Aye"] and lineage_is_true()


@pytest.mark.django_db
def test_a_cycle_against_what_stands_is_refused_and_the_rest_is_taken(load: Load) -> None:
    load("id,name,parent\nA,Aye,\nB,Bee,A\n")
    result = load("id,name,parent\nA,Aye,B\nN,New,A\n")
    assert result.problems == [(2, "it would be its own parent")]
    assert (result.counts, of("A").parent, of("N").parent) == ((1, 0, 0, 1), None, of("A"))


@pytest.mark.django_db
def test_an_empty_cell_says_nothing_unless_told(load: Load) -> None:
    load("id,name,parent,sector\nA,Aye,,Paper\nB,Bee,A,Wood\n")
    emptied = "id,name,parent,sector\nA,Aye,,\nB,Bee,,\n"
    assert load(emptied).counts == (0, 0, 2, 0)
    assert of("B").parent == of("A") and of("B").sector == "Wood"
    assert load(emptied, "--clear-empty").counts == (0, 2, 0, 0)
    assert of("B").parent is None and of("B").sector == "" and lineage_is_true()


@pytest.mark.django_db
def test_name_and_key_stand_in_for_each_other(load: Load) -> None:
    load("id,name\nK1,Halden\nK2,\n")
    assert (of("K1").name, of("K2").name) == ("Halden", "K2")
    assert load("id,name,sector\nK1,,Paper\n").counts == (0, 1, 0, 0) and of("K1").name == "Halden"
    assert load("id,sector\nK1,Wood\nK3,Wood\n", "--map", "key=id", "--map", "sector=sector").counts == (1, 1, 0, 0)
    assert load("Kundschaft\nHalden\nOrsa\n").counts == (1, 0, 1, 0) and of("Orsa").name == "Orsa"


@pytest.mark.django_db
def test_a_row_that_makes_no_sense_is_refused_and_can_be_loaded_corrected(load: Load) -> None:
    text = (
        f'id,name,currency,employees,country\n1,Good,eur,"1,200",Austria\n2,Bad,EURO,,\n3,Bad,,{"9" * 30},\n'
        f"4,Bad,,99999999999,\n5,Bad,,,Atlantis\n6,{'x' * 400},,,\n"
    )
    result = load(text)
    assert result.counts == (1, 0, 0, 5)
    assert (of("1").currency, of("1").employees, of("1").countries) == ("EUR", 1200, "AT")
    assert [reason for _row, reason in result.problems] == [
        "“EURO” is not a currency; use its three letters, such as EUR",
        "employees has more than 20 characters",
        "“99999999999” is not a number of people",
        "“Atlantis” is not a known country",
        "name has more than 300 characters",
    ]
    rejects = Path(result.summary["reject_file"]).read_text(encoding="utf-8-sig")
    assert load(rejects.replace("Atlantis", "Norway")).counts == (1, 0, 0, 4)


@pytest.mark.django_db
def test_each_account_that_changes_has_one_event(load: Load) -> None:
    load("id,name,parent\nA,Aye,\nB,Bee,\n")
    assert load("id,name,parent\nA,Aye,\nB,Bee & Sons,A\n").counts == (0, 1, 1, 0)
    verbs = Event.objects.filter(stream=f"account:{of('B').pk}").values_list("verb", flat=True)
    assert sorted(verbs) == ["created account", "edited account"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty"),
        ("id,name\n", "a heading but no lines"),
        ("who,what\n1,2\n", "no column “id”"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, sentence: str
) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(content)
    assert main(["import", "accounts", str(path), "--map", "key=id", "--map", "name=name"]) == 1
    assert sentence in capsys.readouterr().err
    assert not Identifier.objects.exists() and not Event.objects.exists()


@pytest.mark.django_db
def test_semicolons_latin_letters_and_breaks_within_cells_are_read(load: Load) -> None:
    load('name;note\n"Käse & Söhne";"two\nlines"\n\nمرحبا 🧀;x\n'.encode("cp1252", errors="ignore"))
    assert of("Käse & Söhne").name == "Käse & Söhne"


@pytest.mark.django_db
def test_like_names_in_one_import_are_proposed_to_a_person(load: Load) -> None:
    load("id,name,parent\n1,Ernst Handel,\n2,Ernst Handel AG,\n3,Orsa Paper,\n")
    [proposal] = MatchProposal.objects.all()
    assert {proposal.account.name, proposal.likely.name} == {"Ernst Handel", "Ernst Handel AG"}


@pytest.mark.django_db
def test_two_keys_of_one_account_after_a_merge_are_said(load: Load) -> None:
    text = "id,name,parent\n1,Ernst Handel,\n2,Ernst Handel AG,\n"
    load(text)
    actions.merge(US, kept=of("1"), gone=[of("2")], now=NOW)
    result = load(text)
    assert result.counts == (0, 0, 1, 1)
    assert result.problems == [(3, "row 2 is about the same record and is used instead")]


def test_a_name_in_place_of_a_key_finds_the_account_that_has_a_key(world: World, load: Load) -> None:
    assert load("Customer Name\nHalden Energy\n", "--source", "erp").counts == (0, 0, 1, 0)
    assert Identifier.objects.filter(account=world.energy).count() == 1


@pytest.mark.django_db
def test_a_deep_chain_is_taken_in_one_go(load: Load) -> None:
    rows = "".join(f"{n},Account {n},{n - 1 if n else ''}\n" for n in range(150))
    assert load("id,name,parent\n" + rows).problems == []
    assert Lineage.objects.filter(account=of("149")).count() == 150
