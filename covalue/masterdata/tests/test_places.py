"""Who sees an account is changed by nobody who may not: a file that moves accounts, its job, its undo, and the other doors."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.accounts import queries
from covalue.accounts.models import Account, Contact, Identifier, Lineage, Membership, TeamRole
from covalue.accounts.tests.trees import lineage_is_true
from covalue.core.events import Actor
from covalue.masterdata import actions, files, tasks
from covalue.masterdata.models import FileImport
from covalue.masterdata.rules import Noun, Options, suggest
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import NOW, US, World

WHY = "it has a team, so only its SAM or the program director can give it another parent"


@dataclass(frozen=True)
class Places:
    """Two accounts of two teams, and one nobody works on."""

    world: World
    nancy: Account
    margaret: Account
    nobody: Account
    folder: Path

    def bring(self, text: str, role: Role = Role.ANALYST, **options: bool) -> FileImport:
        path = self.folder / "accounts.csv"
        path.write_text(text)
        mapping = suggest(Noun.ACCOUNTS, files.columns_of(path))
        record, _plan = actions.import_file(
            self.by(role),
            path=path,
            noun=Noun.ACCOUNTS,
            mapping=mapping,
            source="crm",
            now=NOW,
            options=Options(**options),
        )
        return record

    def undo(self, record: FileImport, role: Role) -> FileImport:
        actions.ask_undo(self.by(role), record=record, now=NOW)
        tasks.run_undo.func(record.pk)
        record.refresh_from_db()
        return record

    def by(self, role: Role) -> Actor:
        return Actor(self.world.user(role), "test")

    def parent(self, account: Account) -> Account | None:
        return Account.objects.get(pk=account.pk).parent


@pytest.fixture
def places(world: World, tmp_path: Path) -> Places:
    rows = {}
    for key, name in (("N-1", "Nancy Corp"), ("M-1", "Margaret Corp"), ("X-1", "Nobody Corp")):
        rows[key] = accounts.create(US, name=name, identifiers=[("crm", key)], now=NOW)
    accounts.join_team(US, account=rows["N-1"], user=world.user(Role.SAM), team_role=TeamRole.LEAD, now=NOW)
    accounts.join_team(US, account=rows["M-1"], user=world.stranger, team_role=TeamRole.LEAD, now=NOW)
    return Places(world, rows["N-1"], rows["M-1"], rows["X-1"], tmp_path)


def reasons(record: FileImport) -> str:
    return Path(record.reject_file).read_text(encoding="utf-8-sig") if record.reject_file else ""


def test_a_file_moves_no_account_of_a_team_under_another_team(places: Places) -> None:
    record = places.bring("key,name,parent\nN-1,Nancy Corp,M-1\n")
    assert WHY in reasons(record) and record.rejected == 1
    assert places.parent(places.nancy) is None
    assert not queries.visible_to(places.world.stranger).filter(pk=places.nancy.pk).exists()


@pytest.mark.parametrize("row", ["Hal,H-9,X-1", "Sub,S-1,(empty)", "Sub,S-1,X-1"])
def test_nor_one_below_or_above_a_team_and_emptying_a_parent_is_moving(places: Places, row: str) -> None:
    sub = accounts.create(US, name="Sub", parent=places.nancy, identifiers=[("crm", "S-1")], now=NOW)
    hal = accounts.create(US, name="Hal", identifiers=[("crm", "H-9")], now=NOW)
    below = accounts.create(US, name="Below Hal", parent=hal, now=NOW)
    accounts.join_team(US, account=below, user=places.world.stranger, team_role=TeamRole.CORE, now=NOW)
    record = places.bring(f"name,key,parent\n{row}\n")
    assert WHY in reasons(record) and (record.changed, record.rejected) == (0, 1)
    assert (places.parent(sub), places.parent(hal)) == (places.nancy, None)


def test_a_tree_cannot_be_turned_round_to_get_at_it(places: Places) -> None:
    """The parent's own row is judged like the child's: swapping both, or a new row between, changes nothing."""
    record = places.bring(
        "name,key,parent\nBetween,B-1,M-1\nNancy Corp,N-1,B-1\nMargaret Corp,M-1,Between\nNobody Corp,X-1,M-1\n"
    )
    assert record.rejected == 3  # the circle; then Nancy Corp again without it
    record = places.bring("name,key,parent\nBetween,B-1,M-1\nNancy Corp,N-1,B-1\n")
    assert (record.created, record.rejected) == (1, 1)
    assert places.parent(places.nancy) is None and places.parent(places.margaret) is None


def test_what_no_team_works_on_can_be_placed_and_the_director_places_all(places: Places) -> None:
    record = places.bring("key,name,parent\nX-1,Nobody Corp,M-1\n")
    assert (record.changed, places.parent(places.nobody)) == (1, places.margaret)
    record = places.bring("key,name,parent\nN-1,Nancy Corp,M-1\n", Role.PROGRAM_DIRECTOR)
    assert (record.changed, places.parent(places.nancy)) == (1, places.margaret) and lineage_is_true()


def test_a_parent_that_stays_is_no_move(places: Places) -> None:
    accounts.move(US, account=places.nancy, parent=places.margaret, now=NOW)
    record = places.bring("key,name,parent,sector\nN-1,Nancy Corp,M-1,Steel\n")
    assert (record.changed, record.rejected) == (1, 0) and Account.objects.get(pk=places.nancy.pk).sector == "Steel"


def test_an_undo_moves_nothing_whoever_undoes_it_may_not_move(places: Places) -> None:
    record = places.bring("key,name,parent\nX-1,Nobody Corp,N-1\n", Role.PROGRAM_DIRECTOR)
    accounts.join_team(US, account=places.nobody, user=places.world.user(Role.SAM), team_role=TeamRole.CORE, now=NOW)
    done = places.undo(record, Role.ANALYST)
    assert places.parent(places.nobody) == places.nancy
    assert done.left == [f"Nobody Corp was left as it is: {WHY}."]


def test_an_undo_is_done_in_the_name_of_whoever_asks_for_it(places: Places) -> None:
    """An analyst's import of an account that has a team by now: the director may still undo it."""
    record = places.bring("key,name,parent\nX-1,Nobody Corp,M-1\n")
    done = places.undo(record, Role.PROGRAM_DIRECTOR)
    assert (
        places.parent(places.nobody) is None
        and done.left == []
        and done.undone_by == places.world.user(Role.PROGRAM_DIRECTOR)
    )


