"""A case the customer agreed to that starts later: promised is the same everywhere, and each place says what is not due yet."""

import html
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from covalue.core import money
from covalue.people.rules import Role
from covalue.portal import actions
from covalue.portal.rules import ItemKind
from covalue.value import actions as value
from covalue.value import queries as value_queries
from covalue.value.statement import handout, words
from covalue.value.tests.test_actions import case, ines
from covalue.value.tests.test_signing import BOTH, ask, sign, signer
from tests.world import NOW, US, World

__all__ = ["signer"]
TODAY = date(2026, 11, 20)


@pytest.fixture
def agreed_for_march(signer: World) -> World:
    initiative = case(signer, BOTH)
    value.edit(ines(signer), initiative=initiative, begins_on=date(2027, 3, 1), now=NOW)
    sign(ask(signer, initiative))
    return signer


def test_every_place_says_what_starts_later_in_the_same_words(
    agreed_for_march: World, signed_in: Callable[..., Client]
) -> None:
    """Home, statement, files, plan, the working list and what the customer reads; amounts they read are exact."""
    account, director = agreed_for_march.energy, signed_in(agreed_for_march.user(Role.PROGRAM_DIRECTOR))
    later = value_queries.statement_of(account, None, TODAY).statement.total.later
    assert later is not None and later.yearly
    short, exact = words.of_later(later, "EUR"), words.of_later(later, "EUR", money.money)
    actions.share(US, account=account, kind=ItemKind.STATEMENT, item=account.pk, now=NOW)
    director.post(reverse("plans:start", args=[account.pk]))
    shown = {
        "home": director.get(reverse("process:account", args=[account.pk])),
        "statement": director.get(reverse("value:statement", args=[account.pk]) + "?year=all"),
        "statement of this year": director.get(reverse("value:statement", args=[account.pk])),
        "plan": director.get(reverse("plans:plan", args=[account.pk])),
        "working list": director.get(reverse("overview:home")),
    }
    wrong = [name for name, page in shown.items() if short not in html.unescape(page.content.decode())]
    theirs = director.get(reverse("portal:together-as-customer", args=[account.pk]))
    assert not wrong and exact in html.unescape(theirs.content.decode())
    content = handout._content(value_queries.statement_of(account, None, TODAY), TODAY, ours=False)
    assert exact in content["figures"][0]["note"] and exact in content["by_initiative"][0][0]
