"""The search leads to agreements by that word, in singular and plural."""

import pytest

from covalue.agreements.tests import samples
from covalue.people.rules import Role
from covalue.web import palette
from tests.world import World


@pytest.mark.parametrize("word", ["agreement", "agreements", "Agreements"])
def test_agreements_and_their_pages_come_first(world: World, word: str) -> None:
    samples.rows(world, world.energy)
    groups = palette.look_up(world.user(Role.SAM), word)
    assert [group.title for group in groups[:2]] == ["Pages of an account", "Agreements"]
    assert groups[0].hits[0].title == "Agreements", "by its title, before pages called so as well"
    assert groups[1].hits and all(hit.detail == world.energy.name for hit in groups[1].hits)
    [pages] = [group for group in groups if group.title == "Pages"]
    assert [hit.title for hit in pages.hits][:1] == ["Renewals"]


def test_the_word_beside_an_account_names_its_agreements(world: World) -> None:
    samples.rows(world, world.energy)
    for text, found in (("halden agreements", True), ("unheard agreements", False)):
        titles = [group.title for group in palette.look_up(world.user(Role.SAM), text)]
        assert ("Agreements" in titles) is found