def test_an_undo_by_somebody_who_lost_their_role_meanwhile_changes_nothing(places: Places) -> None:
    record = places.bring("key,name,parent\nX-1,Nobody Corp,M-1\n")
    actions.ask_undo(places.by(Role.ANALYST), record=record, now=NOW)
    places.world.user(Role.ANALYST).grants.all().delete()
    tasks.run_undo.func(record.pk)
    record.refresh_from_db()
    assert (
        places.parent(places.nobody) == places.margaret
        and record.state == "done"
        and "may not import" in record.message
    )


def test_an_undo_makes_no_circle_of_a_tree_that_grew_since(places: Places) -> None:
    accounts.move(US, account=places.nobody, parent=places.margaret, now=NOW)
    record = places.bring("name,key,parent\nNobody Corp,X-1,(empty)\n", Role.PROGRAM_DIRECTOR)
    accounts.move(US, account=places.margaret, parent=places.nobody, now=NOW)
    done = places.undo(record, Role.PROGRAM_DIRECTOR)
    assert done.left == ["Nobody Corp was left as it is: it would be its own parent."]
    assert places.parent(places.nobody) is None and lineage_is_true()


def test_an_undo_puts_back_no_parent_that_is_gone(places: Places) -> None:
    gone = places.bring("name,key\nGone Corp,G-1\n", Role.PROGRAM_DIRECTOR)
    accounts.move(US, account=places.nobody, parent=Account.objects.get(name="Gone Corp"), now=NOW)
    record = places.bring("name,key,parent\nNobody Corp,X-1,(empty)\n", Role.PROGRAM_DIRECTOR)
    assert places.undo(gone, Role.PROGRAM_DIRECTOR).left == []
    assert places.undo(record, Role.PROGRAM_DIRECTOR).left == [
        "Nobody Corp was left as it is: what it referred to is gone."
    ]


