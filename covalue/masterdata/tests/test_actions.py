"""Files of every noun brought in and taken back, as a whole and when something comes between."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Contact, Identifier, Lineage
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.masterdata import actions, files
from covalue.masterdata.models import FileImport, State, Touched
from covalue.masterdata.rules import Noun, Options, suggest
from covalue.organisation.models import Offering, Unit
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.search.queries import find
from tests.world import NOW, US, World

Bring = Callable[..., FileImport]
PEOPLE = "Full Name,Company,Email,Job Title,Manager\nAda Vik,Halden Energy,ada@h.test,Buyer,Liv Aas\nLiv Aas,H-2,liv@h.test,Head,\n"


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Import a text, by the mapping that is suggested."""

    def run(noun: Noun, text: str | bytes, actor: Actor = US, **options: bool) -> FileImport:
        path = tmp_path / "file.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        mapping = suggest(noun, files.columns_of(path))
        record, _planned = actions.import_file(
            actor, path=path, noun=noun, mapping=mapping, source="erp", now=NOW, options=Options(**options)
        )
        return record

    return run


def by(world: World, role: Role) -> Actor:
    return Actor(world.user(role), "test")


def counts(record: FileImport) -> tuple[int, int, int, int]:
    return record.created, record.changed, record.unchanged, record.rejected


def reasons(record: FileImport) -> list[str]:
    if not record.reject_file:
        return []
    lines = Path(record.reject_file).read_text(encoding="utf-8-sig").splitlines()
    return [line.rpartition(",")[2].strip('"') for line in lines[1:]]


def taken_back(record: FileImport) -> FileImport:
    actions.ask_undo(US, record=record, now=NOW)
    record.refresh_from_db()
    return actions.undo(US, record=record, now=NOW)


def test_contacts_come_in_find_their_manager_are_found_and_the_same_file_changes_nothing(
    world: World, bring: Bring
) -> None:
    record = bring(Noun.CONTACTS, PEOPLE)
    ada = Contact.objects.get(email="ada@h.test")
    assert counts(record) == (2, 0, 0, 0) and ada.account == world.energy
    assert ada.reports_to is not None and ada.reports_to.name == "Liv Aas"
    assert find("contact", "ada vik", limit=5) == (ada.pk,)
    events = Event.objects.count()
    assert counts(bring(Noun.CONTACTS, PEOPLE)) == (0, 0, 2, 0)
    assert Event.objects.count() == events + 2  # the file and its import, nothing on a contact


def test_an_undo_removes_and_puts_back_but_leaves_what_a_person_changed(world: World, bring: Bring) -> None:
    bring(Noun.CONTACTS, PEOPLE)
    record = bring(Noun.CONTACTS, PEOPLE.replace("Buyer", "Chief").replace("Head", "Boss") + "New One,H-2,n@h.test,,\n")
    assert counts(record) == (1, 2, 0, 0)
    liv = Contact.objects.get(name="Liv Aas")
    accounts.edit_contact(US, contact=liv, title="Director", now=NOW)
    done = taken_back(record)
    liv.refresh_from_db()
    assert liv.title == "Director" and done.left == ["Liv Aas was changed since; that change is kept."]
    assert Contact.objects.get(name="Ada Vik").title == "Buyer"
    assert not Contact.objects.filter(name="New One").exists() and find("contact", "New One", limit=5) == ()
    with pytest.raises(errors.WrongState):
        actions.ask_undo(US, record=done, now=NOW)


def test_what_was_created_stays_when_it_was_changed_or_is_in_use(world: World, bring: Bring) -> None:
    record = bring(Noun.ACCOUNTS, "name,key\nAlfa,A1\nBeta,B1\nGamma,G1\n")
    accounts.edit(US, account=Account.objects.get(name="Alfa"), sector="Steel", now=NOW)
    accounts.add_contact(US, account=Account.objects.get(name="Beta"), name="Bo", now=NOW)
    done = taken_back(record)
    assert sorted(done.left) == ["Alfa was changed since and is kept.", "Beta is in use by now and is kept."]
    assert not Account.objects.filter(name="Gamma").exists() and not Identifier.objects.filter(key="G1").exists()


