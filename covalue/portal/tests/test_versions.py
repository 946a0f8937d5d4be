"""A value case as it was when it was shared stays a version of its own."""

from covalue.portal import actions
from covalue.portal.rules import ItemKind
from covalue.value.tests.test_actions import case
from covalue.value.tests.test_signing import BOTH, signer
from covalue.value.tests.test_versions import typed, years_of
from tests.world import NOW, US, World

__all__ = ["signer"]


def test_what_was_shared_stays_as_it_was(signer: World) -> None:
    found = case(signer, BOTH)
    typed(signer, found, 6, 1)
    actions.share(US, account=signer.energy, kind=ItemKind.CASE, item=found.pk, now=NOW)
    typed(signer, found, 7, 2)
    typed(signer, found, 8, 3)
    assert years_of(found) == [8, 6]
