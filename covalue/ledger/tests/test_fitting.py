"""A saved mapping is offered for the file it fits, nearly too, says what differs, and keeps what was chosen."""

from dataclasses import dataclass

import openpyxl
import pytest

from covalue.ledger.fitting import offers
from covalue.ledger.mapping import Mapping
from covalue.ledger.reading import sniff

COLUMNS = ("Kunde", "Beleg", "Tag", "Artikel", "Netto", "Kosten")
FIELDS = {
    "customer": "Kunde",
    "document": "Beleg",
    "date": "Tag",
    "amount": "Netto",
    "cost": "Kosten",
    "currency": "'EUR'",
}
SAVED = Mapping(FIELDS, "erp", "dmy", ",", numbering="yearly", unknown="create", columns=COLUMNS)


@dataclass
class Saved:
    name: str
    mapping: Mapping


def offered(desk, columns, *mappings, row="1"):
    path = desk.file(";".join(columns) + "\n" + ";".join([row] * len(columns)) + "\n")
    return offers(path, sniff(path), [Saved(str(n), mapping) for n, mapping in enumerate(mappings or (SAVED,))])


def test_the_same_columns_fit_exactly_and_keep_every_choice(desk):
    (offer,) = offered(desk, COLUMNS)
    assert offer.fit.is_exact and offer.fit.differences == () and offer.fit.mapping == SAVED
    assert offer.fit.choices == ("source=erp", "date_order=dmy", "decimal=comma", "numbering=yearly", "unknown=create")
    assert offer.fit.mapping.fields["currency"] == "'EUR'"


@pytest.mark.parametrize(
    ("columns", "differences"),
    [
        (COLUMNS[::-1], ("The columns stand in another order.",)),
        ((*COLUMNS, "Lager"), ("New in this file: Lager.",)),
        (tuple(name for name in COLUMNS if name != "Artikel"), ("Not in this file: Artikel.",)),
        (COLUMNS[:-1], ("Not in this file: Kosten.", "Without a column: cost.")),
        (("KUNDE", "beleg", "Tag", "Artikel", "Netto", "Kosten"), ()),
        (("Kunde.", "Beleg", "Tag", "Artikel", "Netto", "Kosten"), ()),  # the same heading with a point
    ],
)
def test_a_near_fit_says_what_differs(desk, columns, differences):
    (offer,) = offered(desk, columns)
    assert offer.fit.differences == differences
    offer.fit.mapping.check(columns)
    assert offer.fit.mapping.settings == SAVED.settings


@pytest.mark.parametrize(
    "columns",
    [
        ("customer", "document", "date", "amount"),
        ("Kunde", "Beleg", "Tag", "x", "y", "z"),
        tuple(name for name in COLUMNS if name not in ("Netto", "Kosten")),  # two fields would be lost
        (*COLUMNS[:5], *(f"other {n}" for n in range(9))),
    ],
)
def test_another_file_is_offered_nothing(desk, columns):
    assert offered(desk, columns) == ()


def test_the_best_fit_comes_first(desk):
    nearly = Mapping(FIELDS, columns=(*COLUMNS, "Lager"))
    lost = Mapping({**FIELDS, "region": "Land"}, columns=(*COLUMNS, "Land"))
    assert [offer.saved.name for offer in offered(desk, COLUMNS, lost, nearly, SAVED)] == ["2", "1", "0"]


def test_a_mapping_saved_before_columns_were_kept_fits_by_those_it_uses(desk):
    old = Mapping(FIELDS, "erp")
    (offer,) = offered(desk, (*COLUMNS, "Lager"), old)
    assert offer.fit.is_exact
    assert offered(desk, ("Kunde", "x", "y"), old) == ()


def test_a_sheet_and_a_heading_are_kept_where_they_are_there_and_else_said(desk):
    mapping = Mapping({"customer": "Kunde", "document": "Beleg"}, sheet="Zeilen", heading=3, columns=("Kunde", "Beleg"))
    book = openpyxl.Workbook()
    book.active.append(["nothing", "here"])
    sheet = book.create_sheet("Zeilen")
    for place, text in {"A3": "Kunde", "B3": "Beleg", "A4": "Alder", "B4": "R-1"}.items():
        sheet[place] = text
    book.save(desk.folder / "book.xlsx")
    path = desk.folder / "book.xlsx"
    (offer,) = offers(path, sniff(path), [Saved("a", mapping)])
    assert (offer.fit.mapping.sheet, offer.fit.mapping.heading, offer.fit.differences) == ("Zeilen", 3, ())
    (offer,) = offered(desk, ("Kunde", "Beleg"), mapping)
    assert (offer.fit.mapping.sheet, offer.fit.mapping.heading) == ("", 0)
    assert offer.fit.differences == ("Does not hold for this file, so found anew: sheet, heading.",)


def test_columns_and_choices_survive_being_saved():
    assert Mapping.from_toml(SAVED.to_toml()) == SAVED == Mapping.from_dict(SAVED.as_dict())