def test_accounts_stand_in_their_tree_under_parents_of_the_file_and_ours(world: World, bring: Bring) -> None:
    text = "Account Name,Account ID,Parent Account,Industry,Billing Country\nChild,C1,Mother,Steel,Norway\nMother,M1,H-1,,\n"
    record = bring(Noun.ACCOUNTS, text)
    child = Account.objects.get(name="Child")
    assert counts(record) == (2, 0, 0, 0) and (child.sector, child.countries) == ("Steel", "NO")
    above = Lineage.objects.filter(account=child).order_by("depth").values_list("ancestor__name", flat=True)
    assert list(above) == ["Child", "Mother", "Halden Group"]
    assert counts(bring(Noun.ACCOUNTS, text)) == (0, 0, 2, 0)
    taken_back(record)
    assert not Account.objects.filter(name__in=["Child", "Mother"]).exists()


def test_an_empty_cell_says_nothing_and_the_mark_empties(world: World, bring: Bring) -> None:
    bring(Noun.ACCOUNTS, "name,key,sector\nHalden Energy,H-2,\n")
    world.energy.refresh_from_db()
    assert world.energy.sector == "Energy"
    bring(Noun.ACCOUNTS, "name,key,sector\nHalden Energy,H-2,(empty)\n")
    world.energy.refresh_from_db()
    assert world.energy.sector == ""


@pytest.mark.parametrize(
    ("noun", "text", "reason"),
    [
        (Noun.ACCOUNTS, "name,parent\nA,B\nB,A\n", "it would be its own parent"),
        (Noun.ACCOUNTS, "name,owner\nA,who@x.test\n", "“who@x.test” is not a colleague's email"),
        (Noun.ACCOUNTS, "name,key\nA,1\nB,1\n", "row 2 is about the same record and is used instead"),
        (Noun.ACCOUNTS, "name,country\nA,Atlantis\n", "“Atlantis” is not a known country"),
        (Noun.CONTACTS, "name,account,email\nA,Orsa Paper,a@b.c\nB,Orsa Paper,A@B.C\n", "“a@b.c” is not an email address"),
        (Noun.CONTACTS, "name,account,email\nA,Orsa Paper,a@b.co\nB,Orsa Paper,A@B.CO\n", "row 2 is about the same record and is used instead"),
        (Noun.CONTACTS, "name,account\nA,Unknown\n", "there is no account “Unknown”"),
        (Noun.CONTACTS, f"name,account\n{'x' * 10_000_000},Orsa Paper\n", "name has more than 200 characters"),
        (Noun.USERS, "email,name,role\nnew@x.test,N,administrator\n", "the role administrator is assigned on the Users page"),
        (Noun.USERS, "email,name\nnew@x.test,N\n", "a new user needs a role"),
        (Noun.USERS, "email,name,role\nadam@covalue.test,Eve,sam\n", "administrators and guests are changed on the Users page, not"),
        (Noun.UNITS, "code,name,kind\nX,Y,planet\n", "“planet” is not a type of unit"),
    ],
)  # fmt: skip
def test_a_row_that_makes_no_sense_is_refused_with_its_reason(
    world: World, bring: Bring, noun: Noun, text: str, reason: str
) -> None:
    record = bring(noun, text)
    rejects = Path(record.reject_file).read_text(encoding="utf-8-sig")
    assert record.rejected and reason in rejects
    refused_all = reason != "row 2 is about the same record and is used instead"
    assert (record.created == 0) == refused_all and record.changed == 0


