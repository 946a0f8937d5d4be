"""The plan on screen begins with value, as its PDF does: each figure opens to its rows."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts.tests import samples as account_samples
from covalue.people.rules import Role
from covalue.plans import actions, handover, queries
from covalue.value import actions as value
from covalue.value.models import Initiative
from covalue.value.tests import samples
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


def _page(world: World, signed_in: Callable[..., Client]) -> str:
    client = signed_in(world.user(Role.SAM))
    return client.get(reverse("plans:plan", args=[world.energy.pk])).content.decode()


def test_the_figures_are_those_of_the_document_and_open_to_their_rows(
    world: World, signed_in: Callable[..., Client]
) -> None:
    actions.start(US, account=world.energy, now=NOW)
    account_samples.rows(world, world.energy)
    samples.rows(world, world.energy)
    page = _page(world, signed_in)
    card = page[page.index('id="value"') :]
    told = queries.value_of(world.energy, TODAY)
    assert handover.value_finding(told) in card and page.index('id="value"') < page.index("Net revenue")
    client = signed_in(world.user(Role.SAM))
    for figure in handover.value_figures(told):
        [address] = re.findall(rf'<dt>{figure.label}</dt>\s*<dd><a href="([^"]*)">{re.escape(figure.value)}</a>', card)
        path, _, anchor = address.partition("#")
        assert f'id="{anchor}"' in client.get(path).content.decode(), figure.label
    case = Initiative.objects.get(title="Care")
    assert reverse("value:case", args=[case.pk]) in card and "Fewer outages" in card


def test_without_value_it_offers_the_first_step(world: World, signed_in: Callable[..., Client]) -> None:
    actions.start(US, account=world.energy, now=NOW)
    page = _page(world, signed_in)
    assert "No value yet" in page and reverse("value:account", args=[world.energy.pk]) in page
    value.add_target(US, account=world.energy, title="Fewer outages", now=NOW)
    assert "No value yet" not in _page(world, signed_in)