def test_an_undo_gives_no_owner_back_for_somebody_who_may_not_say_whose_it_is(places: Places) -> None:
    ines = places.world.user(Role.SAM)
    record = places.bring(f"name,key,owner\nNobody Corp,X-1,{ines.email}\n", Role.PROGRAM_DIRECTOR)
    done = places.undo(record, Role.ANALYST)
    assert Account.objects.get(pk=places.nobody.pk).owner == ines and "program director" in done.left[0]
    refused = places.bring("name,key,owner\nNobody Corp,X-1,(empty)\n")
    assert refused.rejected == 1 and Account.objects.get(pk=places.nobody.pk).owner == ines


def test_the_job_asks_again_when_it_runs(places: Places) -> None:
    """Between asking and running the account got a team."""
    path = places.folder / "copy.csv"
    path.write_text("key,name,parent\nX-1,Nobody Corp,M-1\n")
    record = FileImport.objects.create(
        noun=Noun.ACCOUNTS, file_name="a.csv", path=str(path), source="crm", state="waiting",
        mapping={"key": "key", "name": "name", "parent": "parent"},
        asked_by=places.world.user(Role.ANALYST), asked_at=timezone.now(),
    )  # fmt: skip
    accounts.join_team(US, account=places.nobody, user=places.world.user(Role.SAM), team_role=TeamRole.CORE, now=NOW)
    tasks.run_import.func(record.pk)
    record.refresh_from_db()
    assert places.parent(places.nobody) is None and record.rejected == 1
    assert (record.state, record.message) == ("failed", "Nothing was imported: 1 row was rejected.")


def test_nothing_is_imported_in_nobodys_name(places: Places) -> None:
    record = FileImport.objects.create(
        noun=Noun.ACCOUNTS, file_name="a.csv", source="crm", state="waiting", asked_at=timezone.now()
    )
    tasks.run_import.func(record.pk)
    record.refresh_from_db()
    assert record.state == "failed" and "no longer a user" in record.message


def test_by_the_api_nobody_moves_what_they_do_not_steer(places: Places, called_by: Callable[..., Client]) -> None:
    body = {"parent": places.margaret.pk}
    for role, status in ((Role.ANALYST, 404), (Role.TEAM_MEMBER, 404)):
        asked = called_by(places.world.user(role))
        told = asked.put(f"/api/v1/accounts/{places.nancy.pk}/parent", body, content_type="application/json")
        assert told.status_code == status, told.content
    assert places.parent(places.nancy) is None


def test_an_archived_account_is_nobodys_parent(places: Places) -> None:
    Account.objects.filter(pk=places.margaret.pk).update(archived_at=NOW)
    record = places.bring("key,name,parent\nX-1,Nobody Corp,M-1\nY-1,Yes Corp,Margaret Corp\n")
    assert (record.created, record.rejected) == (1, 0) and len(record.notes) == 2
    assert (
        places.parent(places.nobody) is None and not Lineage.objects.filter(ancestor=places.margaret, depth=1).exists()
    )


def test_a_deactivated_analyst_imports_nothing(places: Places) -> None:
    User.objects.filter(pk=places.world.user(Role.ANALYST).pk).update(deactivated_at=NOW)
    anna = User.objects.get(pk=places.world.user(Role.ANALYST).pk)
    assert queries.movable_by(anna, [places.nobody.pk]) == frozenset()
    assert not Identifier.objects.filter(key="Z").exists()


def test_an_undo_touches_no_contact_of_an_account_that_is_somebody_elses_by_now(places: Places) -> None:
    path = places.folder / "contacts.csv"
    path.write_text("account,name,email\nNancy Corp,Zed Import,zed@nancy.example\n")
    ines = places.by(Role.SAM)
    mapping = suggest(Noun.CONTACTS, files.columns_of(path))
    record, _plan = actions.import_file(ines, path=path, noun=Noun.CONTACTS, mapping=mapping, source="crm", now=NOW)
    accounts.leave_team(US, membership=Membership.objects.get(account=places.nancy), now=NOW)
    done = places.undo(record, Role.SAM)
    assert Contact.objects.filter(name="Zed Import").exists()
    assert done.left == ["Zed Import was left as it is: you may no longer change its account."]