def test_an_account_out_of_reach_reads_like_an_unknown_one(world: World, bring: Bring) -> None:
    karl = by(world, Role.TEAM_MEMBER)
    record = bring(Noun.CONTACTS, "name,account\nA,Orsa Paper\nB,Nobody\nC,Halden Energy\n", karl)
    assert counts(record) == (1, 0, 0, 2)
    assert reasons(record) == ["there is no account “Orsa Paper”", "there is no account “Nobody”"]


@pytest.mark.parametrize(
    ("role", "noun"),
    [
        (Role.SAM, Noun.ACCOUNTS), (Role.ADMINISTRATOR, Noun.ACCOUNTS), (Role.PROGRAM_DIRECTOR, Noun.USERS),
        (Role.ANALYST, Noun.UNITS), (Role.CUSTOMER_GUEST, Noun.CONTACTS),
    ],
)  # fmt: skip
def test_whoever_may_not_is_refused_and_nothing_is_kept(world: World, bring: Bring, role: Role, noun: Noun) -> None:
    events = Event.objects.count()
    with pytest.raises(errors.NotAllowed):
        bring(noun, "code,name,email,role,account\nX,Y,y@x.test,sam,Orsa Paper\n", by(world, role))
    assert not FileImport.objects.exists() and Event.objects.count() == events


def test_users_get_roles_and_no_letter_unless_asked(world: World, bring: Bring) -> None:
    text = "Email,Full Name,Role,Manager\nkim@x.test,Kim Vale,Strategic account manager,lee@x.test\nlee@x.test,Lee,coach; sam,\n"
    record = bring(Noun.USERS, text, by(world, Role.ADMINISTRATOR))
    kim = User.objects.get(email="kim@x.test")
    assert counts(record) == (2, 0, 0, 0) and kim.roles == {Role.SAM} and not kim.has_usable_password()
    assert kim.reports_to is not None and kim.reports_to.email == "lee@x.test"
    assert not Worker().work_once()
    changed = bring(Noun.USERS, text.replace("Strategic account manager", "analyst"), by(world, Role.ADMINISTRATOR))
    assert counts(changed) == (0, 1, 1, 0) and User.objects.get(pk=kim.pk).roles == {Role.ANALYST}
    taken_back(changed)
    assert User.objects.get(pk=kim.pk).roles == {Role.SAM}
    taken_back(record)
    assert not User.objects.filter(email__endswith="@x.test").exists()


def test_units_and_offerings(world: World, bring: Bring) -> None:
    units = bring(Noun.UNITS, "code,name,kind,parent\nS,South,region,W\nW,World,region,\nB,Pumps,,\n")
    assert counts(units) == (3, 0, 0, 0) and Unit.objects.get(code="S").parent == Unit.objects.get(code="W")
    bring(Noun.OFFERINGS, "SKU,Product Name,Product Family,Business Unit\nP1,Pump,F,B\nF,Family,,\n")
    pump = Offering.objects.get(code="P1")
    assert pump.parent is not None and pump.parent.code == "F" and pump.unit is not None and pump.unit.code == "B"
    assert taken_back(units).left == ["Pumps is in use by now and is kept."]


def test_a_file_asked_for_twice_is_imported_once(world: World) -> None:
    upload = ContentFile(PEOPLE.encode(), name="people.csv")
    dora = by(world, Role.PROGRAM_DIRECTOR)
    record = actions.receive(dora, upload=upload, noun=None, now=timezone.now())
    assert record.noun == Noun.CONTACTS
    mapping = {"name": "full name", "account": "Company", "email": "Email"}
    actions.ask(dora, record=record, mapping=mapping, source="erp", now=NOW)
    with pytest.raises(errors.WrongState):
        actions.ask(dora, record=record, mapping=mapping, source="erp", now=NOW)
    assert Worker().work_once() and not Worker().work_once()
    record.refresh_from_db()
    assert record.state == State.DONE and record.created == 2 and not Path(record.path).exists()


