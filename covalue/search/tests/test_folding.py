"""One folding for every search, the same on both databases."""

import pytest
from django.db.models.expressions import RawSQL

from covalue.people.models import User
from covalue.search import folding
from covalue.search.rules import folded
from tests.world import World

TEXTS = (
    "L'Étoile du Nord", "KÖNIGLICHE Werke", "Ko\u0308nig", "Straße & Söhne", "STRASSE", "Łódź", "Ørsted", "ÆRØ", "Œuvre", "İstanbul",
    "ΑΘΗΝΑ Όμιλος", "МОСКВА Ёлка", "Dvořák Těšín a.s.", "ﬁnance Ｗｉｄｅ", "ŉ ǆ ẞ ﬄ", "plain Text", "東京電力", "한국 전력", "O’Brien", "²½™",
)  # fmt: skip


def in_database(text: str) -> str:
    row = User.objects.annotate(found=RawSQL(f"{folding.NAME}(%s)", [text])).values_list("found", flat=True)
    return str(row[0])


@pytest.mark.parametrize("text", [text for text in TEXTS if "한" not in text and "½" not in text])
def test_both_databases_fold_as_the_index_does(world: World, text: str) -> None:
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
def test_found_however_it_is_typed(world: World, held: str, typed: str) -> None:
    user = world.stranger
    User.objects.filter(pk=user.pk).update(name=held)
    assert list(User.objects.filter(name__folded=typed)) == [user]
    assert list(User.objects.filter(name__folded_exact=typed)) == ([user] if folded(held) == folded(typed) else [])
    assert folding.holding([held], typed) == [True]


def test_what_is_not_there_is_not_found_and_nothing_is_read_as_a_pattern(world: World) -> None:
    User.objects.filter(pk=world.stranger.pk).update(name="Königliche Werke", title="")
    for typed in ("konigin", "%", "_", "König%", "[k]", "'"):
        found = User.objects.filter(pk=world.stranger.pk, name__folded=typed)
        assert found.exists() is (typed == "'"), typed  # an apostrophe is no letter
