"""What becomes of promises when a contact is erased, or two contacts are found to be one."""

import pytest

from covalue.accounts import actions as accounts
from covalue.promises import actions
from covalue.promises.models import Answer, Promise, Rhythm
from covalue.promises.rules import PromiseSaid, PromiseSide
from tests.world import NOW, US, World


@pytest.fixture
def promised(world: World) -> Promise:
    """Signe promised something, answered it in her words, and asked to be met; somebody wrote her name down."""
    promise = actions.add(
        US, account=world.energy, side=PromiseSide.THEIRS, what="The data Signe Dahl has", contact=world.signe, now=NOW
    )
    Answer.objects.create(
        promise=promise, contact=world.signe, said=PromiseSaid.KEPT, words="sent on Monday", answered_at=NOW
    )
    actions.set_rhythm(US, contact=world.signe, every_days=30, words="not before ten", now=NOW)
    return promise


@pytest.mark.parametrize("keep_words", [True, False])
def test_erased_their_name_is_gone_and_their_words_if_wished(world: World, promised: Promise, keep_words: bool) -> None:
    accounts.erase_contact(US, contact=world.signe, keep_words=keep_words, now=NOW)
    promised.refresh_from_db()
    assert "Signe" not in promised.what and "Dahl" not in promised.what
    assert Answer.objects.get().words == ("sent on Monday" if keep_words else "")
    assert Rhythm.objects.get().words == ("not before ten" if keep_words else "")


def test_merged_what_hung_on_one_hangs_on_the_other(world: World, promised: Promise) -> None:
    accounts.merge_contacts(US, gone=[world.signe], kept=world.jon, now=NOW)
    promised.refresh_from_db()
    assert promised.by_contact == world.jon
    assert Answer.objects.get().contact == world.jon and Rhythm.objects.get().contact == world.jon