def confide(places: Places, account: Account) -> None:
    accounts.add_contact(US, account=account, name="Olga Confides", now=NOW)


ENTRIES = "there is more in it than a file brings"


@pytest.mark.parametrize("way", ["at once", "by a new account", "by another account", "in two files"])
def test_a_file_shows_no_team_what_it_was_not_confided(places: Places, way: str) -> None:
    """Nobody works on it any more; an analyst puts it under an account of a team, perhaps their own."""
    other = accounts.create(US, name="Yes Corp", identifiers=[("crm", "Y-1")], now=NOW)
    confide(places, places.nobody)
    if way == "at once":
        record = places.bring("key,name,parent\nX-1,Nobody Corp,M-1\n")
    elif way == "by a new account":
        record = places.bring("key,name,parent\nB-1,Between,M-1\nX-1,Nobody Corp,B-1\n")
    elif way == "by another account":
        record = places.bring("key,name,parent\nY-1,Yes Corp,M-1\nX-1,Nobody Corp,Y-1\n")
    else:
        assert places.bring("key,name,parent\nX-1,Nobody Corp,Y-1\n").changed == 1
        record = places.bring("key,name,parent\nY-1,Yes Corp,M-1\n")
        assert places.parent(other) is None
    assert record.rejected == 1 and ENTRIES in reasons(record)
    assert not queries.visible_to(places.world.stranger).filter(pk=places.nobody.pk).exists()


def test_what_only_a_file_brought_is_placed_and_the_director_places_the_rest(places: Places) -> None:
    accounts.edit(US, account=places.nobody, sector="Steel", now=NOW)
    assert places.bring("key,name,parent\nX-1,Nobody Corp,M-1\n").changed == 1
    assert places.bring("key,name,parent\nX-1,Nobody Corp,(empty)\n").rejected == 1, "a team sees it now"
    accounts.move(US, account=Account.objects.get(pk=places.nobody.pk), parent=None, now=NOW)
    confide(places, places.nobody)
    assert places.bring("key,name,parent\nX-1,Nobody Corp,M-1\n").rejected == 1
    assert places.bring("key,name,parent\nX-1,Nobody Corp,M-1\n", Role.PROGRAM_DIRECTOR).changed == 1


def test_under_an_account_without_a_team_it_is_placed_whatever_is_in_it(places: Places) -> None:
    accounts.create(US, name="Yes Corp", identifiers=[("crm", "Y-1")], now=NOW)
    confide(places, places.nobody)
    assert places.bring("key,name,parent\nX-1,Nobody Corp,Y-1\n").changed == 1


def test_an_undo_shows_no_team_what_was_confided_since(places: Places) -> None:
    """Nor a team further up."""
    accounts.create(US, name="Below Margaret", parent=places.margaret, identifiers=[("crm", "M-2")], now=NOW)
    places.bring("key,name,parent\nX-1,Nobody Corp,M-2\n")
    record = places.bring("key,name,parent\nX-1,Nobody Corp,(empty)\n", Role.PROGRAM_DIRECTOR)
    confide(places, places.nobody)
    done = places.undo(record, Role.ANALYST)
    assert places.parent(places.nobody) is None and ENTRIES in done.left[0]


def test_an_analyst_who_leads_an_account_takes_none_under_it(places: Places) -> None:
    """Somebody who imports and leads: the import asks what the page asks."""
    people.set_roles(US, user=places.world.stranger, roles=[Role.SAM, Role.ANALYST], now=NOW)
    confide(places, places.nobody)
    path = places.folder / "accounts.csv"
    path.write_text("key,name,parent\nX-1,Nobody Corp,M-1\n")
    mapping = suggest(Noun.ACCOUNTS, files.columns_of(path))
    by = Actor(User.objects.get(pk=places.world.stranger.pk), "test")
    record, _plan = actions.import_file(by, path=path, noun=Noun.ACCOUNTS, mapping=mapping, source="crm", now=NOW)
    assert record.rejected == 1 and places.parent(places.nobody) is None
