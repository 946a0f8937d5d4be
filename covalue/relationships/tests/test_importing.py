"""People and ratings from another map: shown row by row, refused with a reason, taken in once, taken back as one."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.core import errors
from covalue.core.events import Actor
from covalue.people.rules import Role
from covalue.relationships import actions, importing, queries
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
FILE = """Full name,Job title,Reports to,Role,Sentiment,Power,Why
Marta Lind,Chief executive,,Economic buyer,neutral,high,Said little
Signe Dahl,,Marta Lind,,champion,m,
Per Wiik,Asset management,Signe Dahl,Chief of grids,,,
Lea Aas,,Nobody Known,,,,
Omar Haddad,,,,loves us,,
Twice,,,,,,
Twice,,,,,,
"""


def upload(text: str = FILE, name: str = "map.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_each_row_says_what_happens_and_nothing_is_written(world: World) -> None:
    planned = importing.plan(world.energy, importing.read(upload()))
    assert [row.refused or row.does for row in planned] == [
        "is added",
        "is known",
        "is added",
        "nobody is called Nobody Known",
        "“loves us” is none of: supports, neutral, against, unknown",
        "Twice stands in the file more than once",
        "Twice stands in the file more than once",
    ]
    assert not Contact.objects.filter(name="Marta Lind").exists()


def test_what_can_be_taken_in_is_and_one_undo_takes_it_back(world: World) -> None:
    sam = Actor(world.user(Role.SAM), "test")
    refused = importing.take_in(sam, account=world.energy, rows=importing.read(upload()), now=NOW)
    assert len(refused) == 4
    cards = {card.name: card for card in queries.whole(world.energy).cards.values()}
    assert cards["Signe Dahl"].manager_name == "Marta Lind" and cards["Per Wiik"].manager_name == "Signe Dahl"
    assert (cards["Signe Dahl"].attitude, cards["Signe Dahl"].influence) == ("supports", "medium")
    assert cards["Marta Lind"].decides and cards["Per Wiik"].role_name == "Chief of grids"
    actions.undo(sam, account=world.energy, now=NOW)
    cards = {card.name: card for card in queries.whole(world.energy).cards.values()}
    assert "Marta Lind" not in cards and cards["Signe Dahl"].attitude == "unknown"


def test_a_circle_in_a_file_is_told_by_its_row(world: World) -> None:
    rows = importing.read(upload("Name,Reports to\nSigne Dahl,Jon Ek\nJon Ek,Signe Dahl\n"))
    [refused] = importing.take_in(US, account=world.energy, rows=rows, now=NOW)
    assert "that would be a circle" in refused.refused and refused.cells["name"] == "Jon Ek"


def test_whoever_was_erased_does_not_come_back_by_a_file(world: World) -> None:
    accounts.erase_contact(Actor(world.user(Role.SAM), "test"), contact=world.jon, keep_words=False, now=NOW)
    [row] = importing.plan(world.energy, importing.read(upload("Name,Title\nJon Ek,Head\n")))
    assert row.refused == "this person's data was erased"


def test_a_file_that_is_no_map_is_refused(world: World) -> None:
    for text in ("Colour,Size\nred,4\n", ""):
        with pytest.raises(errors.BadInput):
            importing.read(upload(text))


def test_the_pages_show_first_and_write_then(world: World, signed_in: Callable[..., Client]) -> None:
    sam, address = signed_in(world.user(Role.SAM)), reverse("relationships:import", args=[world.energy.pk])
    assert "What would happen" not in sam.get(address).content.decode()
    book, file = Workbook(), BytesIO()
    book.active.append(["Name", "Attitude"])
    book.active.append(["Marta Lind", "supports"])
    book.save(file)
    preview = sam.post(address, {"file": SimpleUploadedFile("map.xlsx", file.getvalue())})
    assert "is added" in preview.content.decode()
    answer = sam.post(address, {"rows": preview.context["rows"]})
    assert answer["Location"] == reverse("relationships:map", args=[world.energy.pk])
    assert Contact.objects.get(name="Marta Lind").account == world.energy
    assert sam.post(address, {"rows": "{"}).status_code == 422
