"""Every list finds what Ctrl K finds: accents and capitals, as they are held and as they are typed, make no difference."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account
from covalue.lifetime import actions as lifetime
from covalue.lifetime import queries as lifetimes
from covalue.lifetime.rules import USUAL
from covalue.lifetime.tests import sold as bought
from covalue.overview import queries as overview
from covalue.overview.tests.test_currencies import YEAR, bring
from covalue.people.rules import Role
from covalue.portfolio import queries as portfolio
from covalue.profitability import queries as profitability
from covalue.segmentation import queries as segmentation
from tests import api
from tests.world import NOW, US, World

TYPED = [
    ("étoile", "L'Étoile du Nord"), ("ETOILE", "L'Étoile du Nord"), ("etoile nord", "L'Étoile du Nord"),
    ("KÖNIGLICH", "Königliche Werke"), ("koniglich", "Königliche Werke"), ("werke KÖNIG", "Königliche Werke"),
    ("smørrebrod", "SMØRREBRØD A/S"), ("strasse", "Große Straße KG"), ("GROSSE", "Große Straße KG"),
]  # fmt: skip
NAMES = tuple(dict.fromkeys(name for _typed, name in TYPED))


@pytest.fixture
def named(world: World, tmp_path: Path) -> World:
    for place, name in enumerate(NAMES):
        accounts.create(US, name=name, now=NOW, identifiers=[("erp", f"K-{place}")])
    bring(
        tmp_path,
        *(f"K-{place},{place},2026-03-01,100,50,EUR" for place in range(len(NAMES))),
        "ÉCLAIR,9,2026-03-01,9,5,EUR",
    )
    return world


@pytest.mark.parametrize(("typed", "name"), TYPED)
def test_every_list_finds_it(
    named: World, signed_in: Callable[..., Client], called_by: Callable[..., Client], typed: str, name: str
) -> None:
    user = named.user(Role.PROGRAM_DIRECTOR)
    dora, programme = signed_in(user), called_by(user)
    found = [row["name"] for row in api.get(programme, f"/accounts?q={typed}")["items"]]
    assert found == [name]
    filters = (
        portfolio.rows_of(portfolio.customers(user, portfolio.Filter(YEAR, words=typed))),
        profitability.rows_of(profitability.chosen(user, profitability.Filter(YEAR, words=typed))),
        segmentation.members_of(segmentation.chosen(user, segmentation.Filter(words=typed))),
        overview.customers_of(
            overview.chosen(
                overview.seen_by(user, (), overview.USUAL, lifetimes.values()),
                overview.Filter(shown=overview.EVERYBODY, words=typed),
            )
        ),
    )
    for rows in filters:
        assert [row.name for row in rows] == [name]
    page = dora.get(reverse("accounts:list"), {"q": typed}).content.decode()
    assert name.replace("'", "&#x27;") in page


def test_customers_without_an_account_by_their_key(named: World) -> None:
    user = named.user(Role.PROGRAM_DIRECTOR)
    rows = portfolio.rows_of(portfolio.customers(user, portfolio.Filter(YEAR, words="eclair")))
    assert [row.key for row in rows] == ["ÉCLAIR"]


def test_lifetime_value_too(world: World, tmp_path: Path) -> None:
    bought.import_lines(tmp_path, bought.lines())
    Account.objects.filter(pk=world.energy.pk).update(name="Königliche Werke")
    lifetime.compute(US, settings=USUAL, now=NOW)
    user = world.user(Role.PROGRAM_DIRECTOR)
    for typed in ("KÖNIGLICH", "koniglich", "x-7"):
        rows = lifetimes.rows_of(lifetimes.chosen(user, lifetimes.Filter(words=typed)))
        assert [row.name for row in rows] == ["X-7" if typed == "x-7" else "Königliche Werke"]


def test_colleagues_too(world: World, called_by: Callable[..., Client]) -> None:
    user = world.stranger
    user.name = "Zoë Ångström"
    user.save()
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    for typed in ("zoe", "ANGSTROM", "Ångström", "ÅNG zo"):
        assert [row["name"] for row in api.get(dora, f"/colleagues?q={typed}")["items"]] == ["Zoë Ångström"]
