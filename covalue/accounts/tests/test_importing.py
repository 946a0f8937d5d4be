from collections.abc import Callable
from pathlib import Path

import pytest

from covalue.accounts import actions, importing, queries
from covalue.accounts.importing import AccountsImport
from covalue.accounts.models import Account, Identifier, Lineage, MatchProposal
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from tests.world import NOW, US, World

SHARED = Path(__file__).parents[4] / "shared" / "data" / "crm-sales" / "accounts.csv"
TREE = {"key": "id", "name": "name", "parent": "parent"}
Load = Callable[..., AccountsImport]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Import a CSV given as text."""

    def run(text: str, mapping: dict[str, str] | None = None, actor: Actor = US, **options: bool) -> AccountsImport:
        path = tmp_path / "accounts.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        file = importing.read_accounts(path, TREE if mapping is None else mapping, **options)
        return importing.import_accounts(actor, file=file, source="crm", now=NOW)

    return run


def of(key: str) -> Account:
    return Account.objects.get(identifiers__source="crm", identifiers__key=key)


def above(key: str) -> list[str]:
    return [account.name for account in queries.ancestors_of(of(key))]


def lineage_is_true() -> bool:
    """Whether the lineage says what following the parents says."""
    parents = dict(Account.objects.values_list("pk", "parent"))
    expected = set()
    for pk in parents:
        step, depth = pk, 0
        while step is not None:
            expected.add((step, pk, depth))
            step, depth = parents[step], depth + 1
    return expected == set(Lineage.objects.values_list("ancestor", "account", "depth"))


@pytest.mark.django_db
def test_a_tree_with_a_cycle_keeps_all_rows(load: Load) -> None:
    text = "name,parent\nA,B\nB,A\nC,A\nD,D\n,A\nC,\n"
    result = load(text, {"name": "name", "parent": "parent"})
    assert (result.read, result.created, result.rejected) == (6, 4, 2)
    assert {(p.row, p.key) for p in result.problems} == {(2, "A"), (3, "B"), (5, "D"), (6, ""), (7, "C")}
    assert above("C") == ["A"] and lineage_is_true()
    again = load(text, {"name": "name", "parent": "parent"})
    assert (again.created, again.changed, again.unchanged) == (0, 0, 4)


@pytest.mark.skipif(not SHARED.exists(), reason="the CRM export lies beside the project, not in it")
@pytest.mark.django_db
def test_the_crm_export_has_seven_parents_and_fifteen_subsidiaries() -> None:
    mapping = {
        "name": "account",
        "sector": "sector",
        "employees": "employees",
        "parent": "subsidiary_of",
        "countries": "office_location",
    }
    file = importing.read_accounts(SHARED, mapping)
    result = importing.import_accounts(US, file=file, source="crm", now=NOW)
    assert (result.read, result.parents, result.subsidiaries, result.rejected) == (85, 7, 15, 0)
    [problem] = result.problems
    assert "Did you mean Philippines" in problem.reason
    assert Account.objects.filter(parent__identifiers__source="crm").count() == 15
    again = importing.import_accounts(US, file=file, source="crm", now=NOW)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 85)


@pytest.mark.django_db
def test_a_parent_named_by_name_is_found_where_the_file_has_keys(load: Load) -> None:
    result = load("id,name,parent\nK1,Halden,\nK2,Halden Wind,halden\nK3,Orsa Mill,Orsa\nK4,Orsa Wood,Orsa\n")
    assert (result.created, result.problems) == (5, ())
    assert above("K2") == ["Halden"] and of("K3").parent == of("K4").parent == of("Orsa")
    assert Account.objects.filter(name="Halden").count() == 1


@pytest.mark.django_db
def test_a_parents_name_that_two_accounts_have_is_asked_for_by_key(load: Load) -> None:
    result = load("id,name,parent\nK1,Halden,\nK2,Halden,\nK3,Wind,Halden\nK4,Sun,K2\n")
    assert [(p.row, p.reason) for p in result.problems] == [
        (4, "2 accounts are called “Halden”; name its parent by key")
    ]
    assert of("K3").parent is None and of("K4").parent == of("K2")


@pytest.mark.django_db
def test_two_accounts_change_places(load: Load) -> None:
    load("id,name,parent\nA,Aye,B\nB,Bee,\nC,Cee,A\n")
    result = load("id,name,parent\nA,Aye,\nB,Bee,A\nC,Cee,A\n", clear_empty=True)
    assert (result.changed, result.unchanged, result.problems) == (2, 1, ())
    assert above("B") == ["Aye"] and above("C") == ["Aye"] and lineage_is_true()


@pytest.mark.django_db
def test_a_cycle_against_what_stands_is_a_row_problem_and_the_rest_is_taken(load: Load) -> None:
    load("id,name,parent\nA,Aye,\nB,Bee,A\n")
    result = load("id,name,parent\nA,Aye,B\nN,New,A\n")
    assert [(p.row, p.key) for p in result.problems] == [(2, "A")]
    assert (result.created, of("A").parent, of("N").parent) == (1, None, of("A"))


@pytest.mark.django_db
def test_an_empty_cell_says_nothing_unless_told(load: Load) -> None:
    mapping = {**TREE, "sector": "sector"}
    load("id,name,parent,sector\nA,Aye,,Paper\nB,Bee,A,Wood\n", mapping)
    emptied = "id,name,parent,sector\nA,Aye,,\nB,Bee,,\n"
    assert load(emptied, mapping).changed == 0
    assert of("B").parent == of("A") and of("B").sector == "Wood"
    assert load(emptied, mapping, clear_empty=True).changed == 2
    assert of("B").parent is None and of("B").sector == "" and lineage_is_true()


@pytest.mark.django_db
def test_what_makes_no_sense_is_left_out_and_said_and_the_row_is_kept(load: Load) -> None:
    mapping = {"key": "id", "name": "name", "currency": "cur", "employees": "emp", "countries": "land"}
    text = (
        f'id,name,cur,emp,land\n1,Good,eur,"1,200",Austria\n2,Bad,EURO,{"9" * 300},Atlantis\n3,{"x" * 400},,,\n4,,,,\n'
    )
    result = load(text, mapping)
    assert (result.created, result.rejected) == (3, 1)
    assert (of("1").currency, of("1").employees, of("1").countries) == ("EUR", 1200, "AT")
    assert (of("2").currency, of("2").employees, of("2").countries) == ("EUR", None, "")
    assert of("4").name == "4"
    assert [(p.row, p.reason.split(":")[0]) for p in result.problems] == [
        (3, "countries left out"), (3, "currency left out"), (3, "employees left out"),
        (4, "its name has more than 300 characters"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_each_account_that_changes_has_one_event_and_moves_are_counted_once(load: Load) -> None:
    load("id,name,parent\nA,Aye,\nB,Bee,\n")
    result = load("id,name,parent\nA,Aye,\nB,Bee & Sons,A\n")
    assert (result.changed, result.unchanged) == (1, 1)
    verbs = Event.objects.filter(stream=f"account:{of('B').pk}").values_list("verb", flat=True)
    assert sorted(verbs) == ["edited account", "moved account"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty"),
        ("id,name\n", "a header and no row"),
        ("id,name\n\x00,x\n", "zero bytes"),
        ("who,what\n1,2\n", "no column “id”"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(load: Load, content: str, sentence: str) -> None:
    with pytest.raises(errors.BadInput, match=sentence):
        load(content)
    assert not Identifier.objects.exists() and not Event.objects.exists()


@pytest.mark.django_db
def test_semicolons_latin_letters_and_breaks_within_cells_are_read(tmp_path: Path) -> None:
    path = tmp_path / "we*ird [1].csv"
    path.write_bytes('name;note\n"Käse & Söhne";"two\nlines"\n\nمرحبا 🧀;x\n'.encode("cp1252", errors="ignore"))
    file = importing.read_accounts(path, {"name": "name"})
    assert next((row.number, row.name) for row in file.rows) == (2, "Käse & Söhne")


def test_who_may_not_import_is_refused_and_nothing_is_written(world: World, load: Load) -> None:
    before = Event.objects.count()
    with pytest.raises(errors.NotAllowed):
        load("id,name,parent\nA,Aye,\n", actor=Actor(world.user(Role.SAM), "test"))
    assert Event.objects.count() == before and not Identifier.objects.filter(source="crm").exists()


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
    assert (result.created, result.changed) == (0, 0)
    assert [(p.row, p.reason) for p in result.problems] == [(3, "it is the same account as row 2, which counts")]


@pytest.mark.django_db
def test_a_deep_chain_is_taken_in_one_go(load: Load) -> None:
    rows = "".join(f"{n},Account {n},{n - 1 if n else ''}\n" for n in range(150))
    assert load("id,name,parent\n" + rows).problems == ()
    assert Lineage.objects.filter(account=of("149")).count() == 150
