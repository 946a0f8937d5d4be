"""Every page of an account leads to all the others with one click."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import resolve

from covalue.accounts import home
from covalue.people.rules import Role
from tests.access import ENERGY, STEERS
from tests.repo.matrix import MATRIX, POSTED
from tests.repo.test_access import addresses as addresses
from tests.world import World

pytestmark = pytest.mark.once
# Pages of the portfolio; what a customer sees, shown as they see it; the form of one value, which leads back to its page.
OTHERS = {
    *("accounts:matches", "accounts:contact-matches", "selection", "handovers", "coverage", "needs"),
    *("portal:together-as-customer", "portal:together-as-customer-item"),
    *("accounts:fact", "accounts:contact-fact", "conversations:correct"),
}


def test_every_page_of_an_account_has_its_tabs(
    world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    """One of them is the page's own, or the one it stands below."""
    sam = signed_in(world.user(Role.SAM))
    without, shown = [], 0
    for name in sorted(set(MATRIX) - POSTED):
        if MATRIX[name] not in (ENERGY, STEERS) or {name, name.partition(":")[0]} & OTHERS:
            continue
        answer = sam.get(addresses[name])
        if answer.status_code != 200 or answer.streaming or b"<main" not in answer.content:
            continue
        shown += 1
        if b'class="account-tabs"' not in answer.content or home.tab_of(resolve(addresses[name]).view_name) is None:
            without.append(name)
    assert not without
    assert shown > 20


def test_a_page_below_another_is_shown_as_part_of_it() -> None:
    """A claim stands below value, a contact below contacts, the home and the steps below neither."""
    found = {name: home.tab_of(name) for name in ("value:claim", "accounts:contact", "process:step", "value:statement")}
    assert {name: tab.url_name for name, tab in found.items() if tab} == {
        "value:claim": "value:account",
        "accounts:contact": "accounts:contacts",
        "process:step": "process:account",
        "value:statement": "value:statement",
    }


def test_the_pages_stand_in_at_most_seven_groups_and_each_in_one(
    world: World, signed_in: Callable[..., Client]
) -> None:
    groups = home.grouped_tabs()
    assert len(groups) <= 7
    assert [tab for _group, tabs in groups for tab in tabs] == list(home.tabs())
    page = signed_in(world.user(Role.SAM)).get(f"/a/{world.energy.pk}/facts/").content.decode()
    nav = page.partition('class="account-tabs"')[2].partition("</nav>")[0]
    assert nav.count("<a ") == len(home.tabs()) and nav.count('role="group"') == len(groups)
    assert 'aria-current="page">Facts</a>' in nav
