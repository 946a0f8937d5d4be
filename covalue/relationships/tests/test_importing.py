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


def test_whoever_reports_to_a_row_that_is_refused_is_not_taken_without_a_word(world: World) -> None:
    text = "Name,Reports to,Sentiment\nMarta Lind,,loves us\nPer Wiik,Marta Lind,\nLea Aas,Per Wiik,\nOmar Haddad,,\n"
    rows = importing.read(upload(text))
    refused = ["", "nobody is called Marta Lind", "nobody is called Per Wiik", ""]
    assert [row.refused for row in importing.plan(world.energy, rows)][1:] == refused[1:]
    taken = importing.take_in(Actor(world.user(Role.SAM), "test"), account=world.energy, rows=rows, now=NOW)
    assert [row.cells["name"] for row in taken] == ["Marta Lind", "Per Wiik", "Lea Aas"]
    assert set(
        Contact.objects.filter(name__in=["Per Wiik", "Lea Aas", "Omar Haddad"]).values_list("name", flat=True)
    ) == {"Omar Haddad"}


def test_a_manager_who_could_be_either_of_two_is_asked_about(world: World) -> None:
    for title in ("Grids", "Wind"):
        accounts.add_contact(US, account=world.energy, name="Ola Berg", title=title, now=NOW)
    [row] = importing.plan(world.energy, importing.read(upload("Name,Reports to\nPer Wiik,Ola Berg\n")))
    assert row.refused == "more than one person on the map is called Ola Berg"


@pytest.mark.parametrize(("field", "most"), [("name", 200), ("title", 200), ("role", 30), ("reason", 2_000)])
def test_a_cell_that_does_not_fit_is_told_and_never_cut(world: World, field: str, most: int) -> None:
    row = {"number": "2", "name": "Marta Lind"} | {field: "x" * most}
    assert importing.plan(world.energy, [row])[0].refused == ""
    [refused] = importing.plan(world.energy, [row | {field: "x" * (most + 1)}])
    assert refused.refused.endswith(f": At most {most} characters.")


def test_a_circle_with_who_is_there_already_is_told_by_its_row(world: World) -> None:
    accounts.edit_contact(US, contact=world.jon, reports_to=world.signe, now=NOW)
    [refused] = importing.take_in(
        US, account=world.energy, rows=importing.read(upload("Name,Reports to\nSigne Dahl,Jon Ek\n")), now=NOW
    )
    assert "that would be a circle" in refused.refused
    world.signe.refresh_from_db()
    assert world.signe.reports_to is None


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


@pytest.mark.parametrize(
    "rows",
    [
        '[{"number": "two", "name": "A"}]', '[{"number": "' + "9" * 5_000 + '", "name": "A"}]', "[" * 100_000,
        '[{"name": "A\\u0000"}]', '[{"name": ["A"]}]', '[{"owner": "1", "name": "A"}]', '{"name": "A"}', "null",
    ],
    ids=["word", "long", "nested", "zero", "list", "field", "one", "null"],
)  # fmt: skip
def test_rows_that_somebody_made_up_are_refused_with_nothing_written(
    world: World, signed_in: Callable[..., Client], rows: str
) -> None:
    sam, address = signed_in(world.user(Role.SAM)), reverse("relationships:import", args=[world.energy.pk])
    before = Contact.objects.count()
    answer = sam.post(address, {"rows": rows})
    assert answer.status_code == 422 and "These rows cannot be read" in answer.content.decode()
    assert Contact.objects.count() == before
