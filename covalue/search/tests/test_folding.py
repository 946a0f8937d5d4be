"""One folding for every search, the same on both databases."""

import pytest
from django.db.models.expressions import RawSQL

from covalue.search import folding
from covalue.search.models import Slip
from covalue.search.rules import folded

TEXTS = (
    "L'Étoile du Nord", "KÖNIGLICHE Werke", "Ko\u0308nig", "Straße & Söhne", "STRASSE", "Łódź", "Ørsted", "ÆRØ", "Œuvre", "İstanbul",
    "ΑΘΗΝΑ Όμιλος", "МОСКВА Ёлка", "Dvořák Těšín a.s.", "ﬁnance Ｗｉｄｅ", "ŉ ǆ ẞ ﬄ", "plain Text", "東京電力", "한국 전력", "O’Brien", "²½™",
)  # fmt: skip


def held_as(word: str) -> Slip:
    return Slip.objects.create(form="", word=word)


def in_database(text: str) -> str:
    held_as("anything")
    row = Slip.objects.annotate(found=RawSQL(f"{folding.NAME}(%s)", [text])).values_list("found", flat=True)
    return str(row[0])


@pytest.mark.parametrize("text", [text for text in TEXTS if "한" not in text and "½" not in text])
def test_both_databases_fold_as_the_index_does(db: None, text: str) -> None:
    assert in_database(text) == folded(text)


@pytest.mark.parametrize(
    ("held", "typed"),
    [
        ("L'Étoile du Nord", "étoile"), ("L'Étoile du Nord", "ETOILE"), ("Königliche Werke", "KÖNIGLICH"),
        ("Königliche Werke", "koniglich"), ("Ko\u0308nigliche Werke", "königlich"), ("KÖNIGLICHE WERKE", "oniglich"),
        ("Straße", "strasse"), ("STRASSE", "straße"), ("Ørsted", "orsted"), ("Łódź", "lodz"), ("한국 전력", "한국"),
        ("O’Brien", "o'brien"), ("МОСКВА", "москва"), ("100 % Fair_Trade", "% fair_"),
    ],
)  # fmt: skip
def test_found_however_it_is_typed(db: None, held: str, typed: str) -> None:
    row = held_as(held)
    assert list(Slip.objects.filter(word__folded=typed)) == [row]
    assert list(Slip.objects.filter(word__folded_exact=typed)) == ([row] if folded(held) == folded(typed) else [])
    begins = folded(held).startswith(folded(typed))
    assert list(Slip.objects.filter(word__folded_start=typed)) == ([row] if begins else [])
    assert folding.holding([held], typed) == [True]


def test_what_is_not_there_is_not_found_and_nothing_is_read_as_a_pattern(db: None) -> None:
    held_as("Königliche Werke")
    for typed in ("konigin", "%", "_", "König%", "[k]", "'"):
        assert Slip.objects.filter(word__folded=typed).exists() is (typed == "'"), typed  # an apostrophe is no letter