def test_killed_in_the_middle_and_run_again_nothing_is_doubled(
    world: World, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "name,account,reports to\n" + "".join(
        f"P{n},Halden Energy,P0\n" if n else "P0,Halden Energy,\n" for n in range(30)
    )
    monkeypatch.setattr(actions, "AT_ONCE", 10)
    write, calls = Touched.objects.bulk_create, []

    def dies(*given: object, **options: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return write(*given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Touched.objects, "bulk_create", dies)
    with pytest.raises(KeyboardInterrupt):
        bring(Noun.CONTACTS, text)
    record = FileImport.objects.get()
    assert record.state == State.RUNNING and Contact.objects.filter(name__startswith="P").count() == 10
    actions.run(US, record=record, now=NOW)
    record.refresh_from_db()
    assert counts(record) == (30, 0, 0, 0)
    assert Contact.objects.filter(reports_to__name="P0").count() == 29
    taken_back(record)
    assert not Contact.objects.filter(name__startswith="P").exists()


def test_a_cancelled_import_writes_no_more(world: World, bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = actions.planning.plan

    def cancelled(importer: object, rows: object) -> object:
        actions.cancel(US, record=FileImport.objects.get(), now=NOW)
        return plan(importer, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(actions.planning, "plan", cancelled)
    record = bring(Noun.CONTACTS, PEOPLE)
    assert record.state == State.CANCELLED and not Contact.objects.filter(name="Ada Vik").exists()


def test_rejects_are_harmless_and_can_be_loaded_again(world: World, bring: Bring) -> None:
    record = bring(Noun.CONTACTS, "name,account,phone,city\nA,Nowhere,+47 1,=1+1\n")
    rejects = Path(record.reject_file).read_text(encoding="utf-8-sig")
    assert rejects.splitlines()[0] == "name,account,phone,city,reason" and "'=1+1" in rejects
    again = bring(Noun.CONTACTS, rejects.replace("Nowhere", "Orsa Paper"))
    assert counts(again) == (1, 0, 0, 0) and Contact.objects.get(name="A").phone == "+47 1"


def test_errors_and_words_for_nothing_are_empty_and_counted(world: World, bring: Bring) -> None:
    record = bring(
        Noun.ACCOUNTS,
        "key,name,country,sector,employees,parent\nN-1,Alder,NULL,n/a,#DIV/0!,#REF!\nN-2,Birch,DE,,5,NULL\n",
    )
    assert counts(record) == (2, 0, 0, 0)
    alder, birch = Account.objects.get(name="Alder"), Account.objects.get(name="Birch")
    assert (alder.countries, alder.sector, alder.employees, alder.parent, birch.parent) == ("", "", None, None, None)
    told = " ".join(assumed["sentence"] for assumed in record.assumed)
    assert all(
        f"{n} in “{column}”" in told for column, n in (("country", 1), ("sector", 1), ("employees", 1), ("parent", 2))
    )
    assert "read as empty" in told


@pytest.mark.parametrize("name", ["#N/A", "#NAME?", "#WERT!", " #ref! "])
def test_an_error_is_nobodys_name(world: World, bring: Bring, name: str) -> None:
    for noun, text in (
        (Noun.ACCOUNTS, f"name,country\n{name},DE\n"),
        (Noun.CONTACTS, f"account,name\nHalden Energy,{name}\n"),
    ):
        record = bring(noun, text)
        assert record.rejected == 1 and "name is missing" in reasons(record)[0]
    assert not Account.objects.filter(name__startswith="#").exists()


def test_somebody_may_be_called_null(world: World, bring: Bring) -> None:
    bring(Noun.CONTACTS, "account,name,email,phone\nHalden Energy,Null,NULL,N/A\n")
    null = Contact.objects.get(name="Null")
    assert (null.email, null.phone) == ("", "")
    bring(Noun.USERS, "email,name,title,roles\nnull@covalue.test,Anna Null,N/A,sam\n")
    assert User.objects.get(name="Anna Null").title == ""
