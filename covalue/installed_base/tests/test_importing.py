"""Installed items from files: found again, named where unknown, refused with a reason, taken back."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from covalue.accounts.models import Account
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.installed_base.models import InstalledItem
from covalue.installed_base.queries import ITEMS
from covalue.masterdata import actions, files
from covalue.masterdata.models import FileImport
from covalue.masterdata.rules import Noun, guess, suggest
from covalue.organisation.models import Offering
from covalue.people.rules import Role
from tests.world import NOW, US, World

HEADINGS = "Customer,Asset ID,Offering,Site,Quantity,Installed,End of support,Successor"
FILE = f"""{HEADINGS}
Halden Energy,A-1,P-100,Dam 1,2,15.03.2016,31.12.2023,A-2
H-2,A-2,P-100,Dam 1,"2,5",2024-02-01,,
Halden Energy,,Kabelwerk K9,Dam 2,,,,
"""


def bring(tmp_path: Path, text: str, actor: Actor = US) -> tuple[FileImport, list[str]]:
    path = tmp_path / "file.csv"
    path.write_text(text)
    columns = files.columns_of(path)
    assert guess(columns, Noun) == Noun.INSTALLED_BASE
    record, planned = actions.import_file(
        actor, path=path, noun=Noun.INSTALLED_BASE, mapping=suggest(Noun.INSTALLED_BASE, columns), source="erp", now=NOW
    )
    return record, [row.reason for row in planned if row.reason]


def counts(record: FileImport) -> tuple[int, int, int, int]:
    return record.created, record.changed, record.unchanged, record.rejected


@pytest.fixture
def pump(world: World) -> Offering:
    return Offering.objects.create(code="P-100", name="Pump")


def test_items_come_in_are_found_again_and_what_is_no_offering_is_named(
    tmp_path: Path, world: World, pump: Offering
) -> None:
    record, _none = bring(tmp_path, FILE)
    assert counts(record) == (3, 0, 0, 0)
    first, second = (InstalledItem.objects.get(external_id=key) for key in ("A-1", "A-2"))
    assert first.offering == pump and first.replaced_by == second and first.gone_on == date(2024, 2, 1)
    assert (first.since, first.supported_until) == (date(2016, 3, 15), date(2023, 12, 31))
    assert second.account == world.energy and second.quantity == Decimal("2.5")
    other = InstalledItem.objects.get(product="Kabelwerk K9")
    assert other.offering is None and "there is no offering “Kabelwerk K9”" in record.notes[0]
    assert counts(bring(tmp_path, FILE)[0]) == (0, 0, 3, 0)
    moved, _none = bring(tmp_path, FILE.replace("31.12.2023", "2025-06-30"))
    assert counts(moved) == (0, 1, 2, 0)
    first.refresh_from_db()
    assert first.supported_until == date(2025, 6, 30)
    edited = Event.objects.filter(verb="edited installed item").order_by("id")
    assert [sorted(event.changes) for event in edited] == [["replaced_by"], ["supported_until"]]
    assert {event.stream for event in edited} == {f"account:{world.energy.pk}"}


def test_an_import_is_taken_back_with_the_values_from_before(tmp_path: Path, world: World, pump: Offering) -> None:
    first, _none = bring(tmp_path, FILE)
    second, _none = bring(tmp_path, FILE.replace("31.12.2023", "2025-06-30"))
    actions.undo_now(US, record=second, now=NOW)
    assert InstalledItem.objects.get(external_id="A-1").supported_until == date(2023, 12, 31)
    actions.undo_now(US, record=first, now=NOW)
    assert not InstalledItem.objects.exists() and first.left == []


def test_rows_that_cannot_be_taken_say_why_and_nothing_of_them_is_lost(tmp_path: Path, world: World) -> None:
    record, reasons = bring(
        tmp_path,
        f"{HEADINGS}\nNobody Ltd,B-1,P,,1,,,\nHalden Energy,B-2,P,,1,03/04/2021,,\nHalden Energy,B-3,P,,-1,,,\n"
        "Halden Energy,B-4,P,,1,2021-05-01,2020-05-01,\nHalden Energy,B-5,P,,1,soon,,\nHalden Energy,B-6,P,,1,,,B-6\n"
        "Halden Energy,B-7,,,1,,,\nHalden Energy,B-8,P,,1.500,,,\n",
    )
    assert counts(record) == (0, 0, 0, 8)
    assert reasons[0] == "there is no account “Nobody Ltd”" and "can be two days" in reasons[1]
    assert "is not a number" in reasons[2] and reasons[3] == "its support ends before it was installed"
    assert "is not a date" in reasons[4] and reasons[6] == "product is missing" and "two numbers" in reasons[7]
    assert Path(record.reject_file).read_text(encoding="utf-8-sig").count("\n") == 9


def test_only_accounts_one_may_open_are_known_and_a_removal_by_hand_stands(tmp_path: Path, world: World) -> None:
    sam = Actor(world.user(Role.SAM), "test")
    record, reasons = bring(tmp_path, f"{HEADINGS}\nOrsa Paper,C-1,P,,1,,,\nHalden Energy,C-2,P,,1,,,\n", sam)
    assert counts(record) == (1, 0, 0, 1) and reasons == ["there is no account “Orsa Paper”"]
    ITEMS.remove(sam, InstalledItem.objects.get(), now=NOW)
    _record, reasons = bring(tmp_path, f"{HEADINGS}\nHalden Energy,C-2,P,,3,,,\n", sam)
    assert reasons == ["it was removed here by hand; restore it first"]
    with pytest.raises(errors.NotAllowed):
        bring(tmp_path, FILE, Actor(world.user(Role.CUSTOMER_GUEST), "test"))


def test_whoever_left_the_team_takes_nothing_back(tmp_path: Path, world: World) -> None:
    sam = Actor(world.user(Role.SAM), "test")
    record, _none = bring(tmp_path, f"{HEADINGS}\nHalden Energy,D-1,P,,1,,,\n", sam)
    world.group.memberships.filter(user=world.user(Role.SAM)).delete()
    Account.objects.filter(pk=world.energy.pk).update(owner=None)
    done = actions.undo_now(sam, record=record, now=NOW)
    assert InstalledItem.objects.exists() and "you may no longer change its account" in done.left[0]


def test_a_day_that_can_be_two_is_read_like_the_others_and_the_import_says_so(tmp_path: Path, world: World) -> None:
    record, _none = bring(
        tmp_path, f"{HEADINGS}\nHalden Energy,E-1,P,,1,03/04/2021,,\nHalden Energy,E-2,P,,1,04/25/2021,,\n"
    )
    assert InstalledItem.objects.get(external_id="E-1").since == date(2021, 3, 4)
    assert "“03/04/2021” was read month first" in record.notes[0] and "month first" not in record.notes[1]
