"""Sample rows of promises."""

from covalue.accounts.models import Account
from covalue.accounts.tests.samples import contact_of
from covalue.promises import actions
from covalue.promises.models import Answer
from covalue.promises.rules import PromiseSaid, PromiseSide
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A promise of a contact that nobody of theirs keeps, with what the contact said to it."""
    contact = contact_of(account)
    theirs = actions.add(US, account=account, side=PromiseSide.THEIRS, what="Send the data", contact=contact, now=NOW)
    answer = Answer.objects.create(promise=theirs, contact=contact, said=PromiseSaid.KEPT, answered_at=NOW)
    ours = actions.add(US, account=account, side=PromiseSide.OURS, what="Send the offer", now=NOW)
    return {"promise_id": ours.pk, "answer_id": answer.pk}
